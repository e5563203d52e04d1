import Commands
import Recording

/// `fleetfield bench`: measures speed; the first word names the bench, the rest is its own.
enum BenchCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "bench", summary: "measure speed", operands: ["NAME", "[its own words …]"], options: [],
    notes: benches.map { "  \($0.name)  \($0.summary)" } + [
      "",
      "Speed is only worth measuring in a release build: swift run -c release fleetfield bench …",
    ])

  private static let benches: [(name: String, summary: String)] = [
    ("physics", "the rigid bodies alone, on the fleet workload"),
    (
      "peers --download [--robots n,…] [--format json|csv]",
      "the same workload against Box2D 3.1.1, which it downloads"
    ),
    ("meanfield [--robots n,…] [--workers n,…] [--cell m,…]", "both mean fields alone"),
    ("attribution [--robots n,…]", "shares of robots in figures, as 'attribute' finds them"),
    (
      "tick    SCENE [--set k=v] [--steps n] [--workers n] [--format json]",
      "whole steps of a scene"
    ),
    (
      "policy  [--robots n,…] [--program COMMAND] [--sections name,…]",
      "round trips to a program that plays a policy"
    ),
  ]

  private static let names = ["physics", "peers", "meanfield", "attribution", "tick", "policy"]

  /// Runs the bench that the first word names.
  static func run(_ words: [String]) throws(UsageError) -> Int32 {
    guard let name = words.first else {
      throw UsageError(
        message: "the name of a bench is missing: \(Suggestion.list(names))",
        verb: "bench")
    }
    switch name {
    case "--help", "-h":
      Terminal.out(Help.text(of: spec))
      return ExitCode.done
    case "physics":
      guard let rest = try plainWords(words, BenchSpecs.physics) else { return ExitCode.done }
      benchPhysics(arguments: rest)
      return ExitCode.done
    case "peers":
      guard let rest = try plainWords(words, BenchSpecs.peers) else { return ExitCode.done }
      guard rest.contains("--download") else {
        throw UsageError(
          message: "bench peers downloads a package: --download agrees\n"
            + PeerPackage.notice.joined(separator: "\n"), verb: "bench peers")
      }
      return benchPeers(arguments: rest) ? ExitCode.done : ExitCode.failed
    case "meanfield":
      guard let rest = try plainWords(words, BenchSpecs.meanField) else { return ExitCode.done }
      benchMeanField(arguments: rest)
      return ExitCode.done
    case "attribution":
      guard let rest = try plainWords(words, BenchSpecs.attribution) else { return ExitCode.done }
      benchAttribution(arguments: rest)
      return ExitCode.done
    case "tick":
      return try TickBench.run(try Arguments(Array(words.dropFirst()), for: TickBench.spec))
    case "policy":
      return try PolicyBench.run(try Arguments(Array(words.dropFirst()), for: PolicyBench.spec))
    default:
      throw UsageError(
        message: "unknown bench '\(name)'"
          + "; there are \(names.dropLast().joined(separator: ", ")) and \(names.last ?? "")"
          + Suggestion.hint(name, among: names),
        verb: "bench")
    }
  }

  /// The words of a bench, checked and one by one; nil where they ask for help, which is printed.
  private static func plainWords(
    _ words: [String], _ spec: VerbSpec
  ) throws(UsageError) -> [String]? {
    let arguments = try Arguments(Array(words.dropFirst()), for: spec)
    guard !arguments.flag("--help") else {
      Terminal.out(Help.text(of: spec))
      return nil
    }
    try BenchSpecs.check(arguments)
    return spec.options.flatMap { option -> [String] in
      if option.kind == .flag { return arguments.flag(option.name) ? [option.name] : [] }
      return arguments.value(option.name).map { [option.name, $0] } ?? []
    }
  }
}
