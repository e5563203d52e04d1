import Contracts
import SimCore

// The two inner loops of the mean fields: every robot of every class, every tick.
//
// Goals, in order of priority: exact (fixed point), no branch that is taken in normal operation,
// four features per instruction. A row whose features all lie in their declared ranges costs two
// compares per vector; a row that does not takes the slow path, which saturates and counts.

/// Adds the features of `count` motor contexts to `sums` [ExecutorSchema.count]; returns how many
/// values were outside their range.
///
/// - Complexity: O(count), about 10 ns per robot (Xeon with AVX2, one core).
func sumExecutorFeatures(
  _ rows: UnsafePointer<ExecutorMicrostate>, count: Int, into sums: UnsafeMutablePointer<Int64>
) -> Int64 {
  typealias Schema = ExecutorSchema
  var motion = SIMD4<Int64>.zero  // vx vy ω speed
  var squares = SIMD4<Int64>.zero  // vx² vy² ω² uncertainty²
  var rates = SIMD4<Int64>.zero  // speed ratio, contact, blocked, slip
  var levels = SIMD4<Int64>.zero  // impulse, failed, battery, uncertainty
  var atLeast = SIMD4<Int32>.zero  // battery at least 1/4, 2/4, 3/4; last lane unused
  var tags = SIMD4<Int32>.zero
  var saturated: Int64 = 0
  let zero = SIMD4<Float>.zero
  let one = SIMD4<Float>(repeating: 1)
  let quarters = SIMD4<Float>(0.25, 0.5, 0.75, .infinity)
  let tagIndex = SIMD4<Int32>(0, 1, 2, 3)
  for i in 0..<count {
    let row = rows + i
    var v = row.pointee.velocity
    var m = SIMD4<Float>(v.x, v.y, row.pointee.spin, (v.x * v.x + v.y * v.y).squareRoot())
    var r = SIMD4<Float>(
      row.pointee.speedRatio, row.pointee.contact, row.pointee.blocked, row.pointee.slip)
    var l = SIMD4<Float>(
      row.pointee.impulse, row.pointee.failed, row.pointee.battery, row.pointee.uncertainty)
    let inside =
      (m .>= -one) .& (m .<= one) .& (r .>= zero) .& (r .<= one) .& (l .>= zero) .& (l .<= one)
    if !all(inside) {
      saturated &+= saturate(&m, lower: -1) &+ saturate(&r, lower: 0) &+ saturate(&l, lower: 0)
      v = Vec2(m[0], m[1])
    }
    var s = m
    s[3] = l[3]
    s *= s
    motion &+= offsetFixedPoint(widened(m))
    squares &+= offsetFixedPoint(widened(s))
    rates &+= offsetFixedPoint(widened(r))
    levels &+= offsetFixedPoint(widened(l))
    // A true lane of a mask is −1.
    atLeast &-= SIMD4<Int32>.zero.replacing(
      with: SIMD4(repeating: -1), where: SIMD4(repeating: l[2]) .>= quarters)
    let tag = SIMD4(repeating: Int32(truncatingIfNeeded: Schema.tagBin(row.pointee.tag)))
    tags &-= SIMD4<Int32>.zero.replacing(
      with: SIMD4(repeating: -1), where: tag .== tagIndex)
  }
  let offset = Int64(count) &* fixedPointMagicBits
  func add(_ feature: Int, _ sum: Int64) { sums[feature] &+= sum &- offset }
  add(Schema.velocityX, motion[0])
  add(Schema.velocityY, motion[1])
  add(Schema.spin, motion[2])
  add(Schema.speed, motion[3])
  add(Schema.velocityXSecondMoment, squares[0])
  add(Schema.velocityYSecondMoment, squares[1])
  add(Schema.spinSecondMoment, squares[2])
  add(Schema.uncertaintySecondMoment, squares[3])
  add(Schema.speedRatio, rates[0])
  add(Schema.contact, rates[1])
  add(Schema.blocked, rates[2])
  add(Schema.slip, rates[3])
  add(Schema.impulse, levels[0])
  add(Schema.failure, levels[1])
  add(Schema.battery, levels[2])
  add(Schema.uncertainty, levels[3])
  let above = SIMD4<Int64>(
    Int64(count), Int64(atLeast[0]), Int64(atLeast[1]), Int64(atLeast[2]))
  for bin in 0..<4 {
    let inBin = above[bin] - (bin < 3 ? above[bin + 1] : 0)
    sums[Schema.batteryHistogram + bin] &+= inBin &* fixedPointOne
    sums[Schema.tags + bin] &+= Int64(tags[bin]) &* fixedPointOne
  }
  return saturated
}

