import Foundation
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
      (["draw", "x"], "unknown verb “draw”: view, render, measure or help is expected"),
      (["render"], "render needs a scene file, a run folder or demo:N"),
      (["render", "a", "b"], "one subject is expected, and “b” is a second one"),
      (["render", "demo:0"], "demo:N needs a number of robots from 1 to 5000000"),
      (["render", "a", "--size", "10"], "--size needs WIDTHxHEIGHT in pixels, each 16 to 16384"),
      (["render", "a", "--field", "x"], "--field does not know “x”: density, flow, blocked"),
      (["render", "a", "--panels", "x"], "--panels does not know “x”: inspection, fields, belief"),
      (["render", "a", "--force"], "--force needs view and --out DIR"),
      (["view", "demo:10", "--out", "/tmp/x"], "a synthetic crowd cannot be recorded"),
      (["view", "a", "--out", "/usr"], "the folder '/usr' holds"),
      (["view", "a", "--out", "/proc"], "'/proc' is where a disk is mounted"),
      (["render", "a", "--what", "1"], "unknown option --what"),
      (["render", "a", "--fps"], "--fps needs a value"),
      (["render", "/tmp"], "'/tmp' is not a run folder: it has no summary.json and hashes.csv"),
    ])
  func refusals(_ words: [String], _ expected: String) {
    var text = ""
    do { _ = try ViewRequest(arguments: words).opener() } catch { text = "\(error)" }
    #expect(text.hasPrefix(expected), "\(text)")
  }

  @Test("times take units, overrides their values, words their lists")
  func values() throws {
    let request = try ViewRequest(arguments: [
      "render", "a.yaml", "--at", "2min", "--until", "150 s", "--set", "n=3", "--select", "1,4",
      "--overlays", "links,cells", "--panels", "none", "--speed", "max", "--state", "s.json",
    ])
    #expect(request.at == 120 && request.until == 150)
    #expect(request.overrides.count == 1 && request.overrides[0] == ("n", "3"))
    #expect(request.selection == [1, 4] && request.speed == .infinity)
    #expect(request.options.overlays == [.links, .cells] && request.options.panels.isEmpty)
    #expect(request.statePath == "s.json")
    #expect(mistake("render", "demo:5") == nil)
  }
}
