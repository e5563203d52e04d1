import Commands
import Experiments
import Recording
import Reporting
import SimCore

/// `fleetfield report`: one page of what a store or a run folder holds.
enum ReportCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "report",
    summary: "make one page of a store or a run: the answer, its figures, where they come from",
    operands: ["STORE|RUN"],
    options: [
      OptionSpec(
        name: "--out", kind: .value, placeholder: "FILE.html",
        help: "the page (default: beside what it is made of, with .html in the place of .sqlite)"),
      OptionSpec(
        name: "--data", kind: .value, placeholder: "FOLDER",
        help: "also write the CSV and the Vega-Lite of every figure as files"),
      OptionSpec(
        name: "--study", kind: .value, placeholder: "n",
        help: "which study of the store, from 1 (default: the last that was asked)"),
      OptionSpec(
        name: "--figure", kind: .repeated, placeholder: "key",
        help: "show the store as a sweep, with these figures (default: those most ask for)"),
      OptionSpec(
        name: "--picture", kind: .repeated, placeholder: "'words=FILE.png'",
        help: "show this picture, of the floor at some size, say, with these words below"),
      SceneInput.format,
      OptionSpec(name: "--quiet", kind: .flag, help: "say nothing (errors stay)"),
    ],
    notes: [
      "example: fleetfield report runs/warehouse-size.sqlite --out warehouse.html",
      "         fleetfield report runs/warehouse.sqlite --figure deliveries --figure sojourn_p95_s",
      "         fleetfield render SCENE --set n=24 --at 2min --size 720x540 --out 24.png, and then",
      "         fleetfield report STORE --picture 'n is 24=24.png'",
      "",
      "STORE is the file of a study of sizes or of a sweep, RUN the folder of one run. Of a study the page tells",
      "what is certified; a sweep and a run certify nothing, and their pages say so.",
      "",
      "The page needs nothing beside it and no network: pictures, tables and, under every figure, its CSV and",
      "its Vega-Lite specification are in one file of less than 2 MB, made to be mailed and printed. The same",
      "store gives the same bytes. The store is read only, and may be one that is worked on.",
      "Exit codes: 0 done, 1 the page could not be written, 2 wrong input.",
    ])

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    let study = try arguments.integer("--study", in: 1...1_000_000)
    let source = arguments.operands[0]
    do throws(RecordingError) {
      let pictures = try pictures(arguments.all("--picture"))
      var page = try ReportSource(source).page(
        ReportSource.Choice(study: study, figures: arguments.all("--figure")))
      page.add(pictures)
      let place = try PagePlace(
        page: arguments.value("--out") ?? PagePlace.usual(for: source),
        data: arguments.value("--data"), sources: [source])
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

  /// The pictures that were named.
  private static func pictures(_ texts: [String]) throws(RecordingError) -> [PagePicture] {
    var pictures: [PagePicture] = []
    for text in texts {
      guard let equals = text.lastIndex(of: "="), equals != text.startIndex else {
        throw RecordingError("--picture \(text): expected words=FILE.png", isInput: true)
      }
      let path = String(text[text.index(after: equals)...])
      guard
        let picture = PagePicture(
          caption: String(text[..<equals]), png: try TextFile.readBytes(path))
      else { throw RecordingError("--picture \(text): '\(path)' is no PNG", isInput: true) }
      pictures.append(picture)
    }
    let total = pictures.reduce(0) { $0 + $1.byteCount }
    guard total <= PagePicture.mostBytes else {
      throw RecordingError(
        "--picture: \(NumberText.bytes(total)) of pictures are too many for a page, expected at most "
          + "\(NumberText.bytes(PagePicture.mostBytes)); draw them smaller, with --size 720x540",
        isInput: true)
    }
    return pictures
  }
}
