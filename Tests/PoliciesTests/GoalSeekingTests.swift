import Contracts
import MeanFields
import Policies
import SimCore
import Testing

@Suite("ExecutorPolicy: goal seeking")
struct GoalSeekingTests {
  private func alone(
    _ body: EmbodimentDescriptor, goal: Vec2 = Vec2(6, 0), heading: Float = 0
  ) -> KinematicFleet {
    KinematicFleet(body: body, starts: [.zero], goals: [goal], headings: [heading])
  }

  @Test(
    "it stops at its goal within the precision of its quality, without overshoot",
    arguments: [UInt8(1), 3, 5], [true, false])
  func stops(quality: UInt8, strafes: Bool) {
    var fleet = alone(disc(strafes: strafes))
    fleet.directive[0].metadata.quality = quality
    let policy = executor("goalSeeking")
    var farthest: Float = 0
    for _ in 0..<120 {
      _ = fleet.advance(policy)
      farthest = max(farthest, fleet.pose[0].position.x)
    }
    #expect(fleet.distance(0) <= 0.12 - 0.02 * Float(quality) + 1e-3)
    #expect(farthest < 6.02)
    #expect(fleet.twist[0].linear.length < 1e-3)
    #expect(fleet.trace[0].wantedSpeed == 0)
  }

  @Test(
    "who waits goes where it is asked to, held or not; who works, or has a way of its own, does not"
  )
  func makesWay() {
    let policy = executor("goalSeeking")
    func command(
      asked: Vec2, _ stage: RobotStage = .queueing, halfWidth: Float = 9
    ) -> MotionCommand {
      var robot = ExecutorTrial.Robot(
        way: WayAhead(
          target: Vec2(3, 0), distanceToGo: 3, freeDistance: 0, goalHeading: .nan,
          halfWidth: halfWidth, speedLimit: .infinity))
      (robot.stage, robot.asked) = (stage, asked)
      var trial = ExecutorTrial(embodiment: disc(strafes: true))
      trial.robots = [robot]
      return trial.actions(of: policy)[0].command
    }
    let aside = command(asked: Vec2(0, 1))
    #expect(aside.lateral > 0.1 && aside.forward.magnitude < 1e-3)
    let back = command(asked: Vec2(-0.5, 0))
    #expect(back.forward < -0.1 && back.lateral.magnitude < 1e-3)
    let still = command(asked: .zero)
    #expect(still.forward.magnitude < 0.05 && still.lateral.magnitude < 1e-3)
    #expect(command(asked: Vec2(0, 1), .working).lateral == 0)
    #expect(command(asked: Vec2(0, 1), halfWidth: -1).lateral.magnitude < 1e-3)
  }

  @Test("from any heading it gets there: on the spot, strafing, and as a car", arguments: 0..<12)
  func anyHeading(k: Int) {
    for body in [
      disc(strafes: true), disc(strafes: false), disc(strafes: false, minTurnRadius: 0.8),
    ] {
      var fleet = alone(body, goal: Vec2(5, 1), heading: Float(k) * .pi / 6)
      let policy = executor("goalSeeking")
      var ticks = 0
      while fleet.distance(0) > 0.12 && ticks < 250 {
        _ = fleet.advance(policy)
        ticks += 1
      }
      #expect(ticks < 250, "turn radius \(body.minTurnRadius), \(fleet.distance(0)) m to go")
    }
  }

  @Test("at the goal it turns to the heading wanted there", arguments: [true, false])
  func goalHeading(strafes: Bool) {
    var fleet = alone(disc(strafes: strafes))
    fleet.goalHeading[0] = 2
    let policy = executor("goalSeeking")
    for _ in 0..<150 { _ = fleet.advance(policy) }
    #expect(fleet.distance(0) < 0.1)
    #expect(abs(wrappedAngle(fleet.pose[0].rotation.angle - 2)) < 0.02)
  }

