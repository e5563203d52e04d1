import Attribution
import Testing

@Suite("ClassCounterfactual and AltruisticRegret")
struct CounterfactualTests {
  /// A figure with a jump: nothing below a quorum of the two classes, everything above it.
  private func threshold(_ counts: [Int]) -> Double { counts[0] + 2 * counts[1] >= 8 ? 1 : 0 }

  @Test(
    "the shares sum to the whole rise, for any steps, classes and jumps",
    arguments: [1, 2, 3, 7, 40])
  func telescoping(_ steps: Int) {
    let two = ClassCounterfactual(counts: [9, 4], steps: steps).shares(threshold)
    #expect(abs(two.reduce(0, +) - 1) < 1e-12)
    let many = ClassCounterfactual(counts: [3, 1, 0, 5, 2, 4, 6, 1], steps: steps)
    let shares = many.shares { counts in
      Double(counts.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element * $1.element } % 17)
    }
    let whole = (9 + 2 + 4 * 25 + 5 * 4 + 6 * 16 + 7 * 36 + 8) % 17
    #expect(abs(shares.reduce(0, +) - Double(whole)) < 1e-12)
  }

  @Test("all points asked for are listed, from nobody to everybody, and no other is needed")
  func points() {
    for counts in [[30, 10], [5], [2, 2, 2], [1, 2, 3, 4, 5, 6, 7]] {
      for steps in [1, 3, 5] {
        let parts = ClassCounterfactual(counts: counts, steps: steps)
        var asked: Set<[Int]> = []
        _ = parts.shares { point in
          asked.insert(point)
          return 0
        }
        #expect(asked.sorted { $0.lexicographicallyPrecedes($1) } == parts.points)
        #expect(parts.points.first == counts.map { _ in 0 } && parts.points.last == counts)
      }
    }
    #expect(ClassCounterfactual(counts: [30, 10], steps: 1).points.count == 4)
    // The diagonal goes through 1⅔ and 3⅓ of five.
    #expect(ClassCounterfactual(counts: [5], steps: 3).points == [[0], [2], [3], [5]])
    #expect(ClassCounterfactual(counts: [30, 10], steps: 10).points.count == 31)
  }

  @Test("one step is Shapley's value of the classes")
  func shapley() {
    let shares = ClassCounterfactual(counts: [9, 4], steps: 1).shares(threshold)
    // 9 + 0 ≥ 8 and 0 + 8 ≥ 8: either class is enough, so both orders give all to the first.
    #expect(shares == [0.5, 0.5])
    let needed = ClassCounterfactual(counts: [7, 2], steps: 1).shares(threshold)
    #expect(needed == [0.5, 0.5])
    let alone = ClassCounterfactual(counts: [9, 1], steps: 1).shares(threshold)
    #expect(alone == [1, 0])
  }

  @Test("a figure that is a sum gives each class its own, and a class that is not there nothing")
  func additive() {
    let parts = ClassCounterfactual(counts: [6, 0, 3], steps: 4)
    let shares = parts.shares { Double(2 * $0[0] + 100 * $0[1] + 5 * $0[2]) }
    #expect(zip(shares, [12, 0, 15]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test("classes that are alike have the same share, in all orders and in turns")
  func alike() {
    for classes in [4, 7] {
      let parts = ClassCounterfactual(counts: [Int](repeating: 3, count: classes), steps: 3)
      let shares = parts.shares { counts in Double(counts.reduce(0, +) * counts.reduce(0, +)) }
      for share in shares { #expect(abs(share - Double(9 * classes)) < 1e-9) }
    }
  }

  @Test(
    "more episodes lower what newcomers cost at least, more types to tell apart raise it, up to one half a round"
  )
  func lower() {
    func bound(_ episodes: Int, _ prefix: Int = 5) -> Double {
      AltruisticRegret.lowerBound(rounds: 100, prefix: prefix, actions: 3, episodes: episodes)
    }
    #expect(bound(1000) < bound(100) && bound(1000, 6) > bound(1000))
    #expect(bound(0) == 47.5 && bound(1000, 2) == 0)
    #expect(AltruisticRegret.lowerBound(rounds: 7, prefix: 7, actions: 2, episodes: 1) == 0)
  }

  @Test("what is unknown costs only the rounds in which it is unknown")
  func upper() {
    func bound(_ learning: Int) -> Double {
      AltruisticRegret.upperBound(
        imitation: 0.1, known: (0.01, 0.02), unknown: (0.3, 0.4), rounds: 10, learning: learning)
    }
    #expect(abs(bound(10) - 0.13) < 1e-15 && abs(bound(0) - 0.83) < 1e-15)
    #expect(bound(5) > bound(6))
  }
}
