import Embodiments
import Glibc
import Scenes
import SimCore
import TestSupport
import Testing

@Suite("SceneLoader on hostile input")
struct HostileInputTests {
  @Test(
    "bytes that are no text are told by their place",
    arguments: [
      ([0x66, 0x00, 0x6C], "x:1:2: error: control character 0x00 in a text file"),
      ([0x0A, 0x61, 0x07], "x:2:2: error: control character 0x07 in a text file"),
    ] as [([UInt8], String)])
  func controlCharacters(bytes: [UInt8], start: String) {
    let text = String(decoding: bytes, as: UTF8.self)
    let result = SceneLoader.load(text: text, file: "x")
    #expect(result.scene == nil)
    #expect(messages(result).hasPrefix(start))
  }

  @Test(
    "bytes that are no UTF-8 are told by their place",
    arguments: [
      ([0x61, 0xFF], "1:2: error: byte 0xFF is not UTF-8 text; is this a scene file?"),
      ([0x89, 0x50, 0x4E, 0x47], "1:1: error: byte 0x89 is not UTF-8 text; is this a scene file?"),
      ([0xC3, 0xA9, 0xC0, 0x80], "1:2: error: byte 0xC0 is not UTF-8 text; is this a scene file?"),
      ([0xED, 0xA0, 0x80], "1:1: error: byte 0xED is not UTF-8 text; is this a scene file?"),
      ([0x0A, 0xF0, 0x9F, 0x98], "2:1: error: byte 0xF0 is not UTF-8 text; is this a scene file?"),
    ] as [([UInt8], String)])
  func invalidEncoding(bytes: [UInt8], message: String) throws {
    let scratch = TemporaryFolder()
    let folder = scratch.path + "/"
    try TestFiles.write(bytes, to: folder + "x")
    let result = SceneLoader.load(path: folder + "x")
    #expect(result.diagnostics.count == 1)
    let first = messages(result).split(separator: "\n").first.map(String.init)
    #expect(first == folder + "x:" + message)
  }

  @Test(
    "a character that YAML does not allow is named by its code, and not called other than UTF-8",
    arguments: [
      ([0x61, 0xC2, 0x9B], "1:2: error: control character U+009B in a text file"),
      ([0x0A, 0xC2, 0x80], "2:1: error: control character U+0080 in a text file"),
      ([0x61, 0xEF, 0xBF, 0xBF], "1:2: error: character U+FFFF in a text file"),
    ] as [([UInt8], String)])
  func refusedCharacters(bytes: [UInt8], message: String) {
    let result = SceneLoader.load(text: String(decoding: bytes, as: UTF8.self), file: "x")
    #expect(result.diagnostics.count == 1)
    #expect(messages(result).split(separator: "\n").first.map(String.init) == "x:" + message)
  }

  @Test("a list of too many values says what to do instead")
  func tooManyValues() {
    let poses = String(repeating: "[1 m, 1 m, 0 deg],", count: 60_000)
    let result = SceneLoader.load(text: "fleet: 1\nx: [\(poses)]\n", file: "x")
    #expect(result.scene == nil)
    #expect(messages(result).contains("more than 200000 values in one file"))
    #expect(messages(result).contains("note: starts and goals of many robots come from a map's"))
  }

