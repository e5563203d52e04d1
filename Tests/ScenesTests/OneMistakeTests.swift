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

  @Test(
    "a body with the keys of another shape says which shape to write",
    arguments: [
      (
        "size: [0.8 m, 0.5 m], mass: 20 kg",
        "key 'size' has no meaning with shape 'circle', the default; write shape: box"
      )
    ])
  func shapes(body: String, expected: String) {
    #expect(errors(smallScene(body: body)) == [expected])
  }

  @Test("decimal commas in a list are told as such")
  func commasInLists() {
    #expect(
      errors(smallScene(body: "shape: box, size: [0,8 m, 0,5 m], mass: 20 kg"))
        == ["decimals have a point: write [0.8 m, 0.5 m]"])
    #expect(
      errors(smallScene(body: "shape: box, size: [1 m, 0,5 m, 2 m], mass: 20 kg"))
        == ["expected 2 values for size, found 4"])
  }

  @Test("a decimal comma without its unit is one error, which writes both")
  func commaWithoutUnit() {
    #expect(
      errors(smallScene(drive: "kind: differential, max_speed: 1,2"))
        == ["'1,2' has a comma; decimals have a point: write 1.2 m/s"])
    let text = smallScene(parameters: "w: {default: 2, unit: m/s}", count: "4")
      .replacing("1.5 m/s", with: "$(w)")
    let found = SceneLoader.load(text: text, file: "x", overrides: [("w", "1,4")]).diagnostics
    #expect(
      found.map(\.message) == ["'1,4' has a comma; decimals have a point: write 1.4"])
  }

  @Test("tabs are one error, however many lines have them")
  func tabs() {
    #expect(
      errors("fleet: 1\nworld:\n\tsize: [20 m, 20 m]\n\tzones:\n\t\t- {name: a}\n")
        == ["tabs in the indentation of 3 lines; use spaces"])
  }

  @Test("a parameter written the way other languages write it says how it is written here")
  func parameterForms() {
    #expect(
      errors(smallScene(parameters: "v: {default: 1.2 m/s}").replacing("1.5 m/s", with: "$(v)"))
        == ["the unit of parameter 'v' has its own key; write {default: 1.2, unit: m/s}"])
    let withUnit = smallScene(parameters: "w: {default: 1.2, unit: m/s}")
    #expect(
      errors(withUnit.replacing("1.5 m/s", with: "$(w) m/s"))
        == ["'w' has its unit; drop 'm/s'"])
    for count in ["n", "$n", "${n}"] {
      #expect(
        errors(smallScene(parameters: "n: {default: 2}", count: count))
          == ["'\(count)' is no number; for parameter 'n' write $(n)"])
    }
  }

  @Test("a shape without its keys is shown with them")
  func forms() {
    let zone = "{name: a, kind: station, area: [1 m, 1 m, 5 m, 5 m]}"
    let found = errors(smallScene().replacing("20 m]}", with: "20 m], zones: [\(zone)]}"))
    #expect(found.count == 1)
    #expect(found.first?.hasSuffix("found a list; write {rect: [1 m, 1 m, 5 m, 5 m]}") == true)
    let map = errors(smallScene().replacing("{size: [20 m, 20 m]}", with: "{map: hall.yaml}"))
    #expect(map.first?.hasSuffix("found 'hall.yaml'; write {file: hall.yaml}") == true)
  }

  @Test("a shape beside the key it belongs in is one error")
  func shapeOutside() {
    let zone = "{name: a, kind: station, rect: [1 m, 1 m, 5 m, 5 m]}"
    #expect(
      errors(smallScene().replacing("20 m]}", with: "20 m], zones: [\(zone)]}"))
        .filter { !$0.contains("never used") } == ["unknown key 'rect'; it belongs in 'area'"])
  }

  @Test("a name that cannot be one is one error, however often it is used")
  func brokenNames() {
    let found = errors(smallScene().replacing("carrier:", with: "cart 1:"))
    #expect(found == ["'cart 1' cannot be a name; names are letters, digits, '_' and '-'"])
    let text = smallScene(rest: "tasks: [{name: t, from: a b, to: c, rate: 6 /min}]").replacing(
      "20 m]}",
      with: "20 m], zones: [{name: a b, kind: station, area: {rect: [1 m, 1 m, 5 m, 5 m]}}, "
        + "{name: c, kind: station, area: {rect: [9 m, 9 m, 15 m, 15 m]}}]}")
    #expect(
      errors(text) == ["'a b' cannot be a name; names are letters, digits, '_' and '-'"])
  }

  @Test("a class beside 'robots' is one error, as are several of them")
  func dedented() {
    let lines = smallScene(rest: "policies: {a: {kind: goalSeeking}}").split(separator: "\n")
    let isClass = { (line: Substring) in line.hasPrefix("    ") && line.contains { $0 != " " } }
    let text = lines.map { line in
      String(isClass(line) || line == "  carrier:" ? line.dropFirst(2) : line)
    }
    let found = errors(text.joined(separator: "\n")).filter { !$0.contains("never used") }
    #expect(found == ["'carrier' stands beside 'robots', not below it; indent it by two blanks"])
  }

  @Test("points without units are one error")
  func points() {
    let wall = "{wall: {points: [[1, 2], [3, 4], [5, 6]], thickness: 0.2 m}}"
    let found = errors(smallScene().replacing("20 m]}", with: "20 m], obstacles: [\(wall)]}"))
    #expect(found == ["3 points have no unit; write each as [1 m, 2 m]"])
  }

  @Test("hints begin with the units that people use")
  func usualUnits() {
    let full = "battery: {capacity: 100}"
    #expect(
      errors(smallScene(robot: full)).first?.hasPrefix("'100' has no unit; write 100 Wh (or J,")
        == true)
    #expect(
      errors(smallScene(robot: "battery: {capacity: 100 Ah}")).first
        == "unit 'Ah' measures a charge; write capacity in Wh, which are Ah times the voltage")
  }

  @Test("of bytes that are no text no line is shown")
  func binary() {
    var bytes = Array("fleet: 1\n".utf8)
    for i in 0..<200 { bytes.append(UInt8((i * 37 + 128) & 0xFF | 0x80)) }
    let result = SceneLoader.load(text: String(decoding: bytes, as: UTF8.self), file: "x")
    #expect(messages(result).split(separator: "\n").count <= 3)
  }

  @Test(
    "a parameter whose name is none is one error, whatever uses it",
    arguments: ["1n", "my speed", "round", "pi", "größe"])
  func brokenParameterNames(name: String) {
    let text = smallScene(
      parameters: "\"\(name)\": {default: 2}", count: "$(\(name))",
      rest: "run: {duration: \"$(60 * \(name))\"}\nsweep: {axes: {\"\(name)\": [1, 2]}}")
    let found = SceneLoader.load(text: text, file: "x").diagnostics
    #expect(found.count == 1, "\(found.map(\.rendered))")
    #expect(found.first?.message.contains("name") == true)
  }

  @Test("decimal commas in a list without units are told as such")
  func commasInUnitlessLists() {
    func initial(_ list: String) -> [String] {
      errors(
        smallScene(robot: "battery: {capacity: 9 kWh, initial: \(list)}"))
    }
    #expect(initial("[0,5, 0,9]") == ["decimals have a point: write [0.5, 0.9]"])
    #expect(initial("[50,5 %, 90 %, 95 %]") == ["expected 2 values for initial, found 4"])
    #expect(initial("[50,5 %, 90,5 %]") == ["decimals have a point: write [50.5 %, 90.5 %]"])
  }

  @Test("nothing is called unused beside a mistake that kept its user from being read")
  func unusedBesideMistakes() {
    let text = """
      fleet: 1
      world:
        size: [20 m, 20 m]
        zones: [{name: d, kind: dock, power: 1 kW, area: {rect: [1 m, 1 m, 3 m, 3 m]}}]
      robots:
        cart:
          count: 2
          body: {radius: 0.3 m, mass: 20 kg}
          drive: {kind: omnidirectional, max_speed: 1 m/s}
          batery: {capacity: 100 Wh}
      """
    #expect(errors(text) == ["unknown key 'batery'; did you mean 'battery'?"])
    let dedented = text.replacing("batery", with: "battery").replacing("\n    ", with: "\n  ")
      .replacing("\n  cart:", with: "\ncart:")
    #expect(errors(dedented).allSatisfy { !$0.contains("never used") })
    #expect(!errors(dedented).isEmpty)
  }

  @Test("a slow physics rate says which rate to write, once")
  func slowPhysics() {
    #expect(
      errors(smallScene(rest: "clocks: {physics: 7 Hz}")) == [
        "the executor rate 10 Hz, the default, is above the physics rate 7 Hz, which it must divide; "
          + "write executor: 7 Hz"
      ])
  }
}
