import Commands
import Contracts
import Coordination
import MeanFields
import Recording
import SimCore
import Testing

@testable import fleetfield

@Suite("Arguments")
struct ArgumentsTests {
  private let verb = VerbSpec(
    name: "try", summary: "", operands: ["SCENE", "[OTHER]"],
    options: [
      OptionSpec(name: "--set", kind: .repeated, placeholder: "key=value", help: ""),
      OptionSpec(name: "--seed", kind: .value, placeholder: "n", help: ""),
      OptionSpec(name: "--quiet", kind: .flag, help: ""),
      OptionSpec(name: "--compare", kind: .pairs, placeholder: "key=…", help: ""),
    ])

  @Test("options may stand anywhere, with a blank or an equals sign")
  func sorting() throws {
    let arguments = try Arguments(
      ["--set", "a=1", "x.yaml", "--set=b=c=d", "--quiet", "--seed=7"], for: verb)
    #expect(arguments.operands == ["x.yaml"])
    #expect(arguments.all("--set") == ["a=1", "b=c=d"])
    let pairs = try arguments.pairs("--set")
    #expect(pairs.map(\.key) == ["a", "b"])
    #expect(pairs.map(\.value) == ["1", "c=d"])
    #expect(arguments.flag("--quiet"))
    #expect(try arguments.integer("--seed", in: 0...10) == 7)
  }

  @Test("a negative value belongs to its option, and -- ends the options")
  func dashes() throws {
    let arguments = try Arguments(["--seed", "-5", "--", "--odd name"], for: verb)
    #expect(arguments.value("--seed") == "-5")
    #expect(arguments.operands == ["--odd name"])
  }

  @Test("a key that is given two values is a mistake, not the last one's")
  func keyTwice() throws {
    let arguments = try Arguments(["s", "--set", "n=2", "--set", "n=3"], for: verb)
    #expect(
      throws: UsageError(message: "--set gives 'n' twice; leave one out", verb: verb.name)
    ) { try arguments.pairs("--set") }
  }

  @Test("pairs take all words with an equals sign and leave the rest")
  func pairs() throws {
    let arguments = try Arguments(
      ["x.yaml", "--compare", "key=a", "axis=b", "--quiet"], for: verb)
    #expect(arguments.all("--compare") == ["key=a", "axis=b"])
    #expect(arguments.flag("--quiet"))
    #expect(arguments.operands == ["x.yaml"])
  }

  @Test(
    "each mistake has its message",
    arguments: [
      ([], "SCENE is missing"),
      (["a", "b", "c"], "'c' is one word too many"),
      (["a", "--sede", "3"], "unknown option '--sede'; did you mean '--seed'?"),
      (["a", "--xyzzy"], "unknown option '--xyzzy'"),
      (["a", "--seed"], "--seed needs a value: --seed n"),
      (["a", "--seed", "1", "--seed=2"], "--seed is given twice"),
      (["a", "--quiet=yes"], "--quiet takes no value"),
      (["a", "--compare"], "--compare needs key=…"),
    ] as [([String], String)])
  func mistakes(words: [String], message: String) {
    #expect(throws: UsageError(message: message, verb: "try")) { try Arguments(words, for: verb) }
  }

  @Test("--help is heard even where words are missing")
  func help() throws {
    #expect(try Arguments(["--help"], for: verb).flag("--help"))
    #expect(try Arguments(["-h"], for: verb).flag("--help"))
  }

  @Test("no two options of a verb share a name, and every verb says what it does")
  func verbs() {
    for verb in Help.verbs {
      #expect(Set(verb.options.map(\.name)).count == verb.options.count)
      #expect(!verb.summary.isEmpty)
      #expect(verb.options.allSatisfy { !$0.help.isEmpty && $0.name.hasPrefix("--") })
    }
  }
}

@Suite("Suggestion")
struct SuggestionTests {
  @Test(
    "edits are counted with swaps of neighbours as one",
    arguments: [
      ("", "", 0), ("abc", "abc", 0), ("abc", "", 3), ("kitten", "sitting", 3), ("run", "rnu", 1),
      ("sweep", "swep", 1), ("--sed", "--seed", 1),
    ])
  func distance(first: String, second: String, edits: Int) {
    #expect(editDistance(first, second) == edits)
    #expect(editDistance(second, first) == edits)
  }

  @Test("the nearest word is suggested where it is near, else none")
  func nearest() {
    let verbs = ["run", "check", "sweep", "describe"]
    #expect(Suggestion.nearest("chek", among: verbs) == "check")
    #expect(Suggestion.nearest("Descrbie", among: verbs) == "describe")
    #expect(Suggestion.nearest("banana", among: verbs) == nil)
    #expect(Suggestion.list(["a", "b", "c"]) == "a, b or c")
  }
}

@Suite("ProgressDisplay")
struct ProgressDisplayTests {
  @Test("the bar fills with the simulated time and is never wider than the terminal")
  func bar() {
    let progress = RunProgress(time: 300, duration: 1200, wallTime: 6, deliveries: 1234)
    #expect(
      ProgressDisplay.words(progress)
        == "25 %  5 min 0 s of 20 min 0 s  50.0 × real time  1,234 deliveries  18 s left")
    let bar = ProgressDisplay.bar(progress, width: 120)
    #expect(bar.hasPrefix("[#######.......................] 25 %"))
    for width in [0, 10, 40, 80, 200] {
      #expect(ProgressDisplay.bar(progress, width: width).count <= width)
    }
  }

  @Test("no time passed is no division by zero")
  func start() {
    let progress = RunProgress(time: 0, duration: 0, wallTime: 0, deliveries: 0)
    #expect(ProgressDisplay.words(progress) == "0 %  0 s of 0 s  0 deliveries")
  }
}

@Suite("DescribedEntry")
struct DescribedEntryTests {
  @Test("every mode and coupling of the program has a sentence")
  func modes() {
    for kind in CoordinationCatalog.kinds { #expect(!kind.summary.isEmpty, "\(kind.mode)") }
    for coupling in LayerCoupling.allCases {
      #expect(DescribedEntry.couplingSummary(coupling.rawValue) != nil, "\(coupling)")
    }
  }

  @Test("no topic is empty, no entry without a sentence, no name twice in a group")
  func topics() {
    for entries in [
      DescribedEntry.policies, DescribedEntry.features, DescribedEntry.keys(below: nil),
      DescribedEntry.modes, DescribedEntry.embodiments,
    ] {
      #expect(!entries.isEmpty)
      #expect(entries.allSatisfy { !$0.summary.isEmpty && !$0.name.isEmpty })
      // A key may come twice with another condition or another range.
      #expect(Set(entries.map { $0.json.compact }).count == entries.count)
    }
  }

  @Test("features are exactly those of the two fields, and what scenes can add to them")
  func features() {
    let schema = DescribedEntry.features.filter { $0.group != "extra" }
    #expect(schema.count == OrchestratorSchema.count + ExecutorSchema.count)
    let extra = DescribedEntry.features.filter { $0.group == "extra" }
    #expect(extra.map(\.name) == ["radial", "fourier"] + StateColumn.all.map(\.word))
    #expect(extra.allSatisfy { entry in entry.details.contains { $0.0 == "unit" } })
  }
}