  @Test("speed is 0.6 of the maximum for slow, and never above a limit")
  func speeds() {
    func top(_ speed: EpisodeMetadata.Speed, limit: Float) -> Float {
      var fleet = alone(disc(strafes: true), goal: Vec2(20, 0))
      fleet.directive[0].metadata.speed = speed
      fleet.speedLimit[0] = limit
      let policy = executor("goalSeeking")
      var top: Float = 0
      for _ in 0..<60 {
        _ = fleet.advance(policy)
        top = max(top, fleet.twist[0].linear.length)
      }
      return top
    }
    #expect(abs(top(.unknown, limit: .infinity) - 1.5) < 1e-4)
    #expect(abs(top(.fast, limit: .infinity) - 1.5) < 1e-4)
    #expect(abs(top(.slow, limit: .infinity) - 0.9) < 1e-4)
    #expect(abs(top(.nominal, limit: 0.5) - 0.5) < 1e-4)
  }

  @Test("a traffic hold stops it before the line, and it waits without wanting to move")
  func hold() {
    var fleet = alone(disc(strafes: false), goal: Vec2(20, 0))
    let policy = executor("goalSeeking")
    for _ in 0..<100 {
      fleet.freeDistance[0] = max(0, 4 - fleet.pose[0].position.x)
      _ = fleet.advance(policy)
    }
    #expect(fleet.pose[0].position.x <= 4.001)
    #expect(fleet.pose[0].position.x > 3.8)
    #expect(fleet.trace[0].wantedSpeed < 0.03)
    #expect(fleet.trace[0].tag == ReasoningTag.hold.rawValue)
  }

  @Test("who works or has failed does not move; who carries keeps the grip closed")
  func stages() {
    var fleet = KinematicFleet(
      body: disc(strafes: false), starts: [.zero, Vec2(0, 3), Vec2(0, 6)],
      goals: [Vec2(5, 0), Vec2(5, 3), Vec2(5, 6)])
    fleet.stage = [.working, .failed, .carrying]
    fleet.act(executor("goalSeeking"))
    #expect(fleet.commands[0].forward == 0 && fleet.commands[0].turn == 0)
    #expect(fleet.commands[1].forward == 0)
    #expect(fleet.commands[2].forward > 0 && fleet.commands[2].grip == 1)
    #expect(fleet.trace[0].wantedSpeed == 0)
  }

  @Test("keep-right steers to the right half of a wide lane; the others do not")
  func keepRight() {
    func side(_ strategy: EpisodeMetadata.Strategy) -> Float {
      var fleet = alone(disc(strafes: true), goal: Vec2(4, 0))
      fleet.halfWidth[0] = 1.5
      fleet.directive[0].metadata.strategy = strategy
      fleet.act(executor("goalSeeking"))
      return fleet.commands[0].lateral
    }
    #expect(side(.keepRight) < -0.01)
    #expect(side(.direct) == 0)
    #expect(side(.unknown) == 0)
  }

  @Test("yield-first takes the whole avoidance: it swerves more than its equal")
  func yieldFirst() {
    func swerve(_ strategy: EpisodeMetadata.Strategy) -> Float {
      var fleet = KinematicFleet(
        body: disc(strafes: true), starts: [.zero, Vec2(3, -0.2)],
        goals: [Vec2(9, 0), Vec2(-4, -0.2)])
      // Slow enough that braking alone has nothing to say yet.
      fleet.speedLimit = [0.8, 0.8]
      fleet.twist = [
        Twist(linear: Vec2(0.8, 0), angular: 0), Twist(linear: Vec2(-0.8, 0), angular: 0),
      ]
      fleet.directive[0].metadata.strategy = strategy
      fleet.act(executor("goalSeeking"))
      return fleet.trace[0].uncertainty
    }
    #expect(swerve(.yieldFirst) > 1.3 * swerve(.unknown))
  }

