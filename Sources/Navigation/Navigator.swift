import SimCore

/// Distance fields of a run, built on demand and kept while a byte budget allows.
///
/// A field holds, for every cell, the length of the shortest allowed way to one goal cell. Whether a
/// field is found or built anew never changes its values, so results do not depend on the budget.
public struct Navigator: ~Copyable {
  /// The map whose ways are measured.
  public let map: NavigationMap
  /// How many fields were computed so far.
  public private(set) var fieldsBuilt = 0

  private var solver: DistanceFieldSolver
  /// The free rectangle of each layer, where it is one. [layers]
  private let openFloors: [OpenFloor]
  /// The tables of all slots, one block of which the system gives pages when they are first written:
  /// a new goal costs no allocation in the loop. [capacity × cells]
  private let tables: UnsafeMutablePointer<UInt32>
  private let capacity: Int
  /// How many slots hold a field.
  private var fieldCount = 0
  /// Slot of the field to a goal, or −1. [layers × cells]
  private var slotOfGoal: Buffer<Int32>
  /// Key (layer × cells + goal) of a slot. [capacity]
  private var goalOfSlot: Buffer<Int32>
  /// Neighbours of a slot in order of use: older and newer; −1 at the ends. [capacity]
  private var older: Buffer<Int32>
  private var newer: Buffer<Int32>
  private var oldest: Int32 = -1
  private var newest: Int32 = -1

  /// A navigator with an empty cache.
  ///
  /// - Parameters:
  ///   - map: The compiled ways.
  ///   - cacheBytes: Memory for fields; a field takes 4 bytes per cell. At least 4 are kept.
  public init(map: NavigationMap, cacheBytes: Int = 256 << 20) {
    self.map = map
    // More fields than goals there cannot be.
    capacity = min(map.radii.count * map.cellCount, max(4, cacheBytes / (4 * map.cellCount)))
    tables = .allocate(capacity: capacity * map.cellCount)
    solver = DistanceFieldSolver(cellCount: map.cellCount)
    openFloors = map.radii.indices.map { OpenFloor(map, layer: $0) }
    slotOfGoal = Buffer(count: map.radii.count * map.cellCount, repeating: -1)
    goalOfSlot = Buffer(count: capacity, repeating: -1)
    older = Buffer(count: capacity, repeating: -1)
    newer = Buffer(count: capacity, repeating: -1)
  }

  deinit { tables.deallocate() }

  /// The distances of all cells to a goal cell, in units of `FieldUnit`; built if not in the cache.
  ///
  /// It is valid until `capacity` − 1 other fields were asked for; use it at once.
  ///
  /// - Complexity: O(1) where cached or on an open floor, else O(cells).
  mutating func field(to goal: Int, layer: Int) -> DistanceField {
    if let field = openFloors[layer].field(map, to: goal) { return field }
    let key = layer * map.cellCount + goal
    var slot = slotOfGoal[key]
    if slot >= 0 {
      touch(slot)
      return DistanceField(table(slot))
    }
    if fieldCount < capacity {
      slot = Int32(fieldCount)
      fieldCount += 1
    } else {
      slot = oldest
      unlink(slot)
      slotOfGoal[Int(goalOfSlot[Int(slot)])] = -1
    }
    solver.solve(map, layer: layer, goal: goal, into: table(slot))
    fieldsBuilt += 1
    slotOfGoal[key] = slot
    goalOfSlot[Int(slot)] = Int32(key)
    link(slot)
    return DistanceField(table(slot))
  }

  /// The table of a slot; in bounds, because a slot is below `capacity`. [cells]
  private func table(_ slot: Int32) -> UnsafeMutablePointer<UInt32> {
    tables + Int(slot) * map.cellCount
  }

  /// True where a field is in the cache; `key` is layer × cells + goal.
  func hasField(key: Int) -> Bool { slotOfGoal[key] >= 0 }

  /// The ways of a layer to a point (m), for as long as its field is valid; nil where none leads
  /// there.
  public mutating func approach(to goal: Vec2, layer: Int) -> Approach? {
    guard let cell = map.passableCell(near: goal, layer: layer) else { return nil }
    return Approach(
      goal: goal, goalCell: cell, metresPerUnit: metresPerUnit,
      field: field(to: cell, layer: layer))
  }

  /// The length of the way between two points (m) for robots of a layer, metres.
  ///
  /// - Returns: `.infinity` where there is no way. The value is that of the grid's ways, up to 8 %
  ///   longer than the shortest way on an open floor.
  public mutating func distance(from start: Vec2, to goal: Vec2, layer: Int) -> Float {
    guard let way = approach(to: goal, layer: layer),
      let cell = map.passableCell(near: start, layer: layer)
    else { return .infinity }
    return way.distance(from: start, cell: cell)
  }

  /// The time a robot of a layer needs between two points (m) at a steady speed (m/s), seconds.
  ///
  /// - Returns: `.infinity` where there is no way.
  public mutating func travelTime(
    from start: Vec2, to goal: Vec2, layer: Int, speed: Float
  ) -> Float {
    distance(from: start, to: goal, layer: layer) / speed
  }

  /// Metres of a distance in field units.
  func metres(_ distance: UInt32) -> Float { FieldUnit.metres(distance, metresPerUnit) }

  /// Metres of one field unit.
  var metresPerUnit: Float { map.cellSize / Float(FieldUnit.straight) }

  private mutating func touch(_ slot: Int32) {
    if slot == newest { return }
    unlink(slot)
    link(slot)
  }

  private mutating func link(_ slot: Int32) {
    older[Int(slot)] = newest
    newer[Int(slot)] = -1
    if newest >= 0 { newer[Int(newest)] = slot } else { oldest = slot }
    newest = slot
  }

  private mutating func unlink(_ slot: Int32) {
    let (before, after) = (older[Int(slot)], newer[Int(slot)])
    if before >= 0 { newer[Int(before)] = after } else { oldest = after }
    if after >= 0 { older[Int(after)] = before } else { newest = before }
  }
}

/// The ways of a layer to one point; valid as long as the field it reads.
///
/// A few numbers that are read once per robot and option: nothing in it is counted or copied deep.
@frozen
public struct Approach {
  @usableFromInline let goal: Vec2
  @usableFromInline let goalCell: Int
  @usableFromInline let metresPerUnit: Float
  @usableFromInline let field: DistanceField

  init(goal: Vec2, goalCell: Int, metresPerUnit: Float, field: DistanceField) {
    self.goal = goal
    self.goalCell = goalCell
    self.metresPerUnit = metresPerUnit
    self.field = field
  }

  /// The length of the way from a point (m) whose nearest passable cell is known, metres.
  ///
  /// It is `.infinity` where there is no way, and where the cell is −1: there is none near.
  @inlinable
  public func distance(from start: Vec2, cell from: Int) -> Float {
    if from < 0 { return .infinity }
    if from == goalCell { return (goal - start).length }
    return FieldUnit.metres(field[from], metresPerUnit)
  }
}
