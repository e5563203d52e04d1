import Scenes
import Testing

@Suite("Keys that nothing reads as the scene has it")
struct UnreadKeysTests {
  private func said(_ coordination: String, overrides: [(String, String)] = []) -> [String] {
    SceneLoader.load(
      text: smallScene(rest: "coordination: {\(coordination)}"), file: "x", overrides: overrides
    ).diagnostics.map { "\($0.severity.rawValue): \($0.message)" }
  }

  @Test(
    "a key of another mode is told, with the modes that read it",
    arguments: [
      ("sample: 3", "sample", "kSample"), ("sampling: common", "sampling", "kSample"),
      ("radius: 3 m", "radius", "neighbours"), ("rounds: 3", "rounds", "gossip"),
      ("fanout: 3", "fanout", "hierarchy"),
    ])
  func modes(text: String, key: String, mode: String) {
    #expect(
      said(text) == [
        "warning: key '\(key)' is read in mode \(mode) only, and the mode is 'meanField'"
      ])
    #expect(said("mode: \(mode), " + text) == [])
  }

  @Test("a grid that no policy is given is told")
  func grid() {
    let found = said("mode: gossip, executor_field: {grid_cell: 1 m}")
    #expect(found.count == 1)
    #expect(found.first?.contains("key 'grid_cell' is read in mode placebo, ") == true)
  }

  @Test("keys of another recursion, and of a budget that there is not, are told")
  func recursions() {
    #expect(
      said("executor_field: {recursion: kalman, time_constant: 1 s}") == [
        "warning: key 'time_constant' is read by recursion average only, and the recursion is "
          + "'kalman'"
      ])
    #expect(
      said("channel: {burst: 3 s}")
        == ["warning: key 'burst' is of a budget, and the budget is 'unlimited'"])
    #expect(said("channel: {burst: 3 s, budget: 900 B/s}") == [])
  }

  @Test("from the command line a key that nothing reads is refused: it would change nothing")
  func overrides() {
    #expect(
      said("mode: meanField", overrides: [("coordination.sample", "7")]) == [
        "error: key 'sample' is read in mode kSample only, and the mode is 'meanField'"
      ])
    #expect(
      said("mode: meanField", overrides: [("coordination.channel.burst", "3 s")]) == [
        "error: key 'burst' is of a budget, and the budget is 'unlimited'"
      ])
    for (key, value, first) in [
      ("failures.repair", "3 s", "rate"), ("delays.mean", "9 s", "probability"),
      ("sensor_dropout.duration", "1 s", "rate"), ("liars.lie", "hidden", "share"),
      ("shared_mistakes.share", "0.9", "rate"),
    ] {
      let name = key.split(separator: ".")
      #expect(
        said("mode: meanField", overrides: [("disturbances.\(key)", value)]) == [
          "error: key '\(name[1])' changes nothing while \(first) is 0"
        ])
      let struck = first == "rate" ? "1 /s" : "0.5"
      let both = [("disturbances.\(name[0]).\(first)", struck), ("disturbances.\(key)", value)]
      #expect(said("mode: meanField", overrides: both) == [])
    }
  }

  @Test("who sets or sweeps the mode keeps the keys of all, and a resolved scene states them")
  func severalModes() throws {
    #expect(said("sample: 3", overrides: [("mode", "kSample")]) == [])
    #expect(said("sample: 3", overrides: [("mode", "gossip")]) == [])
    let swept = smallScene(
      rest: "coordination: {sample: 3}\nsweep: {axes: {coordination.mode: [kSample, gossip]}}")
    #expect(SceneLoader.load(text: swept, file: "x").diagnostics.isEmpty)
    let resolved = try load(smallScene()).resolvedText
    #expect(SceneLoader.load(text: resolved, file: "x").diagnostics.isEmpty)
  }

  @Test(
    "a family that no sweep keeps is refused, not taken without effect",
    arguments: ["fixedDensity", "fixedLoad"])
  func families(word: String) {
    let text = smallScene(
      parameters: "n: {default: 2}", count: "$(n)",
      rest: "sweep: {axes: {n: [1, 2]}, family: \(word)}")
    #expect(
      SceneLoader.load(text: text, file: "x").diagnostics.map(\.message)
        == ["'\(word)' is a family that is not built yet; use fixedArea"])
  }
}
