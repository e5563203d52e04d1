import SimCore

/// A problem of the League of Robot Runners: a JSON file that names a map, agents and tasks.
///
/// Locations are linear, row × width + column, rows from the top. Agent and task files may start
/// with comment lines (`# version …`), then hold a count and that many lines. The first `teamSize`
/// agents take part.
///
/// Source: the input format of the LoRR start kit, 2026.
enum LoRRProblem {
  private static let otherKeys = [
    "version", "agentCounter", "agentSize", "delayConfig", "taskAssignmentStrategy",
  ]
  private static let keys = ["mapFile", "agentFile", "taskFile", "teamSize", "numTasksReveal"]

  /// Reads a problem and the files it names.
  static func read(
    _ text: MapText, cellSize: Float, _ inputs: InputReader, _ diagnostics: inout MapDiagnostics
  ) -> ImportedMap? {
    guard let problem = MapJSON.read(text, &diagnostics) else { return nil }
    guard case .object(let members) = problem.kind else {
      diagnostics.add(
        text.error(
          "a problem is an object with the keys mapFile, agentFile, teamSize and taskFile; found "
            + problem.description, at: problem.place))
      return nil
    }
    for member in members where !keys.contains(member.key) && !otherKeys.contains(member.key) {
      diagnostics.warn(
        text.warning(
          "the key '\(member.key)' is not known and not used"
            + MapDiagnostics.suggestion(for: member.key, among: keys + otherKeys),
          line: text.line(
            at: member.place.lowerBound), member.place))
    }
    let fields = Fields(text: text, members: members, end: problem.place)
    let mapFile = fields.path("mapFile", &diagnostics)
    let agentFile = fields.path("agentFile", &diagnostics)
    let taskFile = fields.path("taskFile", &diagnostics)
    let teamSize = fields.teamSize(&diagnostics)
    let reveal = fields.revealFactor(&diagnostics)
    let mapText = mapFile.flatMap {
      MapImporter.open($0.path, .map, inputs, mention: (text, $0.place), &diagnostics)
    }
    let agentText = agentFile.flatMap {
      MapImporter.open($0.path, .agents, inputs, mention: (text, $0.place), &diagnostics)
    }
    let taskText = taskFile.flatMap {
      MapImporter.open($0.path, .tasks, inputs, mention: (text, $0.place), &diagnostics)
    }
    guard let mapText, let file = GridMapFile.read(mapText, &diagnostics) else { return nil }
    var map = ImportedMap(grid: file.grid(cellSize: cellSize))
    map.revealFactor = reveal
    if let agentText {
      map.texts.add(name: agentText.name, bytes: agentText.bytes)
      let lists = LoRRLocations.read(
        agentText, what: "agent", most: 1, map.grid, places: &map.startPlaces, &diagnostics)
      map.starts = lists.compactMap(\.first)
      if let teamSize, teamSize.count > map.starts.count, !diagnostics.hasErrors {
        diagnostics.add(
          text.error(
            "a team of \(teamSize.count) robots is more than the \(map.starts.count) agents in "
              + "the agent file", at: teamSize.place))
      }
      if let teamSize {
        map.starts = Array(map.starts.prefix(teamSize.count))
        map.startPlaces.keepFirst(map.starts.count)
      }
    }
    if let taskText {
      map.texts.add(name: taskText.name, bytes: taskText.bytes)
      map.tasks = LoRRLocations.read(
        taskText, what: "task", most: 1 << 20, map.grid, places: &map.taskPlaces, &diagnostics)
    }
    return map
  }

  /// The members of the problem with the checks that each kind of field needs.
  private struct Fields {
    let text: MapText
    let members: [(key: String, place: Range<Int>, value: MapJSON)]
    let end: Range<Int>

    func path(
      _ key: String, _ diagnostics: inout MapDiagnostics
    ) -> (path: String, place: Range<Int>)? {
      guard let value = required(key, &diagnostics) else { return nil }
      guard case .string(let name) = value.kind, !name.isEmpty, !name.utf8.contains(0) else {
        diagnostics.add(
          text.error("'\(key)' must be the name of a file, in quotes", at: value.place))
        return nil
      }
      return (MapImporter.path(name, besides: text.name), value.place)
    }

    func teamSize(_ diagnostics: inout MapDiagnostics) -> (count: Int, place: Range<Int>)? {
      guard let value = required("teamSize", &diagnostics) else { return nil }
      guard case .number(let number) = value.kind, number >= 1, number <= 10_000_000,
        number == number.rounded()
      else {
        diagnostics.add(
          text.error("'teamSize' must be a whole number from 1 to 10000000", at: value.place))
        return nil
      }
      return (Int(number), value.place)
    }

    func revealFactor(_ diagnostics: inout MapDiagnostics) -> Float {
      guard let value = members.first(where: { $0.key == "numTasksReveal" })?.value else {
        return 1
      }
      guard case .number(let number) = value.kind, number > 0, number <= 1_000_000 else {
        diagnostics.add(
          text.error("'numTasksReveal' must be a number above 0, at most 1000000", at: value.place))
        return 1
      }
      return Float(number)
    }

    private func required(_ key: String, _ diagnostics: inout MapDiagnostics) -> MapJSON? {
      if let member = members.first(where: { $0.key == key }) { return member.value }
      let place = end.lowerBound..<min(end.lowerBound + 1, end.upperBound)
      diagnostics.add(text.error("the problem has no key '\(key)'", at: place))
      return nil
    }
  }
}
