// Elementary functions that give the same bits on every machine.
//
// Goals, in order of priority:
// 1. Deterministic: only + − × ÷ and square root, which IEEE 754 rounds exactly one way; no libm,
//    no fused multiply-add.
// 2. Accurate enough for a simulator: the bounds stated here are checked over dense grids by
//    ElementaryFunctionsTests against a double-precision oracle.
// 3. Fast and inlinable: branch-light, and no tables.
//
// Range reduction and polynomials follow the classical Cephes single-precision scheme (S. L. Moshier,
// Methods and Programs for Mathematical Functions, 1989); the evaluation here is in Double where
// that is as fast, which removes the need for split constants.

/// The sine and cosine of an angle in radians, together.
///
/// Absolute error at most 1.2e-7 for |angle| ≤ 1e4 rad; the argument is reduced in double
/// precision, so the bound grows with |angle| only beyond that. A non-finite angle gives NaN.
///
/// - Complexity: O(1).
@inlinable
public func sineCosine(_ angle: Float) -> (sine: Float, cosine: Float) {
  guard angle.isFinite, angle.magnitude < 1e9 else { return (.nan, .nan) }
  let wide = Double(angle)
  let turns = (wide * 0.636_619_772_367_581_3).rounded(.toNearestOrEven)  // multiples of π/2
  let r = wide - turns * 1.570_796_326_794_896_6
  let quadrant = Int(turns) & 3
  let r2 = r * r
  let s =
    r + r * r2
    * (-0.166_666_666_666_666_3
      + r2 * (0.008_333_333_333_322_5 + r2 * (-1.984_126_982_958_95e-4 + r2 * 2.755_731_362_e-6)))
  let c =
    1 - 0.5 * r2 + r2 * r2
    * (0.041_666_666_666_666 + r2
      * (-0.001_388_888_888_730 + r2 * (2.480_158_728_e-5 - r2 * 2.755_7e-7)))
  switch quadrant {
  case 0: return (Float(s), Float(c))
  case 1: return (Float(c), Float(-s))
  case 2: return (Float(-s), Float(-c))
  default: return (Float(-c), Float(s))
  }
}

/// The sine of an angle in radians; see `sineCosine(_:)` for the bound.
@inlinable
public func sine(_ angle: Float) -> Float { sineCosine(angle).sine }

/// The cosine of an angle in radians; see `sineCosine(_:)` for the bound.
@inlinable
public func cosine(_ angle: Float) -> Float { sineCosine(angle).cosine }

/// The angle of the point (x, y) in radians, in (−π, π]; 0 for the origin.
///
/// Absolute error at most 3e-7 rad (the result's own rounding). Also called atan2.
///
/// - Complexity: O(1).
@inlinable
public func arctangent(_ y: Float, _ x: Float) -> Float {
  let ax = Double(x.magnitude)
  let ay = Double(y.magnitude)
  let larger = max(ax, ay)
  guard larger > 0 else { return 0 }
  guard larger.isFinite else { return .nan }
  // Reduce to [0, 1], then to [0, tan(π/8)] by atan t = π/4 + atan((t − 1)/(t + 1)).
  var t = min(ax, ay) / larger
  var offset = 0.0
  if t > 0.414_213_562_373_095_1 {
    t = (t - 1) / (t + 1)
    offset = 0.785_398_163_397_448_3
  }
  let t2 = t * t
  // Taylor series; the first dropped term is t¹⁹/19 ≤ 2.9e-9.
  let high =
    0.090_909_090_909 - t2 * (0.076_923_076_923 - t2 * (0.066_666_666_667 - t2 * 0.058_823_529_412))
  let low = 0.2 - t2 * (0.142_857_142_857 - t2 * (0.111_111_111_111 - t2 * high))
  let series = t - t * t2 * (0.333_333_333_333_333 - t2 * low)
  var angle = offset + series
  if ay > ax { angle = 1.570_796_326_794_896_6 - angle }
  if x < 0 { angle = 3.141_592_653_589_793 - angle }
  return Float(y < 0 ? -angle : angle)
}

/// The exponential function eˣ.
///
/// Relative error at most 2e-7 where the result is a normal number; underflows to 0 below −87.3 and
/// overflows to infinity above 88.7.
///
/// - Complexity: O(1).
@inlinable
public func exponential(_ x: Float) -> Float {
  guard !x.isNaN else { return .nan }
  if x > 88.72 { return .infinity }
  if x < -87.33 { return 0 }
  let wide = Double(x)
  let n = (wide * 1.442_695_040_888_963_4).rounded(.toNearestOrEven)
  let r = wide - n * 0.693_147_180_559_945_3
  let p =
    1 + r
    * (1 + r
      * (0.5 + r
        * (0.166_666_666_666 + r
          * (0.041_666_666_5 + r * (0.008_333_335 + r * (0.001_388_9 + r * 0.000_198_4))))))
  let scale = Double(sign: .plus, exponent: Int(n), significand: 1)
  return Float(p * scale)
}

/// The natural logarithm; −∞ at 0 and NaN below.
///
/// Absolute error at most 2e-7 or relative error at most 2e-7, whichever is larger.
///
/// - Complexity: O(1).
@inlinable
public func naturalLogarithm(_ x: Float) -> Float {
  guard x > 0 else { return x == 0 ? -.infinity : .nan }
  guard x.isFinite else { return .infinity }
  let wide = Double(x)
  var exponent = Double(wide.exponent)
  var m = wide.significand
  if m > 1.414_213_562_373_095 {
    m *= 0.5
    exponent += 1
  }
  // ln m = 2 artanh((m − 1)/(m + 1)), |argument| ≤ 0.1716.
  let z = (m - 1) / (m + 1)
  let z2 = z * z
  let series =
    2 * z
    * (1 + z2
      * (0.333_333_333_333 + z2 * (0.2 + z2 * (0.142_857_143 + z2 * (0.111_111 + z2 * 0.0909)))))
  return Float(series + exponent * 0.693_147_180_559_945_3)
}

/// The angle wrapped into (−π, π], in radians.
@inlinable
public func wrappedAngle(_ angle: Float) -> Float {
  if angle > -Float.pi && angle <= Float.pi { return angle }
  let turn = 2 * Double.pi
  var wide = Double(angle)
  wide -= turn * (wide / turn).rounded(.toNearestOrEven)
  if wide <= -Double.pi { wide += turn }
  return Float(wide)
}
