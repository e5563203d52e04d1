import Contracts
import SimCore

/// The halves of a street: who drives in which, and who must not leave it.
///
/// Robots steer for points in their right half. Avoidance alone takes them out of it again: who comes round a corner
/// swings out, who is slower is overtaken, and in a street that is two bodies wide each half then holds somebody and
/// a third stands between them. Three abreast are wedged between the walls, and all who come add to it. So while
/// somebody comes towards a robot, its half ends for it as if at a wall.
extension CorridorGuide {
  /// Corridors with this many times a robot's room to either side are open ground, where nobody keeps
  /// right.
  private static let widestLane: Float = 12
  /// Streets up to this many times a robot's room in width hold one body in each half.
  ///
  /// In wider ones robots get past each other on either side, and lose more by keeping to their half than they gain.
  private static let widestHalves: Float = 7
  /// How near somebody who comes is heeded, in radii and in seconds of driving: to the gates within that, and on the
  /// robot's own piece of the street, between two gates, however far.
  ///
  /// Twelve radii, or the whole street, did no better round a block with 80 to 120 robots.
  private static let heededRadii: Float = 6
  private static let heededTime: Float = 3

  /// Narrows a gate to its right half where two robots can meet in it; true where it did.
  ///
  /// Halves are those of the chord: the gate's place on the axis may lie far behind it.
  func keepRight(
    _ ends: inout (left: Vec2, right: Vec2), _ gate: CorridorMap.Gate, _ i: Int, _ reach: Float
  ) -> Bool {
    guard isRegulated, gate.room < CorridorGuide.widestLane * reach,
      gate.width >= 4 * reach
    else { return false }
    let middle = (ends.left + ends.right) * 0.5
    guard (goal[i].point - middle).lengthSquared > 64 * reach * reach else { return false }
    let half = (ends.right - middle).length
    guard half > 0 else { return false }
    ends.left = middle + (ends.right - middle) * (min(reach, half) / half)
    return true
  }

  /// Bounds the room that a robot has to its left by its half of the next gate, while somebody comes towards it.
  ///
  /// Not that of one that goes back for another, nor of one that is in the other half already: it could not get out.
  func keepLane(
    _ way: inout WayAhead, _ i: Int, _ robot: TrafficRobot, _ half: (left: Vec2, right: Vec2),
    _ gate: CorridorMap.Gate, isBack: Bool
  ) {
    guard isStreetOfTwo(gate, map.room(radius: robot.radius)), !goesBack(i) else { return }
    let side = (isBack ? gate.right - gate.left : gate.left - gate.right).normalized
    let room = (half.left - robot.position).dot(side)
    guard room > -robot.radius, meetsSomebody(i, robot) else { return }
    way.laneSide = side
    way.laneRoom = room
  }

  /// True where a street holds one body of that room in each half, and no third between them.
  private func isStreetOfTwo(_ gate: CorridorMap.Gate, _ reach: Float) -> Bool {
    gate.width <= CorridorGuide.widestHalves * reach
  }

  /// True where somebody who drives the other way is near: ahead on its way, or still beside it.
  ///
  /// - Complexity: O(gates within reach).
  private func meetsSomebody(_ i: Int, _ robot: TrafficRobot) -> Bool {
    let reach =
      CorridorGuide.heededRadii * robot.radius + CorridorGuide.heededTime * robot.maxSpeed
    let arms = arms.base + i * CorridorGuide.armSlots
    func isNear(_ gate: Int) -> Bool {
      map.gates[gate].squaredGap(to: robot.position) < reach * reach
    }
    func isDrivenAgainst(_ gate: Int, _ arm: Int32) -> Bool {
      coming[2 * gate + Int((arm & 1) ^ 1)] > 0
    }
    var passed = Int(gate[i])
    while let before = map.gate(before: passed, on: arms[0]) {
      if isDrivenAgainst(before, arms[0]) { return true }
      guard isNear(before) else { break }
      passed = before
    }
    var (rank, next) = (0, Int(gate[i]))
    while isNear(next) {
      if isDrivenAgainst(next, arms[rank]) { return true }
      if let onward = map.gate(after: next, on: arms[rank]) {
        next = onward
      } else if rank + 1 < Int(armCount[i]) {
        rank += 1
        next = map.firstGate(arms[rank])
      } else {
        return false
      }
    }
    return false
  }

  /// Counts robots under way at the gates that they come up to, or takes them back.
  mutating func countComing(_ robots: UnsafePointer<TrafficRobot>, by change: Int32) {
    for i in 0..<robotCount where armCount[i] > 0 && robots[i].state == .travelling {
      coming[2 * Int(gate[i]) + Int(arms[i * CorridorGuide.armSlots] & 1)] += change
    }
  }
}
