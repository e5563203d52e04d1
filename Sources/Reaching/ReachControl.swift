import Contracts
import Embodiments
import SimCore

/// What an arm is about, as far as joint motions go.
@frozen
public enum ReachState: UInt8, BitwiseCopyable, Sendable {
  /// Not to be guided: it has failed, a person drives it, or its base drives.
  case absent
  /// Goes to its target, or out of others' way where it has none.
  case free
  /// Works at its target and stays there.
  case busy
}

/// An arm as it is at an executor tick.
@frozen
public struct ReachInput: BitwiseCopyable, Sendable {
  /// Where its base is.
  public var base: Pose
  /// Joint angles, radians, base first.
  public var angles: SIMD4<Float>
  /// Where its tool is to be in the base's frame, metres; NaN where it has no target.
  public var target: Vec2
  /// What it is about.
  public var state: ReachState

  /// An arm from its values.
  public init(base: Pose, angles: SIMD4<Float>, target: Vec2, state: ReachState) {
    self.base = base
    self.angles = angles
    self.target = target
    self.state = state
  }
}

/// Plans the joint motions of all arms of a run, and reserves the volume that they sweep.
///
/// ## Rules
///
/// 1. A target becomes a joint motion: to the nearest posture that reaches it, straight in joint space,
///    clear of what does not move; where only that is clear the arm folds, swings and unfolds. A target
///    that no posture reaches is left alone, and `isLost` says so.
/// 2. An arm that shares its workspace **always holds a way home**: the volume between its present
///    posture, its goal and one of its homes. No two volumes that are held meet. So every arm can always go
///    home, whatever the others do, and no two can wait for each other for ever.
/// 3. A motion is granted with the way home from its end, where that volume is free. Whoever waits holds
///    what it is in and asks those in its way to go; an arm that neither moves nor works, or waits itself
///    and came later, then goes home. Who has waited longer is served first, then the lower row.
/// 4. After `ReachPace.patience` seconds nobody who came later is granted volume that an arm waits for, so
///    that nobody starves; and who has waited so long goes home, from where other ways lead on.
///
/// Homes are postures outside the others' workspaces where there are such. An arm whose target cannot be
/// reached past the home of another, or past one that has failed, waits; the run tells it as jammed.
///
/// All is local: an arm asks those whose workspaces overlap its own. Everything is done in row order and
/// allocated at the start.
///
/// Source: joint-space motions as of every arm's controller; the safe state of rule 2 is that of
/// E. W. Dijkstra's banker (EWD 623), with volumes for loans.
public struct ReachControl: StateHolder, ~Copyable {
  /// How an arm's motion stands.
  enum Phase: UInt8, BitwiseCopyable {
    /// Not guided.
    case absent
    /// Was not guided and has to be granted a way home first.
    case stray
    /// Stays as it is: it has no target, waits, or has one out of reach.
    case still
    /// On the way to its goal, or there.
    case going
    /// On the way home, because somebody asked.
    case leaving
  }

  /// The arms.
  public let site: ReachSite
  /// Seconds between two updates.
  let period: Float

  /// Postures a way may have: folded here, folded there, goal, folded there, home.
  static let knotCapacity = 5

  /// How each arm's motion stands. [armCount]
  var phase: Buffer<Phase>
  /// Postures ahead of each arm, radians; the last is the home it holds a way to.
  /// [armCount × knotCapacity]
  var knots: Buffer<SIMD4<Float>>
  /// How many there are; 0 where an arm holds no way. [armCount]
  var knotCount: Buffer<Int32>
  /// Which of them is the goal; −1 where none is. [armCount]
  var goal: Buffer<Int32>
  /// The target each arm is about, base frame, metres; NaN where it has none. [armCount]
  var target: Buffer<Vec2>
  /// How far from it the nearest posture stays, metres. [armCount]
  var lacking: Buffer<Float>
  /// Seconds each arm has waited for volume. [armCount]
  var waited: Buffer<Float>
  /// The arm each one waits for, or −1. [armCount]
  var blocker: Buffer<Int32>
  /// What each arm's motion has left, metres, as of `ReachAhead.toGo`. [armCount]
  private var toGo: Buffer<Float>

