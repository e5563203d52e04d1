/// The rows of all robots of a class that are free to be assigned, ascending.
///
/// Only a coordination mode that lets every robot read every other one's row (`allToAll`) makes it.
/// Valid during the call only.
@frozen
public struct OrchestratorPeers {
  @usableFromInline let columns: OrchestratorColumns
  @usableFromInline let rows: UnsafeBufferPointer<Int32>

  @inlinable
  package init(_ columns: OrchestratorColumns, rows: UnsafeBufferPointer<Int32>) {
    self.columns = columns
    self.rows = rows
  }

  /// How many they are.
  @inlinable public var count: Int { rows.count }

  /// The row of a peer.
  ///
  /// - Precondition: `peer` is in 0 ..< `count`.
  @inlinable
  public subscript(peer: Int) -> OrchestratorRow {
    OrchestratorRow(columns, index: Int(rows[peer]))
  }

  /// The peer's place in the class; rows to be decided are named by it.
  @inlinable
  package func indexInClass(_ peer: Int) -> Int { Int(rows[peer]) }
}
