import Attribution
import SimCore
import Testing

/// A fleet of robots that have done this and that, the same in every run of the tests.
private func columns(_ count: Int, seed: UInt64 = 3) -> [String: [Double]] {
  var columns: [String: [Double]] = [:]
  let names = Set(FleetIndicator.all(seconds: 1).flatMap(\.columns)).sorted()
  for (place, name) in names.enumerated() {
    var stream = RandomStream(seed: seed, index: place, purpose: .tooling)
    columns[name] = (0..<count).map { _ in Double(stream.exponentialWait(mean: 50)) }
  }
  return columns
}

private func indicator(_ key: String, seconds: Double = 1800) throws -> FleetIndicator {
  try #require(FleetIndicator.all(seconds: seconds).first { $0.key == key })
}

@Suite("FleetIndicator")
struct IndicatorTests {
  @Test("each key comes once, and names a figure with the unit in it")
  func keys() {
    let keys = FleetIndicator.all(seconds: 1).map(\.key)
    #expect(Set(keys).count == keys.count && keys.count == 28)
    #expect(FleetIndicator.all(seconds: 1).allSatisfy { !$0.isOfSums || $0.isFigure })
  }

  @Test("efficiency: in every indicator the shares sum to what it rises by")
  func efficiency() throws {
    let columns = columns(300)
    for one in FleetIndicator.all(seconds: 1800) {
      let found = try one.shares { columns[$0] ?? [] }
      #expect(abs(found.gap) < 1e-10 * max(1, abs(found.value)), "\(one.key)")
      #expect(found.shares.contains { $0 != 0 }, "\(one.key)")
    }
  }

  @Test("symmetry and dummy: twins have the same share, and who is as the baseline has none")
  func symmetry() throws {
    var columns = columns(40)
    for name in columns.keys {
      let twin = columns[name]?[3] ?? 0
      columns[name]?[7] = twin
      // As the baseline of what rises from nothing.
      columns[name]?[9] = 0
    }
    for one in FleetIndicator.all(seconds: 1800) {
      let found = try one.shares { columns[$0] ?? [] }
      #expect(
        found.shares[3] == found.shares[7] && found.shares[3] != found.shares[4], "\(one.key)")
      if one.isFigure { #expect(found.shares[9] == 0, "\(one.key)") }
    }
  }

  @Test("figures are those that a run's summary forms of the same robots")
  func values() throws {
    let columns: [String: [Double]] = [
      "deliveries": [3, 1, 0, 4], "errands": [7, 2, 1, 8], "distance_m": [500, 250, 0, 250],
      "energy_used_j": [36e5, 0, 0, 36e5], "idle_s": [100, 300, 900, 0],
      "moving_s": [500, 400, 0, 600], "queueing_s": [100, 0, 0, 200],
      "working_s": [200, 200, 0, 100],
      "charging_s": [0, 0, 0, 0], "failed_s": [0, 0, 0, 0], "under_way_s": [500, 400, 0, 600],
      "blocked_s": [100, 50, 0, 150], "jams": [1, 0, 0, 2], "jammed_s": [30, 0, 0, 70],
    ]
    let expected: [String: Double] = [
      "deliveries": 8, "deliveries_per_hour": 32, "deliveries_per_robot_hour": 8, "errands": 18,
      "errands_per_hour": 72, "distance_km": 1, "mean_speed_m_per_s": 1000 / 3600,
      "energy_used_kwh": 2, "idle_share": 1300.0 / 3600, "moving_share": 1500.0 / 3600,
      "queueing_share": 300.0 / 3600, "working_share": 500.0 / 3600, "charging_share": 0,
      "failed_share": 0, "blocked_share": 0.2, "jams": 3, "jammed_robot_s": 100,
      "free_speed_m_per_s": 1000 / 3600 * (1 - 300.0 / 3600), "energy_per_delivery_kj": 900,
      "distance_per_delivery_km": 0.125, "deliveries_variance": 2.5, "deliveries_gini": 0.4375,
    ]
    for (key, value) in expected {
      let found = try indicator(key, seconds: 900).shares { columns[$0] ?? [] }
      #expect(abs(found.value - value) < 1e-12 * max(1, value), "\(key): \(found.value)")
    }
    // No robot failed, so all of its time counts for its speed.
    let speed = try indicator("mean_speed_m_per_s", seconds: 900).shares { columns[$0] ?? [] }
    #expect(speed.shares == [500, 250, 0, 250].map { $0 * (1.0 / 3600) })
  }

  @Test("a delivery is made dearer by those that use more for one than the fleet does")
  func perDelivery() throws {
    let found = try indicator("energy_per_delivery_kj").shares([[4000, 1000, 1000], [2, 2, 2]])
    #expect(abs(found.shares.reduce(0, +)) < 1e-15 && found.value == 1)
    #expect(found.shares[0] > 0 && found.shares[1] == found.shares[2] && found.shares[1] < 0)
    // (Eᵢ − Ē Dᵢ/D̄)/(N D̄), in thousands.
    #expect(abs(found.shares[0] - (4000.0 - 2000) / (3 * 2) / 1000) < 1e-15)
  }

  @Test("what is not defined is told: no robot, lists of two lengths, nothing that was done")
  func refused() throws {
    let deliveries = try indicator("deliveries")
    #expect(throws: AttributionError.noRobots) { try deliveries.shares([[]]) }
    #expect(throws: AttributionError.notFinite) { try deliveries.shares([[1, .infinity]]) }
    let blocked = try indicator("blocked_share")
    #expect(throws: AttributionError.unequalLengths(2, 1)) { try blocked.shares([[1, 2], [3]]) }
    for key in ["blocked_share", "deliveries_gini", "energy_per_delivery_kj", "free_speed_m_per_s"]
    {
      let one = try indicator(key)
      #expect(throws: AttributionError.nothingToShare, "\(key)") {
        try one.shares(one.columns.map { _ in [0, 0] })
      }
    }
    #expect(try deliveries.shares([[0, 0]]).shares == [0, 0])
  }

  @Test("a panel tells the shares in a sum, and not those in a variance")
  func panels() throws {
    let columns = columns(400)
    func residual(_ key: String) throws -> Double {
      let one = try indicator(key)
      let values = one.columns.map { columns[$0] ?? [] }
      let shares = try one.shares(values).shares
      let panel = Panel.random(20, seed: 4).robots(of: shares)
      return try #require(one.bias(of: values, shares: shares, panel: panel)).residual
    }
    #expect(try residual("deliveries") < 1e-12)
    #expect(try residual("deliveries_variance") > 0.01)
  }
}
