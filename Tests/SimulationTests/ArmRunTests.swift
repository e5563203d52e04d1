import Embodiments
import Reaching
import Scenes
import SimCore
import Simulation
import TestSupport
import Testing

/// Arms in whole runs: physics, work and planner together.
@Suite("Arms in runs")
struct ArmRunTests {
  private func run(_ text: String, seconds: Int) throws -> (events: [FleetEvent], report: RunReport)
  {
    let model = try inlineModel(text)
    let pool = WorkerPool(workerCount: 1)
    var fleet = Fleet(model: model, pool: pool)
    var events: [FleetEvent] = []
    var watch = EventWatch()
    for _ in 0..<seconds * model.clocks.physicsRate {
      fleet.step()
      events += watch.look(at: fleet)
    }
    return (events, fleet.report())
  }

  /// A class of one bolted arm, drawn at random, 4 m from all others.
  private struct RandomArm {
    let arm: Arm
    let base: Pose
    let scene: String

    init(_ index: Int, linkCount: Int, _ s: inout RandomStream) {
      let limit = s.uniform(1.2, 2.9)
      arm = Arm(
        links: (0..<linkCount).map { _ in s.uniform(0.25, 0.5) }, linkWidth: 0.06, linkMass: 3,
        maxJointRate: 1.5, maxJointTorque: 80, jointLimit: limit, mount: .zero)
      let place = Vec2(2.5 + 4 * Float(index % 4), 2.5 + 4 * Float(index / 4))
      let heading = s.uniform(-Float.pi, .pi)
      base = Pose(position: place, rotation: Rotation(angle: heading))
      let links = arm.links.map { "\($0) m" }.joined(separator: ", ")
      scene = """
          arm\(index):
            count: 1
            body: {radius: 0.15 m, mass: 80 kg}
            drive: {kind: fixed}
            arm: {links: [\(links)], width: 6 cm, max_joint_rate: 1.5 rad/s, max_joint_torque: 80 N*m, joint_limit: \(limit) rad}
            spawn: {pattern: poses, poses: [[\(place.x) m, \(place.y) m, \(heading) rad]]}
            executor: reach
        """
    }

    /// A point of the arm's reach: anywhere, with joints on their limits, at full stretch, or straight
    /// behind the shoulder.
    func point(_ kind: Int, _ s: inout RandomStream) -> Vec2 {
      var angles = SIMD4<Float>.zero
      for joint in 0..<arm.links.count {
        angles[joint] = s.uniform(-arm.turnLimit, arm.turnLimit)
        let side: Float = s.uniform() < 0.5 ? -1 : 1
        if kind == 1, s.uniform() < 0.5 { angles[joint] = side * arm.turnLimit }
        // At full stretch, a hair within it: text has six digits.
        if kind == 2, joint > 0 { angles[joint] = 0.01 }
      }
      if kind == 3, arm.links.count > 1 {
        for k in 0..<40 {
          let behind = Vec2(-arm.reach * (0.2 + 0.015 * Float(k)), 0)
          if arm.postures(reaching: behind, near: .zero).gap < 1e-3 {
            return base.transform(behind)
          }
        }
      }
      return base.transform(arm.toolPoint(at: angles))
    }
  }

  @Test("an arm reaches any point of its reach within 15 s, whatever its links", arguments: 1...4)
  func reaches(linkCount: Int) throws {
    var s = RandomStream(seed: 41, index: linkCount, purpose: .tooling)
    var (robots, tasks) = ("", "")
    for index in 0..<16 {
      let one = RandomArm(index, linkCount: linkCount, &s)
      robots += one.scene + "\n"
      let point = one.point(index % 4, &s)
      tasks +=
        "  - {name: t\(index), points: [[[\(point.x) m, \(point.y) m]]], claim: at_assignment, "
        + "dwell: 0.5 s, needs: {class: arm\(index)}}\n"
    }
    let (events, report) = try run(
      """
      fleet: 1
      world: {size: [18 m, 18 m], traffic: {rule: none}}
      robots:
      \(robots)tasks:
      \(tasks)coordination: {mode: none}
      run: {duration: 1 min, seed: 1}
      """, seconds: 15)
    let missing = Set(0..<16).subtracting(events.filter { $0.kind == .taskDone }.map(\.robot))
    #expect(report.value("deliveries") == 16, "missing \(missing.sorted())")
  }

  private func cell(_ points: String, arms: String = "2", poses: String) -> String {
    """
    fleet: 1
    world: {size: [6 m, 4 m]}
    robots:
      arm:
        count: \(arms)
        body: {radius: 0.2 m, mass: 80 kg}
        drive: {kind: fixed}
        arm: {links: [0.5 m, 0.4 m]}
        spawn: {pattern: poses, poses: \(poses)}
        executor: reach
    tasks:
      - {name: weld, points: [\(points)], claim: at_assignment, dwell: 0.5 s, needs: {class: arm}}
    run: {duration: 10 min, seed: 1, jam_after: 20 s}
    """
  }

  /// Points between two arms at (2.5, 2) and (3.5, 2) m, each within both discs.
  private var shared: String {
    (0..<40).map { k in
      var s = RandomStream(seed: 42, index: k, purpose: .tooling)
      return "[[\(s.uniform(2.8, 3.2)) m, \(s.uniform(1.6, 2.4)) m]]"
    }.joined(separator: ", ")
  }
  private let facing = "[[2.5 m, 2 m, 0 deg], [3.5 m, 2 m, 180 deg]]"

