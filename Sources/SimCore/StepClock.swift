/// The clocks of a loop in whole numbers: how seconds become steps and ticks.
@frozen
public struct StepClock: Equatable, Sendable {
  /// Physics steps per second.
  public var stepsPerSecond: Int
  /// Physics steps per executor tick.
  public var stepsPerTick: Int

  /// A clock from its rates.
  @inlinable
  public init(stepsPerSecond: Int, stepsPerTick: Int) {
    self.stepsPerSecond = stepsPerSecond
    self.stepsPerTick = stepsPerTick
  }

  /// Seconds between two executor ticks.
  @inlinable public var tickPeriod: Float { Float(stepsPerTick) / Float(stepsPerSecond) }

  /// Seconds of some physics steps.
  @inlinable
  public func seconds(_ steps: Int) -> Double { Double(steps) / Double(stepsPerSecond) }

  /// Physics steps in some seconds, cut off; `.max` where that is beyond `longest`.
  @inlinable
  public func steps(in seconds: Float) -> Int32 {
    let steps = seconds * Float(stepsPerSecond)
    return steps < StepClock.longest ? Int32(steps) : .max
  }

  /// Executor ticks that last at least some seconds; at most `longest`.
  @inlinable
  public func ticks(in seconds: Float) -> Int32 {
    StepClock.bounded((seconds / tickPeriod).rounded(.up))
  }

  /// The longest time that is counted in steps or ticks; no run makes as many (`check` sees to it).
  public static let longest: Float = 1_000_000_000

  /// A time in physics steps or ticks as columns keep it.
  ///
  /// What lasts longer than the longest run never ends within one, so all such times are the same:
  /// the sum with any step of a run still fits. Whole steps are cut off, as `Int32(_:)` does.
  @inlinable
  public static func bounded(_ steps: Float) -> Int32 { Int32(max(0, min(longest, steps))) }
}
