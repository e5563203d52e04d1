import Commands
import Foundation
import TestSupport
import Testing
import Viewing

@testable import fleetfield_view

/// What the viewer's command line takes and refuses.
@Suite("ViewRequest")
struct ViewRequestTests {
  private func mistake(_ words: String...) -> String? {
    do {
      _ = try ViewRequest(arguments: words).opener()
      return nil
    } catch { return "\(error)" }
  }

  @Test(
    "wrong words are named with what was expected",
    arguments: [
      (["draw", "x"], "unknown verb 'draw': view, render, measure or help is expected"),
      (["render"], "SUBJECT is missing"),
      (["render", "a", "b", "c"], "'c' is one word too many"),
      (["view", "a", "b", "c"], "'c' is one word too many"),
      (["measure", "a", "b"], "'b' is one word too many"),
      (["view", "a", "b", "--out", "x"], "two runs are only looked at: --out DIR records one"),
      (["render", "a", "b", "--vary", "n=1,2"], "--vary sets the scene beside itself"),
      (["render", "a", "--vary", "n=1"], "--vary needs KEY=LEFT,RIGHT, two different values"),
      (["render", "a", "--vary", "n=1,1"], "--vary needs KEY=LEFT,RIGHT, two different values"),
      (["render", "a", "--vary", "=1,2"], "--vary needs KEY=LEFT,RIGHT, two different values"),
      (
        ["render", "a", "--vary", "n=1,2", "--set", "n=3"], "--set and --vary both give 'n' a value"
      ),
      (["render", "a", "--figure", "x"], "--figure is for two runs: name a second one"),
      (["render", "a", "--ghost"], "--ghost is for two runs"),
      (["render", "demo:0"], "demo:N needs a number of robots from 1 to 5000000"),
      (["render", "a", "--size", "10"], "--size needs WIDTHxHEIGHT in pixels, each 16 to 16384"),
      (["render", "a", "--field", "x"], "--field does not know “x”: density, flow, blocked"),
      (["render", "a", "--field", ""], "--field does not know “”: density, flow, blocked"),
      (
        ["render", "a", "--field", "density,blocked"],
        "--field: density and blocked are both of m^exec; one of each field lies on the floor"
      ),
      (
        ["render", "a", "--field", "claims,destinations"],
        "--field: claims and destinations are both"
      ),
      (
        ["render", "a", "--field", "flow=0"],
        "--field flow=TOP needs a number above 0 in /(m s), not “0”"
      ),
      (
        ["render", "a", "--field", "density=x"], "--field density=TOP needs a number above 0 in /m²"
      ),
      (
        ["render", "a", "--field", "destination"],
        "--field does not know “destination”: density, flow, blocked, destinations, claims are "
          + "possible; did you mean 'destinations'?"
      ),
      (["render", "a", "--panels", "x"], "--panels does not know “x”: inspection, fields, belief"),
      (["render", "a", "--force"], "--force is for view"),
      (["view", "a", "--force"], "--force needs --out DIR"),
      (["view", "a", "--at", "3s"], "--at is for render and measure"),
      (["render", "a", "--at", "x"], "--at needs a time such as 90, 90s or 1min30s, not “x”"),
      (
        ["render", "a", "--at", "1min30"],
        "--at needs a time such as 90, 90s or 1min30s, not “1min30”; did you mean '1min30s'?"
      ),
      (["render", "a", "--at", "3,"], "--at needs a time such as 90, 90s or 1min30s, not “”"),
      (["measure", "a", "--at", "1,2"], "--at: one moment is measured, not 2"),
      (
        ["render", "a", "--at", "1,2", "--until", "9"], "--until makes a film, which begins at one"
      ),
      (["render", "a", "--strip"], "--strip needs several moments or values"),
      (["render", "a", "b", "--strip", "--at", "1,2"], "--strip goes along times and --vary"),
      (["render", "a", "--vary", "n=1,2,3", "--until", "9"], "a strip is one picture: leave"),
      (["render", "a", "--vary", "n=1,2,3,4,5", "--at", "1,2,3,4,5"], "a strip has at most 24"),
      (["render", "a", "--vary", "n=1,2,1"], "--vary needs KEY=LEFT,RIGHT, two different values"),
      (
        ["view", "a", "--vary", "n=1,2,3"], "--vary: a window shows two values side by side, not 3"
      ),
      (["render", "a", "--out", "x.jpg"], "--out needs a name that ends in .png, .mp4 or .gif"),
      (["render", "a", "--out", ".gif"], "--out needs a name that ends in .png, .mp4 or .gif"),
      (["render", "a", "--out", "x.gif"], "a film needs --until: the simulated time it ends at"),
      (
        ["render", "a", "--select", "3,"],
        "--select needs a whole number from 0 to 10000000, not “”"
      ),
      (
        ["render", "a", "--overlays", "pl"],
        "--overlays does not know “pl”: paths, rays, links, tasks, plans, places, batteries, trails, "
          + "cells, names, contacts, grid, minimap, none, all are possible"
      ),
      (
        ["render", "demo:9", "--set", "n=3"], "a synthetic crowd has no keys: --set and --vary are"
      ),
      (["render", "a", "--at", "-3"], "--at needs a time such as 90, 90s or 1min30s, not “-3”"),
      (
        ["render", "a", "--color", "sped"],
        "--color does not know “sped”: class, stage, speed, battery, uncertainty, time stalled are "
          + "possible; did you mean 'speed'?"
      ),
      (["render", "demo:9", "--color", "time stalled"], "--color does not know “time stalled”"),
      (["view", "demo:10", "--out", "/tmp/x"], "a synthetic crowd cannot be recorded"),
      (["view", "a", "--out", "/usr"], "the folder '/usr' holds"),
      (["view", "a", "--out", "/proc"], "'/proc' is where a disk is mounted"),
      (["render", "a", "--what", "1"], "unknown option '--what'"),
      (["render", "a", "--colr", "1"], "unknown option '--colr'; did you mean '--color'?"),
      (["render", "a", "--format", "json"], "unknown option '--format'"),
      (["render", "a", "--fps"], "--fps needs a value"),
      (["render", "/tmp"], "'/tmp' is not a run folder: it has no summary.json and hashes.csv"),
    ])
  func refusals(_ words: [String], _ expected: String) {
    var text = ""
    do { _ = try ViewRequest(arguments: words).opener() } catch { text = "\(error)" }
    #expect(text.hasPrefix(expected), "\(text)")
  }

