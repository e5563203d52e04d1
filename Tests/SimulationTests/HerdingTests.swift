import SimCore
import Simulation
import TestSupport
import Testing

@Suite("Herding (Scenes/Showcase/herding.fleet.yaml)")
struct HerdingTests {
  @Test("below the bound the fleet splits and works; at twice the bound it turns round and round")
  func gain() throws {
    let calm = report(try shippedModel("Showcase/herding.fleet.yaml"), seconds: 60)
    let herding = report(
      try shippedModel("Showcase/herding.fleet.yaml", [("gain", "4")]), seconds: 60)
    func figure(_ report: RunReport, _ key: String) throws -> Double {
      try #require(report.value(key))
    }
    #expect(try figure(calm, "directives_cancelled") < 100)
    #expect(try figure(herding, "directives_cancelled") > 500)
    #expect(try figure(herding, "deliveries") < 0.6 * figure(calm, "deliveries"))
  }

  @Test("half of all choices are on each side in the calm fleet; the herd claims all of one side")
  func shares() throws {
    func swing(_ gain: String) throws -> Double {
      let model = try shippedModel("Showcase/herding.fleet.yaml", [("gain", gain)])
      var fleet = Fleet(model: model, pool: .init(workerCount: 2))
      var least = 1.0
      var most = 0.0
      for tick in 1...150 {
        for _ in 0..<6 { fleet.step() }
        guard tick > 50 else { continue }
        var west = 0.0
        var all = 0.0
        for row in 0..<fleet.robotCount {
          let option = fleet.robotRow(row)[6]
          west += option == "west" ? 1 : 0
          all += option.isEmpty ? 0 : 1
        }
        least = min(least, west / all)
        most = max(most, west / all)
      }
      return most - least
    }
    let calm = try swing("1.4")
    let herd = try swing("4")
    #expect(calm < 0.25)
    #expect(herd > 0.7)
  }
}
