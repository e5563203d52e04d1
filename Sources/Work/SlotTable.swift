import SimCore

/// Who works, charges or parks where: one robot per slot, others queue for it.
public struct SlotTable: StateHolder, ~Copyable {
  /// Robot that occupies or has reserved each slot, or −1. [slotCount]
  public private(set) var owner: Buffer<Int32>
  /// Robots that head for each slot, the owner included. [slotCount]
  public private(set) var claimCount: Buffer<Int32>
  /// Nearest robot offered to each free slot this tick, or −1, and its squared distance. [slotCount]
  private var offered: Buffer<Int32>
  private var offerDistance: Buffer<Float>
  /// Executor ticks each slot was in use. [slotCount]
  public private(set) var busyTicks: Buffer<Int32>

  /// All slots free.
  public init(slotCount: Int) {
    let count = max(1, slotCount)
    owner = Buffer(count: count, repeating: -1)
    claimCount = Buffer(count: count, repeating: 0)
    offered = Buffer(count: count, repeating: -1)
    offerDistance = Buffer(count: count, repeating: .infinity)
    busyTicks = Buffer(count: count, repeating: 0)
  }

  /// Chooses the slot of a range with the fewest claims, the nearest among equals, and joins it.
  ///
  /// - Parameters:
  ///   - range: The slots to choose from.
  ///   - position: Where the robot is, metres.
  ///   - slots: All slots.
  ///   - cap: Claims a slot may have before nobody else is let in.
  /// - Returns: The slot, or nil where every slot has `cap` claims.
  public mutating func join(
    _ range: Range<Int>, near position: Vec2, slots: [Slot], cap: Int32
  ) -> Int? {
    var best: Int?
    var bestClaims = cap
    var bestDistance = Float.infinity
    for slot in range {
      let gap = (slots[slot].position - position).lengthSquared
      if claimCount[slot] < bestClaims || (claimCount[slot] == bestClaims && gap < bestDistance) {
        guard claimCount[slot] < cap else { continue }
        best = slot
        bestClaims = claimCount[slot]
        bestDistance = gap
      }
    }
    if let best { claimCount[best] += 1 }
    return best
  }

  /// True where a slot of a range has fewer than `cap` claims.
  public func hasRoom(_ range: Range<Int>, cap: Int32) -> Bool {
    for slot in range where claimCount[slot] < cap { return true }
    return false
  }

  /// The nearest slot of a range that nobody has claimed and a test accepts, and how far it is; nil where there is
  /// none.
  public func reserve(
    _ range: Range<Int>, near position: Vec2, slots: [Slot],
    where isFit: (Int) -> Bool = { _ in true }
  ) -> (slot: Int, gap: Float)? {
    var best = -1
    var bestDistance = Float.infinity
    for slot in range where claimCount[slot] == 0 {
      let gap = (slots[slot].position - position).length
      if gap < bestDistance, isFit(slot) {
        best = slot
        bestDistance = gap
      }
    }
    return best < 0 ? nil : (best, bestDistance)
  }

  /// Lets a robot claim a slot, which is its own where nobody has it.
  public mutating func occupy(_ slot: Int, robot: Int) {
    claimCount[slot] += 1
    if owner[slot] < 0 { owner[slot] = Int32(robot) }
  }

  /// Offers a robot that waits before a station to the station's free slots.
  ///
  /// Each free slot remembers the nearest robot offered, the lower row among equals; `takeOffer`
  /// names it. So whoever stands in front goes first, and nobody has to pass
  /// through those who wait. Who has `waited` for some seconds comes before all of them, the longest first.
  public mutating func offer(
    _ range: Range<Int>, robot: Int, position: Vec2, slots: [Slot], waited: Float = 0
  ) {
    var best: Int?
    var bestDistance = Float.infinity
    for slot in range where owner[slot] < 0 {
      let gap = (slots[slot].position - position).lengthSquared
      if gap < bestDistance && (waited > 0 ? -waited : gap) < offerDistance[slot] {
        best = slot
        bestDistance = gap
      }
    }
    guard let best else { return }
    offerDistance[best] = waited > 0 ? -waited : bestDistance
    offered[best] = Int32(robot)
  }

  /// The robot a free slot goes to, if one was offered; clears the offer.
  public mutating func takeOffer(_ slot: Int) -> Int? {
    let robot = offered[slot]
    offered[slot] = -1
    offerDistance[slot] = .infinity
    return robot >= 0 && owner[slot] < 0 ? Int(robot) : nil
  }

  /// True where a robot owns a slot.
  @inlinable
  public func isOwner(_ robot: Int, of slot: Int) -> Bool { owner[slot] == Int32(robot) }

  /// Claims of all slots of a range together.
  public func claims(_ range: Range<Int>) -> Int {
    var sum = 0
    for slot in range { sum += Int(claimCount[slot]) }
    return sum
  }

  /// Moves a robot's claim to another slot, which becomes its own.
  public mutating func change(from old: Int, to new: Int, robot: Int) {
    leave(old, robot: robot)
    claimCount[new] += 1
    owner[new] = Int32(robot)
  }

  /// Leaves a slot or its queue.
  public mutating func leave(_ slot: Int, robot: Int) {
    claimCount[slot] -= 1
    if owner[slot] == Int32(robot) { owner[slot] = -1 }
  }

  /// Books one executor tick of use.
  public mutating func book(_ slot: Int) { busyTicks[slot] += 1 }

  /// Lists what a snapshot holds.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&owner)
    archive.visit(&claimCount)
    archive.visit(&offered)
    archive.visit(&offerDistance)
    archive.visit(&busyTicks)
  }
}
