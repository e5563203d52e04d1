import Embodiments
import Scenes
import Testing

@Suite("An override that changes nothing is refused")
struct OverrideEffectTests {
  private static let text = smallScene(
    parameters: "n: {default: 4, max: 60, unit: robots}, idle: {default: 1}, "
      + "twice: {default: $(2 * idle)}", count: "$(n)", robot: "extends: base",
    rest: "templates: {base: {drive: {max_speed: 1 m/s, traction: 0.5}}}\n"
      + "policies: {spare: {kind: greedy}}")

  private func refusal(_ text: String, _ key: String, _ value: String) -> String {
    let result = SceneLoader.load(text: text, file: "x", overrides: [(key, value)])
    #expect(result.scene == nil, "\(key)")
    return result.diagnostics.filter { $0.severity == .error }.map(\.message).joined(separator: "|")
  }

  @Test(
    "what no value takes over is named with the reason",
    arguments: [
      (
        "idle", "2",
        "setting 'idle' would change nothing: no value of the scene uses this parameter"
      ),
      (
        "templates.base.drive.max_speed", "2 m/s",
        "setting 'templates.base.drive.max_speed' would change nothing: no class takes this over "
          + "from the template"
      ),
      (
        "policies.spare.kind", "logit",
        "setting 'policies.spare.kind' would change nothing: no class uses policy 'spare'"
      ),
    ])
  func withoutEffect(key: String, value: String, message: String) {
    let found = refusal(Self.text, key, value)
    #expect(found == message.replacing("'templates.base.drive.max_speed'", with: quotedKey(key)))
  }

  /// Long keys are cut in messages.
  private func quotedKey(_ key: String) -> String {
    key.count > 40 ? "'\(key.prefix(37))...'" : "'\(key)'"
  }

  @Test("what a class takes over is set, and a later value of the same key wins")
  func withEffect() throws {
    let scene = try load(
      Self.text,
      overrides: [("templates.base.drive.traction", "0.8"), ("n", "5"), ("n", "6")])
    #expect(scene.robots[0].count == 6)
    #expect(scene.robots[0].embodiment.limits.traction == 0.8)
  }

  @Test("a parameter of a resolved scene is refused, and the message says what to set instead")
  func resolved() throws {
    let resolved = try load(Self.text).resolvedText
    let result = SceneLoader.load(text: resolved, file: "r", overrides: [("n", "5")])
    #expect(
      messages(result) == """
        --set:1:1: error: this scene is resolved: its values are numbers that no longer follow \
        parameter 'n', so setting it would change nothing
        n=5
        ^
          note: set the values themselves, such as robots.carrier.count, or set 'n' in the scene \
        this one was made from
        """)
    let direct = try load(resolved, overrides: [("robots.carrier.count", "5")])
    #expect(direct.robots[0].count == 5)
  }

  @Test("a resolved scene states all seeds; another run.seed still changes those it gave")
  func seeds() throws {
    let first = try load(Self.text, seed: 7)
    let again = try load(first.resolvedText, seed: 8)
    let wanted = try load(Self.text, seed: 8)
    #expect(again.run.taskSeed == wanted.run.taskSeed)
    #expect(again.run.placementSeed == wanted.run.placementSeed)
    let fixed = smallScene(
      rest: "run: {seeds: {placement: 1, dynamics: 2, tasks: 3, policies: 4}}")
    #expect(
      refusal(fixed, "seed", "9")
        == "run.seeds gives all four seeds, so setting run.seed would change nothing")
  }
}
