/// Why an executor acts as it does: the "reasoning trace" that m^exec carries as a hashed bag.
///
/// Source: seed paper A.1 ("motor contexts and reasoning traces"), correction C12.
public enum ReasoningTag: UInt32, Sendable, CaseIterable {
  /// Nothing to do.
  case rest = 0
  /// Free run along the way.
  case cruise = 1
  /// Slowing down for the goal.
  case approach = 2
  /// Stopped or slowed by the traffic rule.
  case hold = 3
  /// Gives way to a neighbour.
  case yield = 4
  /// Slowed or shifted by the population's field.
  case crowd = 5
  /// Works itself out of a stall.
  case unstick = 6
  /// Moves the tool.
  case tool = 7
}
