import SimCore
import Testing

@Suite("RandomStream")
struct RandomStreamTests {
  @Test("Philox-4x32-10 gives the published known answers")
  func knownAnswers() {
    // Random123's kat_vectors.
    let zero = philox(counter: .zero, key: .zero)
    #expect(zero == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    let ones = philox(
      counter: SIMD4(repeating: 0xFFFF_FFFF), key: SIMD2(repeating: 0xFFFF_FFFF))
    #expect(ones == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
  }

  @Test("streams that differ in one part of the key share no prefix")
  func keysSeparate() {
    func first(_ s: UInt64, _ c: Int, _ i: Int, _ t: Int, _ p: RandomPurpose) -> [UInt32] {
      var stream = RandomStream(seed: s, classIndex: c, index: i, step: t, purpose: p)
      return (0..<6).map { _ in stream.next32() }
    }
    let base = first(7, 0, 12, 600, .orchestrator)
    #expect(base == first(7, 0, 12, 600, .orchestrator))
    for other in [
      first(8, 0, 12, 600, .orchestrator), first(7, 1, 12, 600, .orchestrator),
      first(7, 0, 13, 600, .orchestrator), first(7, 0, 12, 601, .orchestrator),
      first(7, 0, 12, 600, .executor), first(7 | 1 << 40, 0, 12, 600, .orchestrator),
    ] { #expect(base != other) }
  }

  @Test("uniform numbers have mean ½ and variance 1⁄12, normal ones 0 and 1")
  func moments() {
    var stream = RandomStream(seed: 3, purpose: .tooling)
    let n = 200_000
    var sum = 0.0
    var sumSquares = 0.0
    for _ in 0..<n {
      let u = Double(stream.uniform())
      sum += u
      sumSquares += u * u
    }
    let mean = sum / Double(n)
    #expect(abs(mean - 0.5) < 4 * (1.0 / 12 / Double(n)).squareRoot())
    #expect(abs(sumSquares / Double(n) - mean * mean - 1.0 / 12) < 0.001)
    sum = 0
    sumSquares = 0
    for _ in 0..<n {
      let z = Double(stream.normal())
      sum += z
      sumSquares += z * z
    }
    #expect(abs(sum / Double(n)) < 4 / Double(n).squareRoot())
    #expect(abs(sumSquares / Double(n) - 1) < 4 * (2 / Double(n)).squareRoot())
  }

  @Test("an integer below a bound is uniform")
  func below() {
    var stream = RandomStream(seed: 9, purpose: .tooling)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[stream.below(7)] += 1 }
    let chiSquared = counts.reduce(0.0) { $0 + Double(($1 - 10_000) * ($1 - 10_000)) / 10_000 }
    #expect(chiSquared < 22.5)  // 6 degrees of freedom, p = 0.001
  }
}
