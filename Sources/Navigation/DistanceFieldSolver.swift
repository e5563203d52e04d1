import SimCore

/// Units of distance fields: integers, so that sums have one value in any order.
public enum FieldUnit {
  /// A straight step of one cell.
  @inlinable public static var straight: UInt32 { 12 }
  /// A diagonal step; 17/12 is √2 to 0.2 %.
  @inlinable public static var diagonal: UInt32 { 17 }
  /// No way leads to the goal.
  @inlinable public static var unreachable: UInt32 { .max }

  /// Metres of a distance, infinite where no way leads to the goal.
  @inlinable @inline(__always)
  static func metres(_ distance: UInt32, _ metresPerUnit: Float) -> Float {
    distance == unreachable ? .infinity : Float(distance) * metresPerUnit
  }
}

/// Computes the distances of all cells to one goal along the allowed steps.
///
/// Dijkstra's algorithm from the goal backwards. Steps have only two lengths, so two first-in
/// first-out queues, one per length, are each sorted by themselves and take the place of a heap: a
/// cell enters each at most once.
struct DistanceFieldSolver: ~Copyable {
  private var straight: Buffer<Int32>
  private var diagonal: Buffer<Int32>

  init(cellCount: Int) {
    straight = Buffer(count: cellCount + 1, repeating: 0)
    diagonal = Buffer(count: cellCount + 1, repeating: 0)
  }

  /// Fills `field` [cells] with the distances to `goal`, in units of `FieldUnit`.
  ///
  /// - Complexity: O(cells); about 1 ms for 38 000 free cells.
  mutating func solve(
    _ map: NavigationMap, layer: Int, goal: Int, into field: UnsafeMutablePointer<UInt32>
  ) {
    // Unsafe: queues have room for every cell once; entries name neighbours inside the grid only.
    field.update(repeating: FieldUnit.unreachable, count: map.cellCount)
    let entries = map.entries.base + layer * map.cellCount
    let steps = map.steps
    let straight = straight.base
    let diagonal = diagonal.base
    var (straightHead, straightTail, diagonalHead, diagonalTail) = (0, 0, 0, 0)
    field[goal] = 0
    var cell = goal
    while true {
      let distance = field[cell]
      var mask = entries[cell]
      while mask != 0 {
        let d = mask.trailingZeroBitCount
        mask &= mask - 1
        let previous = cell + Int(steps[d])
        if d & 1 == 0 {
          let longer = distance + FieldUnit.straight
          if longer < field[previous] {
            field[previous] = longer
            straight[straightTail] = Int32(truncatingIfNeeded: previous)
            straightTail += 1
          }
        } else {
          let longer = distance + FieldUnit.diagonal
          if longer < field[previous] {
            field[previous] = longer
            diagonal[diagonalTail] = Int32(truncatingIfNeeded: previous)
            diagonalTail += 1
          }
        }
      }
      // A cell that stands in both queues is taken a second time without effect.
      if straightHead < straightTail {
        let a = Int(straight[straightHead])
        if diagonalHead < diagonalTail, field[Int(diagonal[diagonalHead])] < field[a] {
          cell = Int(diagonal[diagonalHead])
          diagonalHead += 1
        } else {
          cell = a
          straightHead += 1
        }
      } else if diagonalHead < diagonalTail {
        cell = Int(diagonal[diagonalHead])
        diagonalHead += 1
      } else {
        return
      }
    }
  }
}