  @Test("what a robot reads of others leaves its neighbour's command alone")
  func independence() {
    var fleet = KinematicFleet(
      body: disc(strafes: false), starts: [.zero, Vec2(20, 0)], goals: [Vec2(5, 0), Vec2(25, 2)])
    let policy = executor("densityAware")
    fleet.act(policy)
    let before = fleet.commands
    fleet.directive[0].metadata.speed = .slow
    fleet.field[1].density = 1
    fleet.bound[0] = 1
    fleet.act(policy)
    #expect(fleet.commands[0] != before[0])
    #expect(fleet.commands[1] == before[1])
  }
}

@Suite("ExecutorPolicy: density awareness")
struct DensityAwareTests {
  /// Forward share after the change to a lone robot at full speed.
  private func act(_ kind: String, _ change: (inout KinematicFleet) -> Void) -> KinematicFleet {
    var fleet = KinematicFleet(
      body: disc(strafes: true), starts: [.zero], goals: [Vec2(20, 0)])
    fleet.twist[0].linear = Vec2(1.5, 0)
    change(&fleet)
    fleet.act(executor(kind))
    return fleet
  }

  @Test("without any field it is goal seeking, bit for bit")
  func nothingGranted() {
    let crowd = act("densityAware") { _ in }
    let plain = act("goalSeeking") { _ in }
    #expect(crowd.commands == plain.commands)
    #expect(crowd.trace == plain.trace)
  }

  @Test(
    "a standing crowd ahead that is bound for its place slows it by 1 − ρ/ρ_jam, down to the least speed"
  )
  func slows() {
    // ρ_jam = 0.6/(π 0.09) = 2.122 per m².
    func speed(_ density: Float, blocked: Float = 0) -> Float {
      act("densityAware") {
        $0.bound[0] = 10
        $0.field[1] = FieldSample(density: density, flow: .zero, blockedShare: blocked)
      }.commands[0].forward
    }
    #expect(abs(speed(0.5) - (1 - 0.5 / 2.122_066)) < 1e-4)
    #expect(abs(speed(0.5, blocked: 1) - (1 - 1 / 2.122_066)) < 1e-4)
    #expect(speed(5) == 0.25)
  }

  @Test(
    "it slows only as far as others are bound for the same place: for nobody, if it is not told")
  func slowsForThoseBoundThere() {
    func speed(_ bound: Float?, distance: Float = 20) -> Float {
      act("densityAware") {
        $0.goal[0] = Vec2(distance, 0)
        $0.bound[0] = bound
        $0.field[1] = FieldSample(density: 1, flow: .zero, blockedShare: 0)
      }.commands[0].forward
    }
    #expect(speed(nil) == 1 && speed(0) == 1)
    // Half of what jams there, of half of what jams here.
    #expect(abs(speed(2.122_066 / 2) - (1 - 0.5 / 2.122_066)) < 1e-4)
    #expect(abs(speed(10) - (1 - 1 / 2.122_066)) < 1e-4)
    // The forecourt of a robot of 0.3 m begins 7.2 m before its goal.
    #expect(speed(10, distance: 7.3) < 0.6)
    #expect(speed(10, distance: 7.1) == speed(nil, distance: 7.1))
  }

  @Test("a column that moves along is joined at its speed")
  func joins() {
    let moving = act("densityAware") {
      $0.bound[0] = 10
      $0.field[1] = FieldSample(density: 1.9, flow: Vec2(1.9 * 1.2, 0), blockedShare: 0)
    }
    #expect(abs(moving.commands[0].forward - 0.8) < 1e-4)
    let opposed = act("densityAware") {
      $0.bound[0] = 10
      $0.field[1] = FieldSample(density: 1.9, flow: Vec2(-1.9 * 1.2, 0), blockedShare: 0)
    }
    #expect(opposed.commands[0].forward == 0.25)
  }

  @Test("it drifts away from the denser side")
  func drifts() {
    func lateral(_ left: Float, _ right: Float) -> Float {
      act("densityAware") {
        $0.field[2].density = left
        $0.field[3].density = right
      }.commands[0].lateral
    }
    #expect(lateral(1, 0) < -0.01)
    #expect(lateral(0, 1) > 0.01)
    #expect(lateral(1, 1) == 0)
  }

