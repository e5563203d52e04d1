import Contracts
import Foundation
import Policies
import SimCore
import Simulation
import TestSupport
import Testing

/// What the layers hand each other beside keys: the channels of a command, the way ahead, the samples
/// of the spatial field, and what a robot remembers.
///
/// Each has an effect, or waits for the issue that wires it. **What waits may only become less.**
@Suite("Nothing inert between the layers")
struct InertPartsTests {
  /// Parts that wait, with the issue that wires them.
  static let waiting: [String: Int] = [
    "command.toolForce": 14, "command.toolHeight": 14, "command.grip": 14,
    "way.goalHeading": 11, "sample.0": 12, "memory.recall": 12,
  ]

  private static func names(_ value: Any) -> [String] {
    Mirror(reflecting: value).children.compactMap(\.label)
  }

  private static let channels: [String: any WritableKeyPath<MotionCommand, Float> & Sendable] = [
    "forward": \.forward, "lateral": \.lateral, "turn": \.turn, "toolForce": \.toolForce,
    "toolHeight": \.toolHeight, "grip": \.grip,
  ]

  @Test("each channel of a command moves something that stays moved when the hand lets go")
  func commands() throws {
    #expect(Set(Self.names(MotionCommand.rest)) == Set(Self.channels.keys))
    let still = try handled(by: .rest)
    for (name, path) in Self.channels {
      var command = MotionCommand.rest
      command[keyPath: path] = 1
      let waits = Self.waiting["command.\(name)"] != nil
      #expect(try (handled(by: command) == still) == waits, "\(name)")
    }
  }

  /// State after two seconds by hand and two without, of a forklift, a strafing robot and two arms.
  private func handled(by command: MotionCommand) throws -> String {
    let forklift = """

        fork:
          count: 1
          body: {shape: box, size: [1.2 m, 0.8 m], mass: 300 kg, payload: 300 kg}
          drive: {kind: forklift, max_speed: 1 m/s, wheel_base: 0.8 m}
          spawn: {pattern: poses, poses: [[4 m, 1.5 m, 0 deg]]}
      tasks:
      """
    let text = KeyScene.arms.text.replacing("\ntasks:", with: forklift)
    let model = try inlineModel(text)
    let pool = WorkerPool(workerCount: 1)
    var fleet = Fleet(model: model, pool: pool)
    for row in 0..<fleet.robotCount { fleet.drive(row, by: command) }
    for _ in 0..<40 { fleet.step() }
    for row in 0..<fleet.robotCount { fleet.drive(row, by: nil) }
    for _ in 0..<40 { fleet.step() }
    return fleet.stateHash()
  }

  @Test("each part of the way ahead takes several values in a run")
  func ways() throws {
    var seen: [String: Set<String>] = [:]
    for scene in [bend, street] {
      var fleet = Fleet(model: try inlineModel(scene), pool: WorkerPool(workerCount: 1))
      for _ in 0..<120 {
        for _ in 0..<6 { fleet.step() }
        for row in 0..<fleet.robotCount {
          for child in Mirror(reflecting: fleet.inspect(row).way).children {
            seen[child.label ?? "", default: []].insert("\(child.value)")
          }
        }
      }
    }
    #expect(Set(seen.keys) == Set(Self.names(WayAhead.arrived)))
    for (name, values) in seen {
      #expect((values.count == 1) == (Self.waiting["way.\(name)"] != nil), "\(name): \(values)")
    }
  }

