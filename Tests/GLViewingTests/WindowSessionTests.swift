import Foundation
import Scenes
import Testing
import Viewing

@testable import GLViewing

/// Keys and mouse sent to the real window under a virtual display.
///
/// Nothing waits for a while and hopes: the window keeps what it shows in a file (`--state`), and
/// every action is followed until it shows there. So a slow machine makes it slow, not wrong.
@Suite(
  "Window session", .serialized,
  .enabled(if: Tools.areThere, "Xvfb, xdotool or the built viewer is missing"))
struct WindowSessionTests {
  @Test(
    "a session plays, steps, looks, switches everything, scrubs, pushes, edits, saves and replays",
    .timeLimit(.minutes(10)))
  func session() throws {
    let desk = try Desk()
    defer { desk.close() }
    try desk.openWindow()
    try time(desk)
    try looking(desk)
    try switches(desk)
    try scrubbing(desk)
    try hands(desk)
    try files(desk)
    try editing(desk)
    desk.keys("ctrl+q")
    #expect(desk.exitStatus() == 0)
    try recorded(desk)
  }

  @Test(
    "a session that shows the minimap starts, is read again and is edited",
    .timeLimit(.minutes(3)))
  func minimap() throws {
    let desk = try Desk()
    defer { desk.close() }
    // So near that the minimap shows, from the first picture on, before any frame has come.
    try desk.openWindow(["--zoom", "200", "--paused"])
    let first = try desk.until("near") {
      $0.pixelsPerMetre == 200 && $0.overlays.contains("minimap")
    }
    #expect(first.robots == 8)
    let path = desk.folder + "/desk.fleet.yaml"
    let scene = try String(contentsOfFile: path, encoding: .utf8)
    for count in [20, 3, 8] {
      try scene.replacing("count: 8", with: "count: \(count)").write(
        toFile: path, atomically: true, encoding: .utf8)
      try desk.until("\(count) robots") { $0.robots == count && $0.messages.isEmpty }
      #expect(try desk.state().pixelsPerMetre == 200)
    }
    // Twice in one breath: the second edit finds the session of the first without a frame.
    desk.keys("e", "Tab")
    try desk.until("editing") { $0.editing && $0.selected == [0] }
    desk.keys("ctrl+d", "ctrl+d")
    try desk.until("a clone") { $0.robots >= 9 }
    desk.keys("Tab", "Delete")
    desk.keys("F5")
    desk.keys("ctrl+q")
    #expect(desk.exitStatus() == 0)
  }

  @Test(
    "two runs side by side play, pause, step and are looked at together",
    .timeLimit(.minutes(3)))
  func pair() throws {
    let desk = try Desk()
    defer { desk.close() }
    try desk.openWindow(["--vary", "coordination.mode=none,meanField"], isRecorded: false)
    try desk.until("both run") { $0.step > 20 && ($0.otherStep ?? 0) > 20 }
    desk.keys("space")
    let paused = try desk.until("both stand at one moment") {
      !$0.playing && !$0.running && $0.step == $0.otherStep
    }
    for count in 1...2 {
      desk.keys("period")
      try desk.until("step \(count) of both") {
        $0.step == paused.step + count && $0.otherStep == paused.step + count
      }
    }
    desk.keys("Left")
    try desk.until("one step back") {
      $0.step == paused.step + 1 && $0.otherStep == paused.step + 1
    }
    desk.tool(["mousemove", "960", "400", "click", "4", "click", "4"])
    try desk.until("closer, from the right half") {
      $0.pixelsPerMetre > 1.3 * paused.pixelsPerMetre
    }
    desk.keys("h", "u")
    try desk.until("field and theme") { $0.field == "density" && $0.theme != paused.theme }
    desk.keys("F1")
    try desk.until("no panels") { $0.says.hasPrefix("that is for one run") && $0.panels.count < 3 }
    desk.keys("BackSpace")
    try desk.until("both at the start") { $0.step == 0 && $0.otherStep == 0 }
    desk.keys("space")
    try desk.until("both run again") { $0.step > 30 && ($0.otherStep ?? 0) > 30 }
    desk.keys("ctrl+q")
    #expect(desk.exitStatus() == 0)
  }

