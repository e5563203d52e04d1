import Embodiments
import SimCore

extension ReachControl {
  /// Takes in what an arm is about now: a new target, the end of one, postures that it has passed.
  mutating func refresh(_ index: Int) {
    let input = seen[index]
    guard input.state != .absent else {
      phase[index] = .absent
      knotCount[index] = 0
      goal[index] = -1
      target[index] = Vec2(repeating: .nan)
      lacking[index] = 0
      return
    }
    if phase[index] == .absent { phase[index] = slots[index] >= 0 ? .stray : .still }
    passKnots(index)
    if !input.target.isFinite {
      target[index] = input.target
      lacking[index] = 0
      if phase[index] == .going { phase[index] = .still }
    } else if !((input.target - target[index]).length <= ReachPace.targetSlack) {
      target[index] = input.target
      let postures = site.arms[index].arm.postures(reaching: input.target, near: input.angles)
      lacking[index] = postures.gap
      waited[index] = 0
      if phase[index] == .going { phase[index] = .still }
    }
  }

  /// Forgets the postures that an arm has passed; the goal of one that is there stays.
  private mutating func passKnots(_ index: Int) {
    let own = knots.base + index * ReachControl.knotCapacity
    let isGoing = phase[index] == .going
    guard isGoing || phase[index] == .leaving else { return }
    while knotCount[index] > 1, !(isGoing && goal[index] == 0),
      Arm.turn(from: seen[index].angles, to: own[0])
        < ReachPace.passing(site.arms[index].arm)
    {
      for k in 1..<Int(knotCount[index]) { own[k - 1] = own[k] }
      knotCount[index] -= 1
      goal[index] = max(-1, goal[index] - 1)
    }
    if !isGoing, isHome(index) { phase[index] = .still }
  }

  /// True where an arm has only its home ahead and is there.
  private func isHome(_ index: Int) -> Bool {
    knotCount[index] == 1 && goal[index] < 0
      && Arm.turn(from: seen[index].angles, to: knots[index * ReachControl.knotCapacity])
        < ReachPace.arrival
  }

  /// True where an arm wants a motion that it has not been granted.
  func isWaiting(_ index: Int) -> Bool {
    switch phase[index] {
    case .absent, .going: return false
    case .stray: return true
    case .still, .leaving: return target[index].isFinite && !isLost(index)
    }
  }

  /// Writes the volume that an arm holds, from where it is along the postures ahead, and its end.
  mutating func sweepHeld(_ index: Int) {
    let input = seen[index]
    sweeps.begin(slots[index], site.arms[index].arm, base: input.base, at: input.angles)
    for k in 0..<Int(knotCount[index]) {
      sweeps.extend(
        slots[index], site.arms[index].arm, base: input.base,
        to: knots[index * ReachControl.knotCapacity + k])
    }
    let last = Int(knotCount[index]) - 1
    sweeps.begin(
      homeSlot(index), site.arms[index].arm, base: input.base,
      at: last < 0 ? input.angles : knots[index * ReachControl.knotCapacity + last])
  }

  /// Where the volume that an arm wishes for is kept.
  private func wishSlot(_ index: Int) -> Int { slots[index] + 1 }
  /// Where the posture is kept in which an arm ends that goes home.
  private func homeSlot(_ index: Int) -> Int { slots[index] + 2 }

  /// Grants an arm that waits its motion, or asks those in its way.
  mutating func serve(_ index: Int) {
    let homes = site.arms[index].homes
    blocker[index] = -1
    guard target[index].isFinite && !isLost(index) else {
      if !goesHome(index) { waited[index] += period }
      return
    }
    let goals = site.arms[index].arm.postures(reaching: target[index], near: seen[index].angles)
    var (wished, barred): (Way?, Way?)
    for manner in Way.Manner.allCases
    where wished == nil && (manner != .regardless || barred == nil) {
      for rank in 0..<min(goals.count, ReachControl.mostGoals) {
        for home in 0..<homes.count {
          let way = way(manner, of: index, to: goals[rank], homes[home])
          switch attempt(index, way, avoidsObstacles: manner != .regardless) {
          case .granted:
            // Whoever stood in the ways tried before it need not go.
            for other in site.neighbours[index] where asker[other] == Int32(index) {
              asker[other] = -1
            }
            return
          case .obstructed: break
          case .blocked: wished = wished ?? way
          case .blockedForGood: barred = barred ?? way
          }
        }
      }
    }
    // Whoever holds no way home takes that first: until then nobody can ask it to go.
    if phase[index] == .stray, goesHome(index) { return }
    waited[index] += period
    guard slots[index] >= 0, let way = wished ?? barred else { return }
    // Who stands at home in its way has to know what to keep clear of.
    sweep(way, of: index, into: wishSlot(index))
    guard waited[index] >= ReachPace.patience else { return }
    if wished != nil {
      wishes[wishCount] = Int32(index)
      wishCount += 1
    }
    // From home other ways lead on, and nobody is held up meanwhile.
    if asker[index] < 0 { asker[index] = Int32(index) }
  }

  /// Postures at a target that are tried.
  private static let mostGoals = 4

  /// Postures one after the other that an arm may be granted.
  struct Way: BitwiseCopyable {
    /// How it leads to a goal and home from there; the next is tried where no other is clear.
    enum Manner: CaseIterable {
      /// Straight both ways.
      case straight
      /// Straight there, and home folded.
      case foldedHome
      /// Folded at the present shoulder, swung, and unfolded at the goal's; home the same way.
      case folded
      /// Past what does not move, where nothing else is left; contacts decide.
      case regardless
    }

