import SimCore

/// How often robots re-decide, and how late the field they read is.
public struct DispatchSchedule: Equatable, Sendable {
  /// Seconds between two updates of m^orch, τ_o.
  public var orchestratorPeriod: Float = 1
  /// Seconds for which a decision stands on average where robots re-decide at random (Poisson)
  /// moments; 0 where each decides once per period (staggered or all at once).
  public var relaxationTime: Float = 0
  /// Time constant of m^orch's moving average, seconds; 0 is exact.
  public var fieldTimeConstant: Float = 0
  /// Seconds between a decision and its appearance in the field: latency of the planner and of the
  /// messages.
  public var latency: Float = 0

  /// Every robot decides once per second and reads an exact field.
  public init() {}

  /// A schedule from its values, seconds.
  public init(
    orchestratorPeriod: Float, relaxationTime: Float = 0, fieldTimeConstant: Float = 0,
    latency: Float = 0
  ) {
    self.orchestratorPeriod = orchestratorPeriod
    self.relaxationTime = relaxationTime
    self.fieldTimeConstant = fieldTimeConstant
    self.latency = latency
  }
}

/// When the robots of a class decide, how late the field is, and what follows from it.
public struct DispatchTiming: Equatable, Sendable {
  /// When they decide and how late the field is.
  public let schedule: DispatchSchedule
  /// The largest stable loop gain; see `dispatchGainBound(_:)`.
  public let gainBound: Float
  /// Periods until a claim shows fully in the field: 1 + (memory + latency)/period.
  public let claimLag: Float

  /// What follows from a schedule.
  public init(_ schedule: DispatchSchedule) {
    self.schedule = schedule
    gainBound = dispatchGainBound(schedule)
    claimLag =
      1 + (schedule.fieldTimeConstant + schedule.latency) / max(1e-3, schedule.orchestratorPeriod)
  }
}

/// The loop gain of logit dispatch at an operating point: β |dU/dx| / K.
///
/// x is the share of the class that claims an option. The deficit term of B3 has the slope
/// value/f in x, with f the share of idle robots; but in one period only those idle robots
/// re-decide. Where `redeciding` is that share, the gain seen by the loop is value·β·redeciding/(f·K).
/// Above `dispatchGainBound(_:)` the fleet herds: synchronised oscillation between options.
///
/// - Parameters:
///   - gain: β of the logit choice.
///   - value: The largest value of an option.
///   - optionCount: Number of options K.
///   - idleShare: Share of idle robots f at the operating point, in (0, 1].
///   - redeciding: Share of the robots that re-decide per period, in (0, 1]; usually `idleShare`.
/// - Returns: The loop gain, dimensionless; 0 where there is no choice.
///
/// Source: mathematics §1.4 and correction C6.
public func dispatchLoopGain(
  gain: Float, value: Float, optionCount: Int, idleShare: Float, redeciding: Float
) -> Float {
  guard optionCount > 1, idleShare > 0 else { return 0 }
  return gain * value * redeciding / (idleShare * Float(optionCount))
}

