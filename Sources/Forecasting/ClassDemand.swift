import Embodiments
import Navigation
import Policies
import Prediction
import Scenes
import SimCore
import Simulation
import Work

/// What a mean job asks of a floor where one class does it: seconds of each part.
struct ClassDemand {
  /// Seconds of a job of one robot alone, on its shortest tour, and on the ways between places by chance.
  var alone = 0.0, aloneByChance = 0.0
  /// Seconds for which a place of each zone is taken while others wait for it, by zone. [zoneCount]
  var places: [Double]
  /// Seconds of them that are saved where nobody does: a robot comes driving. [zoneCount]
  var gains: [Double]
  /// What goes through each stretch.
  var passages: [PassageLoad] = []
  /// Seconds of a dock, and what the way to one and back adds, seconds.
  var docks = 0.0, dockWay = 0.0
  /// Joules of a job beyond what is drawn anyway; watts drawn anyway; joules that a robot begins with beyond the
  /// threshold.
  var energy = 0.0, idlePower = 0.0, surplus = 0.0
  /// Seconds from a claim until the place of a pick-up is free again, by zone; 0 where none is. [zoneCount]
  var claims: [Double]

  /// Seconds of a job of one robot alone with its share of charging.
  var withCharging: Double { alone + dockWay + docks }

  /// How often a job goes through a stretch.
  struct PassageLoad {
    var stretch: Int32
    /// Times in each direction, and metres in both.
    var forward: Double, backward: Double, metres: Double
    var length: Double, width: Double, narrowLength: Double
    /// Where it is narrowest, metres.
    var narrowest: Vec2
  }

  /// Nothing, for a number of zones.
  init(zoneCount: Int) {
    places = Array(repeating: 0, count: zoneCount)
    claims = places
    gains = places
  }
}

extension ClassDemand {
  /// The demand of a class for streams.
  ///
  /// `streams` is what it does, with the share of each in its jobs; `corner` says with which end of what is uncertain.
  init(
    _ robotClass: RobotClassModel, _ pace: RobotPace, _ legs: LegReading,
    _ streams: [(stream: StreamReading, share: Double)], at corner: Corner, in model: WorldModel
  ) {
    self.init(zoneCount: model.tasks.zones.count)
    let clocks = model.clocks
    let period =
      Double(clocks.stepsPerExecutorTick * clocks.executorTicksPerOrchestratorTick)
      / Double(clocks.physicsRate)
    let latency = Double(robotClass.latencySteps) / Double(clocks.physicsRate)
    let told = corner.value(0, period) + latency + pace.period
    let off = corner.value(
      Double(pace.distances.leavingDistance), Double(pace.distances.waitingDistance))
    let before = corner.value(
      Double(pace.distances.waitingDistance), Double(pace.distances.forecourt))
    let dead = DeadHeading(
      legs, streams, corner, liking: DeadHeading.liking(of: robotClass.orchestrator.kind.name))
    for (stream, share) in streams {
      let near = legs.mean(stream.from, stream.to, isNearest: true)
      let carry = legs.mean(stream.from, stream.to, isNearest: false)
      alone += share * (near.seconds + 2 * stream.dwell + told)
      aloneByChance += share * (carry.seconds + 2 * stream.dwell + told)
      // Who goes on where it is comes from no farther than that, and need not drive off.
      let (into, out) = (min(before, dead.length), min(off, dead.length))
      places[stream.from] +=
        share
        * (pace.approach(from: into) + stream.dwell + pace.leaving(turn: carry.turn, distance: off))
      places[stream.to] +=
        share
        * (pace.approach(from: before) + stream.dwell + told
          + pace.leaving(turn: dead.turn, distance: out))
      gains[stream.from] += share * pace.rollingGain(from: into)
      gains[stream.to] += share * pace.rollingGain(from: before)
      claims[stream.from] =
        dead.seconds(into: stream.from) + stream.dwell
        + pace.leaving(turn: carry.turn, distance: Double(pace.distances.leavingDistance))
      add(carry.crossings, times: share)
    }
    alone += dead.near
    aloneByChance += dead.byChance
    add(dead.crossings, times: 1)
    addEnergy(robotClass, pace, legs, streams, dead, at: corner, in: model)
  }

  private mutating func add(_ uses: [LegReading.PassageUse], times factor: Double) {
    for use in uses {
      var place = passages.firstIndex { $0.stretch == use.stretch }
      if place == nil {
        place = passages.count
        passages.append(
          PassageLoad(
            stretch: use.stretch, forward: 0, backward: 0, metres: 0, length: use.length,
            width: use.width,
            narrowLength: use.narrowLength, narrowest: use.narrowest))
      }
      guard let place else { continue }
      passages[place].metres += factor * use.metres
      if use.isBackward {
        passages[place].backward += factor * use.count
      } else {
        passages[place].forward += factor * use.count
      }
      passages[place].length = max(passages[place].length, use.length)
      if use.width < passages[place].width {
        passages[place].width = use.width
        passages[place].narrowLength = use.narrowLength
        passages[place].narrowest = use.narrowest
      }
    }
  }

