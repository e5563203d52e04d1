import Commands
import Scenes
import SimCore

/// `fleetfield explain`: one key of the scene language, from the table that reads scenes.
enum ExplainCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "explain", summary: "tell what a key of a scene means, takes and defaults to",
    operands: ["KEY"], options: [SceneInput.format],
    notes: [
      "KEY is a path such as world.traffic.rule, robots.carrier.body.radius or tasks[].dwell; names that you",
      "chose may be left out. The end of one does, too: where several keys end so, they are listed.",
      "'fleetfield describe keys' lists them all; 'fleetfield describe schema' is for editors.",
      "--format json: {status, keys: [{path, doc, expects, presence …}]}.",
      "Exit codes: 0 done, 2 no key is called so.",
    ])

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    let path = arguments.operands[0]
    switch SceneSchema.meaning(of: path) {
    case .key(let explanations):
      if wantsJSON {
        print(explanations.map(json))
      } else {
        Terminal.out(explanations.map(text).joined(separator: "\n"))
      }
    case .several(let keys):
      if wantsJSON {
        print(keys.map { json($0) })
      } else {
        let width = min(44, keys.map(\.path.count).max() ?? 0)
        let lines = keys.map { "  \(padded($0.path, width))  \($0.doc)" }
        Terminal.out(
          "\(keys.count) keys are meant by '\(visibleText(path))'; explain one of them\n"
            + lines.joined(separator: "\n") + "\n")
      }
    case .unknown(let nearest):
      throw arguments.error(
        "no key of a scene is called '\(path)'"
          + (nearest.map { "; did you mean '\($0)'?" } ?? "; 'fleetfield describe keys' lists them")
      )
    }
    return ExitCode.done
  }

  private static func print(_ keys: [JSONText]) {
    Terminal.out(.object([("status", .string("done")), ("keys", .array(keys))]))
  }

  // MARK: For people

  private static func text(_ explanation: SceneKeyExplanation) -> String {
    var lines = [explanation.key.path, "  \(explanation.key.doc)", ""]
    for (name, value) in facts(explanation) { lines.append("  \(padded(name, 10))\(value)") }
    lines += list(explanation.words, "words").map { "  \($0)" }
    lines += list(explanation.below, "keys").map { "  \($0)" }
    lines += ["", "  For example:", ""]
    lines += explanation.example.split(separator: "\n").map { "    \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func facts(_ explanation: SceneKeyExplanation) -> [(String, String)] {
    let key = explanation.key
    let hasList = !list(explanation.words, "").isEmpty
    var facts = [("expects", hasList ? "one of the words below" : key.expectation)]
    if !key.units.isEmpty { facts.append(("units", key.units.joined(separator: ", "))) }
    facts.append(("left out", leftOut(key.presence, of: explanation)))
    if !key.condition.isEmpty { facts.append(("where", key.condition)) }
    if !explanation.readers.isEmpty { facts.append(("read by", explanation.readers)) }
    if let inside = explanation.inside {
      facts.append(("inside", "\(inside.word): \(inside.meaning)"))
    }
    for word in explanation.refused { facts.append(("not", "'\(word.word)' \(word.meaning)")) }
    if !explanation.namesakes.isEmpty {
      facts.append(("see also", explanation.namesakes.joined(separator: ", ")))
    }
    return facts
  }

  /// What it means to leave a key out.
  private static func leftOut(_ presence: String, of explanation: SceneKeyExplanation) -> String {
    if explanation.alternatives.count > 1 {
      return "exactly one of \(listed(explanation.alternatives)) is given"
    }
    return presence == "required" ? "a mistake: it is required" : presence
  }

  /// Words with what they mean; on one line where nothing says it, or where the sentence has all of them.
  private static func list(_ words: [SceneKeyExplanation.Word], _ title: String) -> [String] {
    guard !words.isEmpty, words.contains(where: { !$0.meaning.isEmpty }) else { return [] }
    let width = words.map(\.word.count).max() ?? 0
    return [title] + words.map { "  \(padded($0.word, width))  \($0.meaning)" }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  // MARK: For programs

  private static func json(_ explanation: SceneKeyExplanation) -> JSONText {
    func words(_ words: [SceneKeyExplanation.Word]) -> JSONText {
      .array(
        words.map { .object([("name", .string($0.word)), ("meaning", .string($0.meaning))]) })
    }
    var members = members(explanation.key)
    for (name, list) in [
      ("words", explanation.words), ("refused", explanation.refused), ("keys", explanation.below),
    ] where !list.isEmpty { members.append((name, words(list))) }
    for (name, list) in [
      ("exactly_one_of", explanation.alternatives), ("see_also", explanation.namesakes),
    ] where !list.isEmpty { members.append((name, .array(list.map { .string($0) }))) }
    if !explanation.readers.isEmpty { members.append(("read_by", .string(explanation.readers))) }
    if let inside = explanation.inside { members.append(("inside", .string(inside.word))) }
    return .object(members + [("example", .string(explanation.example))])
  }

  private static func json(_ key: SceneKeyDescription) -> JSONText { .object(members(key)) }

  private static func members(_ key: SceneKeyDescription) -> [(String, JSONText)] {
    var members: [(String, JSONText)] = [
      ("path", .string(key.path)), ("doc", .string(key.doc)), ("expects", .string(key.expectation)),
      ("presence", .string(key.presence)),
    ]
    if !key.units.isEmpty { members.append(("units", .array(key.units.map { .string($0) }))) }
    if !key.condition.isEmpty { members.append(("where", .string(key.condition))) }
    return members
  }
}
