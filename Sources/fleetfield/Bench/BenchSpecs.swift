import Commands
import Recording

/// What the benches take, each as a verb of its own: their help is made from it and words are checked.
enum BenchSpecs {
  /// `bench physics`.
  static let physics = VerbSpec(
    name: "bench physics", summary: "the rigid bodies alone, on the fleet workload", operands: [],
    options: [
      OptionSpec(
        name: "--workload", kind: .value, placeholder: "open|warehouse",
        help: "discs and boxes on open floor, or wheels between racks (default: open)"),
      robots("1000,10000,100000"), workers, coverage,
      OptionSpec(
        name: "--warm", kind: .value, placeholder: "n",
        help: "steps before measuring (default: 600)"),
      OptionSpec(
        name: "--steps", kind: .value, placeholder: "n", help: "steps to measure (default: 60)"),
      SceneInput.format,
      OptionSpec(name: "--memory", kind: .flag, help: "add the bytes a robot of each column"),
    ])

  /// `bench peers`.
  static let peers = VerbSpec(
    name: "bench peers", summary: "the same workload against Box2D 3.1.1", operands: [],
    options: [
      OptionSpec(
        name: "--download", kind: .flag,
        help: "agree to the download that is described below; needed"),
      robots("1000,10000,100000"), workers, coverage,
      OptionSpec(
        name: "--warm", kind: .value, placeholder: "n",
        help: "steps before measuring (default: 600)"),
      OptionSpec(
        name: "--steps", kind: .value, placeholder: "n", help: "steps in a window (default: 20)"),
      OptionSpec(
        name: "--windows", kind: .value, placeholder: "n", help: "windows (default: 7)"),
      OptionSpec(
        name: "--format", kind: .value, placeholder: "text|json|csv", help: "how it is printed"),
    ], notes: PeerPackage.notice)

  /// `bench meanfield`.
  static let meanField = VerbSpec(
    name: "bench meanfield", summary: "both mean fields alone, and the other modes", operands: [],
    options: [
      robots("1000,10000,100000,1000000"), workers,
      OptionSpec(
        name: "--cell", kind: .value, placeholder: "m,…",
        help: "edges of the field's cells, metres (default: 2,4)"),
    ])

  /// `bench attribution`.
  static let attribution = VerbSpec(
    name: "bench attribution", summary: "shares of robots in figures, from columns in memory",
    operands: [], options: [robots("1000,1000000")])

  private static func robots(_ standard: String) -> OptionSpec {
    OptionSpec(
      name: "--robots", kind: .value, placeholder: "n,…",
      help: "numbers of robots (default: \(standard))")
  }

  private static let workers = OptionSpec(
    name: "--workers", kind: .value, placeholder: "n,…", help: "threads (default: 1,2)")
  private static let coverage = OptionSpec(
    name: "--coverage", kind: .value, placeholder: "x,…",
    help: "shares of the floor under robots (default: 0.15,0.45)")

  /// Checks the numbers that a bench's options give.
  ///
  /// - Throws: `UsageError` naming the option and what was expected.
  static func check(_ arguments: Arguments) throws(UsageError) {
    for (name, range) in [
      ("--robots", 1...10_000_000), ("--workers", 1...256), ("--warm", 0...100_000_000),
      ("--steps", 1...100_000_000), ("--windows", 1...100_000),
    ] {
      guard let text = arguments.value(name) else { continue }
      let isList = name == "--robots" || name == "--workers"
      let parts =
        isList ? text.split(separator: ",", omittingEmptySubsequences: false) : [text[...]]
      guard parts.allSatisfy({ Int($0).map(range.contains) ?? false }) else {
        throw arguments.error(
          "\(name) \(text): expected \(isList ? "whole numbers, with commas between," : "a whole number")"
            + " from \(range.lowerBound) to \(range.upperBound)")
      }
    }
    for (name, range) in [("--coverage", 0.001...0.85), ("--cell", 0.1...1000)] {
      guard let text = arguments.value(name) else { continue }
      let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      guard parts.allSatisfy({ Double($0).map(range.contains) ?? false }) else {
        throw arguments.error(
          "\(name) \(text): expected numbers, with commas between, "
            + "from \(range.lowerBound) to \(range.upperBound)")
      }
    }
    _ = try arguments.choice("--workload", of: ["open", "warehouse"])
    let formats =
      arguments.verb.name == "bench peers" ? ["text", "json", "csv"] : ["text", "json"]
    _ = try arguments.choice("--format", of: formats)
  }
}
