import SimCore

/// The mouth that a robot enters next, with its claim or of a street.
struct Entering: BitwiseCopyable {
  /// 2 × section, plus 1 where it is driven from its end; −1 for none.
  var mouth: Int32 = -1
  /// Distance to the middle of the mouth, metres.
  var distance: Float = .infinity
  /// How far it may drive before those in front are in, metres.
  var free: Float = .infinity
}

/// Who goes into a mouth first of those that may: the nearest one, and the others behind it.
///
/// Without it all that have a claim press into the mouth at once, and stand in an arch before it.
extension CorridorGuide {
  /// How far from a mouth robots keep their order, in reaches of the largest robot.
  private static let orderedReach: Float = 12

  /// The mouth ahead of a robot for which it has a claim.
  func nextMouth(
    _ i: Int, _ robot: TrafficRobot, _ row: UnsafeMutablePointer<Int32>
  ) -> Entering {
    var best = Entering()
    let ahead = min(3, Int(armCount[i]))
    for k in 0..<Int(claims[i].count) {
      let token = claims[i].tokens[k]
      let section = narrow.sections[Int(token >> 2)]
      let isBack = token & 2 != 0
      let arm = section.stretch * 2 + (isBack ? 1 : 0)
      guard (0..<ahead).contains(where: { row[$0] == arm }) else { continue }
      let gate = map.gates[Int(isBack ? section.last : section.first)]
      // Half in is in.
      guard gate.gap(before: robot.position, isBack) > -0.5 * robot.radius else { continue }
      let distance = ((gate.left + gate.right) * 0.5 - robot.position).length
      guard distance < CorridorGuide.orderedReach * narrow.reach, distance < best.distance else {
        continue
      }
      best = Entering(mouth: token >> 1, distance: distance)
    }
    return best
  }

  /// Notes the mouth of a street that a robot enters next, where it enters none with a claim before.
  func noteStreet(_ i: Int, _ robot: TrafficRobot, _ section: Int32, _ isBack: Bool) {
    guard entering[i].mouth < 0 else { return }
    let part = narrow.sections[Int(section)]
    let gate = map.gates[Int(isBack ? part.last : part.first)]
    guard gate.gap(before: robot.position, isBack) > -0.5 * robot.radius else { return }
    let distance = ((gate.left + gate.right) * 0.5 - robot.position).length
    guard distance < CorridorGuide.orderedReach * narrow.reach else { return }
    entering.base[i] = Entering(mouth: 2 * section + (isBack ? 1 : 0), distance: distance)
  }

  /// Holds everybody behind the one in front at the same mouth.
  mutating func orderEntries(_ robots: UnsafePointer<TrafficRobot>) {
    var count = 0
    for i in 0..<robotCount where entering[i].mouth >= 0 {
      asking[count] = Int32(i)
      count += 1
    }
    guard count > 1 else { return }
    let entering = entering.base
    heapSort(asking.base, count: count) { a, b in
      let (first, second) = (entering[Int(a)], entering[Int(b)])
      if first.mouth != second.mouth { return first.mouth < second.mouth }
      return first.distance != second.distance ? first.distance < second.distance : a < b
    }
    for k in 1..<count {
      let (front, i) = (Int(asking[k - 1]), Int(asking[k]))
      guard entering[front].mouth == entering[i].mouth else { continue }
      let gap = robots[front].radius + robots[i].radius + 0.3 * narrow.reach
      entering[i].free = max(0, entering[i].distance - entering[front].distance - gap)
    }
  }
}

/// Sorts numbers in place, without memory of its own.
///
/// - Complexity: O(n log n).
@inline(__always)
func heapSort(
  _ items: UnsafeMutablePointer<Int32>, count: Int, by isBefore: (Int32, Int32) -> Bool
) {
  func siftDown(_ start: Int, _ count: Int) {
    var at = start
    while 2 * at + 1 < count {
      var child = 2 * at + 1
      if child + 1 < count, isBefore(items[child], items[child + 1]) { child += 1 }
      guard isBefore(items[at], items[child]) else { return }
      (items[at], items[child]) = (items[child], items[at])
      at = child
    }
  }
  for start in stride(from: count / 2 - 1, through: 0, by: -1) { siftDown(start, count) }
  for end in stride(from: count - 1, to: 0, by: -1) {
    (items[0], items[end]) = (items[end], items[0])
    siftDown(0, end)
  }
}
