import TestSupport

/// Small scenes in which robots do something from the first seconds on.
enum KeyScene: String, Sendable {
  /// Two stations, a dock and a parking place; carts and a van carry loads between the stations.
  case depot
  /// A bolted arm that reaches for points, and a mobile one.
  case arms
  /// A robot with a low battery beside a dock, and nobody in its way.
  case dock
  /// Two robots that want through one lane from both ends.
  case lane
  /// Two robots that see nothing and drive into each other.
  case bump
  /// A map of another project, with its scenario.
  case map

  var text: String {
    switch self {
    case .depot: Self.depotText
    case .arms: Self.armsText
    case .dock: Self.dockText
    case .lane: Self.laneText
    case .bump: Self.bumpText
    case .map: Self.mapText
    }
  }

  private static let clocks =
    "clocks: {physics: 20 Hz, substeps: 1, executor: 10 Hz, orchestrator: 2 Hz}"

  private static let depotText = """
    fleet: 1
    templates:
      worn: {drive: {max_accel: 0.5 m/s^2}}
    world:
      size: [14 m, 8 m]
      obstacles: [{rect: [6 m, 3.4 m, 7 m, 4.6 m]}]
      zones:
        - {name: in, kind: station, slots: 2, area: {rect: [1 m, 1 m, 3 m, 7 m]}}
        - {name: out, kind: station, slots: 2, area: {rect: [11 m, 1 m, 13 m, 7 m]}}
        - {name: fill, kind: dock, slots: 1, power: 3 kW, area: {rect: [6 m, 6 m, 8 m, 7.5 m]}}
        - {name: park, kind: parking, slots: 2, area: {rect: [6 m, 0.5 m, 8 m, 2 m]}}
        - {name: side, kind: station, slots: 1, area: {rect: [4 m, 0.5 m, 5.5 m, 2 m]}}
    \(clocks)
    robots:
      cart:
        count: 5
        body: {radius: 0.3 m, mass: 20 kg, payload: 10 kg}
        drive: {kind: differential, max_speed: 1.5 m/s}
        battery: {capacity: 20 Wh, initial: [20 %, 90 %]}
        orchestrator: plan
        executor: {use: act, metadata: {quality: 3}}
      van:
        count: 2
        body: {radius: 0.35 m, mass: 40 kg, payload: 20 kg}
        drive: {kind: omnidirectional, max_speed: 1.2 m/s}
        orchestrator: plan
        executor: act
    tasks:
      - {name: move, from: in, to: out, rate: 60 /min, dwell: 0.5 s, load: {mass: 5 kg}}
      - {name: back, from: out, to: in, rate: 30 /min, dwell: 0.5 s}
    policies:
      plan: {kind: logit}
      act: {kind: densityAware, merge_slowdown: 1, crowd_aversion: 0.6 m, jam_horizon: 1}
    run: {duration: 1 h, seed: 3}
    """

  private static let armsText = """
    fleet: 1
    world: {size: [10 m, 6 m]}
    \(clocks)
    robots:
      picker:
        count: 1
        body: {radius: 0.3 m, mass: 80 kg}
        drive: {kind: fixed}
        arm: {links: [0.5 m, 0.4 m]}
        spawn: {pattern: poses, poses: [[2 m, 3 m, 0 deg]]}
        executor: hand
      rover:
        count: 1
        body: {radius: 0.3 m, mass: 40 kg}
        drive: {kind: omnidirectional, max_speed: 1 m/s}
        arm: {links: [0.4 m, 0.3 m]}
        spawn: {pattern: poses, poses: [[6 m, 3 m, 0 deg]]}
        executor: {use: hand, metadata: {mode: base}}
    tasks:
      - {name: pick, points: [[[2.6 m, 3.3 m], [2.4 m, 2.6 m]]], dwell: 0.5 s, needs: {class: picker}}
      - {name: reach, points: [[[8 m, 3.4 m], [7 m, 4 m]]], dwell: 0.5 s, needs: {class: rover}}
    policies:
      hand: {kind: reach}
    run: {duration: 1 h, seed: 3}
    """

  private static let dockText = """
    fleet: 1
    world:
      size: [8 m, 5 m]
      zones:
        - {name: in, kind: station, slots: 1, area: {rect: [1 m, 1 m, 2 m, 2 m]}}
        - {name: out, kind: station, slots: 1, area: {rect: [6 m, 1 m, 7 m, 2 m]}}
        - {name: fill, kind: dock, slots: 1, power: 20 kW, area: {rect: [3 m, 3 m, 4.5 m, 4.5 m]}}
    \(clocks)
    robots:
      cart:
        count: 1
        body: {radius: 0.3 m, mass: 20 kg}
        drive: {kind: omnidirectional, max_speed: 1.5 m/s}
        battery: {capacity: 50 Wh, initial: [20 %, 20 %]}
        spawn: {pattern: poses, poses: [[3.7 m, 2.6 m, 0 deg]]}
    tasks:
      - {name: move, from: in, to: out, rate: 60 /min, dwell: 0.5 s}
    run: {duration: 1 h, seed: 3}
    """

  private static let laneText = """
    fleet: 1
    world:
      size: [10 m, 4 m]
      obstacles: [{rect: [3.5 m, 0 m, 6.5 m, 1.2 m]}, {rect: [3.5 m, 2.7 m, 6.5 m, 4 m]}]
    \(clocks)
    robots:
      cart:
        count: 2
        body: {radius: 0.3 m, mass: 20 kg}
        drive: {kind: omnidirectional, max_speed: 1.5 m/s}
        spawn: {pattern: poses, poses: [[1 m, 2 m, 0 deg], [9 m, 2 m, 180 deg]]}
    tasks:
      - {name: both, points: [[[9 m, 1 m], [1 m, 1 m]], [[1 m, 3 m], [9 m, 3 m]]], dwell: 0.5 s}
    run: {duration: 1 h, seed: 3}
    """

  private static let bumpText = """
    fleet: 1
    world: {size: [10 m, 4 m], traffic: {rule: none}}
    \(clocks)
    robots:
      blind:
        count: 2
        body: {radius: 0.3 m, mass: 20 kg}
        drive: {kind: omnidirectional, max_speed: 1.5 m/s}
        sensors: {rays: 0, neighbour_range: 1 cm}
        spawn: {pattern: poses, poses: [[1 m, 2 m, 0 deg], [9 m, 2.2 m, 180 deg]]}
    tasks:
      - {name: meet, points: [[[5 m, 1 m], [1 m, 1 m]], [[5 m, 1 m], [9 m, 3 m]]], dwell: 0.5 s}
    run: {duration: 1 h, seed: 3}
    """

  private static let mapText = """
    fleet: 1
    world:
      map: {file: \(maps)/crossing.map, scen: \(maps)/crossing.scen}
    \(clocks)
    robots:
      runner:
        count: 4
        body: {radius: 0.3 m, mass: 20 kg}
        drive: {kind: omnidirectional, max_speed: 1.5 m/s}
        spawn: {pattern: imported}
    tasks: [{name: goals, source: goals, dwell: 1 s, claim: at_assignment}]
    run: {duration: 1 h, seed: 3}
    """

  /// The folder of two masks, `left.yaml` and `right.yaml`.
  static var masks: String { Repository.root + "Tests/ScenesTests/Fixtures" }

  private static var maps: String {
    Repository.scene("Showcase/maps")
  }
}