  private mutating func addEnergy(
    _ robotClass: RobotClassModel, _ pace: RobotPace, _ legs: LegReading,
    _ streams: [(stream: StreamReading, share: Double)], _ dead: DeadHeading, at corner: Corner,
    in model: WorldModel
  ) {
    let zones = model.tasks.docks
    let places = zones.reduce(0) { $0 + model.tasks.zones[$1].slots }
    guard let need = JobEnergy(robotClass.embodiment, pace), places > 0 else { return }
    energy = need.way(length: dead.length, load: 0)
    for (stream, share) in streams {
      let carry = legs.mean(stream.from, stream.to, isNearest: false)
      let carried = need.way(length: carry.length, load: stream.mass)
      energy += share * (carried + need.lift(mass: stream.mass))
    }
    idlePower = need.idlePower
    surplus = need.surplus
    let power =
      zones.reduce(0.0) {
        $0 + Double(model.tasks.zones[$1].power) * Double(model.tasks.zones[$1].slots)
      } / Double(places)
    let charges = (energy + idlePower * alone) / max(1e-9, need.perCharge)
    var (way, coming) = (0.0, 0.0)
    for (stream, share) in streams {
      let there = zones.map { legs.mean(stream.to, $0, isNearest: true).seconds }.min() ?? 0
      let back = zones.map { legs.mean($0, stream.from, isNearest: true).seconds }.min() ?? 0
      way += share * (there + back)
      coming += share * there
    }
    dockWay = charges * max(0, way - dead.near)
    docks =
      charges
      * (pace.approach(from: Double(pace.distances.waitingDistance)) + need.perCharge
        / max(1e-3, power)
        + pace.leaving(
          turn: 0.5 * .pi, distance: Double(pace.distances.leavingDistance))
        + corner.value(0, coming))
  }
}

/// Where robots drive from the end of one job to the beginning of the next.
///
/// Which job follows which is the dispatchers' choice. Every end followed by the nearest beginning, or every beginning
/// reached from the nearest end, is a bound from below (both relax the transport problem); a next job by chance is what
/// robots do that choose by demand alone.
struct DeadHeading {
  /// What a planner makes of distances.
  enum Liking { case nearest, both, none }

  /// Seconds, metres and turns of the mean one: by the nearest places, and by any.
  var near = 0.0, byChance = 0.0, length = 0.0, turn = 0.0
  /// What they go through.
  var crossings: [LegReading.PassageUse] = []
  private var intoZone: [Int: Double] = [:]

  /// What the planner of a kind makes of distances: `greedy` and `auction` take the nearest job, `independent` any; the
  /// others weigh them.
  static func liking(of kind: String) -> Liking {
    switch kind {
    case "greedy", "auction": .nearest
    case "independent": .none
    default: .both
    }
  }

  init(
    _ legs: LegReading, _ streams: [(stream: StreamReading, share: Double)], _ corner: Corner,
    liking: Liking
  ) {
    // The share of chance.
    let chance: Double =
      switch (corner, liking) {
      case (.better, _), (.expected, .nearest): 0
      case (.worse, _), (.expected, .none): 1
      case (.expected, .both): 0.5
      }
    func cost(_ value: (Int, Int) -> Double) -> Double {
      var (any, ends, beginnings) = (0.0, 0.0, 0.0)
      for (last, share) in streams {
        let costs = streams.map { value(last.to, $0.stream.from) }
        any += share * zip(costs, streams).reduce(0) { $0 + $1.0 * $1.1.share }
        ends += share * (costs.min() ?? 0)
      }
      for (next, share) in streams {
        beginnings += share * (streams.map { value($0.stream.to, next.from) }.min() ?? 0)
      }
      let least = max(ends, beginnings)
      return least + chance * (any - least)
    }
    near = cost { legs.mean($0, $1, isNearest: true).seconds }
    byChance = cost { legs.mean($0, $1, isNearest: false).seconds }
    length = cost { legs.mean($0, $1, isNearest: false).length }
    turn = cost { legs.mean($0, $1, isNearest: false).turn }
    for (last, share) in streams {
      let times = streams.map { legs.mean(last.to, $0.stream.from, isNearest: false).seconds }
      let nearest = times.indices.min { times[$0] < times[$1] }
      for (index, (next, other)) in streams.enumerated() {
        let weight = share * (chance * other + (index == nearest ? 1 - chance : 0))
        guard weight > 0 else { continue }
        for var use in legs.mean(last.to, next.from, isNearest: false).crossings {
          use.count *= weight
          use.metres *= weight
          crossings.append(use)
        }
      }
    }
    for (next, _) in streams {
      let times = streams.map {
        legs.mean($0.stream.to, next.from, isNearest: corner == .better).seconds
      }
      let any = zip(streams, times).reduce(0) { $0 + $1.0.share * $1.1 }
      let least = times.min() ?? 0
      intoZone[next.from] = least + chance * (any - least)
    }
  }

  /// Seconds of the way into a zone, from where jobs end.
  func seconds(into zone: Int) -> Double { intoZone[zone] ?? 0 }
}
