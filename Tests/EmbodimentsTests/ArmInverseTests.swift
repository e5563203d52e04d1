import Embodiments
import SimCore
import Testing

/// An arm of so many links, drawn at random: lengths 0.2 to 0.6 m, limits 60° to 180°, mounted anywhere.
private func randomArm(_ count: Int, _ s: inout RandomStream) -> Arm {
  Arm(
    links: (0..<count).map { _ in s.uniform(0.2, 0.6) }, linkWidth: 0.06, linkMass: 2,
    maxJointRate: 1.5, maxJointTorque: 80, jointLimit: s.uniform(1.05, .pi),
    mount: Vec2(s.uniform(-0.2, 0.2), s.uniform(-0.2, 0.2)))
}

/// A posture of an arm: somewhere, on limits, stretched out, or folded, by turns.
private func randomPosture(_ arm: Arm, _ k: Int, _ s: inout RandomStream) -> SIMD4<Float> {
  var angles = SIMD4<Float>.zero
  let most = arm.turnLimit
  for joint in 0..<arm.links.count {
    angles[joint] = s.uniform(-most, most)
    let side: Float = s.uniform() < 0.5 ? -1 : 1
    switch k % 4 {
    case 1 where s.uniform() < 0.6: angles[joint] = side * most
    case 2 where joint > 0: angles[joint] = 0
    case 3 where joint > 0: angles[joint] = side * most
    default: break
    }
  }
  return angles
}

