/// What a stream of random numbers is for; two purposes never share numbers.
///
/// The raw values are part of the reproducibility promise: never renumber, only append.
public enum RandomPurpose: UInt32, Sendable, CaseIterable {
  /// Where bodies start.
  case placement = 1
  /// Physical noise: sensors, actuation.
  case dynamics = 2
  /// Arrival and content of tasks.
  case tasks = 3
  /// An orchestrator's own choices.
  case orchestrator = 4
  /// An executor's own choices.
  case executor = 5
  /// Sampling, loss and quantisation of messages.
  case communication = 6
  /// Failures, delays and other disturbances.
  case disturbance = 7
  /// Everything a test or a tool draws for itself.
  case tooling = 8
}

/// A counter-based stream of random numbers: a pure function of its key and a counter.
///
/// Robot `index` of class `classIndex` draws the same numbers at every population size and under
/// every coordination mode, so comparisons are paired. No state is shared between robots, so the
/// order in which robots draw, and the number of workers, cannot matter.
///
///     var stream = RandomStream(
///       seed: 7, classIndex: 0, index: 12, step: 600, purpose: .orchestrator)
///     let u = stream.uniform()
///
/// Source: Philox-4x32 with 10 rounds; J. K. Salmon et al., "Parallel random numbers: as easy as
/// 1, 2, 3", SC '11, doi:10.1145/2063384.2063405. The key is (seed), the counter is
/// (block ⊕ purpose in the high byte, step, index, class).
@frozen
public struct RandomStream: BitwiseCopyable, Sendable {
  @usableFromInline var key: SIMD2<UInt32>
  @usableFromInline var counter: SIMD4<UInt32>
  @usableFromInline var block: SIMD4<UInt32> = .zero
  @usableFromInline var used: UInt32 = 4

  /// A stream for one robot, step and purpose.
  ///
  /// - Parameters:
  ///   - seed: The seed of the run, or of one of its separate streams.
  ///   - classIndex: The robot's class, below 2¹⁶; or any small number for what is no robot.
  ///   - index: The robot's index within its class.
  ///   - step: The physics step.
  ///   - purpose: What the numbers are for.
  @inlinable
  public init(
    seed: UInt64, classIndex: Int = 0, index: Int = 0, step: Int = 0,
    purpose: RandomPurpose
  ) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    // Word 0: 24-bit block counter and 8-bit purpose; word 3: class and the step's high half.
    counter = SIMD4(
      purpose.rawValue << 24, UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: index),
      UInt32(truncatingIfNeeded: classIndex)
        ^ (UInt32(truncatingIfNeeded: step >> 32) << 16))
  }

  /// The next 32 random bits.
  ///
  /// - Precondition: at most 2²⁶ numbers are drawn from one stream.
  @inlinable
  public mutating func next32() -> UInt32 {
    if used == 4 {
      block = philox(counter: counter, key: key)
      counter[0] &+= 1
      used = 0
    }
    defer { used += 1 }
    return block[Int(used)]
  }

  /// A number uniform in [0, 1), with 24 random bits.
  @inlinable
  public mutating func uniform() -> Float { Float(next32() >> 8) * 0x1p-24 }

  /// A number uniform in [lower, upper).
  @inlinable
  public mutating func uniform(_ lower: Float, _ upper: Float) -> Float {
    lower + (upper - lower) * uniform()
  }

  /// An integer uniform in 0 ..< bound, by Lemire's multiplication (bias below bound/2³²).
  ///
  /// - Precondition: `bound` is in 1 ..< 2³².
  @inlinable
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "an integer below \(bound) does not exist")
    return Int((UInt64(next32()) &* UInt64(bound)) >> 32)
  }

  /// A standard normal number (Marsaglia's polar method).
  @inlinable
  public mutating func normal() -> Float {
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let s = u * u + v * v
      if s > 0 && s < 1 { return u * (-2 * naturalLogarithm(s) / s).squareRoot() }
    }
  }

  /// An exponentially distributed waiting time of the given mean.
  @inlinable
  public mutating func exponentialWait(mean: Float) -> Float {
    -mean * naturalLogarithm(1 - uniform())
  }
}

/// One block of Philox-4x32-10; exposed for the known-answer test.
@inlinable
public func philox(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
  var c = counter
  var k = key
  for _ in 0..<10 {
    let p0 = UInt64(c[0]) &* 0xD251_1F53
    let p1 = UInt64(c[2]) &* 0xCD9E_8D57
    c = SIMD4(
      UInt32(truncatingIfNeeded: p1 >> 32) ^ c[1] ^ k[0], UInt32(truncatingIfNeeded: p1),
      UInt32(truncatingIfNeeded: p0 >> 32) ^ c[3] ^ k[1], UInt32(truncatingIfNeeded: p0))
    k[0] &+= 0x9E37_79B9
    k[1] &+= 0xBB67_AE85
  }
  return c
}

/// A seed derived from another one and a word, so that one number on the command line gives
/// separate seeds for placement, dynamics, tasks and policies.
@inlinable
public func derivedSeed(_ seed: UInt64, _ word: UInt64) -> UInt64 {
  // SplitMix64's finaliser (Steele, Lea, Flood, OOPSLA 2014).
  var z = seed &+ (word &+ 1) &* 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
