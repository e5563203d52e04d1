import Contracts
import Embodiments
import Reaching
import SimCore
import Testing

/// Arms without masses: joints follow the motion that they are told at their largest rate.
private struct Cell: ~Copyable {
  var control: ReachControl
  var angles: [SIMD4<Float>]
  var targets: [Vec2?]
  /// Ticks each one works on at its target before it takes the next.
  var dwell: [Int]
  var states: [ReachState]
  var done: [Int]
  let period: Float = 0.1

  init(_ arms: [ReachingArm]) {
    control = ReachControl(site: ReachSite(arms: arms, tolerance: 0.045), period: 0.1)
    angles = arms.map { $0.homes[0] }
    targets = arms.map { _ in nil }
    dwell = arms.map { _ in 0 }
    states = arms.map { _ in .free }
    done = arms.map { _ in 0 }
  }

  var arms: [ReachingArm] { control.site.arms }

  /// One tick; a tool that is at its target works there for `work` ticks, then `next` gives another.
  mutating func step(work: Int, _ next: (Int) -> Vec2?) {
    for (index, arm) in arms.enumerated() {
      let base = arm.base ?? Pose(position: .zero)
      control.see(
        index,
        ReachInput(
          base: base, angles: angles[index],
          target: targets[index].map(base.inverseTransform) ?? Vec2(repeating: .nan),
          state: states[index] == .free && dwell[index] > 0 ? .busy : states[index]))
    }
    control.update()
    for (index, arm) in arms.enumerated() {
      if let motion = control.motion(index) {
        let ahead = control.ahead(index)
        let pace = min(1, ahead.toGo / arm.arm.reach / (arm.arm.maxJointRate * period))
        angles[index] +=
          arm.arm.jointRates(toward: motion.posture, at: angles[index], pace: pace) * period
      }
      guard let target = targets[index] else {
        targets[index] = next(index)
        continue
      }
      if dwell[index] > 0 {
        dwell[index] -= 1
        if dwell[index] == 0 {
          done[index] += 1
          targets[index] = next(index)
        }
      } else if (tool(index) - target).length < 0.05 {
        dwell[index] = work
      }
    }
  }

  func tool(_ index: Int) -> Vec2 {
    (arms[index].base ?? Pose(position: .zero)).transform(
      arms[index].arm.toolPoint(at: angles[index]))
  }

  /// The least gap between links of two arms, metres.
  func leastGap() -> Float {
    var least = Float.infinity
    for a in arms.indices {
      for b in arms.indices where b > a {
        for (p, q) in links(a) {
          for (r, s) in links(b) {
            let width = 0.5 * (arms[a].arm.linkWidth + arms[b].arm.linkWidth)
            least = min(least, segmentDistance(p, q, r, s) - width)
          }
        }
      }
    }
    return least
  }

  private func links(_ index: Int) -> [(Vec2, Vec2)] {
    let base = arms[index].base ?? Pose(position: .zero)
    return arms[index].arm.links.indices.map {
      let link = arms[index].arm.link($0, at: angles[index])
      return (base.transform(link.start), base.transform(link.end))
    }
  }
}

private func arm(_ links: [Float] = [0.5, 0.4], limit: Float = 2.6) -> Arm {
  Arm(
    links: links, linkWidth: 0.08, linkMass: 3, maxJointRate: 1.57, maxJointTorque: 60,
    jointLimit: limit, mount: .zero)
}

/// Bolted arms, each with the homes that keep farthest out of the others' discs.
private func bolted(_ places: [(Vec2, Float)], _ arm: Arm = arm(), _ bars: [Bar] = [])
  -> [ReachingArm]
{
  let bases = places.map { Pose(position: $0.0, rotation: Rotation(angle: $0.1)) }
  return bases.indices.map { own in
    let others = bases.indices.filter { $0 != own }.map { bases[$0].position }
    let homes = Arm.homes(
      of: arm, at: bases[own], others: others.map { ($0, arm.reach + 0.5 * arm.linkWidth) }
    ) { _ in true }
    return ReachingArm(row: own, arm: arm, base: bases[own], homes: homes, obstacles: bars)
  }
}

