import Contracts
import SimCore

/// The motor contexts of one class on their way into the spatial field.
public struct FieldDeposit {
  private let writer: TileWriter<TrafficRecord>
  private let shape: GridShape
  private let maxSpeed: Float
  private let weight: Float

  /// The deposit of one class, whose velocities are shares of `maxSpeed` (m/s); each robot counts for
  /// `weight` robots.
  init(_ field: borrowing SpatialField, maxSpeed: Float, weight: Float = 1) {
    writer = field.bins.writer
    shape = field.shape
    self.maxSpeed = maxSpeed
    self.weight = weight
  }

  /// Deposits those of `count` robots that are in traffic in a lane; returns how many have no finite position (they
  /// are left out).
  func add(_ robots: UnsafePointer<ExecutorMicrostate>, count: Int, lane: Int) -> Int64 {
    let writer = writer.of(lane: lane)
    let (shape, inverseCell) = (shape, 1 / shape.cellSize)
    var skipped: Int64 = 0
    for i in 0..<count {
      let robot = robots + i
      let position = robot.pointee.position
      guard position.isFinite else {
        skipped &+= 1
        continue
      }
      let mass = weight * max(0, inUnitRange(robot.pointee.traffic))
      guard mass > 0 else { continue }
      let place = shape.place(of: position, inverseCell: inverseCell)
      let blocked = max(0, inUnitRange(robot.pointee.blocked)) * TrafficRecord.whole
      writer.add(
        TrafficRecord(
          x: place.fractionX, y: place.fractionY,
          blocked: UInt16(truncatingIfNeeded: Int32(blocked + 0.5)), mass: mass,
          velocityX: inUnitRange(robot.pointee.velocity.x) * maxSpeed,
          velocityY: inUnitRange(robot.pointee.velocity.y) * maxSpeed), at: place)
    }
    return skipped
  }
}

/// A robot in traffic, as it is added to the spatial field: 20 bytes.
struct TrafficRecord: GridRecord {
  var corner: UInt16 = 0
  /// Its place between the four cells, in 2⁻¹⁶ of a cell.
  let x: UInt16
  let y: UInt16
  /// Whether it is blocked, as a part of `whole`.
  let blocked: UInt16
  /// For how many robots it counts.
  let mass: Float
  /// Velocity, m/s.
  let velocityX: Float
  let velocityY: Float

  /// A robot that is blocked: a power of two, so that shares come back exactly.
  static var whole: Float { 32_768 }
  static var none: SIMD4<Int64> { .zero }

  /// Adds robots, flow x and y (m/s) and blocked robots.
  @inline(__always)
  func add(to sums: UnsafeMutablePointer<SIMD4<Int64>>, stride: Int) {
    let (f, h) = (Double(x) * 0x1p-16, Double(y) * 0x1p-16)
    let values =
      SIMD4<Double>(1, Double(velocityX), Double(velocityY), Double(blocked) * 0x1p-15)
      * SIMD4(repeating: Double(mass))
    // Fractions have 16 bits: their products are exact in double, so the weights sum to 1 exactly.
    let magic = SIMD4<Int64>(repeating: fixedPointMagicBits)
    let a = offsetFixedPoint(SIMD4(repeating: (1 - f) * (1 - h)) * values) &- magic
    let b = offsetFixedPoint(SIMD4(repeating: f * (1 - h)) * values) &- magic
    let c = offsetFixedPoint(SIMD4(repeating: (1 - f) * h) * values) &- magic
    let d = offsetFixedPoint(SIMD4(repeating: f * h) * values) &- magic
    let remainder = offsetFixedPoint(values) &- magic &- a &- b &- c &- d
    let cell = sums + Int(corner)
    cell[0] &+= a
    cell[1] &+= b
    cell[stride] &+= c
    cell[stride + 1] &+= d
    cell[(y > 0x8000 ? stride : 0) + (x > 0x8000 ? 1 : 0)] &+= remainder
  }
}

/// A value brought into [−1, 1], NaN to 0; what it changes is counted where the features are summed.
@inline(__always)
private func inUnitRange(_ x: Float) -> Float { x >= -1 ? min(x, 1) : (x.isNaN ? 0 : -1) }
