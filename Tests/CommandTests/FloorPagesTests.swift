import Foundation
import TestSupport
import Testing

@Suite("Your floor in ten minutes")
struct FloorPagesTests {
  /// The pages, one for each format of layouts.
  static let pages = ["open-rmf", "lif", "nav2", "opentcs", "dxf", "wkt"]

  /// A block of a page: its language and its text.
  private struct Block {
    var language: String
    var text: String
  }

  private static func blocks(_ page: String) throws -> [Block] {
    let path = Repository.scene("Floors/\(page).md")
    let parts = try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "```")
    return stride(from: 1, to: parts.count, by: 2).map { index in
      let lines = parts[index].split(
        separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      return Block(language: String(lines[0]), text: lines.count > 1 ? String(lines[1]) : "")
    }
  }

  @Test(
    "what a page says to type does what it says: the file, its import word for word, and 'check'",
    arguments: pages)
  func wordForWord(page: String) throws {
    try Program.inFolder { program in
      let path = URL(fileURLWithPath: Program.path).deletingLastPathComponent().path
      func shell(_ text: String) throws -> Program.Output {
        try program.finish(
          try program.start(
            ["-e", "-c", "PATH='\(path)':$PATH\n" + text], executable: "/bin/bash"))
      }
      var imports = 0
      let blocks = try Self.blocks(page)
      for (index, block) in blocks.enumerated() where block.language == "sh" {
        // Runs and pictures take minutes; that their words are known is tried below.
        let lines = block.text.components(separatedBy: "\n").filter { line in
          !["run", "render", "export"].contains { line.hasPrefix("fleetfield \($0) ") }
        }
        let output = try shell(lines.joined(separator: "\n"))
        #expect(output.code == 0, "\(block.text)\(output.error)")
        guard block.text.contains("fleetfield import ") else { continue }
        imports += 1
        let said = try #require(blocks.indices.contains(index + 1) ? blocks[index + 1] : nil)
        #expect(said.language == "text" && said.text == output.error + output.out)
      }
      #expect(imports == 1)
      #expect(program.names("floor").contains("fleet.schema.json"))
    }
  }

  @Test("the busier run that a page asks for delivers", arguments: pages)
  func delivers(page: String) throws {
    let blocks = try Self.blocks(page).filter { $0.language == "sh" }.map(\.text)
    let lines = blocks.flatMap { $0.components(separatedBy: "\n") }
    let run = try #require(lines.first { $0.hasSuffix(" --out busy") })
    let minutes = try #require(run.firstMatch(of: /duration=[0-9]+min/))
    let making = blocks.filter { !$0.contains("fleetfield run") }
    // A scene that a page has written down itself.
    let scene = blocks.first { $0.contains("\nfleet: 1\n") }
      .map { $0.components(separatedBy: "\nEND\n")[0] + "\nEND\n" }
    try Program.inFolder { program in
      let path = URL(fileURLWithPath: Program.path).deletingLastPathComponent().path
      let words = run.replacing(String(minutes.0), with: "duration=150s") + " --quiet\n"
      let text = "PATH='\(path)':$PATH\n" + making.joined() + (scene ?? "") + words
      let output = try program.finish(
        try program.start(["-e", "-c", text], executable: "/bin/bash"))
      #expect(output.code == 0, "\(output.error)")
      let summary = try object(try program.text("busy/summary.json"))
      let figures = try #require(summary["figures"] as? [String: Any])
      #expect(try #require(figures["deliveries"] as? Int) > 0)
      #expect(figures["unjammed_share"] as? Double == 1)
    }
  }
}
