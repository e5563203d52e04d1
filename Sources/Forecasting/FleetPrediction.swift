import Prediction
import SimCore
import Scenes
import Simulation

/// What is predicted of a floor, in jobs per second and robots.
public struct FleetPrediction: Equatable, Sendable {
  /// A part of the floor, and what it lets through.
  public struct Part: Equatable, Sendable {
    /// What it is.
    public var kind: PartKind
    /// Its name, for people; with the class where several chains meet.
    public var name: String
    /// Jobs per second that it passes at most.
    public var capacity: Estimate
    /// The number of robots at which it would have all that it can take, were there nothing else.
    public var saturation: Estimate
  }

  /// A size of the fleet.
  public struct Point: Equatable, Sendable {
    /// Robots.
    public var size: Int
    /// Jobs per second, no more than come up.
    public var flow: Estimate
    /// Jobs per second without regard to demand.
    public var possible: Estimate
  }

  /// Name of the scene, the digest of all that it depends on, and the hash of its policies.
  public var scene: String, digest: String, policyHash: String
  /// What a size is called.
  public var axis: String
  /// Length of a run, seconds.
  public var duration: Double
  /// Jobs per second that come up, in the mean over a run.
  public var demand: Double
  /// Seconds of a job with one robot on the floor.
  public var aloneTime: Estimate
  /// The parts that can bind, the tightest first.
  public var parts: [Part]
  /// Jobs per second of the tightest.
  public var capacity: Estimate
  /// N_sat = R₁ × capacity: the knee, at which the asymptotes meet.
  public var knee: Estimate
  /// The sizes, rising: every one up to 12, then a grid.
  public var points: [Point]
  /// The most robots that it tells of.
  public var most: Int
  /// The size from which more lower what is possible by a twentieth or more; nil where none up to `most` does.
  public var peak: Peak?
  /// The flow that was asked for, and N⋆ for it.
  public internal(set) var target: Target?
  /// What is left out, for people.
  public var notes: [String]
  /// Every size at the three corners, for questions; empty where it was read from a file.
  let curves: (worse: FleetCurve, expected: FleetCurve, better: FleetCurve)?

  /// Where more robots begin to hurt.
  public struct Peak: Equatable, Sendable {
    /// Robots with the greatest flow; nil where it falls only in the worse case.
    public var expected: Int?
    /// The ends; an upper one of nil is none up to the most robots.
    public var lower: Int, upper: Int?
  }

  /// A flow that is wanted, and how many robots it takes.
  public struct Target: Equatable, Sendable {
    /// Jobs per second.
    public var flow: Double
    /// N⋆.
    public var size: Size
  }

  /// What counts as a decline, relative to the greatest flow.
  static let declineShare = 0.05

  /// True where both are the same file.
  public static func == (a: FleetPrediction, b: FleetPrediction) -> Bool {
    a.json.dense == b.json.dense
  }
}

extension FleetPrediction {
  init(
    _ fleet: FleetCurves, _ groups: [GroupForecast], model: WorldModel, most: Int, axis: String,
    notes: [String]
  ) {
    func curve(_ corner: Corner) -> FleetCurve { FleetCurve(fleet.possible[corner] ?? [0, 0]) }
    let (worse, expected, better) = (curve(.worse), curve(.expected), curve(.better))
    curves = (worse, expected, better)
    scene = model.scene.name
    digest = model.scene.digest
    policyHash = model.policyHash
    self.axis = axis
    self.most = most
    duration = model.duration
    demand = groups.reduce(0) { $0 + $1.demand }
    let total = max(1e-12, demand)
    aloneTime =
      Range3 { corner in
        groups.reduce(0) { $0 + $1.demand / total * $1.need(corner).withCharging }
      }.estimate
    parts = FleetPrediction.parts(groups, most: most, demand: total)
    // What all groups together pass when each is at its own tightest part.
    capacity = Range3 { corner in fleet.possible[corner]?.max() ?? 0 }.estimate
    knee =
      Range3 { corner in
        groups.reduce(0.0) { sum, group in
          let tightest = FleetPrediction.limits(group, corner, most: most).map(\.flow).min() ?? 0
          return sum + tightest * group.need(corner).withCharging
        }
      }.estimate
    let sizes = FleetPrediction.grid(to: most)
    points = sizes.map { size in
      Point(
        size: size, flow: Range3 { fleet.flow[$0]?[size] ?? 0 }.estimate,
        possible: Range3 { fleet.possible[$0]?[size] ?? 0 }.estimate)
    }
    self.notes = notes
    let peaks = [worse, expected, better].map { $0.peak(losing: FleetPrediction.declineShare) }
    if let low = peaks.compactMap({ $0 }).min() {
      let isSure = peaks.allSatisfy { $0 != nil }
      peak = Peak(
        expected: peaks[1], lower: low, upper: isSure ? peaks.compactMap { $0 }.max() : nil)
    }
  }

