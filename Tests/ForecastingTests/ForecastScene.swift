import Forecasting
import Prediction
import Scenes
import Simulation
import TestSupport

/// A floor with two stations face to face and omnidirectional carts, of which every length and time can be set.
struct ForecastScene {
  var length = 30.0, width = 12.0
  var places = 1
  var dwell = 5.0
  /// Jobs per second.
  var rate = 1.0
  var robots = 1
  var drive = "{kind: omnidirectional, max_speed: 1 m/s, max_accel: 1 m/s^2}"
  var battery = ""
  var zones = ""
  var obstacles = ""
  var tasks: String?
  var robotClasses: String?
  var rule = ""

  var text: String {
    """
    fleet: 1
    name: floor
    world:
      size: [\(length) m, \(width) m]
    \(rule)
      obstacles: [\(obstacles)]
      zones:
        - {name: west, kind: station, slots: \(places), area: {rect: [2 m, 2 m, 4 m, \(width - 2) m]}}
        - {name: east, kind: station, slots: \(places), area: {rect: [\(length - 4) m, 2 m, \(length - 2) m, \(width - 2) m]}}
    \(zones)
    robots:
    \(robotClasses ?? """
        cart:
          count: \(robots)
          body: {radius: 0.3 m, mass: 30 kg, payload: 20 kg}
          drive: \(drive)
          \(battery)
      """)
    tasks:
    \(tasks ?? "  - {name: totes, from: west, to: east, rate: \(rate) /s, dwell: \(dwell) s}")
    run: {duration: 10 min, seed: 1}
    """
  }

  func model() throws -> WorldModel { try inlineModel(text) }

  func predict(
    upTo most: Int = 40, counts: ((Int) -> [Int])? = nil
  ) throws -> FleetPrediction {
    try Forecast.make(
      model(), lanes: .measured, most: most, axis: "n", counts: counts ?? { [$0] }
    ).get()
  }
}
