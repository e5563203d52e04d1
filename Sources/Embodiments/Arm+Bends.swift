import SimCore

extension Arm {
  /// Postures in which the arm may start, the preferred one first.
  ///
  /// Bent like a concertina: the first link stands off the heading by half the fold, and each joint after
  /// it folds back by 120° (or its limit), so that the tool lies on the heading. Where that is taken, the
  /// other elbow, then the same turned about the shoulder by 30°, −30°, 60° … 180°, then folded to 150°,
  /// and stretched out last. An arm of one link has no bend.
  ///
  /// A bent arm moves its tool every way; stretched out it cannot move it along itself.
  ///
  /// - Returns: Joint angles within the limits, radians, base first; at least one.
  public var bends: [SIMD4<Float>] {
    let limit = turnLimit
    var result: [SIMD4<Float>] = []
    let degree = Float.pi / 180
    var folds: [Float] = []
    for fold in [min(120 * degree, limit), min(150 * degree, limit)] where fold != folds.first {
      folds.append(fold)
    }
    for fold in links.count == 1 ? [0] : folds {
      for turn in [0, 30, -30, 60, -60, 90, -90, 120, -120, 150, -150, 180] as [Float] {
        for side in [1, -1] as [Float] where side > 0 || links.count > 1 {
          let first = wrappedAngle(turn * degree + side * 0.5 * fold)
          guard first.magnitude <= limit + 1e-5 else { continue }
          var posture = SIMD4<Float>(min(limit, max(-limit, first)), 0, 0, 0)
          for joint in 1..<max(1, links.count) {
            posture[joint] = joint % 2 == 1 ? -side * fold : side * fold
          }
          result.append(posture)
        }
      }
    }
    if links.count > 1 { result.append(.zero) }
    return result
  }

  /// The ends of a link in the base's frame, metres.
  public func link(_ index: Int, at angles: SIMD4<Float>) -> (start: Vec2, end: Vec2) {
    var start = mount
    var rotation = Rotation.identity
    for k in 0...index {
      rotation = rotation.composed(with: Rotation(angle: angles[k]))
      let end = start + rotation.xAxis * links[k]
      if k == index { return (start, end) }
      start = end
    }
    return (start, start)
  }
}

extension Arm {
  /// Homes that an arm has at most: each is a posture that it may always go back to.
  public static let mostHomes = 6

  /// The postures out of others' way in which an arm may start and to which it goes back, the preferred
  /// one first: of its `bends` those that reach least far into the discs around other shoulders.
  ///
  /// - Parameters:
  ///   - arm: The arm.
  ///   - base: Where its base is.
  ///   - others: Shoulders (m) and radii (m) of the arms that it shares its workspace with.
  ///   - isFree: Whether it may stand in a posture.
  /// - Returns: At most `mostHomes`, those of like intrusion in the order of `bends`; none where no bend is
  ///   free.
  /// - Complexity: O(bends × others).
  public static func homes(
    of arm: Arm, at base: Pose, others: [(shoulder: Vec2, radius: Float)],
    where isFree: (SIMD4<Float>) -> Bool
  ) -> [SIMD4<Float>] {
    var candidates: [(posture: SIMD4<Float>, intrusion: Float)] = []
    for posture in arm.bends where isFree(posture) {
      candidates.append((posture, arm.intrusion(at: posture, base, others)))
    }
    // To the centimetre; the order of bends decides between those that are alike.
    let ranked = candidates.enumerated().sorted {
      (($0.element.intrusion * 100).rounded(), $0.offset)
        < (($1.element.intrusion * 100).rounded(), $1.offset)
    }
    return ranked.prefix(mostHomes).map(\.element.posture)
  }

  /// How far links reach into the discs around other shoulders, all together, metres.
  private func intrusion(
    at posture: SIMD4<Float>, _ base: Pose, _ others: [(shoulder: Vec2, radius: Float)]
  ) -> Float {
    others.reduce(0) { sum, other in
      var depth: Float = 0
      for index in links.indices {
        let link = link(index, at: posture)
        let gap =
          distance(
            from: other.shoulder, toSegment: base.transform(link.start), base.transform(link.end))
          - 0.5 * linkWidth - other.radius
        depth = max(depth, -gap)
      }
      return sum + depth
    }
  }
}
