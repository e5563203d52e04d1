import Scenes
import SimCore
import Testing

/// A folder of files with a mistake, and all that is said about it.
struct BrokenMap: CustomTestStringConvertible, Sendable {
  var title: String
  var file: String
  var files: [(String, [UInt8])]
  var cellSize: Float?
  var scenario: String?
  var format = MapFormat.auto
  var name: String?
  var expected: String
  var testDescription: String { title }

  static func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }
}

@Suite("MapImporter on broken files")
struct BrokenMapsTests {
  @Test(
    "each mistake is named with its place",
    arguments: BrokenMap.gridMaps + BrokenMap.problems + BrokenMap.rosMaps + BrokenMap.pogemaMaps)
  func mistake(_ broken: BrokenMap) {
    let folder = MapFolder(broken.files.map { (name: $0.0, bytes: $0.1) })
    let (map, text) = folder.load(
      broken.file, format: broken.format, cellSize: broken.cellSize, scenario: broken.scenario,
      named: broken.name)
    #expect(text == broken.expected)
    // A map comes exactly where there is no error.
    #expect((map == nil) == text.contains("error: "))
  }

  @Test("a file with many mistakes shows twenty and counts the rest")
  func many() {
    let rows = String(repeating: "x.\n", count: 30)
    let folder = MapFolder([
      (name: "a.map", bytes: Array("type octile\nheight 30\nwidth 2\nmap\n\(rows)".utf8))
    ])
    let (_, text) = folder.load("a.map")
    #expect(
      text.split(separator: "\n").count { $0.contains("error: ") } == MapImporter.mostMistakes)
    #expect(text.hasSuffix("  10 further errors not shown\n"))
  }

  @Test("damaged files end in a map or in an error, never in a crash", arguments: 0..<6)
  func damage(round: Int) {
    for (file, files, scenario) in BrokenMap.sound {
      for trial in 0..<40 {
        var stream = RandomStream(seed: 5, index: round, step: trial, purpose: .tooling)
        var damaged = files.map { (name: $0.0, bytes: $0.1) }
        let which = Int(stream.next32() % UInt32(damaged.count))
        var bytes = damaged[which].bytes
        for _ in 0..<1 + Int(stream.next32() % 4) where !bytes.isEmpty {
          let at = Int(stream.next32() % UInt32(bytes.count))
          switch stream.next32() % 4 {
          case 0: bytes[at] = UInt8(truncatingIfNeeded: stream.next32())
          case 1: bytes.remove(at: at)
          case 2: bytes.insert(UInt8(truncatingIfNeeded: stream.next32()), at: at)
          default: bytes.removeLast(bytes.count - at)
          }
        }
        damaged[which].bytes = bytes
        let folder = MapFolder(damaged)
        let (map, text) = folder.load(file, scenario: scenario)
        #expect((map == nil) == text.contains("error: "))
      }
    }
  }
}
