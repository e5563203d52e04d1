import Doors
import SimCore
import Simulation

/// The request as a text: one `key=value` a line, so that C needs no structure that could change.
extension WorldsRequest {
  /// Reads a request.
  ///
  ///     scene=Scenes/…                     the file, required
  ///     set.policies.mover.kind=…          as `--set`, in order
  ///     sections=body,way                  all without it
  ///     reward.progress=1                  weights of indicators
  ///     worlds=64, workers=2, seed=1, hashes=1
  ///
  /// - Throws: `WorldsError` naming the line that is wrong.
  init(text: String) throws(WorldsError) {
    self.init(path: "")
    for line in text.split(separator: "\n") {
      guard let equals = line.firstIndex(of: "=") else {
        throw WorldsError(message: "'\(line)' is no key=value")
      }
      let (key, value) = (String(line[..<equals]), String(line[line.index(after: equals)...]))
      try take(key, value)
    }
    guard !path.isEmpty else { throw WorldsError(message: "a scene is missing") }
  }

  private mutating func take(_ key: String, _ value: String) throws(WorldsError) {
    switch key {
    case "scene": path = value
    case "sections": sections = try Self.sections(value)
    case "worlds": worldCount = try Self.number(key, value, in: 1...1_000_000)
    case "workers": workerCount = try Self.number(key, value, in: 1...256)
    case "hashes": hashesStates = value == "1"
    case "seed":
      guard let number = UInt64(value) else {
        throw WorldsError(message: "seed is '\(value)', expected a whole number of at least 0")
      }
      seed = number
    default:
      if key.hasPrefix("set.") {
        overrides.append((String(key.dropFirst(4)), value))
      } else if key.hasPrefix("reward.") {
        rewards.append(try Self.reward(String(key.dropFirst(7)), value))
      } else {
        throw WorldsError(message: "'\(key)' is no key of a request")
      }
    }
  }

  private static func number(
    _ key: String, _ text: String, in range: ClosedRange<Int>
  ) throws(WorldsError) -> Int {
    guard let number = Int(text), range.contains(number) else {
      throw WorldsError(
        message: "\(key) is '\(text)', expected a whole number from \(range.lowerBound) to "
          + "\(range.upperBound)")
    }
    return number
  }

  private static func sections(_ text: String) throws(WorldsError) -> [ObservationSection] {
    var result: [ObservationSection] = []
    for name in text.split(separator: ",") {
      guard let section = ObservationSection(rawValue: String(name)) else {
        throw WorldsError(
          message: "there is no section '\(name)' of observations; there are "
            + ObservationSection.allCases.map(\.rawValue).joined(separator: ", "))
      }
      result.append(section)
    }
    return result
  }

  private static func reward(
    _ name: String, _ text: String
  ) throws(WorldsError) -> (indicator: RobotIndicator, weight: Float) {
    guard let indicator = RobotIndicator(rawValue: name) else {
      throw WorldsError(
        message: "there is no indicator '\(name)' for rewards; there are "
          + RobotIndicator.allCases.map(\.rawValue).joined(separator: ", "))
    }
    guard let weight = Float(text), weight.isFinite else {
      throw WorldsError(message: "the weight of '\(name)' is '\(text)', expected a number")
    }
    return (indicator, weight)
  }
}