  /// All sizes up to 12, then steps of about 1.25.
  static func grid(to most: Int) -> [Int] {
    var sizes = Array(1...min(12, most))
    var next = 15.0
    while Int(next) < most {
      sizes.append(Int(next))
      next = max(next + 1, next * 1.25)
    }
    if sizes.last != most { sizes.append(most) }
    return sizes
  }

  private struct Limit {
    var kind: PartKind
    var name: String
    var flow: Double
  }

  /// What bounds a group, in its own jobs.
  private static func limits(_ group: GroupForecast, _ corner: Corner, most: Int) -> [Limit] {
    var found = group.parts(corner, isNear: true, most: most).dropFirst().map {
      Limit(kind: $0.kind, name: $0.centre.name, flow: $0.centre.capacity)
    }
    found += group.admissions(corner).map {
      Limit(
        kind: .admission, name: "claims at \(group.zoneName($0.zone))", flow: $0.flow)
    }
    let energy = group.energyFlow(corner, robots: 1)
    if energy < .infinity {
      found.append(Limit(kind: .power, name: "power of all docks", flow: energy))
    }
    return found
  }

  private static func parts(
    _ groups: [GroupForecast], most: Int, demand: Double
  ) -> [Part] {
    var parts: [Part] = []
    for group in groups {
      let worse = limits(group, .worse, most: most)
      let expected = limits(group, .expected, most: most)
      let better = limits(group, .better, most: most)
      let names = group.streams.map(\.name).joined(separator: ", ")
      let label = groups.count == 1 ? "" : " for \(names)"
      for limit in expected {
        let low = worse.first { $0.name == limit.name }?.flow ?? limit.flow
        let high = better.first { $0.name == limit.name }?.flow ?? limit.flow
        let alone = Range3 { group.need($0).withCharging }
        parts.append(
          Part(
            kind: limit.kind, name: limit.name + label,
            capacity: Estimate(limit.flow, between: low, and: high),
            saturation: Estimate(
              limit.flow * alone.expected, between: low * alone.worse, and: high * alone.better)))
      }
    }
    return parts.sorted { ($0.capacity.expected, $0.name) < ($1.capacity.expected, $1.name) }
  }
}

extension FleetPrediction {
  /// N⋆: the least number of robots that carries a flow, jobs per second; a nil end is none up to the most robots.
  public struct Size: Equatable, Sendable {
    /// What is expected.
    public var expected: Int?
    /// The ends.
    public var lower: Int?, upper: Int?
  }

  /// The least number of robots for a flow, jobs per second.
  public func size(reaching target: Double) -> Size {
    guard let curves else { return Size() }
    return Size(
      expected: curves.expected.size(reaching: target), lower: curves.better.size(reaching: target),
      upper: curves.worse.size(reaching: target))
  }

  /// Asks for a flow, jobs per second.
  public mutating func ask(for flow: Double) {
    target = Target(flow: flow, size: size(reaching: flow))
  }
}
