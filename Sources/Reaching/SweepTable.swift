import Embodiments
import SimCore

/// What is known of a volume beside its capsules.
struct SweptVolume: BitwiseCopyable {
  /// Postures in it.
  var count: Int32 = 0
  /// Links of a posture.
  var linkCount: Int32 = 0
  /// Half the width of a link, metres.
  var radius: Float = 0
  /// The farthest that a point of a link moves from one posture to the next, metres.
  var step: Float = 0
  /// True where steps are longer than the links are wide.
  var isCoarse = false
  /// The box around the lines of all links: lower corner, upper corner, metres.
  var box = SIMD4<Float>(.infinity, .infinity, -.infinity, -.infinity)
  /// The last posture in it, radians.
  var last = SIMD4<Float>.zero
}

/// Volumes that the links of arms sweep in joint motions: postures along the way, each link a capsule.
///
/// Goals, in order: a volume covers all that the links touch; whether two meet is found quickly; no
/// allocation. Between two postures of a volume no point of a link is farther from where it is in one of
/// them than half of `step`, so capsules that are thicker by that cover what lies between.
struct SweepTable: ~Copyable {
  /// Postures a volume may hold: the first, and those of five legs.
  private static let capacity = 256
  /// Postures of one leg at most.
  ///
  /// Steps are about as long as the links are wide; on legs that would need
  /// more of them they are longer, and volumes thicker.
  private static let legCapacity = 48
  private static let linkCapacity = 4

  private var volumes: Buffer<SweptVolume>
  /// Ends of the links in the world, metres. [slots × capacity × links]
  private var capsules: Buffer<SIMD4<Float>>

  /// Room for so many volumes.
  init(slotCount: Int) {
    volumes = Buffer(count: slotCount, repeating: SweptVolume())
    capsules = Buffer(
      count: slotCount * SweepTable.capacity * SweepTable.linkCapacity, repeating: .zero)
  }

  /// Begins a volume with one posture of an arm.
  mutating func begin(_ slot: Int, _ arm: borrowing Arm, base: Pose, at angles: SIMD4<Float>) {
    volumes[slot] = SweptVolume(
      linkCount: Int32(arm.links.count), radius: 0.5 * arm.linkWidth, last: angles)
    append(slot, arm, base, angles)
  }

  /// Goes on to another posture, all joints arriving together.
  mutating func extend(
    _ slot: Int, _ arm: borrowing Arm, base: Pose, to angles: SIMD4<Float>
  ) {
    let start = volumes[slot].last
    var way: Float = 0
    var rest: Float = 0
    for joint in stride(from: arm.links.count - 1, through: 0, by: -1) {
      rest += arm.links[joint]
      way += (angles[joint] - start[joint]).magnitude * rest
    }
    guard way > 1e-6 else { return }
    let room = SweepTable.capacity - Int(volumes[slot].count)
    let wanted = (way / max(arm.linkWidth, 0.02 * rest)).rounded(.up)
    let count = max(1, min(Int(min(wanted, Float(SweepTable.legCapacity))), room))
    volumes[slot].step = max(volumes[slot].step, way / Float(count))
    volumes[slot].isCoarse = volumes[slot].isCoarse || wanted > Float(count)
    volumes[slot].last = angles
    for k in 1...count {
      append(slot, arm, base, start + (angles - start) * (Float(k) / Float(count)))
    }
  }

  private mutating func append(
    _ slot: Int, _ arm: borrowing Arm, _ base: Pose, _ angles: SIMD4<Float>
  ) {
    let index = Int(volumes[slot].count)
    volumes[slot].count += 1
    let own = capsules.base + (slot * SweepTable.capacity + index) * SweepTable.linkCapacity
    var rotation = base.rotation
    var start = base.transform(arm.mount)
    var (lower, upper) = (start, start)
    for link in 0..<arm.links.count {
      rotation = rotation.composed(with: Rotation(angle: angles[link]))
      let end = start + rotation.xAxis * arm.links[link]
      own[link] = SIMD4(start.x, start.y, end.x, end.y)
      start = end
      lower = Vec2(min(lower.x, end.x), min(lower.y, end.y))
      upper = Vec2(max(upper.x, end.x), max(upper.y, end.y))
    }
    let box = volumes[slot].box
    volumes[slot].box = SIMD4(
      min(box.x, lower.x), min(box.y, lower.y), max(box.z, upper.x), max(box.w, upper.y))
  }

