/// The longest time that is counted in steps or ticks; no run makes as many (`check` sees to it).
let longestTimeInSteps: Float = 1_000_000_000

/// A time in physics steps or ticks as the columns keep it.
///
/// What lasts longer than the longest run never ends within one, so all such times are the same: the
/// sum with any step of a run still fits. Whole steps are cut off, as `Int32(_:)` does.
func boundedSteps(_ steps: Float) -> Int32 { Int32(max(0, min(longestTimeInSteps, steps))) }
