import Contracts
import SimCore

/// What one executor does at one tick, and why.
@frozen
public struct ExecutorAction: BitwiseCopyable, Equatable, Sendable {
  /// The motion command.
  public var command: MotionCommand
  /// Why.
  public var trace: ExecutorTrace

  /// An action from its parts.
  @inlinable
  public init(_ command: MotionCommand, _ trace: ExecutorTrace = .rest) {
    self.command = command
    self.trace = trace
  }
}

/// The rule of a kind of executor: what a robot does, from its own row and what its mode grants.
///
///     struct StandStill: ExecutorRule {
///       func act(for robot: ExecutorRow) -> ExecutorAction { ExecutorAction(.rest) }
///     }
///
/// A rule keeps nothing between calls: robots are asked in any order, by several workers at once. It
/// is asked once per class and range of robots; the loop over them is compiled for the rule.
public protocol ExecutorRule: Sendable {
  /// How far ahead the spatial field is to be sampled, metres; 0 (as by default) where the rule reads
  /// none. See `fieldSampleOffset(_:direction:lookAhead:)`.
  var fieldLookAhead: Float { get }

  /// What a robot does.
  ///
  /// - Complexity: no allocation.
  func act(for robot: ExecutorRow) -> ExecutorAction

  /// Acts for a range of robots, one by one; not to be written anew.
  func actForAll(_ table: ExecutorTable)
}

extension ExecutorRule {
  /// Reads no spatial field.
  @inlinable public var fieldLookAhead: Float { 0 }

  /// Acts for a range of robots, one by one.
  @inlinable
  public func actForAll(_ table: ExecutorTable) {
    withUnsafePointer(to: table.columns) { columns in
      for index in table.rows {
        let action = act(for: ExecutorRow(columns, index: index))
        table.commands[index] = action.command
        table.traces[index] = action.trace
      }
    }
  }
}

/// A range of robots of a class that are to act, and where their actions go; opaque to rules.
@frozen
public struct ExecutorTable {
  @usableFromInline package let columns: ExecutorColumns
  @usableFromInline package let rows: Range<Int>
  // Unsafe: both have an element for each row of `columns`; only `rows` are written.
  @usableFromInline package let commands: UnsafeMutablePointer<MotionCommand>
  @usableFromInline package let traces: UnsafeMutablePointer<ExecutorTrace>

  /// A table from its parts; commands and traces have an element for each robot of the class.
  @inlinable
  package init(
    _ columns: ExecutorColumns, rows: Range<Int>, commands: UnsafeMutablePointer<MotionCommand>,
    traces: UnsafeMutablePointer<ExecutorTrace>
  ) {
    self.columns = columns
    self.rows = rows
    self.commands = commands
    self.traces = traces
  }
}
