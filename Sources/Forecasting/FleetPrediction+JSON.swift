import FoundationEssentials
import Prediction
import SimCore

// A prediction as a file: flows per hour, so that people can read it; what has no end is null.

extension FleetPrediction {
  /// The version of the file that `json` is.
  static let format = "fleetfield prediction 1"

  /// The prediction for programs, and for a file that `--check` reads.
  public var json: JSONText {
    var pairs: [(String, JSONText)] = [
      ("format", .string(FleetPrediction.format)), ("scene", .string(scene)),
      ("scene_sha256", .string(digest)), ("policy_hash", .string(policyHash)),
      ("axis", .string(axis)), ("largest_size", .integer(most)), ("run_s", .number(duration)),
      ("demand_per_h", .number(FleetPrediction.rounded(demand * 3600))),
      ("job_alone_s", text(aloneTime, times: 1)),
      ("capacity_per_h", text(capacity, times: 3600)), ("N_sat", text(knee, times: 1)),
    ]
    if let target {
      pairs.append(
        (
          "N_star",
          .object([
            ("target_per_h", .number(FleetPrediction.rounded(target.flow * 3600))),
            ("expected", FleetPrediction.whole(target.size.expected)),
            ("lower", FleetPrediction.whole(target.size.lower)),
            ("upper", FleetPrediction.whole(target.size.upper)),
          ])
        ))
    }
    pairs.append(
      (
        "N_peak",
        peak.map {
          .object([
            ("expected", FleetPrediction.whole($0.expected)), ("lower", .integer($0.lower)),
            ("upper", FleetPrediction.whole($0.upper)),
          ])
        } ?? .null
      ))
    pairs += [
      (
        "parts",
        .array(
          parts.map {
            .object([
              ("kind", .string($0.kind.rawValue)), ("name", .string($0.name)),
              ("capacity_per_h", text($0.capacity, times: 3600)),
              ("saturated_by", text($0.saturation, times: 1)),
            ])
          })
      ),
      (
        "curve",
        .array(
          points.map {
            .object([
              ("size", .integer($0.size)), ("flow_per_h", text($0.flow, times: 3600)),
              ("possible_per_h", text($0.possible, times: 3600)),
            ])
          })
      ),
      ("left_out", .array(notes.map { .string($0) })),
    ]
    return .object(pairs)
  }

  private func text(_ estimate: Estimate, times factor: Double) -> JSONText {
    func number(_ value: Double) -> JSONText {
      value.isFinite ? .number(FleetPrediction.rounded(value * factor)) : .null
    }
    return JSONText.object([
      ("expected", number(estimate.expected)), ("lower", number(estimate.lower)),
      ("upper", number(estimate.upper)),
    ]).inLine
  }

  private static func whole(_ value: Int?) -> JSONText { value.map { .integer($0) } ?? .null }

  /// To a thousandth: nothing here is known better.
  private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}

extension FleetPrediction {
  /// Why a file is no prediction.
  public struct FileMistake: Error, Equatable, Sendable {
    /// For people.
    public var message: String
  }

  /// Reads a file that `json` wrote.
  ///
  /// - Throws: `FileMistake`.
  public init(text: String) throws(FileMistake) {
    let file: Text
    do {
      file = try JSONDecoder().decode(Text.self, from: Data(text.utf8))
    } catch let error as DecodingError {
      throw FileMistake(message: FleetPrediction.words(of: error))
    } catch {
      throw FileMistake(message: "it cannot be read")
    }
    guard file.format == FleetPrediction.format else {
      throw FileMistake(
        message: "its format is '\(file.format)': expected '\(FleetPrediction.format)'")
    }
    guard file.run_s > 0, !file.curve.isEmpty,
      zip(file.curve, file.curve.dropFirst()).allSatisfy({ $0.size < $1.size })
    else { throw FileMistake(message: "its run has no length, or its sizes do not rise") }
    scene = file.scene
    digest = file.scene_sha256
    policyHash = file.policy_hash
    axis = file.axis
    most = file.largest_size
    duration = file.run_s
    demand = file.demand_per_h / 3600
    aloneTime = file.job_alone_s.estimate(1)
    capacity = file.capacity_per_h.estimate(3600)
    knee = file.N_sat.estimate(1)
    parts = file.parts.map {
      Part(
        kind: $0.kind, name: $0.name, capacity: $0.capacity_per_h.estimate(3600),
        saturation: $0.saturated_by.estimate(1))
    }
    points = file.curve.map {
      Point(
        size: $0.size, flow: $0.flow_per_h.estimate(3600),
        possible: $0.possible_per_h.estimate(3600))
    }
    peak = file.N_peak.flatMap { peak in
      peak.lower.map { Peak(expected: peak.expected, lower: $0, upper: peak.upper) }
    }
    target = file.N_star.map {
      Target(
        flow: $0.target_per_h / 3600,
        size: Size(expected: $0.expected, lower: $0.lower, upper: $0.upper))
    }
    notes = file.left_out
    curves = nil
  }

  private static func words(of error: DecodingError) -> String {
    func path(_ context: DecodingError.Context) -> String {
      context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
        .joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      let inside = path(context)
      return "it lacks '\(key.stringValue)'" + (inside.isEmpty ? "" : " in '\(inside)'")
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      let place = path(context)
      return place.isEmpty ? "it is no JSON object" : "'\(place)' has a value of another kind"
    case .dataCorrupted(let context):
      let place = path(context)
      return place.isEmpty ? "it is no JSON" : "'\(place)' has a value that is not known"
    @unknown default: return "it cannot be read"
    }
  }

  /// The file as it is decoded; names are its keys.
  private struct Text: Decodable {
    struct Ends: Decodable {
      var expected: Double?, lower: Double?, upper: Double?

      func estimate(_ divisor: Double) -> Estimate {
        let low = (lower ?? 0) / divisor
        let high = upper.map { $0 / divisor } ?? .infinity
        return Estimate(expected.map { $0 / divisor } ?? low, between: low, and: high)
      }
    }
    struct Sizes: Decodable { var expected: Int?, lower: Int?, upper: Int? }
    struct Star: Decodable {
      var target_per_h: Double, expected: Int?, lower: Int?, upper: Int?
    }
    struct Part: Decodable {
      var kind: PartKind, name: String, capacity_per_h: Ends, saturated_by: Ends
    }
    struct Point: Decodable { var size: Int, flow_per_h: Ends, possible_per_h: Ends }
    var format: String, scene: String, scene_sha256: String, policy_hash: String, axis: String
    var largest_size: Int, run_s: Double, demand_per_h: Double
    var job_alone_s: Ends, capacity_per_h: Ends, N_sat: Ends
    var N_star: Star?, N_peak: Sizes?
    var parts: [Part], curve: [Point], left_out: [String]
  }
}
