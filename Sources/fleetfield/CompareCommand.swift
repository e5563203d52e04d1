import Commands
import Experiments
import Recording
import Reporting
import SimCore

/// `fleetfield compare`: one page of two stores, or of two runs, beside each other.
enum CompareCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "compare",
    summary: "make one page of two stores or two runs: paired differences, and what differs",
    operands: ["A", "B"],
    options: [
      OptionSpec(
        name: "--out", kind: .value, placeholder: "FILE.html",
        help: "the page (default: compare.html)"),
      OptionSpec(
        name: "--data", kind: .value, placeholder: "FOLDER",
        help: "also write the CSV and the Vega-Lite of every figure as files"),
      OptionSpec(
        name: "--figure", kind: .repeated, placeholder: "key",
        help: "picture these figures of stores (default: those most ask for); the table has all"),
      SceneInput.format,
      OptionSpec(name: "--quiet", kind: .flag, help: "say nothing (errors stay)"),
    ],
    notes: [
      "example: fleetfield sweep s.fleet.yaml --axis n=50,100 --seeds 20 --out a.sqlite",
      "         fleetfield sweep s.fleet.yaml --axis n=50,100 --seeds 20 --out b.sqlite \\",
      "           --set coordination.coupling=none",
      "         fleetfield compare a.sqlite b.sqlite --out coupling.html",
      "",
      "Of two stores each run of B is held against the run of A with the same seed at the same point: the same",
      "values of all keys that take several values in one of them. Keys that have one value in each, and another",
      "one in the other, are what differs. Of two runs figures and series stand side by side.",
      "A store and a run, stores without a point or a seed in common, and runs of different length are refused.",
      "Exit codes: 0 done, 1 the page could not be written, 2 wrong input, or what cannot be compared.",
    ])

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    let paths = Array(arguments.operands.prefix(2))
    do throws(RecordingError) {
      let page = try page(paths, figures: arguments.all("--figure"))
      let place = try PagePlace(
        page: arguments.value("--out") ?? "compare.html", data: arguments.value("--data"),
        sources: paths)
      try place.write(page)
      if wantsJSON {
        Terminal.out(place.json(page))
      } else if !arguments.flag("--quiet") {
        Terminal.out("\(page.answer)\n\npage  \(visibleText(place.page))\n")
      }
      return ExitCode.done
    } catch {
      return Complaint.report(error, asJSON: wantsJSON)
    }
  }

  private static func page(
    _ paths: [String], figures: [String]
  ) throws(RecordingError) -> Page {
    if let one = SweepFiles.identity(of: paths[0]), one == SweepFiles.identity(of: paths[1]) {
      throw RecordingError(
        "'\(paths[0])' and '\(paths[1])' are the same: there is nothing to compare", isInput: true)
    }
    let (first, second) = (try ReportSource(paths[0]), try ReportSource(paths[1]))
    do throws(ComparisonError) {
      switch (first.content, second.content) {
      case (.store(let one), .store(let other)):
        if let key = figures.first(where: { one.figures[$0] == nil || other.figures[$0] == nil }) {
          let known = one.figures.keys.filter { other.figures[$0] != nil }.sorted()
          throw ComparisonError(
            "--figure \(key): not both stores have it" + Suggestion.hint(key, among: known)
              + "; both have "
              + known.joined(separator: ", "))
        }
        return try StoreComparisonPage(one, other, figures: figures).page
      case (.run(let one), .run(let other)):
        if !figures.isEmpty {
          throw ComparisonError("--figure is for stores; the page of two runs shows all")
        }
        return try RunComparisonPage(one, other).page
      case (.store, .run), (.run, .store):
        throw ComparisonError(
          "a store and a run cannot be compared: a store has many runs at several points; compare two of a kind"
        )
      }
    } catch {
      throw RecordingError(error.message, isInput: true)
    }
  }
}