/// Adds the features of `count` planning states to `sums` [OrchestratorSchema.count]; returns how
/// many values were outside their range.
///
/// - Complexity: O(count), about 6 ns per robot (Xeon with AVX2, one core).
func sumOrchestratorFeatures(
  _ rows: UnsafePointer<OrchestratorMicrostate>, count: Int, into sums: UnsafeMutablePointer<Int64>
) -> Int64 {
  typealias Schema = OrchestratorSchema
  var plans = SIMD4<Int64>.zero  // plan age, replanned, entropy, entropy²
  var outcomes = SIMD4<Int64>.zero  // failure, progress, predicted success, nothing
  var saturated: Int64 = 0
  let zero = SIMD4<Float>.zero
  let one = SIMD4<Float>(repeating: 1)
  withUnsafeTemporaryAllocation(of: Int64.self, capacity: 8 + Schema.assignmentBins) { bins in
    bins.initialize(repeating: 0)
    for i in 0..<count {
      let row = rows + i
      let stage = Int(row.pointee.stage.rawValue)
      bins[stage & 7] &+= 1
      let option = Int(row.pointee.option)
      if option >= 0 {
        if option < Schema.assignmentBins {
          bins[8 + option] &+= 1
        } else {
          saturated &+= 1
        }
      }
      let entropy = row.pointee.entropy
      var p = SIMD4<Float>(
        row.pointee.planAge * (1 / Schema.planAgeScale), row.pointee.replanned, entropy,
        entropy * entropy)
      var o = SIMD4<Float>(
        row.pointee.planFailed, row.pointee.progress, row.pointee.predictedSuccess, 0)
      // A plan older than the scale is not a mistake: it saturates without being counted.
      if p[0] > 1 { p[0] = 1 }
      let inside = (p .>= zero) .& (p .<= one) .& (o .>= zero) .& (o .<= one)
      if !all(inside) {
        saturated &+= saturate(&p, lower: 0) &+ saturate(&o, lower: 0)
        p[3] = p[2] * p[2]
      }
      plans &+= offsetFixedPoint(widened(p))
      outcomes &+= offsetFixedPoint(widened(o))
    }
    for bin in 0..<Schema.stageBins { sums[Schema.stages + bin] &+= bins[bin] &* fixedPointOne }
    for bin in 0..<Schema.assignmentBins {
      sums[Schema.assignments + bin] &+= bins[8 + bin] &* fixedPointOne
    }
  }
  let offset = Int64(count) &* fixedPointMagicBits
  sums[Schema.planAge] &+= plans[0] &- offset
  sums[Schema.replanRate] &+= plans[1] &- offset
  sums[Schema.entropy] &+= plans[2] &- offset
  sums[Schema.entropySecondMoment] &+= plans[3] &- offset
  sums[Schema.failureRate] &+= outcomes[0] &- offset
  sums[Schema.progress] &+= outcomes[1] &- offset
  sums[Schema.predictedSuccess] &+= outcomes[2] &- offset
  return saturated
}

/// Brings four values into [lower, 1], a non-finite one to 0; returns how many it changed.
@inline(never)
private func saturate(_ values: inout SIMD4<Float>, lower: Float) -> Int64 {
  var changed: Int64 = 0
  for lane in 0..<4 {
    let x = values[lane]
    if x >= lower && x <= 1 { continue }
    changed += 1
    values[lane] = x.isNaN ? 0 : (x > 1 ? 1 : lower)
  }
  return changed
}
