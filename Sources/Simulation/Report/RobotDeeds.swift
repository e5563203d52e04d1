import SimCore
import Work

/// What each robot has done in a run: the counters of `RunTally`, robot by robot.
///
/// No decision reads them. Their sums are figures of the run, which its hash covers; so they are kept in snapshots
/// and left out of hashes, and a run has the hash that it had before they were counted.
struct RobotDeeds: ~Copyable {
  /// Jobs delivered, goals held included. [robotCount]
  private(set) var deliveries: Buffer<Int32>
  /// Stops done. [robotCount]
  private(set) var errands: Buffer<Int32>
  /// Metres driven. [robotCount]
  private(set) var distance: Buffer<Double>
  /// Joules taken from the battery. [robotCount]
  private(set) var energy: Buffer<Double>
  /// Executor ticks under way, and those of them in which it was blocked. [robotCount]
  private(set) var underWayTicks: Buffer<Int32>
  private(set) var blockedTicks: Buffer<Int32>
  /// Executor ticks in which it was jammed, and times it became so. [robotCount]
  private(set) var jammedTicks: Buffer<Int32>
  private(set) var jams: Buffer<Int32>
  /// What it was about, tick by tick. [robotCount]
  private(set) var uses: Buffer<RobotUses>

  /// Nothing done yet.
  init(robotCount: Int) {
    let rows = max(1, robotCount)
    deliveries = Buffer(count: rows, repeating: 0)
    errands = Buffer(count: rows, repeating: 0)
    distance = Buffer(count: rows, repeating: 0)
    energy = Buffer(count: rows, repeating: 0)
    underWayTicks = Buffer(count: rows, repeating: 0)
    blockedTicks = Buffer(count: rows, repeating: 0)
    jammedTicks = Buffer(count: rows, repeating: 0)
    jams = Buffer(count: rows, repeating: 0)
    uses = Buffer(count: rows, repeating: RobotUses())
  }

  /// Books the work of a robot in an executor tick: jobs delivered and stops done.
  mutating func work(_ row: Int, deliveries: Int, errands: Int) {
    self.deliveries[row] += Int32(truncatingIfNeeded: deliveries)
    self.errands[row] += Int32(truncatingIfNeeded: errands)
  }

  /// Books the motion of a robot in an executor tick: metres driven, and whether something held it.
  mutating func move(_ row: Int, by metres: Double, isUnderWay: Bool, isBlocked: Bool) {
    distance[row] += metres
    if isUnderWay { underWayTicks[row] += 1 }
    if isBlocked { blockedTicks[row] += 1 }
  }

  /// Books a standstill of a robot in an executor tick: whether it is jammed, and whether it became so.
  mutating func stand(_ row: Int, isJammed: Bool, jams: Int) {
    if isJammed { jammedTicks[row] += 1 }
    self.jams[row] += Int32(truncatingIfNeeded: jams)
  }

  /// Books joules that a robot took from its battery.
  mutating func drain(_ row: Int, _ joules: Double) { energy[row] += joules }

  /// Books what robots are about in an executor tick; returns all of them together.
  mutating func use(_ work: borrowing FleetWork, robotCount: Int) -> RobotUses {
    var all = RobotUses()
    for row in 0..<robotCount {
      let use = RobotUse(work.stage[row], work.robots[row].state)
      uses[row].add(use)
      all.add(use)
    }
    return all
  }

  /// Lists what a snapshot holds; a hash has the sums, and folds none of it.
  mutating func visitState(_ archive: inout StateArchive) {
    guard archive.purpose != .hashing else { return }
    archive.visit(&deliveries)
    archive.visit(&errands)
    archive.visit(&distance)
    archive.visit(&energy)
    archive.visit(&underWayTicks)
    archive.visit(&blockedTicks)
    archive.visit(&jammedTicks)
    archive.visit(&jams)
    archive.visit(&uses)
  }
}