  @Test(
    "two arms work in a workspace that they share, bend out of each other's way and never touch")
  func twoArms() throws {
    let model = try inlineModel(cell(shared, poses: facing))
    let pool = WorkerPool(workerCount: 1)
    var fleet = Fleet(model: model, pool: pool)
    var touches = 0
    for _ in 0..<60 * model.clocks.physicsRate {
      fleet.step()
      if fleet.isTouching(0) || fleet.isTouching(1) { touches += 1 }
    }
    #expect(touches == 0)
    #expect(fleet.report().value("deliveries") ?? 0 >= 25)
    #expect(fleet.report().value("jams") == 0)
  }

  @Test("four arms round a table fold, swing and unfold past each other's bases")
  func fourArms() throws {
    let poses =
      "[[2.3 m, 2 m, 0 deg], [3.7 m, 2 m, 180 deg], [3 m, 1.3 m, 90 deg], [3 m, 2.7 m, -90 deg]]"
    let points = (0..<40).map { k in
      var s = RandomStream(seed: 43, index: k, purpose: .tooling)
      return "[[\(s.uniform(2.8, 3.2)) m, \(s.uniform(1.8, 2.2)) m]]"
    }.joined(separator: ", ")
    let model = try inlineModel(cell(points, arms: "4", poses: poses))
    let pool = WorkerPool(workerCount: 1)
    var fleet = Fleet(model: model, pool: pool)
    var touches = 0
    for _ in 0..<60 * model.clocks.physicsRate {
      fleet.step()
      for row in 0..<4 where fleet.isTouching(row) { touches += 1 }
    }
    #expect(touches == 0)
    #expect(fleet.report().value("deliveries") ?? 0 >= 10)
    #expect(fleet.report().value("jams") == 0)
  }

  @Test("what arms reserve is the same for any workers, and goes on from a snapshot")
  func sameBits() throws {
    let model = try inlineModel(cell(shared, poses: facing))
    #expect(hashes(model, workers: 1, seconds: 20) == hashes(model, workers: 3, seconds: 20))
    let pool = WorkerPool(workerCount: 1)
    var whole = Fleet(model: model, pool: pool)
    for _ in 0..<7 * 60 + 3 { whole.step() }
    var copy = try Fleet(model: model, pool: pool, restoring: whole.snapshot())
    for _ in 0..<10 * 60 {
      whole.step()
      copy.step()
    }
    #expect(whole.stateHash() == copy.stateHash())
  }

  @Test("an arm whose limits keep it from what another reaches is told as without a way")
  func noWay() throws {
    // Both are near enough to either point; the right one turns its back on them.
    let poses = "[[1 m, 2 m, 0 deg], [2.7 m, 2 m, 0 deg]]"
    let text = cell("[[1.85 m, 2 m]], [[1.85 m, 2.08 m]]", poses: poses)
      .replacing("links: [0.5 m, 0.4 m]", with: "links: [0.5 m, 0.4 m], joint_limit: 50 deg")
    let (events, report) = try run(text, seconds: 30)
    #expect(events.contains { $0.kind == .noWay && $0.robot == 1 }, "\(events)")
    #expect(report.value("deliveries") == 1)
  }

  @Test("no arm takes a job that lies beyond the length of its links, which another can do")
  func ownJobs() throws {
    // The right arm is told to serve first and has one job near it; the left one does the other two.
    let poses = "[[5 m, 2 m, 0 deg], [1 m, 2 m, 0 deg]]"
    let points = "[[1.6 m, 2.2 m]], [[1.5 m, 1.6 m]], [[5.5 m, 2.2 m]]"
    let (events, report) = try run(cell(points, poses: poses), seconds: 30)
    #expect(report.value("deliveries") == 3)
    #expect(events.filter { $0.kind == .taskDone }.map(\.robot).sorted() == [0, 1, 1])
    #expect(report.value("directives_rejected") == 0)
  }

  @Test("arms start bent, and where a body is in the way of one bend in another")
  func bends() throws {
    let free = try inlineModel(cell("[[1.6 m, 2.2 m]]", arms: "1", poses: "[[1 m, 2 m, 0 deg]]"))
    let preferred = free.reachSite.arms[0].homes[0]
    #expect(preferred == free.reachSite.arms[0].arm.bends[0] && preferred[1].magnitude > 1)
    // An obstacle where the first bend has its elbow.
    let elbow = free.reachSite.arms[0].arm.link(0, at: preferred).end + Vec2(1, 2)
    let text = cell("[[1.6 m, 1.8 m]]", arms: "1", poses: "[[1 m, 2 m, 0 deg]]").replacing(
      "world: {size: [6 m, 4 m]}",
      with:
        "world: {size: [6 m, 4 m], obstacles: [{rect: [\(elbow.x - 0.05) m, \(elbow.y - 0.05) m, "
        + "\(elbow.x + 0.05) m, \(elbow.y + 0.05) m]}]}")
    let other = try inlineModel(text).reachSite.arms[0].homes[0]
    #expect(other == free.reachSite.arms[0].arm.bends[1])
  }
}
