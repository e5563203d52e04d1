import Foundation
import TestSupport
import Testing

/// Reads the sources: every stored variable of a struct with state must be named in its
/// `visitState`, or in that method's comment as constant, scratch or cache.
@Suite("Columns of a snapshot")
struct SnapshotColumnsTests {
  /// Structs of a run's state, and where they and their lists are.
  static let holders: [(type: String, declaration: String, list: String)] = [
    ("Fleet", "Simulation/Fleet.swift", "Simulation/Snapshot/Fleet+Snapshot.swift"),
    ("EventWatch", "Simulation/Inspection/FleetEvents.swift", ""),
    ("Standing", "Simulation/Inspection/Standing.swift", ""),
    ("FleetBody", "Simulation/Body/FleetBody.swift", ""),
    ("FleetBodies", "Simulation/Body/FleetBodies.swift", ""),
    ("RobotColumns", "Simulation/Body/RobotColumns.swift", ""),
    ("ReachControl", "Reaching/ReachControl.swift", ""),
    ("FleetWays", "Simulation/FleetWays.swift", ""),
    ("CorridorGuide", "Navigation/Corridors/CorridorGuide.swift", ""),
    ("PriorityGuide", "Navigation/Priority/PriorityGuide.swift", ""),
    ("FleetWork", "Work/FleetWork.swift", ""),
    ("WorkTally", "Work/WorkTally.swift", ""),
    ("JobBoard", "Work/JobBoard.swift", ""),
    ("SlotTable", "Work/SlotTable.swift", ""),
    ("DirectiveMemory", "Work/DirectiveMemory.swift", ""),
    ("RunTally", "Simulation/Report/RunTally.swift", ""),
    ("Standstill", "Work/Standstill.swift", ""),
    ("CommunicationLedger", "Coordination/Ledger/CommunicationLedger.swift", ""),
    ("Population", "Coordination/Population.swift", ""),
    ("Exchange", "Coordination/Exchange.swift", ""),
    ("Reports", "Coordination/Channel/Reports.swift", ""),
    ("HeldFields", "Coordination/Parts/HeldFields.swift", ""),
    ("QuotaTree", "Coordination/Estimators/QuotaTree.swift", ""),
    ("DisturbanceColumns", "Simulation/Disturbances/DisturbanceColumns.swift", ""),
    ("ReportChannel", "Coordination/Channel/ReportChannel.swift", ""),
    ("HeldStacks", "Coordination/Channel/HeldStacks.swift", ""),
    ("PrivateField", "Coordination/Estimators/PrivateField.swift", ""),
    ("RecursionState", "MeanFields/Recursions/RecursionState.swift", ""),
    ("PrivateEstimates", "Coordination/Estimators/PrivateEstimates.swift", ""),
    ("GossipEstimator", "Coordination/Estimators/GossipEstimator.swift", ""),
    ("BandwidthBudget", "Coordination/Channel/BandwidthBudget.swift", ""),
    ("TrafficCounter", "Coordination/Channel/TrafficCounter.swift", ""),
  ]

  @Test("every stored variable is in the list, or named as constant, scratch or cache")
  func complete() throws {
    for holder in Self.holders {
      let text = try source(holder.declaration)
      let list = try visit(in: holder.list.isEmpty ? text : source(holder.list))
      let columns = stored(of: holder.type, in: text)
      #expect(columns.count > 1, "\(holder.type) was not found")
      for column in columns {
        let isVisited =
          list.contains("&\(column))") || list.contains("&\(column),")
          || list.contains("\(column).visitState(") || list.contains("&\(column)[")
          || list.contains("\(column).update {")
        let isExcused = list.contains("`\(column)`")
        #expect(
          isVisited || isExcused,
          "\(holder.type).\(column) is in no snapshot: add it to visitState in \(holder.declaration)"
        )
      }
    }
  }

  @Test("a run has at most eleven parts")
  func parts() throws {
    let names = stored(of: "Fleet", in: try source("Simulation/Fleet.swift"))
    #expect(names.contains("body") && names.count <= 11, "\(names)")
  }

  @Test("the check sees a column that is not in the list")
  func canFail() {
    let text = """
      struct Thing: ~Copyable {
        var kept: Buffer<Int32>
        private(set) var lost = 0
        let constant: Int
        static let size = 3
        var derived: Int { 4 }
        init() {}
      }
      """
    #expect(stored(of: "Thing", in: text) == ["kept", "lost", "constant"])
  }

  private func source(_ path: String) throws -> String {
    try String(
      contentsOf: URL(fileURLWithPath: Repository.root + "Sources/" + path), encoding: .utf8)
  }

  /// The `visitState` of a file with the comment before it.
  private func visit(in text: String) throws -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let start = try #require(lines.firstIndex { $0.contains("mutating func visitState(") })
    let comment = lines[..<start].reversed().prefix { $0.contains("///") }
    let body = lines[start...].prefix { $0 != "  }" }
    return (comment + body).joined(separator: "\n")
  }

  /// Names of the stored properties of a struct, in order.
  private func stored(of type: String, in text: String) -> [String] {
    var names: [String] = []
    var isInside = false
    for line in text.split(separator: "\n") {
      if ["struct \(type):", "struct \(type) {", "struct \(type)<"].contains(where: {
        line.contains($0)
      }) {
        isInside = true
        continue
      }
      guard isInside else { continue }
      if line == "}" { break }
      // Stored properties of the struct itself: two spaces deep, neither static nor computed.
      guard let match = line.firstMatch(of: /^  (?:[a-z()]+ )*(?:var|let) ([A-Za-z]+)(.*)$/),
        !line.contains("static "), !match.output.2.hasSuffix("}"),
        !(match.output.2.hasSuffix("{") && !match.output.2.contains("="))
      else { continue }
      names.append(String(match.output.1))
    }
    return names
  }
}