/// The largest stable loop gain of dispatch on a held, averaged and late field.
///
/// One period of the linearised loop, with ρ the share that re-decides, λ the weight of the moving
/// average and d the latency in whole periods:
///
///     x_{t+1} = (1 − ρ) x_t − g ρ m_{t−d},   m_t = (1 − λ) m_{t−1} + λ x_t
///
/// The bound is the smallest g > 0 at which −g H(e^{iω}) = 1 for some frequency ω in (0, π], where
/// H(z) = ρλz / (z^d (z − 1 + ρ)(z − 1 + λ)). With λ = 1 and d = 0 it is (2 − ρ)/ρ: 1 where all
/// re-decide once per period, and coth(h/2) where decisions stand for an exponential time of mean
/// `orchestratorPeriod`/h.
///
/// - Returns: The bound, dimensionless; at most 10⁶.
/// - Complexity: about 10⁴ evaluations of H, each O(log d): no latency takes longer than another.
///
/// Source: our derivation; the two limits are mathematics §1.4 and correction C6.
public func dispatchGainBound(_ schedule: DispatchSchedule) -> Float {
  let period = schedule.orchestratorPeriod
  let rho =
    schedule.relaxationTime > 0
    ? 1 - Double(exponential(-period / schedule.relaxationTime)) : 1
  let lambda =
    schedule.fieldTimeConstant > 0
    ? 1 - Double(exponential(-period / schedule.fieldTimeConstant)) : 1
  let delay = Int((schedule.latency / period - 1e-4).rounded(.up))
  let response = LoopResponse(rho: rho, lambda: lambda, delay: max(0, delay))
  // |H| falls with ω, so the bound is at the lowest crossing, and that lies below π/(d − 1). The
  // whole range is scanned as long as its steps are finer than the turns of z^d.
  let end = delay > LoopResponse.longestProduct ? 2 * Double.pi / Double(delay) : Double.pi
  // −1/H is real and positive where the phase crosses −π; scan for sign changes of the imaginary
  // part where the real part of H is negative, then bisect.
  var best = 1e6
  let steps = 4096
  var lastAngle = end == Double.pi ? 1e-4 : 1e-4 * end
  var last = response.value(lastAngle)
  for step in 1...steps {
    let angle = end * Double(step) / Double(steps)
    var here = response.value(angle)
    // At π the response is real; keep rounding out.
    if step == steps && end == Double.pi { here.imaginary = 0 }
    if here.imaginary == 0 || (here.imaginary < 0) != (last.imaginary < 0) {
      var low = lastAngle
      var high = angle
      if here.imaginary != 0 {
        for _ in 0..<50 {
          let middle = 0.5 * (low + high)
          if (response.value(middle).imaginary < 0) == (last.imaginary < 0) {
            low = middle
          } else {
            high = middle
          }
        }
      }
      let crossing = response.value(high).real
      if crossing < 0 { best = min(best, -1 / crossing) }
    }
    last = here
    lastAngle = angle
  }
  return Float(best)
}

/// The open loop H(e^{iω}) of dispatch.
private struct LoopResponse {
  let rho: Double
  let lambda: Double
  let delay: Int

  /// The largest delay whose power is a plain product; above it the power is made of squares.
  ///
  /// The product is kept below it because its last bits are part of what shipped scenes compute.
  static let longestProduct = 1024

  func value(_ angle: Double) -> (real: Double, imaginary: Double) {
    let z = unit(angle)
    var denominator = multiply((z.real - 1 + rho, z.imaginary), (z.real - 1 + lambda, z.imaginary))
    if delay <= Self.longestProduct {
      for _ in 0..<delay { denominator = multiply(denominator, z) }
    } else {
      denominator = multiply(denominator, power(z, delay))
    }
    let numerator = (real: rho * lambda * z.real, imaginary: rho * lambda * z.imaginary)
    let square =
      denominator.real * denominator.real + denominator.imaginary * denominator.imaginary
    return (
      (numerator.real * denominator.real + numerator.imaginary * denominator.imaginary) / square,
      (numerator.imaginary * denominator.real - numerator.real * denominator.imaginary) / square
    )
  }

  /// e^{iω} in double precision by halving the angle into the range of a short series.
  private func unit(_ angle: Double) -> (real: Double, imaginary: Double) {
    let a = angle / 64
    let a2 = a * a
    var z = (
      real: 1 - a2 * (0.5 - a2 * (1.0 / 24 - a2 / 720)),
      imaginary: a * (1 - a2 * (1.0 / 6 - a2 * (1.0 / 120 - a2 / 5040)))
    )
    for _ in 0..<6 { z = multiply(z, z) }
    return z
  }

  /// A power by repeated squaring.
  private func power(
    _ base: (real: Double, imaginary: Double), _ exponent: Int
  ) -> (real: Double, imaginary: Double) {
    var result = (real: 1.0, imaginary: 0.0)
    var square = base
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result = multiply(result, square) }
      square = multiply(square, square)
      rest >>= 1
    }
    return result
  }

  private func multiply(
    _ a: (real: Double, imaginary: Double), _ b: (real: Double, imaginary: Double)
  ) -> (real: Double, imaginary: Double) {
    (a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
}
