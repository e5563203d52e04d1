import Prediction
import SimCore
import Testing

@testable import Forecasting

@Suite("PredictionCheck")
struct PredictionCheckTests {
  private typealias Measured = PredictionCheck.Measured

  private func prediction() throws -> FleetPrediction {
    var prediction = try ForecastScene(places: 3).predict(upTo: 30)
    prediction.ask(for: 0.8 * prediction.capacity.lower)
    return prediction
  }

  @Test("a kept prediction is read as it was written")
  func roundTrip() throws {
    let prediction = try prediction()
    let text = prediction.json.rendered
    let read = try FleetPrediction(text: text)
    #expect(read.json.rendered == text)
    #expect(read.target?.size == prediction.target?.size)
  }

  @Test(
    "what is no prediction says why",
    arguments: [
      ("[", "it is no JSON"), ("[]", "it is no JSON object"), ("{}", "it lacks 'format'"),
    ])
  func files(text: String, reason: String) {
    #expect(throws: FleetPrediction.FileMistake(message: reason)) {
      try FleetPrediction(text: text)
    }
  }

  @Test("a file of another version is refused")
  func version() throws {
    let text = try prediction().json.rendered.replacing(
      "fleetfield prediction 1", with: "fleetfield prediction 9")
    #expect(
      throws: FleetPrediction.FileMistake(
        message: "its format is 'fleetfield prediction 9': expected 'fleetfield prediction 1'")
    ) { try FleetPrediction(text: text) }
  }

  @Test("runs as expected lie within, and half of that does not")
  func within() throws {
    let prediction = try prediction()
    let sizes = [1, 4, 8, 20]
    func check(_ factor: Double) throws -> PredictionCheck {
      PredictionCheck(
        prediction,
        try sizes.map {
          let flow = try #require(prediction.wholeRun(at: $0)).expected
          return Measured(size: $0, flow: factor * flow, halfWidth: 1e-4, runs: 3)
        })
    }
    let good = try check(1)
    #expect(good.rows.count == 4 && good.rows.allSatisfy { $0.isWithin && $0.error == 0 })
    #expect(good.isCapacityWithin == true && good.isSizeWithin == true && good.isPeakWithin)
    let bad = try check(0.5)
    #expect(bad.rows.allSatisfy { !$0.isWithin })
    #expect(bad.isCapacityWithin == false && bad.isSizeWithin == false)
  }

  @Test(
    "a peak counts as measured where more robots carry less by a twentieth and by both intervals")
  func peaks() throws {
    let prediction = try prediction()
    func check(_ last: Double, _ halfWidth: Double) -> PredictionCheck {
      PredictionCheck(
        prediction,
        [(5, 0.05), (10, 0.1), (20, last)].map {
          Measured(size: $0.0, flow: $0.1, halfWidth: halfWidth, runs: 3)
        })
    }
    #expect(check(0.08, 0.004).peak == 5...20)
    #expect(check(0.08, 0.02).peak == nil)
    #expect(check(0.097, 0.0001).peak == nil)
    // None was predicted on this floor.
    #expect(check(0.097, 0.0001).isPeakWithin)
    #expect(!check(0.08, 0.004).isPeakWithin)
  }

  @Test("where runs carry what comes up they say nothing of the capacity")
  func demand() throws {
    let prediction = try ForecastScene(places: 3, rate: 0.05).predict(upTo: 30)
    let check = PredictionCheck(
      prediction, [Measured(size: 20, flow: 0.049, halfWidth: 0.001, runs: 3)])
    #expect(check.isDemandLimited && check.isCapacityWithin == nil)
  }
}
