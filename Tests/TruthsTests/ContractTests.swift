import Contracts
import Coordination
import MeanFields
import Policies
import SimCore
import Testing

/// A class of robots that all plan and act under fields that are held fixed.
private struct HeldFleet {
  let count: Int
  let options = 3
  var travelTime: [Float]
  var stage: [RobotStage]
  var pose: [Pose]
  var twist: [Twist]
  /// z of m^orch and of m^exec, as every robot reads them.
  var orchestratorField = [Float](repeating: 0, count: 2 * OrchestratorSchema.count)
  var executorField = [Float](repeating: 0, count: 2 * ExecutorSchema.count)

  init(count: Int) {
    self.count = count
    let options = self.options
    travelTime = (0..<count * options).map { Float(5 + ($0 * 37) % 50) }
    stage = Array(repeating: .idle, count: count)
    pose = (0..<count).map {
      Pose(position: Vec2(Float($0 % 10) * 3, Float($0 / 10) * 3), rotation: Rotation(angle: 0))
    }
    twist = (0..<count).map { Twist(linear: Vec2(0.1 * Float($0 % 5), 0), angular: 0) }
    orchestratorField[OrchestratorSchema.bin(of: .idle)] = 0.5
    orchestratorField[OrchestratorSchema.bin(ofOption: 0)] = 0.2
    executorField[ExecutorSchema.blocked] = 0.1
  }

  /// Plans of all robots.
  func plan(_ policy: OrchestratorPolicy) -> [OrchestratorDecision] {
    var trial = OrchestratorTrial(
      robots: (0..<count).map { i in
        var robot = OrchestratorTrial.Robot(
          travelTime: Array(travelTime[i * options..<(i + 1) * options]))
        robot.stage = stage[i]
        robot.wayDensity = [0.05, 0.05, 0.05]
        return robot
      },
      options: (0..<options).map { j in
        var option = OrchestratorTrial.Option()
        option.openJobs = 20
        option.value = 1 + 0.1 * Float(j)
        return option
      })
    trial.travelScale = 60
    trial.plans = orchestratorField
    trial.tick = PolicyTick(seed: 5, classIndex: 0, step: 60, period: 1)
    return trial.decisions(of: policy).map { $0 ?? .keep }
  }

  /// Commands of all robots, each with neighbours that its sensors see, the same in every call.
  func act(_ policy: ExecutorPolicy) -> [MotionCommand] {
    var trial = ExecutorTrial(
      embodiment: EmbodimentDescriptor(
        radius: 0.3, maxSpeed: 1.5, maxTurnRate: 2, maxAcceleration: 1, payload: 10,
        controlPointOffset: 0.15, minTurnRadius: 0, sensorRange: 8, canStrafe: 0, hasTool: 0))
    trial.plans = orchestratorField
    trial.contexts = executorField
    trial.tick = PolicyTick(seed: 5, classIndex: 0, step: 60, period: 0.1)
    trial.robots = (0..<count).map { i in
      var robot = ExecutorTrial.Robot(
        way: WayAhead(
          target: Vec2(4, Float(i % 3) - 1), distanceToGo: 4 + Float(i % 7),
          freeDistance: .infinity, goalHeading: .nan, halfWidth: 2, speedLimit: .infinity))
      robot.pose = pose[i]
      robot.twist = twist[i]
      robot.neighbours = (0..<i % 2).map { _ in
        Neighbour(
          offset: Vec2(1.5, Float(i % 3) - 1), velocity: .zero, radius: 0.3, cooperation: 1)
      }
      robot.field = (0..<fieldSamplePoints).map {
        FieldSample(density: 0.05 * Float($0 % 4), flow: .zero, blockedShare: 0.1)
      }
      return robot
    }
    return trial.actions(of: policy).map(\.command)
  }
}