  @Test("whoever writes several wrong words is told of all of them at once")
  func allMistakes() {
    let error = #expect(throws: UsageError.self) {
      try ViewRequest(arguments: [
        "render", "a", "--panels", "fieds", "--at", "x", "--size", "9", "--field", "dens",
        "--color", "sped",
      ])
    }
    let lines = error?.description.split(separator: "\n").map(String.init) ?? []
    #expect(lines.count == 5)
    for (line, word) in zip(lines, ["'fields'?", "“x”", "--size", "'density'?", "'speed'?"]) {
      #expect(line.contains(word), "\(line)")
    }
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("error: --") })
  }

  @Test("several times make as many pictures, each named by its time, the earliest first")
  func stills() throws {
    func request(_ words: String...) throws -> ViewRequest {
      try ViewRequest(arguments: ["render", "a.yaml", "--at", "1min30s,2s,90", "--out"] + words)
    }
    let several = try request("f/x.png")
    #expect(several.times == [2, 90] && several.at == 2 && !several.isFilm)
    #expect(several.stillPaths == ["f/x-2s.png", "f/x-1min30s.png"])
    #expect(try request("x.png", "--strip").stillPaths == ["x.png"])
    #expect(try ViewRequest(arguments: ["render", "a"]).stillPaths == ["fleetfield.png"])
    for seconds in [0, 0.25, 59.999, 60, 61.5, 3600, 86_400 + 7384.5] {
      #expect(simulatedTime(ViewRequest.timeWord(seconds)) == seconds, "\(seconds)")
    }
    let sequence = try ViewRequest(arguments: ["render", "a", "--until", "3s", "--out", "x.png"])
    #expect(sequence.isFilm && sequence.times == [0])
  }

  @Test("a strip has each moment of a run once, in order, with the time that it says")
  func strip() throws {
    let request = try ViewRequest(arguments: [
      "render", "demo:40", "--at", "1,3,2", "--strip", "--size", "900x400",
    ])
    #expect(request.isStrip && !request.isPair)
    let drawing = try StripDrawing(request)
    let times = try drawing.picture().texts.map(\.text).filter { $0.hasPrefix("0:00:0") }
    #expect(drawing.count == 3 && times == ["0:00:01.0", "0:00:02.0", "0:00:03.0"])
  }

  @Test("times take units, overrides their values, words their lists")
  func values() throws {
    let request = try ViewRequest(arguments: [
      "render", "a.yaml", "--at", "2min", "--until", "150 s", "--set", "n=3", "--select", "1,4",
      "--overlays", "links,cells", "--panels", "none", "--speed", "max", "--color", "time stalled",
    ])
    #expect(request.at == 120 && request.until == 150)
    #expect(request.overrides.count == 1 && request.overrides[0] == ("n", "3"))
    #expect(request.selection == [1, 4] && request.speed == .infinity)
    #expect(request.options.overlays == [.links, .cells] && request.options.panels.isEmpty)
    let window = try ViewRequest(arguments: ["view", "a.yaml", "--state", "s.json"])
    #expect(window.statePath == "s.json")
    let fields = try ViewRequest(arguments: [
      "render", "a.yaml", "--field", "claims,density=0.5", "--panels", "all",
    ]).options
    #expect(fields.field == .density && fields.plan == .claims)
    #expect(fields.fieldTops == [.density: 0.5])
    // Help would cover all that it is asked for with.
    #expect(fields.panels == Set(PanelKind.allCases).subtracting([.help]))
    #expect(mistake("render", "demo:5") == nil)
  }

  @Test("a time is seconds, or carries units from the largest down, each once")
  func times() {
    for (text, seconds) in [
      ("0", 0), ("90", 90), ("1.5 min", 90), ("1min30s", 90), ("2h 3min 4s 500ms", 7384.5),
    ] { #expect(simulatedTime(text) == seconds, "\(text)") }
    for text in [
      "", "s", "min", "-1", "1.2.3", "30s1min", "1s1s", "1min30", "3 days", "nan", "inf", "1e3",
      "2000000000", "٣",
    ] { #expect(simulatedTime(text) == nil, "\(text)") }
  }

  @Test("times after the end and robots that are not there are refused, with what there is")
  func beyond() throws {
    func refusal(_ words: String...) throws -> String? {
      let request = try ViewRequest(arguments: ["render", "demo:20"] + words)
      let opened = try request.opener().open()
      do {
        try request.check(opened)
        return nil
      } catch { return "\(error)" }
    }
    #expect(try refusal("--at", "99min") == "--at 5940.00 s: the scene ends at 600.00 s")
    #expect(try refusal("--until", "601") == "--until 601.00 s: the scene ends at 600.00 s")
    #expect(try refusal("--at", "10min") == nil)
    #expect(try refusal("--at", "5", "--until", "3") == "--until is before --at")
    #expect(try refusal("--select", "3,20") == "--select 20: there are 20 robots, numbered from 0")
    #expect(try refusal("--select", "19") == nil)
    #expect(
      try refusal("--field-class", "tugg")
        == "--field-class does not know “tugg”: carrier, forklift, tug are possible; did you mean 'tug'?"
    )
    #expect(try refusal("--field-class", "tug") == nil)
  }

  @Test("a pair is two requests that differ by one value, or by their subjects, each half as wide")
  func pairs() throws {
    let varied = try ViewRequest(arguments: [
      "render", "a.yaml", "--vary", "coordination.mode=none,meanField", "--set", "n=9", "--size",
      "1000x600",
    ])
    #expect(varied.isPair)
    let (left, right) = varied.halves
    #expect(
      left.overrides.map(\.1) == ["9", "none"] && right.overrides.map(\.1) == ["9", "meanField"])
    #expect(left.subject == "a.yaml" && right.subject == "a.yaml" && !left.isPair)
    #expect(left.width == 499 && right.width == 499 && left.height < 600)
    #expect(!left.options.hasFurniture)
    let two = try ViewRequest(arguments: ["render", "a.yaml", "b.yaml", "--ghost"])
    #expect(two.halves.second.subject == "b.yaml" && two.hasGhosts)
    #expect(try !ViewRequest(arguments: ["render", "a.yaml"]).isPair)
  }

  @Test("the panel that is named first gives way last, and the selected robot is seen")
  func panelOrder() throws {
    for (words, first) in [("fields,inspection", PanelKind.fields), ("belief,fields", .belief)] {
      let request = try ViewRequest(arguments: [
        "render", "demo:60", "--panels", words, "--select", "3", "--size", "800x600", "--zoom",
        "60",
      ])
      var stage = OffscreenStage(opened: try request.opener().open(), request: request)
      for time in [0.0, 4, 8] {
        try stage.advance(to: time)
        #expect(!stage.viewer.layout.collapsed.contains(first))
        let place = try #require(stage.viewer.place(of: 3))
        let pixel = stage.viewer.camera.screen(place)
        #expect(!stage.viewer.layout.covers(pixel) && (0..<800).contains(pixel.x), "\(time)")
      }
    }
  }

  @Test("a figure that neither run has is refused with those there are")
  func figure() throws {
    for (key, isKnown) in [("deliveries_per_hour", true), ("deliverys_per_hour", false)] {
      let request = try ViewRequest(arguments: ["render", "demo:9", "demo:12", "--figure", key])
      if isKnown {
        var stage = try PairStage(request)
        try stage.advance(to: 1)
        #expect(stage.time == 1 && stage.picture().texts.contains { $0.text.contains(" /h (") })
      } else {
        let error = #expect(throws: UsageError.self) { _ = try PairStage(request) }
        #expect(error?.description.hasPrefix("--figure does not know “deliverys_per_hour”") == true)
        #expect(error?.description.contains("did you mean 'deliveries_per_hour'?") == true)
      }
    }
  }

  @Test("a replay ends where its run was stopped")
  func recordedEnd() throws {
    let request = try ViewRequest(arguments: ["render", "demo:20", "--at", "8"])
    var opened = try request.opener().open()
    opened.record = RunRecord(stepCount: 5 * opened.scenery.stepsPerSecond)
    let error = #expect(throws: UsageError.self) { try request.check(opened) }
    #expect(error?.description == "--at 8.00 s: the recorded run ends at 5.00 s")
  }

  @Test("a wrong scene is told with its place before any window, and a missing one by its name")
  func wrongScene() throws {
    let viewer = try #require(Tools.viewer)
    let folder = TemporaryFolder()
    try "fleet: 1\nwrold: {size: [9 m, 9 m]}\n".write(
      toFile: folder.path + "/a.yaml", atomically: true, encoding: .utf8)
    for (subject, words) in [
      ("a.yaml", ["a.yaml:2:1: error: unknown key 'wrold'", "^", "did you mean 'world'?"]),
      ("nowhere.yaml", ["nowhere.yaml"]),
    ] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: viewer)
      process.arguments = ["view", subject]
      process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
      process.environment = [:]
      let errors = Pipe()
      process.standardError = errors
      try process.run()
      let text = String(
        decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 2, "\(text)")
      for word in words { #expect(text.contains(word), "\(text)") }
    }
  }

  @Test("a state file replaces nothing but a state file")
  func stateFile() throws {
    let folder = TemporaryFolder()
    let (scene, state) = (folder.path + "/a.yaml", folder.path + "/s.json")
    try "fleet: 1\n".write(toFile: scene, atomically: true, encoding: .utf8)
    try "{\"events\": 0}\n".write(toFile: state, atomically: true, encoding: .utf8)
    for path in [scene, folder.path, "/dev/full", folder.path + "/none/s.json", ""] {
      let request = try ViewRequest(arguments: ["view", scene, "--state", path])
      #expect(throws: UsageError.self, "\(path)") { try request.checkStateFile() }
    }
    for path in [state, folder.path + "/new.json"] {
      let request = try ViewRequest(arguments: ["view", scene, "--state", path])
      try request.checkStateFile()
    }
  }

  @Test("the help of a verb has its own options, and its exit codes")
  func help() throws {
    for (verb, own, foreign) in [
      (ViewRequest.Verb.view, "--paused", "--at"), (.render, "--until", "--paused"),
      (.measure, "--at", "--fps"),
    ] {
      let text = ViewHelp.text(of: verb)
      #expect(text.contains("\n  \(own)") && !text.contains(foreign))
      #expect(text.contains("\nExit codes: 0 "))
      #expect(try ViewRequest(arguments: [verb.rawValue, "--help"]).wantsHelp)
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }
    #expect(try ViewRequest(arguments: ["help"]).verb == .help)
  }

  @Test(
    "every option of the help is taken by its verb", arguments: [ViewRequest.Verb.view, .render])
  func taken(verb: ViewRequest.Verb) {
    for option in ViewOption.all where option.verbs.contains(verb) {
      var text = ""
      do { _ = try ViewRequest(arguments: [verb.rawValue, "a", option.name, "\u{1}"]) } catch {
        text = "\(error)"
      }
      #expect(!text.contains("unknown option"), "\(option.name): \(text)")
    }
  }
}
