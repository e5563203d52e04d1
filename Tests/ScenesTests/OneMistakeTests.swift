import Scenes
import Testing

@Suite("One typing mistake gives one error")
struct OneMistakeTests {
  private func errors(_ text: String) -> [String] {
    SceneLoader.load(text: text, file: "x").diagnostics.map(\.message)
  }

  @Test(
    "a misspelt key is not missed as well",
    arguments: [
      ("max_speed", "max_sped"), ("count", "coutn"), ("robots", "robtos"), ("size", "siez"),
      ("kind: differential", "knid: differential"), ("body", "boddy"), ("world", "wrold"),
    ])
  func keys(right: String, wrong: String) {
    let found = errors(
      smallScene().replacing("\(right):", with: "\(wrong):").replacing(right, with: wrong))
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("unknown key '") == true)
    #expect(found.first?.contains("; did you mean '") == true)
  }

  @Test("a misspelt section of parameters is not missed by every value that uses one")
  func sections() {
    let text = smallScene(
      parameters: "n: {default: 2}", count: "$(n)", rest: "run: {duration: $(60 * n)}")
    #expect(
      errors(text.replacing("parameters:", with: "paramters:"))
        == ["unknown key 'paramters'; did you mean 'parameters'?"])
  }

  @Test("a parameter misspelt where it is declared is one error, however often it is used")
  func parameters() {
    let text = smallScene(
      parameters: "coutn: {default: 2}", count: "$(count)",
      rest: "run: {duration: $(60 * count), seed: $(count)}")
    #expect(errors(text) == ["unknown parameter 'count'; did you mean 'coutn'?"])
  }

  @Test("a name used twice is not also missed under the name it should have had")
  func zones() {
    let text = smallScene(rest: "tasks: [{name: t, from: a, to: b, rate: 6 /min}]").replacing(
      "20 m]}",
      with: "20 m], zones: [{name: a, kind: station, area: {rect: [1 m, 1 m, 5 m, 5 m]}}, "
        + "{name: a, kind: station, area: {rect: [9 m, 9 m, 15 m, 15 m]}}]}")
    #expect(errors(text) == ["name 'a' is used twice in world.zones"])
  }

  @Test("a key with letters of another alphabet says which")
  func alphabets() {
    #expect(
      errors(smallScene().replacing("count:", with: "со\u{75}nt:"))
        == ["unknown key 'со\u{75}nt': its 'с' is U+0441, no Latin letter; did you mean 'count'?"])
  }

  @Test("an unknown key of a task lists what is expected")
  func taskKeys() {
    let found = errors(smallScene(rest: "tasks: [{name: t, points: [[[3 m, 3 m]]], priority: 3}]"))
    #expect(found.count == 1)
    #expect(
      found.first?.hasPrefix("unknown key 'priority'; expected name, from, to, rate, ") == true)
  }

  @Test("of bytes that are no text no line is shown")
  func binary() {
    var bytes = Array("fleet: 1\n".utf8)
    for i in 0..<200 { bytes.append(UInt8((i * 37 + 128) & 0xFF | 0x80)) }
    let result = SceneLoader.load(text: String(decoding: bytes, as: UTF8.self), file: "x")
    #expect(messages(result).split(separator: "\n").count <= 3)
  }
}
