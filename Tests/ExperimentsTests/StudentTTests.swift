import Experiments
import Testing

@Suite("StudentT")
struct StudentTTests {
  /// Two-sided 95 % points as printed in Abramowitz and Stegun, table 26.10.
  @Test(
    "quantiles agree with the printed tables",
    arguments: [
      (1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (9, 2.262), (10, 2.228),
      (19, 2.093), (20, 2.086), (29, 2.045), (30, 2.042), (60, 2.000), (120, 1.980),
    ])
  func table(degrees: Int, expected: Double) {
    #expect(abs(StudentT.quantile(0.975, degrees: degrees) - expected) < 0.0005)
  }

  @Test("one degree of freedom is Cauchy's distribution, two have a closed form")
  func closedForms() {
    // P = 1/2 + atan(t)/π, so t(0.75) = 1 exactly.
    #expect(abs(StudentT.quantile(0.75, degrees: 1) - 1) < 1e-12)
    // P = 1/2 + t / (2 √(2 + t²)).
    for t in [0.1, 0.5, 1, 3, 10] {
      #expect(
        abs(StudentT.cumulative(t, degrees: 2) - (0.5 + t / (2 * (2 + t * t).squareRoot())))
          < 1e-14)
    }
  }

  @Test("many degrees of freedom approach the normal distribution")
  func normalLimit() {
    #expect(abs(StudentT.quantile(0.975, degrees: 1_000_00) - 1.959964) < 5e-5)
  }

  @Test("the distribution is symmetric and the quantile inverts it", arguments: [1, 2, 3, 8, 31])
  func inverse(degrees: Int) {
    for t in [0.01, 0.3, 1.7, 4.2] {
      let p = StudentT.cumulative(t, degrees: degrees)
      #expect(abs(p + StudentT.cumulative(-t, degrees: degrees) - 1) < 1e-14)
      #expect(abs(StudentT.quantile(p, degrees: degrees) - t) < 1e-9 * (1 + t))
    }
  }
}

@Suite("MeanInterval")
struct MeanIntervalTests {
  @Test("mean and interval agree with a calculation by hand")
  func byHand() throws {
    // 1, 2, 3, 4, 5: mean 3, s² = 10/4, s/√5 = 0.70711, t(0.975, 4) = 2.776445.
    let interval = try #require(MeanInterval(of: [1, 2, 3, 4, 5]))
    #expect(interval.mean == 3)
    #expect(interval.count == 5)
    #expect(abs(try #require(interval.halfWidth) - 2.776445 * 0.70710678) < 1e-5)
  }

  @Test("one value has a mean but no interval, none has neither")
  func few() {
    #expect(MeanInterval(of: [4])?.mean == 4)
    #expect(MeanInterval(of: [4])?.spread == .notAvailable(values: 1))
    #expect(MeanInterval(of: []) == nil)
  }

  @Test("equal values have an interval of no width")
  func equalValues() {
    #expect(MeanInterval(of: [2, 2, 2])?.halfWidth == 0)
  }
}
