import Statistics
import Testing

@Suite("BestComparison")
struct BestComparisonTests {
  @Test(
    "its ends agree with the formulas written out over SciPy's t", arguments: Oracle.all("best"))
  func oracle(_ oracle: Oracle) throws {
    let arms = Int(oracle.number(1))
    let seeds = oracle.inputs[0].count / arms
    let rows = (0..<arms).map { Array(oracle.inputs[0][$0 * seeds..<($0 + 1) * seeds]) }
    let found = try BestComparison(rows, confidence: oracle.number(2))
    for (index, distance) in found.distances.enumerated() {
      #expect(agree(distance.lower, oracle.expected[2 * index], to: 1e-9))
      #expect(agree(distance.upper, oracle.expected[2 * index + 1], to: 1e-9))
    }
  }

  @Test("a clear best is named alone, at least as good as the others and no worse than itself")
  func clear() throws {
    let found = try BestComparison([[1, 2, 3], [9, 10.5, 11], [4, 5.1, 6]])
    #expect(found.candidates == [1])
    #expect(found.distances[1].lower == 0 && found.distances[1].estimate > 4)
    #expect(found.distances[0].upper == 0 && found.distances[2].upper == 0)
  }

  @Test(
    "all intervals hold together as often as stated, with ties and without",
    arguments: [[0.0, 1, 2, 2], [0, 1, 2, 4]])
  func coverage(_ means: [Double]) throws {
    let distances = means.enumerated().map { index, mean in
      mean - means.enumerated().filter { $0.offset != index }.map(\.element).reduce(0, max)
    }
    let together = try share(of: 1500) { trial in
      var draws = Draws(75, trial: trial)
      let seeds = draws.normals(10)
      let arms = means.map { mean in seeds.map { mean + 3 * $0 + draws.normal() } }
      let found = try BestComparison(arms, confidence: 0.9)
      return zip(found.distances, distances).allSatisfy { $0.contains($1) }
    }
    // Bonferroni's bound may cover a little more, never less; one standard error is 0.008.
    #expect(together > 0.875)
    if means[2] < means[3] { #expect(together < 0.95) }
  }

  @Test("arms without any difference are all candidates")
  func same() throws {
    let found = try BestComparison([[1, 2, 3], [1, 2, 3], [0, 1, 2]])
    #expect(found.candidates == [0, 1])
    #expect(found.distances.map(\.estimate) == [0, 0, -1])
  }

  @Test("too few arms or seeds, and arms of other seeds, are refused")
  func refused() {
    #expect(throws: StatisticsError.tooFew(count: 1, needed: 2)) { try BestComparison([[1, 2]]) }
    #expect(throws: StatisticsError.tooFew(count: 1, needed: 2)) { try BestComparison([[1], [2]]) }
    #expect(throws: StatisticsError.unequalLengths(2, 3)) {
      try BestComparison([[1, 2], [2, 3, 4]])
    }
  }
}
