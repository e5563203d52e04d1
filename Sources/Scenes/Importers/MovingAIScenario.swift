import SimCore

/// A MovingAI scenario: one agent per line with its start and goal, cells counted from the top
/// left.
///
/// `version 1`, then bucket, map, width, height, start x, start y, goal x, goal y, optimal length,
/// separated by tabs or spaces.
enum MovingAIScenario {
  private static let fieldNames = [
    "bucket", "map", "map width", "map height", "start x", "start y", "goal x", "goal y",
    "optimal length",
  ]

  /// Adds the starts and goals of a scenario to its map.
  static func read(
    _ text: MapText, mapName: String, into map: inout ImportedMap,
    _ diagnostics: inout MapDiagnostics
  ) {
    guard !text.bytes.isEmpty else {
      diagnostics.add(text.errorAtEnd("the file is empty; expected 'version 1'"))
      return
    }
    let head = text.fields(line: 0)
    if head.count != 2 || text.string(head[0]) != "version" {
      diagnostics.add(
        text.error(
          "this is not a scenario: it starts with \(text.quoted(text.lines[0])), not with "
            + "'version 1'", line: 0, text.lines[0]))
      return
    }
    if !["1", "1.0"].contains(text.string(head[1])) {
      diagnostics.add(
        text.error(
          "scenario version \(text.quoted(head[1])) is not known; expected 1", line: 0, head[1]))
      return
    }
    var hasWarnedOfName = false
    for line in 1..<max(1, text.lines.count) where !text.isBlank(line: line) {
      agent(text, line, mapName, &hasWarnedOfName, &map, &diagnostics)
    }
  }

  private static func agent(
    _ text: MapText, _ line: Int, _ mapName: String, _ hasWarnedOfName: inout Bool,
    _ map: inout ImportedMap, _ diagnostics: inout MapDiagnostics
  ) {
    let fields = text.fields(line: line)
    guard fields.count == fieldNames.count else {
      diagnostics.add(
        text.error(
          "an agent has 9 fields (\(fieldNames.joined(separator: ", "))), found \(fields.count)",
          line: line, text.lines[line]))
      return
    }
    var numbers = [Int](repeating: 0, count: 9)
    for i in [0, 2, 3, 4, 5, 6, 7] {
      guard let number = text.wholeNumber(fields[i]) else {
        diagnostics.add(
          text.error(
            "the \(fieldNames[i]) must be a whole number, found \(text.quoted(fields[i]))",
            line: line, fields[i]))
        return
      }
      numbers[i] = number
    }
    let grid = map.grid
    guard numbers[2] == grid.columns, numbers[3] == grid.rows else {
      diagnostics.add(
        text.error(
          "this agent is for a map of \(numbers[2]) × \(numbers[3]) cells; the map has "
            + "\(grid.columns) × \(grid.rows)", line: line,
          fields[2].lowerBound..<fields[3].upperBound))
      return
    }
    let name = text.string(fields[1])
    if !hasWarnedOfName, lastPart(name) != lastPart(mapName) {
      hasWarnedOfName = true
      diagnostics.warn(
        text.warning(
          "the scenario was made for '\(name)'; the map is '\(lastPart(mapName))'", line: line,
          fields[1]))
    }
    let start = cell(text, line, fields[4], fields[5], "start", grid, &diagnostics)
    let goal = cell(text, line, fields[6], fields[7], "goal", grid, &diagnostics)
    if let start, let goal {
      map.starts.append(start)
      map.goals.append(goal)
    }
  }

  private static func cell(
    _ text: MapText, _ line: Int, _ x: Range<Int>, _ y: Range<Int>, _ what: String,
    _ grid: OccupancyGrid, _ diagnostics: inout MapDiagnostics
  ) -> Vec2? {
    guard let column = text.wholeNumber(x), let down = text.wholeNumber(y) else { return nil }
    let place = x.lowerBound..<y.upperBound
    guard column < grid.columns, down < grid.rows else {
      diagnostics.add(
        text.error(
          "the \(what) (\(column), \(down)) is outside the map of \(grid.columns) × \(grid.rows) "
            + "cells", line: line, place))
      return nil
    }
    guard grid.isFree(column: column, row: grid.rows - 1 - down) else {
      diagnostics.add(
        text.error(
          "the \(what) (\(column), \(down)) is an occupied cell of the map", line: line, place))
      return nil
    }
    return grid.center(column: column, row: grid.rows - 1 - down)
  }

  private static func lastPart(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
