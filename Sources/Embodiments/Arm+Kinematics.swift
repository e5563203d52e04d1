import SimCore

extension Arm {
  /// The tool point in the base's frame, metres.
  ///
  /// - Parameter angles: Joint angles, radians, base first, each relative to the link before.
  /// - Returns: The end of the last link, metres.
  public func toolPoint(at angles: SIMD4<Float>) -> Vec2 {
    var point = mount
    var rotation = Rotation.identity
    for link in 0..<links.count {
      rotation = rotation.composed(with: Rotation(angle: angles[link]))
      point += rotation.xAxis * links[link]
    }
    return point
  }

  /// Joint rates that move the tool with a velocity, by damped least squares.
  ///
  /// q̇ = Jᵀ(JJᵀ + λ²)⁻¹ v. The damping λ² = λ₀²(1 − w/w₀)² sets in only near a singularity, where
  /// the manipulability w = √det(JJᵀ) falls below w₀; elsewhere the tool moves exactly as asked. A
  /// joint at its limit does not move outwards; rates are scaled together to the limit, so that the
  /// tool's direction is kept.
  ///
  /// - Parameters:
  ///   - velocity: Wanted velocity of the tool point, base frame, m/s.
  ///   - angles: Joint angles, radians, base first.
  /// - Returns: Joint rates, rad/s; 0 beyond the arm's links.
  ///
  /// Source: mathematics §2.5; Y. Nakamura, H. Hanafusa, "Inverse kinematic solutions with
  /// singularity robustness", ASME JDSMC 108 (1986), for the variable damping.
  public func jointRates(
    forToolVelocity velocity: Vec2, at angles: SIMD4<Float>
  ) -> SIMD4<Float> {
    var isLocked = SIMD4<Float>(repeating: 0)
    // A joint that would pass its limit is taken out and the rest solved again.
    for _ in 0...links.count {
      let rates = unlimitedRates(velocity, angles, locked: isLocked)
      var changed = false
      for joint in 0..<links.count where isLocked[joint] == 0 {
        let outwards = angles[joint] * rates[joint] > 0
        if outwards && angles[joint].magnitude >= jointLimit {
          isLocked[joint] = 1
          changed = true
        }
      }
      if changed { continue }
      var most: Float = 0
      for joint in 0..<links.count { most = max(most, rates[joint].magnitude) }
      return most > maxJointRate ? rates * (maxJointRate / most) : rates
    }
    return .zero
  }

  private func unlimitedRates(
    _ velocity: Vec2, _ angles: SIMD4<Float>, locked: SIMD4<Float>
  ) -> SIMD4<Float> {
    rates(forToolVelocity: velocity, at: angles, locked: locked, damping: nil)
  }

  /// q̇ = Jᵀ(JJᵀ + λ²)⁻¹ v of the joints that are not locked; λ² (m²) sets in near singularities where
  /// none is given.
  func rates(
    forToolVelocity velocity: Vec2, at angles: SIMD4<Float>, locked: SIMD4<Float>, damping: Float?
  ) -> SIMD4<Float> {
    let columns = jacobian(at: angles, locked: locked)
    let xx = (columns.0 * columns.0).sum()
    let xy = (columns.0 * columns.1).sum()
    let yy = (columns.1 * columns.1).sum()
    let manipulability = max(0, xx * yy - xy * xy).squareRoot()
    let threshold = 0.05 * reach * reach
    let lack = max(0, 1 - manipulability / threshold)
    let added = damping ?? 0.02 * reach * reach * lack * lack
    let a = xx + added
    let d = yy + added
    let determinant = a * d - xy * xy
    guard determinant > 1e-12 else { return .zero }
    let x = (d * velocity.x - xy * velocity.y) / determinant
    let y = (a * velocity.y - xy * velocity.x) / determinant
    return columns.0 * x + columns.1 * y
  }

  /// How the tool moves with the joints, metres per radian: the rows of the Jacobian, x and y.
  func jacobian(
    at angles: SIMD4<Float>, locked: SIMD4<Float> = .zero
  ) -> (SIMD4<Float>, SIMD4<Float>) {
    let tool = toolPoint(at: angles)
    var columns: (SIMD4<Float>, SIMD4<Float>) = (.zero, .zero)
    var joint = mount
    var rotation = Rotation.identity
    for link in 0..<links.count {
      if locked[link] == 0 {
        let column = (tool - joint).perpendicular
        columns.0[link] = column.x
        columns.1[link] = column.y
      }
      rotation = rotation.composed(with: Rotation(angle: angles[link]))
      joint += rotation.xAxis * links[link]
    }
    return columns
  }

  /// The tool's velocity at joint rates, base frame, m/s.
  public func toolVelocity(of rates: SIMD4<Float>, at angles: SIMD4<Float>) -> Vec2 {
    let rows = jacobian(at: angles)
    return Vec2((rows.0 * rates).sum(), (rows.1 * rates).sum())
  }
}
