import Contracts

/// A directive that has ended: read by those who watch, by no decision.
public struct DirectiveEnd: BitwiseCopyable, Equatable, Sendable {
  /// The robot's row.
  public var row: Int
  /// The directive as it was in force, or as it was asked for.
  public var directive: Directive
  /// How it ended.
  public var outcome: DirectiveStatus
  /// The physics step it ended at.
  public var step: Int32
}