  /// Arms as they are. [armCount]
  var seen: Buffer<ReachInput>
  /// The first that wants an arm out of its way, this tick, or −1; itself where it has waited long.
  /// [armCount]
  var asker: Buffer<Int32>
  /// Those that wait, in the order in which they are served. [armCount]
  var order: Buffer<Int32>
  /// Those whose volume is wanted for so long that nobody else is granted it, this tick. [armCount]
  var wishes: Buffer<Int32>
  var wishCount = 0
  /// Volumes: what each arm holds, what it wishes for, where it would end at home, and what is tried.
  var sweeps: SweepTable
  /// Place of each arm's held volume in `sweeps`, its wish and its home after it; −1 where it shares
  /// nothing.
  let slots: [Int]
  /// Place of what is tried.
  let trial: Int

  /// Arms that are at home.
  ///
  /// - Parameters:
  ///   - site: The arms.
  ///   - period: Seconds between two updates.
  public init(site: ReachSite, period: Float) {
    self.site = site
    self.period = period
    let count = site.arms.count
    phase = Buffer(count: count, repeating: .still)
    knots = Buffer(count: count * ReachControl.knotCapacity, repeating: .zero)
    knotCount = Buffer(count: count, repeating: 0)
    goal = Buffer(count: count, repeating: -1)
    target = Buffer(count: count, repeating: Vec2(repeating: .nan))
    lacking = Buffer(count: count, repeating: 0)
    waited = Buffer(count: count, repeating: 0)
    blocker = Buffer(count: count, repeating: -1)
    toGo = Buffer(count: count, repeating: 0)
    seen = Buffer(
      count: count,
      repeating: ReachInput(
        base: Pose(position: .zero), angles: .zero, target: Vec2(repeating: .nan), state: .absent))
    asker = Buffer(count: count, repeating: -1)
    order = Buffer(count: count, repeating: 0)
    wishes = Buffer(count: count, repeating: 0)
    var slots: [Int] = []
    var next = 0
    for (index, arm) in site.arms.enumerated() {
      slots.append(site.neighbours[index].isEmpty ? -1 : next)
      if !site.neighbours[index].isEmpty { next += 3 }
      knots[index * ReachControl.knotCapacity] = arm.homes[0]
      knotCount[index] = 1
    }
    self.slots = slots
    trial = next
    sweeps = SweepTable(slotCount: count > 0 ? next + 1 : 0)
  }

  /// Says how an arm is, before `update`.
  public mutating func see(_ index: Int, _ input: ReachInput) { seen[index] = input }

  /// Plans and grants motions for one executor tick.
  ///
  /// - Precondition: `see` was called for every arm in this tick.
  /// - Complexity: O(arms), and for each arm that waits O(postures² × neighbours); no allocation.
  public mutating func update() {
    grant()
    for index in site.arms.indices { toGo[index] = left(index) }
  }

  private mutating func grant() {
    var waitingCount = 0
    var sharesWait = false
    for index in site.arms.indices {
      refresh(index)
      asker[index] = -1
      guard isWaiting(index) else {
        waited[index] = 0
        blocker[index] = -1
        continue
      }
      sharesWait = sharesWait || slots[index] >= 0
      insertWaiting(index, waitingCount)
      waitingCount += 1
    }
    guard waitingCount > 0 else { return }
    if sharesWait {
      for index in site.arms.indices where slots[index] >= 0 { sweepHeld(index) }
    }
    wishCount = 0
    for rank in 0..<waitingCount { serve(Int(order[rank])) }
    for index in site.arms.indices where asker[index] >= 0 {
      leaveIfFree(index, for: Int(asker[index]))
    }
  }

