import Glibc
import Scenes
import Testing

@testable import fleetfield_fuzz

@Suite("Fuzzing inputs")
struct InputTests {
  private let shipped = ShippedFiles(root: #filePath.components(before: "/Tests/FuzzTests"))

  private func input(_ target: FuzzTarget, _ index: Int, seed: UInt64 = 5) -> FuzzInput {
    FuzzInput.make(target, seed: seed, index: index, shipped: shipped)
  }

  @Test("the same target, seed and number make the same input", arguments: FuzzTarget.allCases)
  func isReproducible(target: FuzzTarget) {
    for index in 0..<6 {
      let (a, b) = (input(target, index), input(target, index))
      #expect(a.words == b.words && a.traits == b.traits)
      #expect(a.files.map(\.path) == b.files.map(\.path))
      #expect(a.files.map(\.bytes) == b.files.map(\.bytes))
      let other = input(target, index, seed: 6)
      #expect(a.files.map(\.bytes) != other.files.map(\.bytes) || a.words != other.words)
    }
  }

  @Test("every block of generated scenes has every mode, rule and floor equally often")
  func coverage() {
    let values = ["a", "b", "c"]
    for block in 0..<20 {
      let drawn = (0..<3).map { stratified(values, seed: 9, "x", block * 3 + $0) }
      #expect(drawn.sorted() == values)
    }
    let rules = (0..<30).flatMap { input(.fleets, $0).traits.filter { $0.group == "rule" } }
    #expect(rules.count { $0.value == "oneWay" } == 10)
  }

  @Test("at least 60 % of the generated scenes are read without an error")
  func soundScenes() {
    var sound = 0
    var first = ""
    for index in 0..<40 {
      let made = input(.fleets, index)
      let folder = "/tmp/fleetfield-fuzz-test-\(getpid())"
      defer { FileBytes.remove(folder) }
      for file in made.files { FileBytes.write(file.bytes, to: "\(folder)/\(file.path)") }
      let result = SceneLoader.load(path: "\(folder)/\(made.words[1])")
      if result.scene != nil { sound += 1 } else { first += messages(result) + "\n" }
    }
    #expect(sound >= 24, "\(first)")
  }

  @Test("mutations change texts, and a crowd above the limit is seen")
  func mutations() {
    var draw = Draw(seed: 1)
    let text = Array("fleet: 1\nworld: {size: [4 m, 5 m]}\n".utf8)
    let changed = (0..<300).count { _ in Mutation.text(text, &draw) != text }
    #expect(changed > 250)
    #expect(!CrowdSize.isTooLarge(Array("count: 10000".utf8)))
    #expect(CrowdSize.isTooLarge(Array("  count: $(10001 * 2)".utf8)))
  }

  private func messages(_ result: SceneLoadResult) -> String {
    result.diagnostics.first { $0.severity == .error }?.message ?? ""
  }
}

extension String {
  /// What stands before a part.
  fileprivate func components(before part: String) -> String {
    var end = startIndex
    while end < endIndex, !self[end...].hasPrefix(part) { end = index(after: end) }
    return String(self[..<end])
  }
}
