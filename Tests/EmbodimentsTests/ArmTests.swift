import Contracts
import Embodiments
import MeanFields
import Policies
import SimCore
import Testing

@Suite("Arm kinematics")
struct ArmTests {
  @Test("the tool point of straight and bent arms is where geometry says")
  func forward() {
    #expect((twoLinks.toolPoint(at: .zero) - Vec2(1, 0)).length < 1e-6)
    let bent = twoLinks.toolPoint(at: SIMD4(.pi / 2, -.pi / 2, 0, 0))
    #expect((bent - Vec2(0.5, 0.5)).length < 1e-6)
  }

  @Test(
    "away from singularities the tool moves exactly as asked", arguments: [twoLinks, threeLinks])
  func exact(arm: Arm) {
    for i in 0..<200 {
      var s = RandomStream(seed: 5, index: i, purpose: .tooling)
      let angles = SIMD4<Float>(s.uniform(-2, 2), s.uniform(0.8, 2), s.uniform(0.3, 1), 0)
      let velocity = Vec2(s.uniform(-0.2, 0.2), s.uniform(-0.2, 0.2))
      let rates = arm.jointRates(forToolVelocity: velocity, at: angles)
      let h: Float = 1e-2
      let moved =
        (arm.toolPoint(at: angles + rates * h) - arm.toolPoint(at: angles - rates * h)) / (2 * h)
      #expect((moved - velocity).length < 2e-3)
      if arm.links.count == 2 { #expect(rates[2] == 0) }
      #expect(rates[3] == 0)
    }
  }

  @Test("joint rates stay in their limits, also where the arm is straight", arguments: 0..<50)
  func limits(k: Int) {
    var s = RandomStream(seed: 6, index: k, purpose: .tooling)
    let angles = SIMD4<Float>(s.uniform(-2, 2), s.uniform(-1e-4, 1e-4), 0, 0)
    let velocity = Vec2(s.uniform(-3, 3), s.uniform(-3, 3))
    for arm in [twoLinks, threeLinks] {
      let rates = arm.jointRates(forToolVelocity: velocity, at: angles)
      for joint in 0..<4 {
        #expect(rates[joint].isFinite)
        #expect(rates[joint].magnitude <= arm.maxJointRate + 1e-5)
      }
    }
  }

  @Test("a joint at its limit does not move outwards, the others take over")
  func jointLimit() {
    let angles = SIMD4<Float>(2.6, -1, 0, 0)
    for i in 0..<32 {
      let velocity = Rotation(angle: Float(i) * 0.2).xAxis * 0.3
      let rates = twoLinks.jointRates(forToolVelocity: velocity, at: angles)
      #expect(rates[0] <= 0)
      #expect(rates[1] != 0)
    }
  }

  @Test("reaching by resolved rates arrives at targets inside the work space", arguments: 0..<20)
  func reaches(k: Int) throws {
    var s = RandomStream(seed: 7, index: k, purpose: .tooling)
    let body = embodiment(.fixed, arm: threeLinks)
    let transfer = MotionTransfer(body)
    let policy = try ExecutorPolicy(kind: "reach")
    let target = Rotation(angle: s.uniform(-1.2, 1.2)).xAxis * s.uniform(0.5, 1)
    var angles = SIMD4<Float>(0.3, 0.6, 0.4, 0)
    var command = MotionCommand.rest
    for _ in 0..<100 {
      var robot = ExecutorTrial.Robot()
      robot.stage = .working
      (robot.toolTarget, robot.toolPoint) = (target, threeLinks.toolPoint(at: angles))
      var trial = ExecutorTrial(embodiment: body.descriptor)
      trial.robots = [robot]
      command = trial.actions(of: policy)[0].command
      let drive = transfer.target(for: command, jointAngles: angles)
      #expect(drive.twistInBody == .zero)
      angles += drive.jointRates * 0.1
    }
    #expect((threeLinks.toolPoint(at: angles) - target).length < 0.02)
    #expect(command.grip == 1)
  }
}

@Suite("Embodiment: geometry and descriptor")
struct EmbodimentGeometryTests {
  @Test("bounding radius, area and inertia of each outline")
  func outlines() {
    #expect(Footprint.circle(radius: 0.5).momentOfInertiaPerMass == 0.125)
    #expect(Footprint.box(length: 3, width: 4).boundingRadius == 2.5)
    #expect(abs(Footprint.box(length: 3, width: 4).momentOfInertiaPerMass - 25 / 12) < 1e-6)
    // The same box as a polygon.
    let square = Footprint.polygon([Vec2(1.5, 2), Vec2(-1.5, 2), Vec2(-1.5, -2), Vec2(1.5, -2)])
    #expect(abs(square.momentOfInertiaPerMass - 25 / 12) < 1e-5)
    #expect(square.area == 12)
    #expect(square.boundingRadius == 2.5)
    // A capsule between its limits: a disc, and a thin rod.
    #expect(abs(Footprint.capsule(length: 0, radius: 0.5).momentOfInertiaPerMass - 0.125) < 1e-6)
    let rod = Footprint.capsule(length: 2, radius: 0.001).momentOfInertiaPerMass
    #expect(abs(rod - 4.0 / 12) < 2e-3)
    #expect(Footprint.capsule(length: 2, radius: 0.5).boundingRadius == 1.5)
  }

  @Test("a capsule's inertia equals the integral over its area")
  func capsule() {
    let shape = Footprint.capsule(length: 1.2, radius: 0.4)
    var sum = 0.0
    var area = 0.0
    let h = 0.005
    for i in -220..<220 {
      for j in -90..<90 {
        let x = (Double(i) + 0.5) * h
        let y = (Double(j) + 0.5) * h
        let dx = max(0, abs(x) - 0.6)
        if dx * dx + y * y <= 0.16 {
          sum += (x * x + y * y) * h * h
          area += h * h
        }
      }
    }
    #expect(abs(Double(shape.momentOfInertiaPerMass) - sum / area) < 1e-3)
    #expect(abs(Double(shape.area) - area) < 2e-3)
  }

  @Test("the descriptor says what the executor has to know")
  func descriptor() {
    let car = drives[2].embodiment.descriptor
    // A box of 1 m × 0.6 m counts as a disc of its area.
    #expect(abs(car.radius - 0.437_019) < 1e-5)
    #expect(drives[0].embodiment.descriptor.radius == 0.3)
    #expect(abs(car.minTurnRadius - 0.6 * cosine(0.6) / sine(0.6)) < 1e-5)
    #expect(car.canStrafe == 0 && drives[1].embodiment.descriptor.canStrafe == 1)
    #expect(car.controlPointOffset == 0.3)
    let arm = embodiment(.fixed, arm: twoLinks).descriptor
    #expect(abs(arm.maxSpeed - 1.5 * 0.9) < 1e-6)
    #expect(arm.hasTool == 1 && arm.maxTurnRate == 0)
    // Traction caps the acceleration an executor may count on.
    var slippery = drives[0].embodiment
    slippery.limits.traction = 0.05
    #expect(abs(slippery.descriptor.maxAcceleration - 0.490_5) < 1e-5)
  }
}