  @Test(
    "a recorded session is whole after every signal, after closing, and when the display goes away",
    .timeLimit(.minutes(5)), arguments: ["TERM", "HUP", "INT", "close", "destroy", "kill"])
  func ending(how: String) throws {
    let desk = try Desk()
    defer { desk.close() }
    try desk.openWindow()
    try desk.until("it runs") { $0.step > 130 }
    switch how {
    case "TERM": desk.signal(SIGTERM)
    case "HUP": desk.signal(SIGHUP)
    case "INT": desk.signal(SIGINT)
    case "close": desk.keys("ctrl+q")
    // Another program takes the window away: its library ends the viewer at the next picture.
    case "destroy": desk.tool(["windowclose", desk.window])
    default: desk.loseDisplay()
    }
    #expect(desk.exitStatus() == (how == "close" ? 0 : 1), "\(how): \(desk.words)")
    let names = try FileManager.default.contentsOfDirectory(atPath: desk.folder)
    #expect(!names.contains { $0.contains("partial") })
    let summary = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: desk.folder + "/run/summary.json")))
    let steps = try #require((summary as? [String: Any])?["steps"] as? Int)
    #expect(steps > 130)
    let hashes = try String(contentsOfFile: desk.folder + "/run/hashes.csv", encoding: .utf8)
    #expect(hashes.split(separator: "\n").count == steps / 60 + 2)
  }

  private func time(_ desk: Desk) throws {
    try desk.until("it runs") { $0.step > 20 }
    desk.keys("space")
    // The session's thread has heard of it too: this is the last frame before the pause.
    let paused = try desk.until("it is paused") { !$0.playing && !$0.running }
    for count in 1...3 {
      desk.keys("period")
      try desk.until("step \(count)") { $0.step == paused.step + count }
    }
    desk.keys("Left")
    try desk.until("one frame back") { $0.step < paused.step + 3 }
    for (key, speed) in [
      ("bracketright", "×2"), ("bracketleft", "×1"), ("braceright", "max"), ("braceleft", "×1"),
    ] {
      desk.keys(key)
      try desk.until("speed \(speed)") { $0.speed == speed }
    }
  }

  private func looking(_ desk: Desk) throws {
    let before = try desk.state()
    desk.tool(["mousemove", "640", "360", "click", "4", "click", "4", "click", "4"])
    try desk.until("closer") { $0.pixelsPerMetre > 1.4 * before.pixelsPerMetre }
    desk.tool(["mousemove", "640", "360", "mousedown", "1", "mousemove", "700", "390"])
    desk.tool(["mousemove", "720", "400", "mouseup", "1"])
    try desk.until("panned") { $0.center != before.center }
    desk.keys("Home")
    try desk.until("everything in sight") {
      abs($0.pixelsPerMetre - before.pixelsPerMetre) < 0.01
    }
    desk.keys("Tab", "Tab")
    let second = try desk.until("the second robot") { $0.selected == [1] }
    // A click on the floor selects nothing, a click on the robot selects it again.
    let place = try #require(second.selectedPixel)
    desk.keys("Escape")
    try desk.until("nothing selected") { $0.selected.isEmpty }
    desk.keys("i")
    desk.tool(["mousemove", "\(Int(place[0]))", "\(Int(place[1]))", "click", "1"])
    try desk.until("selected by a click") { $0.selected == [1] }
    desk.keys("i", "f")
    try desk.until("followed") { $0.followed == 1 }
    desk.keys("ctrl+3", "Home", "3")
    try desk.until("the bookmark") { $0.followed == nil }
  }

  /// Every overlay and panel of the key table on and off, each seen in the picture while it is on.
  private func switches(_ desk: Desk) throws {
    desk.keys("Home", "Tab")
    for binding in KeyTable.bindings where !binding.summary.isEmpty {
      let name: String
      let field: KeyPath<DeskState, [String]>
      switch binding.action {
      case .toggle(let overlay): (name, field) = (overlay.rawValue, \.overlays)
      case .togglePanel(let panel): (name, field) = (panel.rawValue, \.panels)
      case .help: (name, field) = ("help", \.panels)
      default: continue
      }
      let key = try #require(Desk.keysym(binding.key))
      let wasOn = try desk.state()[keyPath: field].contains(name)
      for isOn in [!wasOn, wasOn] {
        desk.keys(key)
        try desk.until("\(name) \(isOn ? "on" : "off")") {
          $0[keyPath: field].contains(name) == isOn
        }
      }
    }
    for name in ["density", "flow", "blocked", nil] {
      desk.keys("h")
      try desk.until("the field \(name ?? "off")") { $0.field == name }
    }
    for name in ["stage", "speed", "battery", "uncertainty", "time stalled", "class"] {
      desk.keys("v")
      try desk.until("coloured by \(name)") { $0.color == name }
    }
    for name in ["light", "dark"] {
      desk.keys("u")
      try desk.until("\(name)") { $0.theme == name }
    }
    let plain = try desk.screenshot()
    desk.keys("F1")
    try desk.until("the help") { $0.panels.contains("help") }
    #expect(PictureTests.differing(try desk.screenshot(), plain) > 0.02)
    desk.keys("F1")
    try desk.until("no help") { !$0.panels.contains("help") }
  }

  private func scrubbing(_ desk: Desk) throws {
    desk.keys("braceright", "space")
    try desk.until("ten seconds on") { $0.step > 700 }
    desk.keys("space")
    let end = try desk.until("paused there") { !$0.playing && !$0.running }
    // The groove is 8 + 9 points below the bar's upper edge, 92 points from either side.
    desk.tool(["mousemove", "400", "699", "mousedown", "1", "mousemove", "100", "699"])
    desk.tool(["mousemove", "96", "699", "mouseup", "1"])
    let scrubbed = try desk.until("back near the start") { $0.step < 200 && !$0.seeking }
    #expect(scrubbed.knownSteps == end.knownSteps)
    desk.keys("braceleft")
  }

  private func hands(_ desk: Desk) throws {
    desk.keys("Escape")
    try desk.until("nothing is selected") { $0.selected.isEmpty }
    desk.keys("Home", "i", "Tab")
    let here = try desk.until("the first robot") { $0.selected == [0] }
    let place = try #require(here.selectedPixel).map { Int($0) }
    desk.tool([
      "mousemove", "\(place[0])", "\(place[1])", "keydown", "ctrl", "mousedown", "1", "mousemove",
      "\(place[0] + 30)", "\(place[1])",
    ])
    desk.tool(["mouseup", "1", "keyup", "ctrl"])
    desk.keys("space")
    // A push on the past voids what followed it, and gets a mark of its own.
    try desk.until("pushed") { $0.knownSteps < here.knownSteps }
    desk.keys("Return")
    try desk.until("driving") { $0.driven != nil }
    desk.tool(["keydown", "--window", desk.window, "w"])
    let from = try desk.state().step
    try desk.until("a second of driving") { $0.step > from + 60 }
    desk.tool(["keyup", "--window", desk.window, "w"])
    desk.keys("Return")
    try desk.until("let go") { $0.driven == nil }
    desk.keys("space", "i")
    try desk.until("paused again") { !$0.playing }
  }

  private func files(_ desk: Desk) throws {
    desk.keys("ctrl+e")
    let csv = try desk.file(ending: ".csv")
    let lines = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
    #expect(lines[0].hasPrefix("time_s,deliveries_per_h,blocked_share"))
    #expect(lines.count > 10 && lines.allSatisfy { $0.split(separator: ",").count == 6 })
    // Without ffmpeg a film is a folder of pictures; both say where they are.
    desk.keys("F9")
    try desk.until("filming") {
      $0.says.contains("F9 ends") || $0.says.contains("ffmpeg is not")
    }
    desk.keys("space")
    let from = try desk.state().step
    try desk.until("something to film") { $0.step > from + 30 }
    desk.keys("space", "F9")
    try desk.until("the film is written") { $0.says.hasPrefix("film written") }
  }

  private func editing(_ desk: Desk) throws {
    desk.keys("e")
    try desk.until("editing") { $0.editing }
    desk.keys("ctrl+d")
    try desk.until("a clone") { $0.robots == 9 && $0.step == 0 }
    // The panel must not lie over the robot that is dragged.
    desk.keys("i", "Escape")
    try desk.until("nothing selected") { $0.selected.isEmpty }
    desk.keys("Tab")
    let before = try desk.until("the first robot") { $0.selected == [0] }
    let start = try #require(before.selectedPixel)
    // Where somebody stands already the edit is refused: another place is tried then.
    let hasMoved = try [(14.0, 2.0), (6.0, 10.5), (13.0, 10.0)].contains { place in
      let to = before.pixel(x: place.0, y: place.1)
      desk.tool([
        "mousemove", "\(Int(start[0]))", "\(Int(start[1]))", "mousedown", "1", "mousemove",
        "\(to.x)", "\(to.y - 30)",
      ])
      desk.tool(["mousemove", "\(to.x)", "\(to.y)", "mouseup", "1"])
      let answer = try desk.until("moved or refused") {
        guard let now = $0.selectedPixel else { return false }
        let isThere = abs(now[0] - Double(to.x)) + abs(now[1] - Double(to.y)) < 4
        return (isThere && $0.says.isEmpty) || $0.says.contains("mistake")
      }
      return !answer.says.contains("mistake")
    }
    #expect(hasMoved)
    desk.keys("i")
    desk.keys("Delete")
    try desk.until("deleted") { $0.robots == 8 }
    desk.keys("ctrl+s")
    let saved = desk.folder + "/desk-edited.fleet.yaml"
    try desk.until("saved") { $0.says.hasPrefix("saved as") }
    #expect(SceneLoader.load(path: saved).scene?.robots.first?.count == 8)
    if let command = Tools.command {
      #expect(desk.run(command, ["check", saved]) == 0)
    }
    // The scene file is written anew with a mistake: it is shown, and the last good scene goes on.
    let good = try String(contentsOfFile: desk.folder + "/desk.fleet.yaml", encoding: .utf8)
    try good.replacing("count: 8", with: "cuont: 8").write(
      toFile: desk.folder + "/desk.fleet.yaml", atomically: true, encoding: .utf8)
    try desk.until("the mistake is shown") { !$0.messages.isEmpty }
    #expect(try desk.state().robots == 8)
    try good.write(toFile: desk.folder + "/desk.fleet.yaml", atomically: true, encoding: .utf8)
    try desk.until("the good scene is back") { $0.messages.isEmpty && $0.step == 0 }
    desk.keys("space")
    try desk.until("it runs again") { $0.step > 130 }
    desk.keys("Tab", "Return")
    try desk.until("driving again") { $0.driven != nil }
    desk.tool(["keydown", "--window", desk.window, "w"])
    let from = try desk.state().step
    try desk.until("driven for a while") { $0.step > from + 30 }
    desk.tool(["keyup", "--window", desk.window, "w"])
    desk.keys("Return")
    let released = try desk.until("let go again") { $0.driven == nil }
    // A hand is lifted at the next step: paused before it, nothing would be there to record.
    try desk.until("gone on without the hand") { $0.step > released.step + 12 }
    desk.keys("space")
    try desk.until("at rest") { !$0.playing }
  }

  /// The session's run folder holds what was done, and its replay has the same hashes.
  private func recorded(_ desk: Desk) throws {
    let run = desk.folder + "/run"
    let log = try String(contentsOfFile: run + "/interventions.csv", encoding: .utf8)
    #expect(log.contains(",drive,") && log.contains(",release,"))
    let viewer = try #require(Tools.viewer)
    let path = run + "/hashes.csv"
    var lines = try String(contentsOfFile: path, encoding: .utf8)
      .split(separator: "\n").map(String.init)
    // The header and second 0 come before the seconds that have passed.
    let words = ["render", run, "--out", desk.folder + "/replay.png", "--at"]
    #expect(desk.run(viewer, words + ["\(lines.count - 2)s"]) == 0)
    #expect(desk.run(viewer, words + ["1h"]) == 2)
    // Another hash in the folder, and the replay says so and fails.
    lines[2] = lines[2].dropLast(16) + "0123456789abcdef"
    try (lines.joined(separator: "\n") + "\n").write(
      toFile: path, atomically: true, encoding: .utf8)
    #expect(desk.run(viewer, words + ["\(lines.count - 2)s"]) == 1)
  }
}
