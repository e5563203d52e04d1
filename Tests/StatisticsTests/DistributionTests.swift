import Statistics
import Testing

@Suite("Distributions")
struct DistributionTests {
  @Test("the normal distribution agrees with SciPy", arguments: Oracle.all("normal.cumulative"))
  func normal(_ oracle: Oracle) {
    #expect(agree(NormalDistribution.cumulative(oracle.number(0)), oracle.expected[0]))
  }

  @Test("normal quantiles agree with SciPy", arguments: Oracle.all("normal.quantile"))
  func normalQuantile(_ oracle: Oracle) {
    #expect(agree(NormalDistribution.quantile(oracle.number(0)), oracle.expected[0]))
  }

  @Test("Student's distribution agrees with SciPy", arguments: Oracle.all("student.cumulative"))
  func student(_ oracle: Oracle) {
    let value = StudentT.cumulative(oracle.number(0), degrees: oracle.number(1))
    #expect(agree(value, oracle.expected[0]))
  }

  @Test("Student's quantiles agree with SciPy", arguments: Oracle.all("student.quantile"))
  func studentQuantile(_ oracle: Oracle) {
    let value = StudentT.quantile(oracle.number(0), degrees: oracle.number(1))
    #expect(agree(value, oracle.expected[0]))
  }

  @Test("the beta distribution agrees with SciPy", arguments: Oracle.all("beta.cumulative"))
  func beta(_ oracle: Oracle) {
    let value = BetaDistribution.cumulative(
      oracle.number(0), oracle.number(1), oracle.number(2))
    #expect(agree(value, oracle.expected[0]))
  }

  @Test("beta quantiles agree with SciPy", arguments: Oracle.all("beta.quantile"))
  func betaQuantile(_ oracle: Oracle) {
    let value = BetaDistribution.quantile(oracle.number(0), oracle.number(1), oracle.number(2))
    #expect(agree(value, oracle.expected[0]))
  }

  @Test("the gamma distribution agrees with SciPy", arguments: Oracle.all("gamma.cumulative"))
  func gamma(_ oracle: Oracle) {
    let value = GammaDistribution.cumulative(oracle.number(0), shape: oracle.number(1))
    #expect(agree(value, oracle.expected[0]))
  }

  @Test("its upper tail agrees with SciPy", arguments: Oracle.all("gamma.survival"))
  func gammaSurvival(_ oracle: Oracle) {
    let value = GammaDistribution.survival(oracle.number(0), shape: oracle.number(1))
    #expect(agree(value, oracle.expected[0]))
  }

  @Test("gamma quantiles agree with SciPy", arguments: Oracle.all("gamma.quantile"))
  func gammaQuantile(_ oracle: Oracle) {
    let value = GammaDistribution.quantile(oracle.number(0), shape: oracle.number(1))
    #expect(agree(value, oracle.expected[0]))
  }

  @Test("chi-square quantiles agree with SciPy", arguments: Oracle.all("chi.quantile"))
  func chiSquare(_ oracle: Oracle) {
    let value = ChiSquare.quantile(oracle.number(0), degrees: oracle.number(1))
    #expect(agree(value, oracle.expected[0]))
  }

  @Test("one degree of freedom is Cauchy's distribution, two have a closed form")
  func closedForms() {
    // P = 1/2 + atan(t)/π, so t(0.75) = 1 exactly.
    #expect(abs(StudentT.quantile(0.75, degrees: 1) - 1) < 1e-14)
    // P = 1/2 + t / (2 √(2 + t²)).
    for t in [0.1, 0.5, 1, 3, 10] {
      #expect(
        abs(StudentT.cumulative(t, degrees: 2) - (0.5 + t / (2 * (2 + t * t).squareRoot())))
          < 1e-14)
    }
  }

  @Test("distributions are symmetric and quantiles invert them", arguments: [1, 2, 3.5, 8, 31])
  func inverse(degrees: Double) {
    for t in [0.01, 0.3, 1.7, 4.2] {
      let p = StudentT.cumulative(t, degrees: degrees)
      #expect(abs(p + StudentT.cumulative(-t, degrees: degrees) - 1) < 1e-14)
      #expect(agree(StudentT.quantile(p, degrees: degrees), t, to: 1e-10))
      #expect(agree(NormalDistribution.quantile(NormalDistribution.cumulative(-t)), -t))
      let beta = BetaDistribution.cumulative(t / 5, degrees, 2)
      #expect(abs(beta + BetaDistribution.cumulative(1 - t / 5, 2, degrees) - 1) < 1e-13)
      #expect(agree(BetaDistribution.quantile(beta, degrees, 2), t / 5))
      let gamma = GammaDistribution.cumulative(t, shape: degrees)
      #expect(agree(GammaDistribution.quantile(gamma, shape: degrees), t))
      #expect(abs(gamma + GammaDistribution.survival(t, shape: degrees) - 1) < 1e-14)
    }
  }

  @Test("the ends of the axes have probabilities 0 and 1")
  func ends() {
    #expect(NormalDistribution.cumulative(-.infinity) == 0)
    #expect(NormalDistribution.cumulative(.infinity) == 1)
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(0.5) == 0)
    #expect(StudentT.cumulative(-.infinity, degrees: 3) == 0)
    #expect(StudentT.cumulative(.infinity, degrees: 3) == 1)
    #expect(StudentT.quantile(1, degrees: 3) == .infinity)
    #expect(BetaDistribution.cumulative(-1, 2, 3) == 0)
    #expect(BetaDistribution.cumulative(2, 2, 3) == 1)
    #expect(BetaDistribution.quantile(1, 2, 3) == 1)
    #expect(GammaDistribution.cumulative(0, shape: 2) == 0)
    #expect(GammaDistribution.survival(.infinity, shape: 2) == 0)
    #expect(ChiSquare.quantile(1, degrees: 2) == .infinity)
  }
}
