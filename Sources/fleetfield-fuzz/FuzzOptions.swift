/// What a call of the fuzzer asks for.
struct FuzzOptions {
  /// The program that is tried.
  var program = ""
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
    .fleets: 1000, .scenes: 2500, .maps: 2500, .folders: 500, .viewer: 250,
  ]
  /// 2,000 generated scenes and 10,000 mutated inputs.
  static let fullPlan: [FuzzTarget: Int] = [
    .fleets: 2000, .scenes: 5000, .maps: 4000, .folders: 1000, .viewer: 400,
  ]

  static let help = """
    fleetfield-fuzz: tries the program on scenes, maps and run folders that nobody wrote.

    No input may end it by a signal or with a status other than 0, 1, 2, take more than 10 s of the
    processor, or more than 1 GiB. What does is kept in the folder of --found, with its files, its
    stack and the command that tries it again.

      --program PATH      what is tried (default: the fleetfield beside this program)
      --target NAME       fleets, scenes, maps, folders or viewer; may be repeated (default: all)
      --seed N[,N...]     seeds, which take turns (default: 1)
      --index N           one input of each seed alone
      --count N           so many inputs of each target
      --full              2,000 generated scenes and 10,000 mutated inputs
      --minutes N         further rounds until so much time has passed
      --jobs N            calls at the same time (default: 2)
      --found DIR         where found inputs are kept (default: fuzz-found)
      --refused           print what the program says of inputs that it refuses
      --sanitized         the program is built with a sanitizer: more time and memory
      --environment A=B   a word of the environment of every call; may be repeated

    Run it where Scenes/ lies. Exit codes: 0 nothing found, 1 something found, 2 wrong call.
    """

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
  init(_ words: [String], program: String) throws(FuzzUsageError) {
    self.program = program
    var rest = words[...]
    var named: [FuzzTarget] = []
    while let word = rest.popFirst() {
      if word == "--full" {
        plan = Self.fullPlan
        continue
      }
      if word == "--refused" {
        showsRefused = true
        continue
      }
      if word == "--sanitized" {
        isSanitized = true
        continue
      }
      guard let value = rest.popFirst() else {
        throw FuzzUsageError("\(word) is unknown or needs a value")
      }
      switch word {
      case "--program": self.program = value
      case "--target":
        guard let target = FuzzTarget(rawValue: value) else {
          throw FuzzUsageError("unknown target '\(value)'")
        }
        named.append(target)
      case "--seed":
        seeds = try value.split(separator: ",").map { part throws(FuzzUsageError) in
          guard let seed = UInt64(part) else { throw FuzzUsageError("'\(part)' is no seed") }
          return seed
        }
      case "--index": index = try Self.number(word, value)
      case "--count": count = try Self.number(word, value)
      case "--jobs": jobCount = max(1, try Self.number(word, value))
      case "--found": foundFolder = value
      case "--environment": environment.append(value)
      case "--minutes":
        guard let number = Double(value), number > 0, number < 1e6 else {
          throw FuzzUsageError("--minutes \(value): expected a number above 0")
        }
        minutes = number
      default: throw FuzzUsageError("unknown option '\(word)'")
      }
    }
    if !named.isEmpty { targets = named }
    if seeds.isEmpty { throw FuzzUsageError("--seed needs a number") }
  }

  private static func number(_ word: String, _ value: String) throws(FuzzUsageError) -> Int {
    guard let number = Int(value), number >= 0, number < 1 << 40 else {
      throw FuzzUsageError("\(word) \(value): expected a whole number")
    }
    return number
  }
}

/// What is wrong with a call of the fuzzer.
struct FuzzUsageError: Error {
  /// One sentence for people.
  var message: String
  init(_ message: String) { self.message = message }
}
