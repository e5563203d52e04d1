import Foundation
import TestSupport
import Testing

/// `fleetfield describe observations` and `describe actions`.
@Suite("describe observations and actions")
struct DescribeDoorsTests {
  private func entries(_ words: String...) throws -> [[String: Any]] {
    var found: [[String: Any]] = []
    try Program.inFolder { program in
      let output = try program.finish(
        try program.start(["describe"] + words + ["--format", "json"]))
      #expect(output.code == 0, "\(output.error)")
      found = try object(output.out)["entries"] as? [[String: Any]] ?? []
    }
    return found
  }

  @Test("every section is listed with units, and lists have one line for all their numbers")
  func observations() throws {
    let entries = try entries("observations")
    let groups = Set(entries.compactMap { $0["group"] as? String })
    #expect(
      groups == [
        "executor.body", "executor.work", "executor.way", "executor.neighbours", "executor.rays",
        "executor.field", "executor.tool", "orchestrator.plan", "orchestrator.options",
      ])
    let names = entries.compactMap { $0["name"] as? String }
    for name in ["x", "ray.<k>", "neighbour.<k>.radius", "travel_time.<k>", "field.<k>.density"] {
      #expect(names.contains(name))
    }
    #expect(!names.contains { $0.contains("1") })
    #expect(entries.allSatisfy { ($0["unit"] as? String)?.isEmpty == false })
  }

  @Test("a scene's classes are listed column by column")
  func ofScene() throws {
    let entries = try entries("observations", "--scene", Program.yard)
    let executor = entries.filter { $0["group"] as? String == "carrier.executor" }
    #expect(executor.map { $0["column"] as? String } == executor.indices.map { String($0) })
    #expect(executor.first?["name"] as? String == "x")
    let orchestrator = entries.filter { $0["group"] as? String == "carrier.orchestrator" }
    #expect(orchestrator.contains { $0["name"] as? String == "travel_time.0" })
  }

  @Test("what is answered is listed for both layers")
  func actions() throws {
    let entries = try entries("actions")
    let executor = entries.filter { $0["group"] as? String == "executor.action" }
    #expect(
      executor.compactMap { $0["name"] as? String } == [
        "forward", "lateral", "turn", "tool_force", "tool_height", "grip",
      ])
    #expect(entries.filter { $0["group"] as? String == "orchestrator.directive" }.count == 8)
  }
}
