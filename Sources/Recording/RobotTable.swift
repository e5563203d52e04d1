import SimCore

/// A table with a row for each robot, as `robots.csv` and the tables beside snapshots are.
///
/// Its first two columns are class and index; the others are quantities.
struct RobotTable: Equatable {
  /// Names of the columns.
  var columns: [String]
  /// Cells, robot by robot.
  var rows: [[String]]

  /// Reads a table from its file.
  ///
  /// - Throws: `RecordingError` (`isInput`) naming file and line where it is none.
  init(path: String) throws(RecordingError) {
    try self.init(text: try TextFile.read(path), path: path)
  }

  /// Reads a table from its text; `path` names it in messages.
  ///
  /// - Throws: as above.
  init(text: String, path: String) throws(RecordingError) {
    let header = text.prefix { !$0.isNewline }
    columns = header.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard columns.prefix(2) == ["class", "index"] else {
      throw RecordingError(
        "\(path):1: expected a header that begins with class,index", isInput: true)
    }
    rows = try CSVTable(text: text, path: path, header: String(header)).rows.map(\.cells)
  }

  /// The first robot that another table has otherwise, and its first quantity; nil where none is.
  ///
  /// Only columns that both have are looked at: an older program may have written fewer.
  ///
  /// - Complexity: O(cells).
  func difference(from other: RobotTable, step: Int, time: Double) -> StateDifference? {
    let shared = columns.indices.compactMap { index in
      other.columns.firstIndex(of: columns[index]).map { (own: index, other: $0) }
    }
    var found: StateDifference?
    for row in 0..<max(rows.count, other.rows.count) {
      guard row < rows.count, row < other.rows.count else {
        let name = (row < rows.count ? rows : other.rows)[row].prefix(2).joined(separator: " ")
        return found
          ?? StateDifference(
            step: step, time: time, robot: name, quantity: "robot",
            first: row < rows.count ? "there" : "not there",
            second: row < other.rows.count ? "there" : "not there", robotCount: 1)
      }
      let cells = rows[row]
      let others = other.rows[row]
      guard
        let column = shared.first(where: {
          $0.own < cells.count && $0.other < others.count && cells[$0.own] != others[$0.other]
        })
      else { continue }
      if found != nil {
        found?.robotCount += 1
      } else {
        found = StateDifference(
          step: step, time: time, robot: cells.prefix(2).joined(separator: " "),
          quantity: columns[column.own], first: cells[column.own], second: others[column.other],
          robotCount: 1)
      }
    }
    return found
  }
}

/// The first robot, and the first quantity of it, in which two runs differ at a moment.
public struct StateDifference: Equatable, Sendable {
  /// The physics step of the moment: the first at which both have a table of their robots.
  public var step: Int
  /// Its simulated time, seconds.
  public var time: Double
  /// Class and index.
  public var robot: String
  /// The name of the quantity with its unit, as columns have it.
  public var quantity: String
  /// Its value in the first run, or in the record.
  public var first: String
  /// Its value in the second run, or in the replay.
  public var second: String
  /// How many robots differ.
  public var robotCount: Int

  /// The difference in words; `words` say whose the two values are.
  public func sentence(_ words: (first: String, second: String)) -> String {
    let more =
      robotCount == 1
      ? "" : "; \(robotCount - 1) more \(robotCount == 2 ? "robot differs" : "robots differ")"
    return "robot \(robot) at step \(step) (\(NumberText.digits(time)) s): \(quantity) is "
      + "\(first) in \(words.first) and \(second) in \(words.second)\(more)"
  }

  /// The difference as JSON.
  public var json: JSONText {
    .object([
      ("step", .integer(step)), ("time_s", .number(time)), ("robot", .string(robot)),
      ("quantity", .string(quantity)), ("values", .array([.string(first), .string(second)])),
      ("robots", .integer(robotCount)),
    ])
  }
}