  @Test("files that cannot be read are told without a place")
  func unreadableFiles() {
    #expect(
      messages(SceneLoader.load(path: "/nowhere/x.fleet.yaml"))
        == "error: cannot open '/nowhere/x.fleet.yaml': No such file or directory")
    #expect(
      messages(SceneLoader.load(path: "/tmp")) == "error: '/tmp' is a folder; expected a scene file"
    )
  }

  @Test("a line of 17 MB is refused by its size, one of 1 MB is read and cut in the message")
  func longLines() {
    let long = String(repeating: "x", count: 1 << 20)
    let result = SceneLoader.load(text: "fleet: 1\n" + long + ": 1\n", file: "x")
    #expect(result.scene == nil)
    #expect(messages(result).utf8.count < 4000)
    let scratch = TemporaryFolder()
    let folder = scratch.path + "/"
    try? TestFiles.write([UInt8](repeating: 0x61, count: 17 << 20), to: folder + "x")
    #expect(
      messages(SceneLoader.load(path: folder + "x"))
        == "error: '\(folder)x' has more than 16 MiB (\(17 << 20) bytes); is this a scene file?")
  }

  @Test(
    "a hundred thousand levels of nesting end with a message",
    arguments: ["[", "{a: ", "- ", "? ", "{? ", "\"", "&a [", "((", "$("])
  func deepNesting(unit: String) {
    let text = "fleet: 1\nx: " + String(repeating: unit, count: 100_000)
    let result = SceneLoader.load(text: text, file: "x")
    #expect(result.scene == nil)
    #expect(!result.diagnostics.isEmpty)
  }

  @Test("ten thousand mistakes give a hundred messages and their number")
  func manyMistakes() {
    let text =
      "fleet: 1\n" + (0..<10_000).map { "k\($0): 1\n" }.joined()
    let result = SceneLoader.load(text: text, file: "x")
    #expect(result.diagnostics.count == 101)
    #expect(result.diagnostics.last?.message.hasSuffix("correct those above first") == true)
    #expect(result.diagnostics.last?.omitted?.errors ?? 0 >= 9900)
  }

  @Test("every prefix of a scene ends with a message or a scene, never with a crash")
  func truncations() throws {
    let bytes = try #require(TestFiles.bytes(TestFiles.fixtures + "full.fleet.yaml"))
    let text = String(decoding: bytes, as: UTF8.self)
      .replacing("include: [robots.fleet.yaml]", with: "")
    for length in stride(from: 0, to: text.utf8.count, by: 23) {
      let prefix = String(decoding: Array(text.utf8.prefix(length)), as: UTF8.self)
      let result = SceneLoader.load(text: prefix, file: "x")
      #expect((result.scene == nil) == result.diagnostics.contains { $0.severity == .error })
    }
  }

  @Test("random changes of bytes end with a message or a scene", arguments: 0..<8)
  func mutations(seed: Int) throws {
    let good = try #require(TestFiles.bytes(TestFiles.fixtures + "full.fleet.yaml"))
    var stream = RandomStream(seed: UInt64(seed), purpose: .tooling)
    let snippets = [
      "[", "]", "{", "}", ":", "- ", "\n", "  ", "$(", ")", "&a ", "*a", "1e999", "-", "!!x ", "\"",
      "'", "|\n", ">\n", "#", "%", "\u{0}", "\t", "9999999999999999999", "é", "n", "<<: ",
    ].map { Array($0.utf8) }
    for _ in 0..<30 {
      var bytes = good
      for _ in 0...stream.below(4) {
        let place = stream.below(bytes.count)
        switch stream.below(4) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: stream.next32())
        case 1: bytes.insert(contentsOf: snippets[stream.below(snippets.count)], at: place)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + stream.below(40)))
        default:
          let end = min(bytes.count, place + stream.below(200))
          bytes.insert(contentsOf: bytes[place..<end], at: stream.below(bytes.count))
        }
      }
      let result = SceneLoader.load(
        text: String(decoding: bytes, as: UTF8.self), file: TestFiles.fixtures + "x")
      #expect((result.scene == nil) == result.diagnostics.contains { $0.severity == .error })
      if let scene = result.scene {
        #expect(scene.robots.allSatisfy { $0.count >= 0 && $0.embodiment.mass.isFinite })
      }
      for diagnostic in result.diagnostics {
        #expect(diagnostic.rendered.utf8.count < 3000)
        #expect(diagnostic.json.hasPrefix("{\"severity\": "))
      }
    }
  }
}