@Suite("Contract: what reaches a policy")
struct ContractTests {
  @Test(
    "with the field held, changing one robot's row changes no other robot's plan",
    arguments: ["independent", "greedy", "logit", "waterFilling"])
  func plans(kind: String) throws {
    let policy = try OrchestratorPolicy(kind: kind)
    let fleet = HeldFleet(count: 40)
    let before = fleet.plan(policy)
    var changed = fleet
    changed.travelTime.replaceSubrange(21..<24, with: [1, 200, 300])
    changed.stage[7] = .carrying
    let after = changed.plan(policy)
    for i in 0..<40 where i != 7 { #expect(after[i] == before[i], "robot \(i)") }
    #expect(after[7] != before[7])
  }

  @Test(
    "with the field held, changing one robot's row changes no other robot's command",
    arguments: ["goalSeeking", "densityAware"])
  func commands(kind: String) throws {
    let policy = try ExecutorPolicy(
      kind: kind,
      parameters: kind == "densityAware"
        ? ["merge_slowdown": 1, "crowd_aversion": 0.6, "jam_horizon": 1] : [:])
    let fleet = HeldFleet(count: 40)
    let before = fleet.act(policy)
    var changed = fleet
    changed.pose[7].rotation = Rotation(angle: 1.5)
    changed.twist[7].linear = Vec2(-0.5, 0.2)
    let after = changed.act(policy)
    for i in 0..<40 where i != 7 { #expect(after[i] == before[i], "robot \(i)") }
    #expect(after[7] != before[7])
  }

  @Test("with every row held, the field alone changes plans: the two sides can differ")
  func fieldMatters() throws {
    let policy = try OrchestratorPolicy(kind: "logit", parameters: ["gain": 8])
    let fleet = HeldFleet(count: 40)
    var crowded = fleet
    crowded.orchestratorField[OrchestratorSchema.bin(ofOption: 0)] = 0.9
    let (before, after) = (fleet.plan(policy), crowded.plan(policy))
    #expect(zip(before, after).contains { $0 != $1 })
  }

  @Test("duplicating every robot leaves what policies read unchanged, bit for bit, coupled or not")
  func duplication() {
    let pool = WorkerPool(workerCount: 2)
    func read(_ copies: Int) -> [Float] {
      let sizes = [60, 25]
      var z: [Float] = []
      for rows: [[Float]]? in [nil, [[1, 0], [0, 1]], [[0.2, 1], [0.5, 0.1]]] {
        for isRowNormalised in [true, false] {
          var weights = LayerWeights()
          weights.isRowNormalised = isRowNormalised
          weights.executorsReadExecutors = rows.map { ClassWeights(.graphon, rows: $0) }
          weights.orchestratorsReadExecutors = rows.map { ClassWeights(.matrix, rows: $0) }
          var field = Field(
            populations: sizes.map { $0 * copies }, ranges: FeatureRanges(count: 5),
            weights: weights, workerCount: 2)
          for (c, size) in sizes.enumerated() {
            let rows = (0..<size * 5).map { k -> Float in
              var stream = RandomStream(seed: 1, classIndex: c, index: k, purpose: .tooling)
              return stream.uniform(-1, 1)
            }
            let all = (0..<copies).flatMap { _ in rows }
            field.fold(classIndex: c, rows: all, count: size * copies, pool: pool)
          }
          field.advance()
          for reader in FieldLayer.allCases {
            for c in 0..<2 {
              z += (0..<10).map { field.stack(classIndex: c, reader: reader)[$0] }
              let mass = field.mass(classIndex: c, reader: reader)
              z += [mass[0], mass[1]]
            }
          }
        }
      }
      return z
    }
    #expect(read(1) == read(2))
    #expect(read(1) == read(4))
    #expect(read(1).contains { $0 != 0 })
  }

  @Test("where modes are compared they can differ: a sample, a late field and a coarse one do")
  func divergence() {
    let pool = WorkerPool(workerCount: 1)
    let n = 40
    let layout = PopulationLayout(populations: [n])
    func bank() -> MeanFieldBank {
      var configuration = MeanFieldConfiguration()
      configuration.executorRecursion = .exact
      return MeanFieldBank(
        configuration: configuration, classes: [PopulationClass(robotCount: n, maxSpeed: 1)],
        bounds: AABB(lower: .zero, upper: Vec2(10, 10)), workerCount: 1)
    }
    func states(_ t: Int) -> [ExecutorMicrostate] {
      (0..<n).map { i in
        ExecutorMicrostate(
          position: .zero, velocity: Vec2(sine(0.3 * Float(t) + 0.1 * Float(i)), 0), spin: 0,
          speedRatio: 1, contact: 0, blocked: 0, slip: 0, impulse: 0, failed: 0, battery: 1,
          uncertainty: 0)
      }
    }
    func update(_ bank: inout MeanFieldBank, _ rows: UnsafePointer<ExecutorMicrostate>, _ k: Int)
      -> Float
    {
      bank.fold(classIndex: 0, rows: rows, count: k, pool: pool)
      bank.advanceExecutors(pool: pool)
      let z = bank.view(classIndex: 0, layer: .executor).executorField
      return z?[ExecutorSchema.velocityX] ?? .nan
    }
    var exact = bank()
    var sampled = bank()
    var late = bank()
    var coarse = bank()
    var sample = CommonSample(sampleSize: 5, largestClass: n)
    var traffic = TrafficCounter(robotCount: n)
    var budget = BandwidthBudget(robotCount: 0, bytesPerSecond: 0, burst: 0)
    var slow = ReportChannel(layout: layout, latency: 3, initial: states(0))
    var rough = ReportChannel(layout: layout, latency: 0, initial: states(0))
    var limits = ChannelConfiguration()
    limits.bits = 2
    var five = states(0)
    var differences = (sample: 0, late: 0, coarse: 0)
    for t in 0..<20 {
      let rows = states(t)
      let truth = update(&exact, rows, n)
      let count = sample.draw(
        classIndex: 0, populationCount: n, firstRow: 0, seed: 1, step: t, traffic: &traffic)
      sample.gather(rows, count: count, into: &five)
      _ = slow.transmit(
        rows, channel: .init(), bytes: 56, budget: &budget, window: nil, seed: 1, step: t)
      _ = rough.transmit(
        rows, channel: limits, bytes: 56, budget: &budget, window: nil, seed: 1, step: t)
      if update(&sampled, five, count) != truth { differences.sample += 1 }
      if update(&late, slow.heard.base, n) != truth { differences.late += 1 }
      if update(&coarse, rough.heard.base, n) != truth { differences.coarse += 1 }
    }
    #expect(differences.sample >= 19 && differences.late >= 19 && differences.coarse >= 19)
  }
}
