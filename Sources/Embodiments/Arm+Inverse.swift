import SimCore

// Inverse kinematics. Goals, in order: every point within reach is found, whatever the arm's pose;
// no joint passes its limit; the nearest posture first; the same answer always.
//
// Two links are solved in closed form, with both elbows. Of three and four links the directions of the
// outer ones are tried all round and the inner two solved in closed form, so that the choice does not
// depend on where a descent happens to end. Where that leaves nothing — a point on the edge of what
// joint limits allow, or beyond — damped least squares go down from several postures, and the nearest
// approach is told.

extension Arm {
  /// Length of all links, metres.
  public var reach: Float { links.reduce(0, +) }

  /// How far joints are turned either way, radians: the limit, but never as far as half a turn, at which
  /// an angle has two values.
  public var turnLimit: Float { min(jointLimit, 3.13) }

  /// Postures that bring the tool to a point.
  ///
  ///     let postures = arm.postures(reaching: Vec2(-0.5, 0), near: angles)
  ///     if postures.gap < 0.001 { goTo(postures[0]) }
  ///
  /// - Parameters:
  ///   - point: The point in the base's frame, metres.
  ///   - angles: The present posture, radians, base first: the nearest to it comes first.
  /// - Returns: At least one posture within the joint limits. Where none reaches the point, the one that
  ///   comes nearest, and `gap` is how near.
  /// - Complexity: O(1) for one and two links, O(directions of the outer links) for three and four; no
  ///   allocation.
  ///
  /// Source: the law of cosines; J. J. Craig, "Introduction to Robotics" (2005), §4.4.
  public func postures(reaching point: Vec2, near angles: SIMD4<Float>) -> ArmPostures {
    var found = ArmPostures()
    let target = point - mount
    switch links.count {
    case 1:
      if let first = fitted(arctangent(target.y, target.x)) {
        keep(SIMD4(first, 0, 0, 0), point, angles, &found)
      }
    case 2: keepElbows(target, nil, nil, point, angles, &found)
    case 3:
      let bearing = arctangent(target.y, target.x)
      keepElbows(target, angles[0] + angles[1] + angles[2], nil, point, angles, &found)
      for k in 0..<Arm.directions3 {
        keepElbows(
          target, bearing + 2 * .pi * Float(k) / Float(Arm.directions3), nil, point, angles, &found)
      }
    default:
      let bearing = arctangent(target.y, target.x)
      let third = angles[0] + angles[1] + angles[2]
      keepElbows(target, third, third + angles[3], point, angles, &found)
      for k in 0..<Arm.directions4 {
        let outer = bearing + 2 * .pi * Float(k) / Float(Arm.directions4)
        for j in 0..<Arm.directions4 {
          keepElbows(
            target, bearing + 2 * .pi * Float(j) / Float(Arm.directions4), outer, point, angles,
            &found)
        }
      }
    }
    if found.count > 0 {
      found.gap = (toolPoint(at: found[0]) - point).length
    } else {
      approach(point, angles, &found)
    }
    return found
  }

  // MARK: Closed form

  /// Directions that are tried of the outer link of three, and of each of the two outer ones of four.
  private static let directions3 = 48
  private static let directions4 = 24

  /// Keeps what both elbows give, the outer links pointing in given directions of the base's frame.
  private func keepElbows(
    _ target: Vec2, _ third: Float?, _ fourth: Float?, _ point: Vec2, _ near: SIMD4<Float>,
    _ found: inout ArmPostures
  ) {
    var wrist = target
    if let third { wrist -= Rotation(angle: third).xAxis * links[2] }
    if let fourth { wrist -= Rotation(angle: fourth).xAxis * links[3] }
    let (a, b) = (links[0], links[1])
    let distance = wrist.length
    let slack = 1e-4 * (a + b)
    guard distance <= a + b + slack, distance >= (a - b).magnitude - slack else { return }
    // The half angle's tangent: well conditioned at full stretch and folded, where an arc cosine is not.
    let elbow =
      2
      * arctangent(
        max(0, (a + b - distance) * (a + b + distance)).squareRoot(),
        max(0, (distance - a + b) * (distance + a - b)).squareRoot())
    // At the shoulder itself any direction does.
    let bearing = distance > 1e-6 * (a + b) ? arctangent(wrist.y, wrist.x) : near[0]
    let (sine, cosine) = sineCosine(elbow)
    let lead = distance > 1e-6 * (a + b) ? arctangent(b * sine, a + b * cosine) : 0
    for side in 0..<2 {
      let sign: Float = side == 0 ? 1 : -1
      guard let first = fitted(bearing - sign * lead), let second = fitted(sign * elbow) else {
        continue
      }
      var posture = SIMD4<Float>(first, second, 0, 0)
      if let third {
        guard let joint = fitted(third - first - second) else { continue }
        posture[2] = joint
        if let fourth {
          guard let last = fitted(fourth - third) else { continue }
          posture[3] = last
        }
      }
      keep(posture, point, near, &found)
    }
  }