@Suite("Inverse kinematics of arms")
struct ArmInverseTests {
  @Test("every point that a posture reaches is found from any pose", arguments: 1...4)
  func complete(linkCount: Int) {
    for k in 0..<400 {
      var s = RandomStream(seed: 21, index: k, step: linkCount, purpose: .tooling)
      let arm = randomArm(linkCount, &s)
      let point = arm.toolPoint(at: randomPosture(arm, k, &s))
      let near = randomPosture(arm, 0, &s)
      let postures = arm.postures(reaching: point, near: near)
      #expect(postures.gap <= 2e-3 * arm.reach, "\(k): \(arm) \(point)")
      for rank in 0..<postures.count {
        let posture = postures[rank]
        #expect((arm.toolPoint(at: posture) - point).length <= 2e-3 * arm.reach)
        for joint in 0..<4 { #expect(posture[joint].magnitude <= arm.turnLimit + 1e-6) }
        for joint in linkCount..<4 { #expect(posture[joint] == 0) }
        if rank > 0 {
          #expect(Arm.turn(from: near, to: postures[rank - 1]) <= Arm.turn(from: near, to: posture))
        }
      }
    }
  }

  @Test("two links give both elbows, and one where the arm is straight")
  func elbows() {
    for k in 0..<200 {
      var s = RandomStream(seed: 22, index: k, purpose: .tooling)
      var arm = randomArm(2, &s)
      arm.jointLimit = .pi
      let angles = SIMD4<Float>(s.uniform(-3, 3), s.uniform(0.2, 2.9), 0, 0)
      let found = arm.postures(reaching: arm.toolPoint(at: angles), near: angles)
      #expect(Arm.turn(from: found[0], to: angles) < 2e-3)
      if found.count == 2 {
        #expect(abs(found[1][1] + angles[1]) < 2e-3)
      } else {
        // The other elbow needs a shoulder turned by half a turn, all but.
        let lead =
          2
          * arctangent(
            arm.links[1] * sine(angles[1]), arm.links[0] + arm.links[1] * cosine(angles[1]))
        #expect(wrappedAngle(angles[0] + lead).magnitude > 3.12)
      }
    }
    let straight = twoLinks.postures(
      reaching: twoLinks.toolPoint(at: SIMD4(0.5, 0, 0, 0)), near: .zero)
    #expect(straight.count == 1 && straight.gap < 1e-4)
  }

  @Test("an arm that is stretched out finds what lies straight behind it, and before it")
  func behind() {
    let found = twoLinks.postures(reaching: twoLinks.mount + Vec2(-0.5, 0), near: .zero)
    #expect(found.count == 2 && found.gap < 1e-4)
    #expect(found[0][1] == -found[1][1])
    let ahead = twoLinks.postures(reaching: twoLinks.mount + Vec2(0.5, 0), near: .zero)
    #expect(ahead.count == 2 && ahead.gap < 1e-4)
  }

  @Test("at its own shoulder an arm of equal links finds a posture where its limits let it fold")
  func shoulder() {
    var arm = twoLinks
    arm.links = [0.5, 0.5]
    arm.jointLimit = .pi
    #expect(arm.postures(reaching: arm.mount, near: .zero).gap < 0.01)
    arm.jointLimit = 2.6
    // 2 a cos(2.6 / 2) remains.
    let gap = arm.postures(reaching: arm.mount, near: .zero).gap
    #expect(abs(gap - 2 * 0.5 * cosine(1.3)) < 2e-3)
    #expect(threeLinks.postures(reaching: threeLinks.mount, near: .zero).gap < 1e-3)
  }

  @Test("of a point beyond reach the nearest approach is told", arguments: 1...4)
  func beyond(linkCount: Int) {
    for k in 0..<60 {
      var s = RandomStream(seed: 23, index: k, step: linkCount, purpose: .tooling)
      let arm = randomArm(linkCount, &s)
      // Within the shoulder's limit the nearest posture is the straight one.
      let bearing = s.uniform(-arm.turnLimit, arm.turnLimit)
      let excess = s.uniform(0.05, 2)
      let point = arm.mount + Rotation(angle: bearing).xAxis * (arm.reach + excess)
      let found = arm.postures(reaching: point, near: randomPosture(arm, 0, &s))
      #expect(found.count >= 1 && abs(found.gap - excess) < 0.01 * arm.reach, "\(k) \(arm)")
    }
    // Nearer than the links can fold: the limit of 60° keeps the tool out.
    var stiff = twoLinks
    stiff.jointLimit = .pi / 3
    let least = (0.25 + 0.16 + 2 * 0.5 * 0.4 * Float(0.5)).squareRoot()
    let found = stiff.postures(reaching: stiff.mount + Vec2(0.3, 0), near: .zero)
    #expect(abs(found.gap - (least - 0.3)) < 2e-3)
  }

  @Test("the nearest posture in joint space comes first, whichever elbow it has")
  func nearest() {
    let point = twoLinks.mount + Vec2(0.6, 0.1)
    let up = twoLinks.postures(reaching: point, near: SIMD4(0.5, -1, 0, 0))
    let down = twoLinks.postures(reaching: point, near: SIMD4(-0.5, 1, 0, 0))
    #expect(up[0][1] < 0 && down[0][1] > 0)
  }

  @Test("bends start within the limits, the tool off the singular stretch", arguments: 1...4)
  func bends(linkCount: Int) {
    for k in 0..<50 {
      var s = RandomStream(seed: 24, index: k, step: linkCount, purpose: .tooling)
      let arm = randomArm(linkCount, &s)
      #expect(!arm.bends.isEmpty)
      for posture in arm.bends {
        for joint in 0..<4 { #expect(posture[joint].magnitude <= arm.turnLimit + 1e-6) }
      }
      if linkCount > 1 { #expect(arm.bends[0][1].magnitude > 1) }
    }
  }

  @Test("joints turn in proportion and arrive together")
  func together() {
    var angles = SIMD4<Float>(0.3, 0.6, -0.4, 0)
    let goal = SIMD4<Float>(-1, 1.2, 0.9, 0)
    for _ in 0..<20 {
      let rates = threeLinks.jointRates(toward: goal, at: angles, pace: 0.5)
      #expect(abs(Arm.turn(from: .zero, to: rates) - 0.5 * threeLinks.maxJointRate) < 1e-5)
      let left = goal - angles
      for joint in 1..<3 { #expect(abs(rates[joint] * left[0] - rates[0] * left[joint]) < 1e-5) }
      angles += rates * 0.05
    }
    #expect(threeLinks.jointRates(toward: goal, at: goal, pace: 1) == .zero)
  }
}