  /// Keeps the order of service: who has waited longer first, then the lower row.
  private mutating func insertWaiting(_ index: Int, _ count: Int) {
    var rank = count
    while rank > 0, waited[Int(order[rank - 1])] < waited[index] {
      order[rank] = order[rank - 1]
      rank -= 1
    }
    order[rank] = Int32(index)
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `site`, `period`, `slots`, `trial`. Scratch of one tick: `seen`, `asker`, `order`, `wishes`,
  /// `wishCount`, `sweeps`.
  public mutating func visitState(_ archive: inout StateArchive) {
    guard !site.arms.isEmpty else { return }
    archive.visit(&phase)
    archive.visit(&knots)
    archive.visit(&knotCount)
    archive.visit(&goal)
    archive.visit(&target)
    archive.visit(&lacking)
    archive.visit(&waited)
    archive.visit(&blocker)
    archive.visit(&toGo)
  }
}

// MARK: - What an arm is told

extension ReachControl {
  /// The motion ahead of an arm, for its executor.
  public func ahead(_ index: Int) -> ReachAhead {
    guard phase[index] != .absent else { return .straight }
    let last = lastKnot(index)
    guard last >= 0 else { return .still }
    let end = knots[index * ReachControl.knotCapacity + last]
    return ReachAhead(
      direction: direction(index, site.arms[index].arm, from: seen[index].angles, to: end),
      toGo: toGo[index], isPlanned: true)
  }

  /// What is left of an arm's motion, metres, 0 where it stays; nil where nobody plans it.
  public func toGo(of index: Int) -> Float? { phase[index] == .absent ? nil : toGo[index] }

  private func left(_ index: Int) -> Float {
    let last = lastKnot(index)
    guard last >= 0 else { return 0 }
    let next = knots[index * ReachControl.knotCapacity]
    // Not past a posture between, where the way turns: it is slowed down for.
    let arm = site.arms[index].arm
    let passing = last > 0 ? ReachPace.passing(arm) : 0
    return (Arm.turn(from: seen[index].angles, to: next) + passing) * arm.reach
  }

  /// The joint motion ahead of an arm, for its motors; nil where it has none.
  public func motion(_ index: Int) -> JointMotion? {
    let last = lastKnot(index)
    guard last >= 0 else { return nil }
    let end = knots[index * ReachControl.knotCapacity + last]
    return JointMotion(
      posture: knots[index * ReachControl.knotCapacity],
      direction: direction(index, site.arms[index].arm, from: seen[index].angles, to: end))
  }

  /// True where no posture brings an arm's tool to its target.
  public func isLost(_ index: Int) -> Bool {
    target[index].isFinite && lacking[index] > site.tolerance
  }

  /// The row of the arm that one waits for; nil where it waits for none.
  public func blocker(of index: Int) -> Int? {
    blocker[index] >= 0 ? site.arms[Int(blocker[index])].row : nil
  }

  /// Which of an arm's postures ahead it goes to, or −1 where it stays.
  private func lastKnot(_ index: Int) -> Int {
    switch phase[index] {
    case .absent, .stray, .still: return -1
    case .going: return Int(goal[index])
    case .leaving: return Int(knotCount[index]) - 1
    }
  }

  /// The direction in which the tool sets off, or towards the end where it stands at first.
  private func direction(
    _ index: Int, _ arm: borrowing Arm, from angles: SIMD4<Float>, to end: SIMD4<Float>
  ) -> Vec2 {
    let next = knots[index * ReachControl.knotCapacity]
    let velocity = arm.toolVelocity(of: next - angles, at: angles)
    if velocity.length > 1e-4 * arm.reach { return velocity.normalized }
    let chord = arm.toolPoint(at: end) - arm.toolPoint(at: angles)
    return chord.length > 1e-6 ? chord.normalized : Vec2(1, 0)
  }
}