  @Test("a blocked population, read in m^exec, makes it look farther ahead")
  func blocked() {
    func uncertainty(_ share: Float) -> Float {
      var fleet = KinematicFleet(
        body: disc(strafes: true), starts: [.zero, Vec2(7, -0.4)],
        goals: [Vec2(20, 0), Vec2(-20, -0.4)])
      fleet.twist = [
        Twist(linear: Vec2(1.5, 0), angular: 0), Twist(linear: Vec2(-0.3, 0), angular: 0),
      ]
      var z = [Float](repeating: 0, count: 2 * ExecutorSchema.count)
      z[ExecutorSchema.blocked] = share
      fleet.executorField = z
      fleet.act(executor("densityAware"))
      return fleet.trace[0].uncertainty
    }
    #expect(uncertainty(1) > uncertainty(0))
  }
}

@Suite("ExecutorPolicy: reach")
struct ReachTests {
  private let body = EmbodimentDescriptor(
    radius: 0.4, maxSpeed: 1, maxTurnRate: 0, maxAcceleration: 1, payload: 5,
    controlPointOffset: 0, minTurnRadius: 0, sensorRange: 2, canStrafe: 0, hasTool: 1)

  @Test("along a planned motion the tool sets off as planned, slower near its end, and may wait")
  func planned() {
    func command(_ ahead: ReachAhead, target: Vec2 = Vec2(-0.5, 0)) -> MotionCommand {
      var robot = ExecutorTrial.Robot()
      robot.stage = .travelling
      (robot.toolTarget, robot.toolPoint, robot.reach) = (target, Vec2(0.9, 0), ahead)
      var trial = ExecutorTrial(embodiment: body)
      trial.robots = [robot]
      return trial.actions(of: executor("reach"))[0].command
    }
    // Off at right angles to the target, at full speed and then at 4 /s.
    let far = command(ReachAhead(direction: Vec2(0, 1), toGo: 3, isPlanned: true))
    #expect(far.forward == 0 && abs(far.lateral - 1) < 1e-6 && far.grip == -1)
    let near = command(ReachAhead(direction: Vec2(0, 1), toGo: 0.1, isPlanned: true))
    #expect(abs(near.lateral - 0.4) < 1e-5)
    let still = command(.still)
    #expect(still.forward == 0 && still.lateral == 0 && still.grip == -1)
    // Out of others' way, without a target of its own.
    let away = command(
      ReachAhead(direction: Vec2(-1, 0), toGo: 3, isPlanned: true), target: Vec2(.nan, .nan))
    #expect(abs(away.forward + 1) < 1e-6 && away.grip == 0)
  }

  @Test("unplanned the tool is sent straight to its target, slower near it, and grips there")
  func reaches() {
    let policy = executor("reach")
    func command(_ target: Vec2, _ tool: Vec2, _ stage: RobotStage = .working) -> MotionCommand {
      var robot = ExecutorTrial.Robot()
      robot.stage = stage
      (robot.toolTarget, robot.toolPoint) = (target, tool)
      var trial = ExecutorTrial(embodiment: body)
      trial.robots = [robot]
      return trial.actions(of: policy)[0].command
    }
    let far = command(Vec2(1, 0), Vec2(0.2, 0.6))
    #expect(abs(far.forward - 0.8) < 1e-6 && abs(far.lateral + 0.6) < 1e-6)
    #expect(far.grip == -1)
    let near = command(Vec2(0.5, 0), Vec2(0.45, 0))
    #expect(abs(near.forward - 0.2) < 1e-5)
    let there = command(Vec2(0.5, 0), Vec2(0.495, 0))
    #expect(there.grip == 1 && there.toolForce == 1)
    #expect(command(Vec2(.nan, .nan), .zero) == .rest)
    #expect(command(Vec2(.nan, .nan), .zero, .carrying).grip == 1)
  }
}
