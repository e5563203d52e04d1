import Embodiments
import Scenes
import Testing

@Suite("Units in a scene and on the command line")
struct UnitsTests {
  private func message(_ text: String, _ overrides: [(String, String)] = []) -> String {
    SceneLoader.load(text: text, file: "x", overrides: overrides).diagnostics.map(\.message)
      .joined(separator: "|")
  }

  @Test(
    "a literal without its unit is refused, and the hint is the mended value",
    arguments: [
      ("max_speed: 1.4", "'1.4' has no unit; write 1.4 m/s (or km/h, cm/s)"),
      (
        "max_speed: 1 m/s, max_turn_rate: 90",
        "'90' has no unit; write 90 rad/s (or deg/s, rpm)"
      ),
      ("max_speed: 1e0", "'1e0' has no unit; write 1e0 m/s (or km/h, cm/s)"),
    ])
  func literals(drive: String, expected: String) {
    #expect(message(smallScene(drive: "kind: differential, \(drive)")) == expected)
  }

  @Test("a rate per time is no plain number, and the hint names the other units")
  func rates() {
    let rest =
      "tasks: [{name: t, from: a, to: b, rate: 6}]"
    let text = smallScene(rest: rest).replacing(
      "20 m]}",
      with: "20 m], zones: [{name: a, kind: station, area: {rect: [1 m, 1 m, 5 m, 5 m]}}, "
        + "{name: b, kind: station, area: {rect: [9 m, 9 m, 15 m, 15 m]}}]}")
    #expect(message(text) == "'6' has no unit; write 6 /min (or /s, /h, Hz)")
    #expect(message(text.replacing("rate: 6", with: "rate: 6 /min")) == "")
  }

  @Test("a list that lacks its units is one mistake, with the whole list mended")
  func lists() {
    #expect(
      message(smallScene().replacing("[20 m, 20 m]", with: "[20, 30]"))
        == "2 values have no unit; write [20 m, 30 m]")
    #expect(
      message(
        smallScene(count: "1", robot: "spawn: {pattern: poses, poses: [[1, 2, 90]]}"))
        == "3 values have no unit; write [1 m, 2 m, 90 rad]")
  }

  @Test("0 needs no unit, an expression is in SI, and a parameter with a unit takes a bare number")
  func exceptions() throws {
    let text = smallScene(
      parameters: "v: {default: 2, unit: m/s}, d: {default: 90, unit: s}",
      drive: "kind: differential, max_speed: $(v)",
      robot: "spawn: {pattern: poses, poses: [[1 m, 2 m, 0], [$(3), $(4), 0], [5 m, 5 m, 0], "
        + "[9 m, 9 m, 0]]}", rest: "run: {duration: $(d + 30)}")
    let scene = try load(text)
    #expect(scene.run.duration == 120)
    #expect(scene.robots[0].embodiment.limits.maxSpeed == 2)
    #expect(try load(text, overrides: [("d", "10"), ("v", "3.6 km/h")]).run.duration == 40)
  }

  @Test("--set and axis values follow the same rule")
  func commandLine() throws {
    #expect(
      message(smallScene(), [("duration", "300")])
        == "'300' has no unit; write 300 s (or ms, min, h, d)")
    #expect(message(smallScene(), [("duration", "300 s")]) == "")
    let bare = smallScene(rest: "sweep: {axes: {run.duration: [30, 60]}}")
    #expect(message(bare).hasPrefix("'30' has no unit; write 30 s"))
    let spaced = smallScene(
      rest: "sweep: {axes: {run.duration: {linspace: [30 s, 60 s], points: 3}}}")
    #expect(try load(spaced).sweep?.axes[0].values == ["30 s", "45 s", "60 s"])
    let mixed = smallScene(
      rest: "sweep: {axes: {run.duration: {linspace: [30 s, 1 min], points: 3}}}")
    #expect(message(mixed) == "both ends need the same unit")
  }

  @Test(
    "a decimal comma is told as such, also where YAML splits it",
    arguments: [
      (
        "{kind: differential, max_speed: 1,4 m/s}",
        "'1,4 m/s' has a comma; decimals have a point: write 1.4 m/s"
      ),
      (
        "\n        kind: differential\n        max_speed: 1,4 m/s",
        "'1,4 m/s' has a comma; decimals have a point: write 1.4 m/s"
      ),
      (
        "\n        kind: differential\n        max_speed: 1,400 m/s",
        "'1,400 m/s' has a comma; decimals have a point: write 1.400 m/s or 1400 m/s"
      ),
    ])
  func decimalComma(drive: String, expected: String) {
    let text = smallScene().replacing("{kind: differential, max_speed: 1.5 m/s}", with: drive)
    #expect(message(text) == expected)
  }

  @Test("values beyond a range are shown as people read them")
  func hugeNumbers() {
    #expect(
      message(smallScene(rest: "run: {duration: 1e12 h}"))
        == "duration is 3.6e15 s; it must be greater than 0 and at most 100000000 s")
  }
}
