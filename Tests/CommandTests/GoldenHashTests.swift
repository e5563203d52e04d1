import Foundation
import TestSupport
import Testing

@Suite("Golden state hashes")
struct GoldenHashTests {
  /// Name and words of each run.
  private static let runs: [[String]] = lines("runs.txt")

  private static func lines(_ name: String) -> [[String]] {
    let path = Repository.root + "Tests/CommandTests/Golden/\(name)"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
  }

  @Test("a shipped scene ends in the state it had when its hash was written down", arguments: runs)
  func unchanged(words: [String]) throws {
    let golden = try #require(
      Self.lines("hashes.txt").first { $0.first == words[0] }?.last, "no hash of \(words[0])")
    try Program.inFolder { program in
      // The debug program with two workers; the hashes are those of the release build with one.
      let call = ["run", Repository.root + words[1]]
      let rest = ["--quiet", "--workers", "2", "--out", "run"]
      let output = try program.finish(try program.start(call + words.dropFirst(2) + rest))
      let hash = output.out.split(whereSeparator: \.isWhitespace).last.map(String.init)
      #expect(
        hash == golden,
        """
        \(words.joined(separator: " ")) ends in another state than before. If that is not meant, \
        find the commit that changed it; if it is, renew the hashes with \
        'bash Tests/CommandTests/Golden/renew' and say why in the commit. \(output.error)
        """)
    }
  }

  @Test("at least six scenes have a golden hash")
  func count() {
    #expect(Set(Self.runs.map { $0[1] }).count >= 6)
    #expect(Self.lines("hashes.txt").map(\.first) == Self.runs.map(\.first))
  }
}