@Suite("Joint motions and reserved volume")
struct ReachControlTests {
  @Test("a lone arm reaches what lies straight behind it")
  func behind() {
    var cell = Cell(bolted([(.zero, 0)]))
    cell.targets[0] = Vec2(-0.5, 0)
    for _ in 0..<40 { cell.step(work: 1) { _ in nil } }
    #expect(cell.done[0] == 1)
  }

  @Test("a target beyond the joint limits is told, and the arm stays as it is")
  func lost() {
    var cell = Cell(bolted([(.zero, 0)], arm(limit: 1)))
    let before = cell.angles[0]
    cell.targets[0] = Vec2(-0.5, 0)
    for _ in 0..<10 { cell.step(work: 1) { _ in nil } }
    #expect(cell.control.isLost(0) && cell.angles[0] == before)
    cell.targets[0] = Vec2(0.8, 0)
    for _ in 0..<40 { cell.step(work: 1) { _ in nil } }
    #expect(!cell.control.isLost(0) && cell.done[0] == 1)
  }

  @Test("an arm goes round what does not move where a way leads round it")
  func obstacle() {
    // Beside the arm: the straight motion of the shoulder would sweep it.
    let post = Bar(start: Vec2(0.75, 0.25), end: Vec2(0.75, 0.25), radius: 0.06)
    var cell = Cell(bolted([(.zero, 0)], arm(), [post]))
    cell.angles[0] = SIMD4(0, 0, 0, 0)
    cell.targets[0] = Vec2(0, 0.85)
    var least = Float.infinity
    for _ in 0..<80 {
      cell.step(work: 1) { _ in nil }
      for link in 0..<2 {
        let (p, q) = arm().link(link, at: cell.angles[0])
        least = min(least, distance(from: post.start, toSegment: p, q) - 0.06 - 0.04)
      }
    }
    #expect(cell.done[0] == 1 && least >= 0, "\(least)")
  }

  /// Lets arms work at points between them, ten ticks a second; the least gap of their links, metres.
  private func work(
    _ cell: inout Cell, _ places: [(Vec2, Float)], clear: Float, ticks: Int, seed: Int
  ) -> Float {
    var least = cell.leastGap()
    let arms = cell.arms
    var draws = RandomStream(seed: 32, index: seed, purpose: .tooling)
    for _ in 0..<ticks {
      cell.step(work: 10) { index in
        for _ in 0..<50 {
          let point = Vec2(draws.uniform(-1, 4), draws.uniform(-2, 2))
          let isClear = places.indices.allSatisfy { other in
            (places[other].0 - point).length > (other == index ? 0.35 : clear)
          }
          guard isClear, let base = arms[index].base else { continue }
          let found = arms[index].arm.postures(
            reaching: base.inverseTransform(point), near: arms[index].homes[0])
          if found.gap < 0.01 { return point }
        }
        return nil
      }
      least = min(least, cell.leastGap())
    }
    return least
  }

