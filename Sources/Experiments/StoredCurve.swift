/// A figure of the runs in a store, by the value of one axis: what a prediction is held against.
public struct StoredCurve: Equatable, Sendable {
  /// The runs of one value of the axis.
  public struct Point: Equatable, Sendable {
    /// The value.
    public var size: Int
    /// The figure of each run, and how long that was, seconds; in the order of the store.
    public var values: [(value: Double, duration: Double)]

    /// True where both have the same runs.
    public static func == (a: Point, b: Point) -> Bool {
      a.size == b.size && a.values.map(\.value) == b.values.map(\.value)
        && a.values.map(\.duration) == b.values.map(\.duration)
    }
  }

  /// The points, values rising.
  public var points: [Point] = []
  /// Names of what was set in the runs besides the axis, and differs between them.
  public var otherAxes: [String] = []
  /// Hashes of the policies of the runs, where the store has them.
  public var policyHashes: [String] = []

  /// Reads the finished runs of a store.
  ///
  /// - Parameters:
  ///   - store: The store.
  ///   - figure: Key of the figure.
  ///   - axis: Name of the axis; runs without a whole number for it are left out.
  /// - Throws: `DatabaseError`.
  /// - Complexity: O(runs).
  public init(_ store: borrowing SweepStore, figure: String, axis: String) throws(DatabaseError) {
    let rows = try store.database.query(
      "SELECT p.value, m.value, t.value FROM run r JOIN param p ON p.run = r.id AND p.name = ? "
        + "JOIN metric m ON m.run = r.id AND m.name = ? "
        + "JOIN metric t ON t.run = r.id AND t.name = 'simulated_s' "
        + "WHERE r.state = 'done' ORDER BY p.value, r.seed, r.id",
      [.text(axis), .text(figure)])
    for row in rows {
      guard let size = row[0].number, size == size.rounded(), let value = row[1].number,
        let duration = row[2].number, duration > 0
      else { continue }
      if points.last?.size != Int(size) { points.append(Point(size: Int(size), values: [])) }
      points[points.count - 1].values.append((value, duration))
    }
    let names = try store.database.query(
      "SELECT name FROM param WHERE name != ? AND name NOT LIKE '@%' GROUP BY name "
        + "HAVING count(DISTINCT text) > 1 ORDER BY name", [.text(axis)])
    otherAxes = names.compactMap { $0[0].string }
    let hashes = try store.database.query(
      "SELECT DISTINCT text FROM param WHERE name = '@policy_hash' ORDER BY text")
    policyHashes = hashes.compactMap { $0[0].string }
  }
}
