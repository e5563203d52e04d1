import SimCore

/// A MovingAI scenario: one agent per line with its start and goal, cells counted from the top
/// left.
///
/// `version 1`, then bucket, map, width, height, start x, start y, goal x, goal y, optimal length,
/// separated by tabs or spaces. Files of version 0 have no first line and no width and height.
///
/// Source: the scenario loader of HOG2, N. Sturtevant.
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
    guard let (version, first) = version(text, &diagnostics) else { return }
    var hasWarnedOfName = false
    map.texts.add(name: text.name, bytes: text.bytes)
    for line in first..<max(first, text.lines.count) where !text.isBlank(line: line) {
      agent(text, line, version, mapName, &hasWarnedOfName, &map, &diagnostics)
    }
  }

  /// The version and the index of the first agent's line; nil where the file is no scenario.
  private static func version(
    _ text: MapText, _ diagnostics: inout MapDiagnostics
  ) -> (version: Int, firstLine: Int)? {
    var line = 0
    while line < text.lines.count, text.isBlank(line: line) { line += 1 }
    guard line < text.lines.count else {
      diagnostics.add(text.errorAtEnd("the file is empty; expected 'version 1'"))
      return nil
    }
    let head = text.fields(line: line)
    guard head.count == 2, text.string(head[0]).lowercased() == "version" else {
      if fields(text, line).count == 7, text.wholeNumber(head[0]) != nil { return (0, line) }
      diagnostics.add(
        text.error(
          "this is not a scenario: it starts with \(text.quoted(text.lines[line])), not with "
            + "'version 1'", line: line, text.lines[line]))
      return nil
    }
    switch text.string(head[1]) {
    case "0", "0.0": return (0, line + 1)
    case "1", "1.0": return (1, line + 1)
    default:
      diagnostics.add(
        text.error(
          "scenario version \(text.quoted(head[1])) is not known; expected 1", line: line, head[1]))
      return nil
    }
  }

  /// The fields of a line: between tabs where it has any, so that a map's name may hold blanks.
  private static func fields(_ text: MapText, _ line: Int) -> [Range<Int>] {
    let bounds = text.lines[line]
    guard text.bytes[bounds].contains(0x09) else { return text.fields(line: line) }
    var result: [Range<Int>] = []
    for part in text.bytes[bounds].split(separator: 0x09) {
      var (low, high) = (part.startIndex, part.endIndex)
      while low < high, text.bytes[low] == 0x20 { low += 1 }
      while low < high, text.bytes[high - 1] == 0x20 { high -= 1 }
      if low < high { result.append(low..<high) }
    }
    // Tabs beside blanks: then both separate.
    return result.count >= 7 ? result : text.fields(line: line)
  }

  private static func agent(
    _ text: MapText, _ line: Int, _ version: Int, _ mapName: String,
    _ hasWarnedOfName: inout Bool, _ map: inout ImportedMap, _ diagnostics: inout MapDiagnostics
  ) {
    var fields = fields(text, line)
    let count = version == 0 ? 7 : 9
    guard fields.count == count else {
      let names = version == 0 ? fieldNames.filter { !$0.hasPrefix("map ") } : fieldNames
      diagnostics.add(
        text.error(
          "an agent has \(count) fields (\(names.joined(separator: ", "))), found \(fields.count)",
          line: line, text.lines[line]))
      return
    }
    // Version 0 says no size: its places stay empty and are not read.
    if version == 0 { fields.insert(contentsOf: [0..<0, 0..<0], at: 2) }
    var numbers = [Int](repeating: 0, count: 9)
    for i in version == 0 ? [0, 4, 5, 6, 7] : [0, 2, 3, 4, 5, 6, 7] {
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
    guard version == 0 || (numbers[2] == grid.columns && numbers[3] == grid.rows) else {
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
      map.startPlaces.append(
        text.location(line: line, fields[4].lowerBound..<fields[5].upperBound))
      map.goalPlaces.append(
        text.location(line: line, fields[6].lowerBound..<fields[7].upperBound))
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