  @Test(
    "arms whose bases stand clear of each other's discs share what lies between them: they never meet, and each one's work goes on",
    arguments: 0..<6)
  func shared(seed: Int) {
    var s = RandomStream(seed: 31, index: seed, purpose: .tooling)
    let gap = s.uniform(1.05, 1.5)
    // Two, or three in a row, turned to each other more or less.
    let places: [(Vec2, Float)] = (0..<2 + seed % 2).map { k in
      (Vec2(Float(k) * gap, 0), Float(k % 2) * .pi + s.uniform(-0.5, 0.5))
    }
    var cell = Cell(bolted(places, arm(seed % 4 == 3 ? [0.35, 0.3, 0.25] : [0.5, 0.4])))
    let least = work(&cell, places, clear: 0.5, ticks: 800, seed: seed)
    #expect(least > 0, "\(least)")
    // 80 s: alone a stop takes about 2 s; who waits long for one is served like everybody in the others.
    for index in places.indices { #expect(cell.done[index] >= 6, "\(cell.done)") }
  }

  @Test("however crowded, arms never meet, and somebody's work goes on", arguments: 0..<6)
  func crowded(seed: Int) throws {
    var s = RandomStream(seed: 33, index: seed, purpose: .tooling)
    let count = 2 + seed % 3
    let radius = 0.5 * s.uniform(0.75, 1.1) / sine(.pi / Float(count))
    let places: [(Vec2, Float)] = (0..<count).map { k in
      (Rotation(angle: 2 * .pi * Float(k) / Float(count)).xAxis * radius, s.uniform(-.pi, .pi))
    }
    var cell = Cell(bolted(places))
    try #require(cell.leastGap() > 0)
    let least = work(&cell, places, clear: 0.4, ticks: 400, seed: seed)
    #expect(least > 0, "\(least)")
    #expect(cell.done.reduce(0, +) >= 3, "\(cell.done)")
  }

  @Test("an arm that has no work goes out of the way, and one that works is waited for")
  func idle() {
    var cell = Cell(bolted([(Vec2(0, 0), 0), (Vec2(1, 0), .pi)]))
    cell.targets[0] = Vec2(0.5, 0.1)
    for _ in 0..<40 { cell.step(work: 1) { _ in nil } }
    #expect(cell.done[0] == 1)
    // Nobody asks: it stays where it is.
    #expect((cell.tool(0) - Vec2(0.5, 0.1)).length < 0.05)
    cell.targets[1] = Vec2(0.5, 0.1)
    for _ in 0..<80 { cell.step(work: 1) { _ in nil } }
    #expect(cell.done[1] == 1 && (cell.tool(0) - Vec2(0.5, 0.1)).length > 0.2)
  }

  @Test("one that has failed is not passed through, and is let home when it works again")
  func failed() {
    var cell = Cell(bolted([(Vec2(0, 0), 0), (Vec2(1, 0), .pi)]))
    cell.targets[0] = Vec2(0.6, 0.05)
    for _ in 0..<40 { cell.step(work: 1) { _ in nil } }
    cell.states[0] = .absent
    cell.targets[1] = Vec2(0.5, 0.1)
    var least = Float.infinity
    for _ in 0..<100 {
      cell.step(work: 1) { _ in nil }
      least = min(least, cell.leastGap())
    }
    #expect(cell.done[1] == 0 && least > 0 && cell.control.blocker(of: 1) == 0)
    cell.states[0] = .free
    for _ in 0..<100 {
      cell.step(work: 1) { _ in nil }
      least = min(least, cell.leastGap())
    }
    #expect(cell.done[1] == 1 && least > 0)
  }

  @Test("one that failed in the midst is let home first, though its target is barred")
  func stray() {
    var cell = Cell(bolted([(Vec2(0, 0), 0), (Vec2(1, 0), .pi)]))
    cell.targets[0] = Vec2(0.6, 0.05)
    for _ in 0..<40 { cell.step(work: 1) { _ in nil } }
    cell.states[0] = .absent
    for _ in 0..<5 { cell.step(work: 1) { _ in nil } }
    // Back at work, with a target in the middle of the other's home.
    cell.states[0] = .free
    let link = cell.arms[1].arm.link(0, at: cell.arms[1].homes[0])
    let base = cell.arms[1].base ?? Pose(position: .zero)
    cell.targets[0] = base.transform((link.start + link.end) * 0.5)
    cell.targets[1] = Vec2(0.5, 0.1)
    var least = Float.infinity
    for _ in 0..<200 {
      cell.step(work: 1) { _ in nil }
      least = min(least, cell.leastGap())
    }
    #expect(cell.done[1] == 1 && least > 0, "\(cell.done) \(least)")
  }

  @Test("nobody is sent off by one that goes another way")
  func undisturbed() {
    var cell = Cell(bolted([(Vec2(0, 0), 0), (Vec2(1, 0), .pi)]))
    // The second stays where it has worked, low; the first then works high, where only one elbow is clear.
    cell.targets[1] = Vec2(0.6, -0.2)
    for _ in 0..<40 { cell.step(work: 1) { _ in nil } }
    let before = cell.angles[1]
    cell.targets[0] = Vec2(0.1, 0.8)
    for _ in 0..<40 { cell.step(work: 1) { _ in nil } }
    #expect(cell.done == [1, 1] && Arm.turn(from: before, to: cell.angles[1]) < 0.05)
  }
}