  /// A street two robots wide round a block, and a robot that comes from either end.
  private let street = """
    fleet: 1
    world: {size: [12 m, 8 m], obstacles: [{rect: [2 m, 2 m, 10 m, 6 m]}]}
    robots:
      east:
        count: 1
        body: {radius: 0.3 m, mass: 20 kg}
        drive: {kind: differential, max_speed: 1.5 m/s}
        spawn: {pattern: poses, poses: [[1 m, 0.5 m, 0 deg]]}
      west:
        count: 1
        body: {radius: 0.3 m, mass: 20 kg}
        drive: {kind: differential, max_speed: 1.5 m/s}
        spawn: {pattern: poses, poses: [[11 m, 1.5 m, 180 deg]]}
    tasks:
      - {name: there, needs: {class: east}, points: [[[11.5 m, 4 m], [1 m, 0.5 m]]], dwell: 0.5 s}
      - {name: back, needs: {class: west}, points: [[[1.5 m, 4 m], [11 m, 1.5 m]]], dwell: 0.5 s}
    run: {duration: 1 h, seed: 3}
    """

  /// An aisle one robot wide with a bend, and robots that want through it.
  private let bend = """
    fleet: 1
    world:
      size: [7 m, 8 m]
      traffic: {rule: oneWay}
      obstacles:
        - {rect: [3 m, 0 m, 7 m, 3 m]}
        - {rect: [0 m, 4.2 m, 4.3 m, 6 m]}
        - {rect: [5.5 m, 3 m, 7 m, 6 m]}
    robots:
      cart:
        count: 4
        body: {radius: 0.3 m, mass: 20 kg}
        drive: {kind: differential, max_speed: 1.5 m/s}
    tasks:
      - {name: both, points: [[[1 m, 1 m], [1 m, 7 m]], [[3 m, 7 m], [2 m, 1 m]]], dwell: 0.5 s}
    run: {duration: 1 h, seed: 3}
    """

  @Test("each sample of the spatial field, and each part of it, changes what an executor does")
  func samples() throws {
    let crowd = FieldSample(density: 1.8, flow: Vec2(1, 0), blockedShare: 0.5)
    let calm = [FieldSample](repeating: crowd, count: fieldSamplePoints)
    for point in 0..<fieldSamplePoints {
      var field = calm
      field[point].density = 1.5
      let waits = Self.waiting["sample.\(point)"] != nil
      #expect(try (action(field) == action(calm)) == waits, "sample \(point)")
    }
    #expect(Self.names(crowd) == ["density", "flow", "blockedShare"])
    let faster = calm.map {
      FieldSample(density: $0.density, flow: Vec2(2, 0), blockedShare: $0.blockedShare)
    }
    #expect(try action(faster) != action(calm))
    let free = calm.map { FieldSample(density: $0.density, flow: .zero, blockedShare: 0) }
    let blocked = calm.map { FieldSample(density: $0.density, flow: .zero, blockedShare: 1) }
    #expect(try action(free) != action(blocked))
  }

  /// What E1 does on an open way with these samples of the field.
  private func action(_ field: [FieldSample]) throws -> MotionCommand {
    var trial = ExecutorTrial(
      embodiment: EmbodimentDescriptor(
        radius: 0.3, maxSpeed: 1.5, maxTurnRate: 2, maxAcceleration: 1, payload: 10,
        controlPointOffset: 0, minTurnRadius: 0, sensorRange: 8, canStrafe: 1, hasTool: 0))
    var robot = ExecutorTrial.Robot(
      way: WayAhead(
        target: Vec2(4, 0), distanceToGo: 20, freeDistance: .infinity, goalHeading: .nan,
        halfWidth: 2, speedLimit: .infinity))
    robot.twist = Twist(linear: Vec2(1, 0), angular: 0)
    robot.field = field
    robot.boundDensity = 3
    trial.robots = [robot]
    let policy = try ExecutorPolicy(
      kind: "densityAware",
      parameters: ["jam_density": 3, "merge_slowdown": 1, "crowd_aversion": 0.6])
    return trial.actions(of: policy)[0].command
  }

  @Test("what a robot remembers is read by somebody, or waits")
  func memory() throws {
    let folder = Repository.root + "Sources"
    let files = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
    let readers = try files.filter { $0.hasSuffix(".swift") }.count {
      try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8).contains(".recall(robot:")
    }
    #expect((readers == 0) == (Self.waiting["memory.recall"] != nil))
  }
}
