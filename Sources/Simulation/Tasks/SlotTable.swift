import Embodiments
import MeanFields
import Policies
import Scenes
import SimCore

/// Who works, charges or parks where: one robot per slot, others queue for it.
struct SlotTable: ~Copyable {
  /// Robot that occupies or has reserved each slot, or −1. [slotCount]
  private(set) var owner: Buffer<Int32>
  /// Robots that head for each slot, the owner included. [slotCount]
  private(set) var claimCount: Buffer<Int32>
  /// Executor ticks each slot was in use. [slotCount]
  private(set) var busyTicks: Buffer<Int32>

  init(model: WorldModel) {
    let count = max(1, model.tasks.slots.count)
    owner = Buffer(count: count, repeating: -1)
    claimCount = Buffer(count: count, repeating: 0)
    busyTicks = Buffer(count: count, repeating: 0)
  }

  /// Chooses the slot of a range with the fewest claims, the nearest among equals, and joins it.
  mutating func join(_ range: Range<Int>, near position: Vec2, slots: [Slot]) -> Int {
    var best = range.lowerBound
    var bestClaims = Int32.max
    var bestDistance = Float.infinity
    for slot in range {
      let gap = (slots[slot].position - position).lengthSquared
      if claimCount[slot] < bestClaims || (claimCount[slot] == bestClaims && gap < bestDistance) {
        best = slot
        bestClaims = claimCount[slot]
        bestDistance = gap
      }
    }
    claimCount[best] += 1
    return best
  }

  /// The nearest slot of a range that nobody has claimed, and how far it is; nil where all are.
  func reserve(
    _ range: Range<Int>, near position: Vec2, slots: [Slot]
  ) -> (slot: Int, gap: Float)? {
    var best = -1
    var bestDistance = Float.infinity
    for slot in range where claimCount[slot] == 0 {
      let gap = (slots[slot].position - position).length
      if gap < bestDistance {
        best = slot
        bestDistance = gap
      }
    }
    return best < 0 ? nil : (best, bestDistance)
  }

  /// Makes a robot the owner of a slot it has found by `reserve`.
  mutating func occupy(_ slot: Int, robot: Int) {
    claimCount[slot] += 1
    owner[slot] = Int32(robot)
  }

  /// Grants a slot to a robot that is near, where it is free; true where the robot has it.
  ///
  /// A robot far away does not need it yet and may come nearer: that also gives true.
  mutating func request(_ slot: Int, robot: Int, isNear: Bool) -> Bool {
    if isNear && owner[slot] < 0 { owner[slot] = Int32(robot) }
    return !isNear || owner[slot] == Int32(robot)
  }

  /// Leaves a slot or its queue.
  mutating func leave(_ slot: Int, robot: Int) {
    claimCount[slot] -= 1
    if owner[slot] == Int32(robot) { owner[slot] = -1 }
  }

  /// Books one executor tick of use.
  mutating func book(_ slot: Int) { busyTicks[slot] += 1 }

  /// Folds the table into a state hash.
  func addHash(to hash: inout StateHash) {
    hash.add(owner)
    hash.add(claimCount)
  }
}