  /// Keeps a posture whose tool is at the point.
  private func keep(
    _ posture: SIMD4<Float>, _ point: Vec2, _ near: SIMD4<Float>, _ found: inout ArmPostures
  ) {
    guard (toolPoint(at: posture) - point).length <= 1e-3 * reach else { return }
    found.insert(posture, near: near)
  }

  /// An angle as a joint can take it, radians; nil where it lies beyond the limit.
  private func fitted(_ angle: Float) -> Float? {
    let wrapped = wrappedAngle(angle)
    let most = turnLimit
    // Rounding of a posture at its limit is no reason to refuse it.
    guard wrapped.magnitude <= most + 2e-4 else { return nil }
    return min(most, max(-most, wrapped))
  }
}

// MARK: - Descent

extension Arm {
  /// Keeps the posture that comes nearest to a point, by descent from several.
  private func approach(_ point: Vec2, _ near: SIMD4<Float>, _ found: inout ArmPostures) {
    let count = links.count
    var (best, bestGap) = (near, Float.infinity)
    let tie = 1e-4 * reach
    // The present posture, and each joint bent to either side.
    for start in 0...(1 << count) {
      var posture = near
      if start > 0 {
        for joint in 0..<count {
          posture[joint] = ((start - 1) >> joint) & 1 == 0 ? 0.5 * turnLimit : -0.5 * turnLimit
        }
      }
      let (end, gap) = descended(from: posture, to: point)
      let isNearer =
        gap < bestGap - tie
        || (gap < bestGap + tie
          && Arm.turn(from: near, to: end) < Arm.turn(from: near, to: best))
      if isNearer { (best, bestGap) = (end, min(gap, bestGap)) }
    }
    found.insert(best, near: near)
    found.gap = (toolPoint(at: best) - point).length
  }

  /// Damped least squares within the joint limits.
  private func descended(
    from start: SIMD4<Float>, to point: Vec2
  ) -> (posture: SIMD4<Float>, gap: Float) {
    let most = turnLimit
    var posture = start
    for joint in 0..<4 { posture[joint] = min(most, max(-most, posture[joint])) }
    var error = point - toolPoint(at: posture)
    var damping: Float = 1e-3
    for _ in 0..<80 where error.length > 1e-5 * reach {
      let step = dampedStep(error, at: posture, damping: damping)
      var next = posture + step
      for joint in 0..<4 { next[joint] = min(most, max(-most, next[joint])) }
      let nextError = point - toolPoint(at: next)
      if nextError.length < error.length {
        (posture, error) = (next, nextError)
        damping = max(1e-6, damping * 0.3)
      } else {
        damping *= 8
        if damping > 1e4 { break }
      }
    }
    return (posture, error.length)
  }

  /// The change of the joints that brings the tool nearer by `error` metres, where limits let it.
  private func dampedStep(
    _ error: Vec2, at angles: SIMD4<Float>, damping: Float
  ) -> SIMD4<Float> {
    var locked = SIMD4<Float>(repeating: 0)
    for _ in 0...links.count {
      let step = rates(
        forToolVelocity: error, at: angles, locked: locked, damping: damping * reach * reach)
      var changed = false
      for joint in 0..<links.count where locked[joint] == 0 {
        if angles[joint] * step[joint] > 0, angles[joint].magnitude >= turnLimit {
          locked[joint] = 1
          changed = true
        }
      }
      if !changed { return step }
    }
    return .zero
  }
}
