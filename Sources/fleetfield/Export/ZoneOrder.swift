import Commands
import Recording
import Scenes
import SimCore
import Simulation

/// What is asked of zones on the command line.
struct ZoneOrder {
  var rule = CongestionRule()
  var side = 2.0
  var times = 0.0...Double.infinity

  init(_ arguments: Arguments) throws(UsageError) {
    func value(
      _ name: String, like unit: String, _ range: ClosedRange<Double>, _ example: String
    ) throws(UsageError) -> Double? {
      guard let text = arguments.value(name) else { return nil }
      guard let found = quantity(text, like: unit), range.contains(found) else {
        throw arguments.error("\(name) \(text): expected \(example)")
      }
      return found
    }
    func time(_ name: String) throws(UsageError) -> Double? {
      guard let text = arguments.value(name) else { return nil }
      guard let seconds = simulatedTime(text) else {
        throw arguments.error("\(name) \(text): expected a time such as 90s, 2min or 1h30min")
      }
      return seconds
    }
    side = try value("--tile", like: "m", 0.1...1000, "a length from 10cm to 1000m") ?? side
    rule.blockedFrom =
      try value("--blocked", like: "1", 0.05...1, "a share from 5% to 100%") ?? rule.blockedFrom
    if arguments.value("--density") == "never" {
      rule.densityFrom = .infinity
    } else {
      rule.densityFrom =
        try value("--density", like: "/m^2", 0...1000, "a density such as 0.1/m^2, or never")
        ?? rule.densityFrom
    }
    rule.leastPresence = try time("--presence") ?? rule.leastPresence
    let (start, end) = (try time("--from") ?? 0, try time("--until") ?? .infinity)
    guard start < end else {
      throw arguments.error("--from and --until leave no time to be measured")
    }
    times = start...end
  }

  /// A map of a floor.
  func emptyMap(_ bounds: AABB) throws(RecordingError) -> CongestionMap {
    guard let map = CongestionMap(bounds: bounds, side: Float(side)) else {
      throw RecordingError(
        "the floor has more than \(CongestionMap.mostTiles) tiles of \(NumberText.digits(side)) m; ask for "
          + "larger ones with --tile", isInput: true)
    }
    return map
  }
}
