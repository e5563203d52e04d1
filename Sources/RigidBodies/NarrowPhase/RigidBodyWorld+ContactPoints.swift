import SimCore

/// A place where a body pressed on another one, or on the map, during the last step.
public struct ContactPoint: Equatable, Sendable {
  /// Where, metres.
  public var point: Vec2
  /// Unit normal, away from what is pressed on: the way the first body is pushed.
  public var normal: Vec2
  /// Normal impulse of the last substep, N·s.
  public var impulse: Float
}

extension RigidBodyWorld {
  /// The points of a region (m) that carried an impulse in the last step; for looking at a run.
  ///
  /// - Parameters:
  ///   - region: Points outside are left out.
  ///   - limit: At most so many points; the first in the order of the contacts.
  /// - Returns: The points in the order of the contacts.
  /// - Complexity: O(contacts).
  public func contactPoints(in region: AABB, limit: Int) -> [ContactPoint] {
    var points: [ContactPoint] = []
    let current = frame()
    for pair in 0..<min(contacts.count, contacts.types.count) where points.count < limit {
      let type = contacts.types[pair]
      guard type != ContactType.none else { continue }
      let impulses = contacts.impulses[pair]
      let first = Int(contacts.slotsA[pair])
      let center = Vec2(bodies.poses[first].x, bodies.poses[first].y)
      if Int(type) == ContactType.discs {
        let second = Int(contacts.slotsB[pair])
        let offset = Vec2(bodies.poses[second].x, bodies.poses[second].y) - center
        let normal = offset.normalized
        let radius = bodies.colliders[Int(contacts.colliders[pair].x)].radius
        let point = center + normal * radius
        if impulses[0] > 0, region.contains(point) {
          points.append(ContactPoint(point: point, normal: -normal, impulse: impulses[0]))
        }
        continue
      }
      // The wide types keep no manifold; it is found again where the bodies are now.
      let isWide = Int(type) == ContactType.discBox || Int(type) == ContactType.boxes
      let found =
        isWide
        ? current.bodyManifold(of: pair)?.world
        : contacts.manifolds[Int(contacts.manifoldRows[pair])]
      guard let manifold = found else { continue }
      if impulses[0] > 0, region.contains(center + manifold.point0) {
        points.append(
          ContactPoint(
            point: center + manifold.point0, normal: -manifold.normal, impulse: impulses[0]))
      }
      if manifold.pointCount > 1, impulses[2] > 0, region.contains(center + manifold.point1) {
        points.append(
          ContactPoint(
            point: center + manifold.point1, normal: -manifold.normal, impulse: impulses[2]))
      }
    }
    return points
  }
}
