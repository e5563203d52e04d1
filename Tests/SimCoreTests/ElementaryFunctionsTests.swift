import Foundation
import SimCore
import Testing

@Suite("Elementary functions")
struct ElementaryFunctionsTests {
  @Test("sine and cosine are within 1.2e-7 of the exact value for |angle| up to 10⁴")
  func trigonometry() {
    var worst = 0.0
    for i in -200_000...200_000 {
      let angle = Float(i) * 0.05
      let pair = sineCosine(angle)
      worst = max(worst, abs(Double(pair.sine) - Foundation.sin(Double(angle))))
      worst = max(worst, abs(Double(pair.cosine) - Foundation.cos(Double(angle))))
    }
    #expect(worst <= 1.2e-7)
  }

  @Test("arctangent is within 3e-7 of the exact angle in all quadrants")
  func arctangents() {
    var worst = 0.0
    for i in 0..<100_000 {
      let angle = (Double(i) / 50_000 - 1) * .pi * 0.999_99
      let y = Float(Foundation.sin(angle) * 3)
      let x = Float(Foundation.cos(angle) * 3)
      worst = max(worst, abs(Double(arctangent(y, x)) - Foundation.atan2(Double(y), Double(x))))
    }
    #expect(worst <= 3e-7)
    #expect(abs(arctangent(0, -1) - Float.pi) < 3e-7)
    #expect(arctangent(0, 0) == 0)
  }

  @Test("the exponential is within a relative 2e-7 of the exact value")
  func exponentials() {
    var worst = 0.0
    for i in -87_000...88_000 {
      let x = Float(i) * 0.001
      let exact = Foundation.exp(Double(x))
      worst = max(worst, abs(Double(exponential(x)) - exact) / exact)
    }
    #expect(worst <= 2e-7)
    #expect(exponential(-100) == 0)
    #expect(exponential(100) == .infinity)
  }

  @Test("the logarithm is within 2e-7, absolute or relative")
  func logarithms() {
    var worst = 0.0
    for i in 1...200_000 {
      let x = exponential(Float(i) * 0.0008 - 80)
      guard x > 0 else { continue }
      let exact = Foundation.log(Double(x))
      worst = max(worst, abs(Double(naturalLogarithm(x)) - exact) / max(1, abs(exact)))
    }
    #expect(worst <= 2e-7)
    #expect(naturalLogarithm(0) == -.infinity)
    #expect(naturalLogarithm(-1).isNaN)
  }

  @Test("a wrapped angle is in (−π, π] and differs by whole turns")
  func wrapping() {
    for i in -1000...1000 {
      let angle = Float(i) * 0.173
      let wrapped = wrappedAngle(angle)
      #expect(wrapped > -Float.pi - 1e-6 && wrapped <= Float.pi + 1e-6)
      let turns = Double(angle - wrapped) / (2 * .pi)
      #expect(abs(turns - turns.rounded()) < 1e-4)
    }
  }
}
