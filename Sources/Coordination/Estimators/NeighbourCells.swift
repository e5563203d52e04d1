import MeanFields
import SimCore

/// Robots sorted by class, then by the cell of a fine grid, with running sums of their features.
///
/// The robots of consecutive cells of a row are consecutive *places*, so the sum over any run of cells
/// is one difference of two running sums, whatever number of robots it holds. Sums are in fixed point
/// and wrap around: a difference is exact, the same bits as adding the robots one by one.
struct NeighbourCells: ~Copyable {
  /// Cells per radius.
  ///
  /// Fewer cells leave more robots to look at one by one, more cells make more rows:
  /// 3 and 4 cost the same at 0.25 robots per m² and 10 m, 8 a third more; crowds want the finer one.
  private static let cellsPerRadius: Float = 4

  /// Robots that have a place.
  private(set) var placeCount = 0
  private(set) var columns = 1
  private(set) var rows = 1
  private(set) var lower = Vec2.zero
  private(set) var cell: Float = 1
  /// What rounding can move a cell's border by, metres, with room to spare.
  private(set) var margin: Float = 0
  /// Int64 words of a running sum: the features, filled up to a multiple of four.
  let stride: Int
  /// Robot at each place, its class and its position. [robotCount]
  let robotAt: Buffer<Int32>
  let classAt: Buffer<Int32>
  let positionAt: Buffer<Vec2>
  /// First place of each cell of each class; after the last cell of a class the next class begins.
  /// [classCount × cellLimit + 2]
  let starts: Buffer<Int32>
  /// Sums over all places before one. [(robotCount + 1) × stride]
  let sums: Buffer<Int64>
  /// Cell and class as one number, −1 without a position. [robotCount]
  private let keyOf: Buffer<Int32>

  init(layout: PopulationLayout, featureCount: Int) {
    let n = layout.robotCount
    stride = (featureCount + 3) / 4 * 4
    robotAt = Buffer(count: n, repeating: 0)
    classAt = Buffer(count: n, repeating: 0)
    positionAt = Buffer(count: n, repeating: .zero)
    starts = Buffer(count: layout.classCount * Self.cellLimit(n) + 2, repeating: 0)
    sums = Buffer(count: n > 0 ? (n + 1) * stride : 0, repeating: 0)
    keyOf = Buffer(count: n, repeating: -1)
  }

  /// At most so many cells: a lone robot far away must not make a huge grid.
  private static func cellLimit(_ robotCount: Int) -> Int { 4 * robotCount + 64 }

  /// Sorts the robots by counting; stable, so in row order within a cell.
  ///
  /// - Complexity: O(robotCount × featureCount + classCount × cells), no allocation.
  mutating func sort(
    _ features: UnsafePointer<Float>, featureCount: Int, positions: UnsafePointer<Vec2>,
    layout: PopulationLayout, radius: Float
  ) {
    fitGrid(positions, robotCount: layout.robotCount, radius: radius)
    let cellCount = columns * rows
    let keyCount = layout.classCount * cellCount
    let (starts, keyOf) = (starts.base, keyOf.base)
    let (robotAt, classAt, positionAt) = (robotAt.base, classAt.base, positionAt.base)
    starts.update(repeating: 0, count: keyCount + 2)
    let inverse = 1 / cell
    for c in 0..<layout.classCount {
      for i in layout.rows(ofClass: c) {
        guard positions[i].isFinite else {
          keyOf[i] = -1
          continue
        }
        let place = (positions[i] - lower) * inverse
        let index = min(rows - 1, Int(place.y)) * columns + min(columns - 1, Int(place.x))
        keyOf[i] = Int32(c * cellCount + index)
        starts[c * cellCount + index + 2] += 1
      }
    }
    // Counts are two entries late, so that filling moves `starts[key + 1]` to where the next begins.
    for key in 0..<keyCount { starts[key + 2] += starts[key + 1] }
    for c in 0..<layout.classCount {
      for i in layout.rows(ofClass: c) where keyOf[i] >= 0 {
        let key = Int(keyOf[i])
        let place = Int(starts[key + 1])
        starts[key + 1] += 1
        robotAt[place] = Int32(i)
        classAt[place] = Int32(c)
        positionAt[place] = positions[i]
      }
    }
    placeCount = Int(starts[keyCount])
    addUp(features, featureCount)
  }

  private mutating func fitGrid(
    _ positions: UnsafePointer<Vec2>, robotCount: Int, radius: Float
  ) {
    var low = Vec2(repeating: .infinity)
    var high = Vec2(repeating: -.infinity)
    for i in 0..<robotCount where positions[i].isFinite {
      low = Vec2(min(low.x, positions[i].x), min(low.y, positions[i].y))
      high = Vec2(max(high.x, positions[i].x), max(high.y, positions[i].y))
    }
    lower = low.isFinite ? low : .zero
    let size = low.isFinite ? high - low : .zero
    cell = radius / Self.cellsPerRadius
    let limit = Double(Self.cellLimit(robotCount))
    while (Double(size.x / cell) + 1) * (Double(size.y / cell) + 1) > limit { cell *= 1.5 }
    columns = Int(size.x / cell) + 1
    rows = Int(size.y / cell) + 1
    // Places within the grid are rounded to 2⁻²⁴ of its size a few times over.
    margin = 1e-3 * cell + 2e-6 * max(size.x, size.y)
  }

  private func addUp(_ features: UnsafePointer<Float>, _ featureCount: Int) {
    let sums = sums.base
    guard placeCount > 0 else { return }
    sums.update(repeating: 0, count: stride)
    let magic = SIMD4<Int64>(repeating: fixedPointMagicBits)
    for place in 0..<placeCount {
      let row = features + Int(robotAt[place]) * featureCount
      let before = sums + place * stride
      let after = before + stride
      var feature = 0
      while feature + 4 <= featureCount {
        let x = UnsafeRawPointer(row + feature).loadUnaligned(as: SIMD4<Float>.self)
        let sum = UnsafeRawPointer(before + feature).loadUnaligned(as: SIMD4<Int64>.self)
        UnsafeMutableRawPointer(after + feature).storeBytes(
          of: sum &+ offsetFixedPoint(widened(x)) &- magic, as: SIMD4<Int64>.self)
        feature += 4
      }
      while feature < stride {
        after[feature] =
          before[feature] &+ (feature < featureCount ? fixedPoint(Double(row[feature])) : 0)
        feature += 1
      }
    }
  }
}
