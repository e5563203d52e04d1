import Commands

/// What a call of the fuzzer asks for.
struct FuzzOptions {
  /// The program that is tried.
  var program = ""
  /// True where the help is asked for.
  var wantsHelp = false
  /// What is tried, in order.
  var targets = FuzzTarget.allCases
  /// Seeds of the campaign; they take turns.
  var seeds: [UInt64] = [1]
  /// One input of each seed alone.
  var index: Int?
  /// Inputs of every target; nil: as `plan` says.
  var count: Int?
  /// How many inputs of each target a round has.
  var plan: [FuzzTarget: Int] = Self.shortPlan
  /// Rounds go on so long; nil: one round.
  var minutes: Double?
  /// Calls at the same time.
  var jobCount = 2
  /// Where inputs are kept whose call ended as none may.
  var foundFolder = "fuzz-found"
  /// True for a program built with a sanitizer: it may take more time and memory.
  var isSanitized = false
  /// True also keeps and prints inputs that were refused, for whoever works on the generator.
  var showsRefused = false
  /// More words of the calls' environment.
  var environment: [String] = []

  /// A round of a few minutes, for every change.
  static let shortPlan: [FuzzTarget: Int] = [
    .fleets: 1000, .scenes: 2500, .maps: 2500, .layouts: 1000, .orders: 500,
    .folders: 500, .records: 500, .viewer: 250,
  ]
  /// 2,000 generated scenes and 10,000 mutated inputs.
  static let fullPlan: [FuzzTarget: Int] = [
    .fleets: 2000, .scenes: 5000, .maps: 4000, .layouts: 2000, .orders: 1000,
    .folders: 1000, .records: 1000, .viewer: 400,
  ]

  /// What the fuzzer takes, and what it says about itself.
  static let spec = VerbSpec(
    name: "",
    summary:
      "tries the program on scenes, maps, layouts, orders, run folders and records that nobody wrote",
    operands: [],
    options: [
      OptionSpec(
        name: "--program", kind: .value, placeholder: "PATH",
        help: "what is tried (default: the fleetfield beside this program)"),
      OptionSpec(
        name: "--target", kind: .repeated, placeholder: "NAME",
        help:
          "fleets, scenes, maps, layouts, orders, folders, records or viewer; may be repeated (default: all)"
      ),
      OptionSpec(
        name: "--seed", kind: .value, placeholder: "N[,N...]",
        help: "seeds, which take turns (default: 1)"),
      OptionSpec(
        name: "--index", kind: .value, placeholder: "N", help: "one input of each seed alone"),
      OptionSpec(
        name: "--count", kind: .value, placeholder: "N", help: "so many inputs of each target"),
      OptionSpec(
        name: "--full", kind: .flag, help: "2,000 generated scenes and 10,000 mutated inputs"),
      OptionSpec(
        name: "--minutes", kind: .value, placeholder: "N",
        help: "further rounds until so much time has passed"),
      OptionSpec(
        name: "--jobs", kind: .value, placeholder: "N",
        help: "calls at the same time (default: 2)"),
      OptionSpec(
        name: "--found", kind: .value, placeholder: "DIR",
        help: "where found inputs are kept (default: fuzz-found)"),
      OptionSpec(
        name: "--refused", kind: .flag,
        help: "print what the program says of inputs that it refuses"),
      OptionSpec(
        name: "--sanitized", kind: .flag,
        help: "the program is built with a sanitizer: more time and memory"),
      OptionSpec(
        name: "--environment", kind: .repeated, placeholder: "A=B",
        help: "a word of the environment of every call; may be repeated"),
    ],
    notes: [
      "No input may end it by a signal or with a status other than 0, 1, 2, take more than 10 s of the",
      "processor, or more than 1 GiB. What does is kept in the folder of --found, with its files, its",
      "stack and the command that tries it again.",
      "Run it where Scenes/ lies. Exit codes: 0 nothing found, 1 something found, 2 wrong call.",
    ])

  /// How many inputs of a target a round has.
  func count(of target: FuzzTarget) -> Int { count ?? plan[target] ?? 0 }

  /// True where a round is large enough that every mode, rule and importer must have run.
  var asksForCoverage: Bool {
    index == nil && targets.contains(.fleets)
      && count(of: .fleets) >= Self.shortPlan[.fleets] ?? 0
  }

  /// The words of a call.
  ///
  /// - Throws: a sentence for people where they cannot be used.
  init(_ words: [String], program: String) throws(UsageError) {
    let arguments = try Arguments(words, for: Self.spec)
    wantsHelp = arguments.flag("--help")
    self.program = arguments.value("--program") ?? program
    if arguments.flag("--full") { plan = Self.fullPlan }
    showsRefused = arguments.flag("--refused")
    isSanitized = arguments.flag("--sanitized")
    environment = arguments.all("--environment")
    let most = 1 << 40
    index = try arguments.integer("--index", in: 0...most)
    count = try arguments.integer("--count", in: 0...most)
    jobCount = max(1, try arguments.integer("--jobs", in: 0...most) ?? jobCount)
    foundFolder = arguments.value("--found") ?? foundFolder
    var named: [FuzzTarget] = []
    for name in arguments.all("--target") {
      guard let target = FuzzTarget(rawValue: name) else {
        let known = FuzzTarget.allCases.map(\.rawValue)
        throw arguments.error("unknown target '\(name)'" + Suggestion.hint(name, among: known))
      }
      named.append(target)
    }
    if !named.isEmpty { targets = named }
    if let text = arguments.value("--seed") {
      seeds = try text.split(separator: ",").map { part throws(UsageError) in
        guard let seed = UInt64(part) else { throw arguments.error("'\(part)' is no seed") }
        return seed
      }
      if seeds.isEmpty { throw arguments.error("--seed needs a number") }
    }
    if let text = arguments.value("--minutes") {
      guard let number = Double(text), number > 0, number < 1e6 else {
        throw arguments.error("--minutes \(text): expected a number above 0")
      }
      minutes = number
    }
  }
}