  /// True where two volumes come nearer to each other than `clearance` metres.
  ///
  /// - Complexity: O(postures²) where they are near all along, less the farther they are apart: what is
  ///   apart by so many steps stays apart for so many postures.
  func meets(_ slot: Int, _ other: Int, clearance: Float) -> Bool {
    let (a, b) = (volumes[slot], volumes[other])
    let least = a.radius + b.radius + 0.5 * (a.step + b.step) + clearance
    if areApart(a.box, b.box, by: least) { return false }
    for i in 0..<Int(a.count) {
      let own = capsules.base + (slot * SweepTable.capacity + i) * SweepTable.linkCapacity
      var j = 0
      while j < Int(b.count) {
        let theirs = capsules.base + (other * SweepTable.capacity + j) * SweepTable.linkCapacity
        var nearest = Float.infinity
        for k in 0..<Int(a.linkCount) {
          for l in 0..<Int(b.linkCount) {
            nearest = min(nearest, squaredDistance(own[k], theirs[l]))
          }
        }
        let gap = nearest.squareRoot() - least
        if gap < 0 { return true }
        j += b.step > 0 ? 1 + Int(min(1e6, gap / b.step)) : Int(b.count)
      }
    }
    return false
  }

  /// True where a volume comes nearer to something that does not move than `clearance` metres.
  ///
  /// Where steps are short, half of what covers them counts here: a graze is no collision, and a place
  /// beside a wall is reached.
  func meets(_ slot: Int, _ bars: [Bar], clearance: Float) -> Bool {
    let a = volumes[slot]
    for bar in bars {
      let least = a.radius + bar.radius + (a.isCoarse ? 0.5 : 0.25) * a.step + clearance
      let piece = SIMD4(bar.start.x, bar.start.y, bar.end.x, bar.end.y)
      var i = 0
      while i < Int(a.count) {
        let own = capsules.base + (slot * SweepTable.capacity + i) * SweepTable.linkCapacity
        var nearest = Float.infinity
        for k in 0..<Int(a.linkCount) { nearest = min(nearest, squaredDistance(own[k], piece)) }
        let gap = nearest.squareRoot() - least
        if gap < 0 { return true }
        i += a.step > 0 ? 1 + Int(min(1e6, gap / a.step)) : Int(a.count)
      }
    }
    return false
  }
}

/// True where two boxes are farther apart than a distance along an axis.
private func areApart(_ a: SIMD4<Float>, _ b: SIMD4<Float>, by distance: Float) -> Bool {
  a.x - b.z > distance || b.x - a.z > distance || a.y - b.w > distance || b.y - a.w > distance
}

/// The square of the distance between two segments, each as its ends, m²; 0 where they cross.
private func squaredDistance(_ first: SIMD4<Float>, _ second: SIMD4<Float>) -> Float {
  let (a, b, c, d) = (first.lowHalf, first.highHalf, second.lowHalf, second.highHalf)
  let (own, their) = (b - a, d - c)
  if own.cross(c - a) * own.cross(d - a) < 0, their.cross(a - c) * their.cross(b - c) < 0 {
    return 0
  }
  let shareOfOwn = 1 / max(1e-12, own.lengthSquared)
  let shareOfTheir = 1 / max(1e-12, their.lengthSquared)
  return min(
    min(squaredDistance(a, c, their, shareOfTheir), squaredDistance(b, c, their, shareOfTheir)),
    min(squaredDistance(c, a, own, shareOfOwn), squaredDistance(d, a, own, shareOfOwn)))
}

/// The square of the distance from a point to a segment by its start, edge, and 1/|edge|².
@inline(__always)
private func squaredDistance(_ point: Vec2, _ start: Vec2, _ edge: Vec2, _ share: Float) -> Float {
  let along = min(1, max(0, (point - start).dot(edge) * share))
  return (point - start - edge * along).lengthSquared
}
