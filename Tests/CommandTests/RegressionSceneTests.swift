import Foundation
import TestSupport
import Testing

@Suite("Scenes of regressions")
struct RegressionSceneTests {
  private static let folder = Repository.scene("Regressions")

  private static let scenes =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .filter { $0.hasSuffix(".fleet.yaml") }.sorted()

  @Test("a scene that once ended the program runs to its success", arguments: scenes)
  func runs(name: String) throws {
    try Program.inFolder { program in
      let output = try program.call("run", "\(Self.folder)/\(name)", "--quiet", "--out", "run")
      #expect(output.code == 0, "\(output.error)")
      let summary = try object(try program.text("run/summary.json"))
      #expect(summary["success"] as? Bool == true)
    }
  }
}
