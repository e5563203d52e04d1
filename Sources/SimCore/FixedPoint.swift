// Exact sums of real features.
//
// A feature is rounded to a multiple of 2⁻³² and added as an Int64: integer addition is associative
// and commutative, so any number of workers and any order of the robots give the same bits. The
// rounding error is at most 2⁻³³ per robot; |Σ| < 2³¹ is safe, two thousand million robots.
//
// AVX2 converts no Double to Int64. Adding 1.5·2²⁰ to a Double |x| < 2¹⁹ rounds it to a multiple of
// 2⁻³² (the unit in the last place there) and leaves x·2³² in the low bits, so the bit pattern itself
// is summed and the constant's pattern is taken off once per robot at the end.
// Source: mathematics §1.3; the constant is the classical "magic number" conversion.

/// One in fixed point: 2³².
@inlinable public var fixedPointOne: Int64 { @inline(__always) get { 1 << 32 } }
/// The reciprocal of `fixedPointOne`.
@inlinable public var fixedPointUnit: Double { @inline(__always) get { 0x1p-32 } }
/// The addend that makes the rounded value appear in the low bits of the pattern.
@inlinable public var fixedPointMagic: Double { @inline(__always) get { 0x1.8p20 } }
/// The bit pattern of `fixedPointMagic`.
@inlinable public var fixedPointMagicBits: Int64 {
  @inline(__always) get { Int64(bitPattern: (0x1.8p20).bitPattern) }
}

/// A real number, |x| < 2¹⁹, rounded to a multiple of 2⁻³² and scaled by 2³².
@inlinable @inline(__always)
public func fixedPoint(_ x: Double) -> Int64 {
  Int64(bitPattern: (x + fixedPointMagic).bitPattern) &- fixedPointMagicBits
}

/// Four real numbers in fixed point, still offset by `fixedPointMagicBits` each.
@inlinable @inline(__always)
public func offsetFixedPoint(_ x: SIMD4<Double>) -> SIMD4<Int64> {
  unsafeBitCast(x + SIMD4(repeating: fixedPointMagic), to: SIMD4<Int64>.self)
}

/// Four floats as doubles, exactly.
///
/// Written lane by lane: the generic vector initialiser is an out-of-line call.
@inlinable @inline(__always)
public func widened(_ x: SIMD4<Float>) -> SIMD4<Double> {
  SIMD4(Double(x[0]), Double(x[1]), Double(x[2]), Double(x[3]))
}