    var knots = InlineArray<5, SIMD4<Float>>(repeating: .zero)
    var count = 0
    /// Which of them is the goal; −1 where it leads home alone.
    var goal = -1

    mutating func append(_ posture: SIMD4<Float>) {
      knots[count] = posture
      count += 1
    }
  }

  /// A way to a goal, and home from there where an arm shares its workspace.
  private func way(
    _ manner: Way.Manner, of index: Int, to goal: SIMD4<Float>, _ home: SIMD4<Float>
  ) -> Way {
    let shares = slots[index] >= 0
    let isFolded = manner == .folded || manner == .regardless && shares
    // Folded as at home, the shoulder somewhere else.
    var (here, there) = (home, home)
    here[0] = seen[index].angles[0]
    there[0] = goal[0]
    var way = Way()
    if isFolded {
      way.append(here)
      way.append(there)
    }
    way.goal = way.count
    way.append(goal)
    guard shares else { return way }
    if isFolded || manner == .foldedHome { way.append(there) }
    way.append(home)
    return way
  }

  /// Lets a stray arm that is about nothing go home; false where there is no room.
  private mutating func goesHome(_ index: Int) -> Bool {
    for attemptNumber in 0..<2 {
      for home in site.arms[index].homes {
        var way = Way()
        var here = home
        here[0] = seen[index].angles[0]
        way.append(here)
        way.append(home)
        if attempt(index, way, avoidsObstacles: attemptNumber == 0) == .granted {
          return true
        }
      }
    }
    return false
  }

  /// How a try ended.
  private enum Outcome {
    case granted
    /// Something that does not move is in the way.
    case obstructed
    /// Others are in the way and will go.
    case blocked
    /// The home of another is in the way, or one that does not move.
    case blockedForGood
  }

  /// Grants a way where its volume is free.
  private mutating func attempt(
    _ index: Int, _ way: Way, avoidsObstacles: Bool
  ) -> Outcome {
    sweep(way, of: index, into: trial)
    if avoidsObstacles,
      sweeps.meets(trial, site.arms[index].obstacles, clearance: ReachPace.staticClearance)
    {
      return .obstructed
    }
    let outcome = slots[index] >= 0 ? claim(index) : .granted
    guard outcome == .granted else { return outcome }
    for k in 0..<way.count { knots[index * ReachControl.knotCapacity + k] = way.knots[k] }
    knotCount[index] = Int32(way.count)
    goal[index] = Int32(way.goal)
    phase[index] = way.goal < 0 ? .leaving : .going
    waited[index] = 0
    blocker[index] = -1
    if slots[index] >= 0 { sweepHeld(index) }
    return .granted
  }

  /// Whether the volume that is tried is free; who is in it is asked to go.
  private mutating func claim(_ index: Int) -> Outcome {
    var outcome = Outcome.granted
    for other in site.neighbours[index]
    where sweeps.meets(trial, slots[other], clearance: ReachPace.clearance) {
      if blocker[index] < 0 { blocker[index] = Int32(other) }
      if asker[other] < 0 { asker[other] = Int32(index) }
      if sweeps.meets(trial, homeSlot(other), clearance: ReachPace.clearance) {
        outcome = .blockedForGood
      } else if outcome == .granted {
        outcome = .blocked
      }
    }
    for k in 0..<wishCount where outcome == .granted {
      let other = Int(wishes[k])
      if sweeps.meets(trial, wishSlot(other), clearance: ReachPace.clearance) {
        outcome = .blocked
        blocker[index] = Int32(other)
      }
    }
    return outcome
  }

  /// Writes the volume of a way.
  private mutating func sweep(_ way: Way, of index: Int, into slot: Int) {
    let (arm, input) = (site.arms[index].arm, seen[index])
    sweeps.begin(slot, arm, base: input.base, at: input.angles)
    for k in 0..<way.count { sweeps.extend(slot, arm, base: input.base, to: way.knots[k]) }
  }

  /// Sends an arm that somebody waits for home, unless it moves or works; from home to another home that
  /// is clear of what is waited for.
  mutating func leaveIfFree(_ index: Int, for asking: Int) {
    guard phase[index] == .still, seen[index].state == .free, knotCount[index] > 0 else { return }
    guard isHome(index) else {
      // It may have stayed at its goal: that is behind it.
      goal[index] = -1
      phase[index] = .leaving
      return
    }
    guard asking != index else { return }
    let (arm, input) = (site.arms[index].arm, seen[index])
    for home in site.arms[index].homes
    where Arm.turn(from: input.angles, to: home) > ReachPace.arrival {
      sweeps.begin(trial, arm, base: input.base, at: home)
      if sweeps.meets(trial, wishSlot(asking), clearance: ReachPace.clearance) { continue }
      sweeps.begin(trial, arm, base: input.base, at: input.angles)
      sweeps.extend(trial, arm, base: input.base, to: home)
      if sweeps.meets(
        trial, site.arms[index].obstacles, clearance: ReachPace.staticClearance)
      {
        continue
      }
      let isClear = site.neighbours[index].allSatisfy {
        !sweeps.meets(trial, slots[$0], clearance: ReachPace.clearance)
      }
      guard isClear else { continue }
      knots[index * ReachControl.knotCapacity] = home
      phase[index] = .leaving
      sweepHeld(index)
      return
    }
  }
}
