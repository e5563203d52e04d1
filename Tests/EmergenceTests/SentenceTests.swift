import Emergence
import Testing

@Suite("Verdict in words")
struct SentenceTests {
  private func verdict(
    _ question: StudyDesign.Question, sizes: [Int], _ run: (Int, Int) -> StudyRun,
    change: (inout StudyDesign) -> Void = { _ in }
  ) throws -> Verdict {
    var design = StudyDesign(
      question, sizes: sizes, goal: "sojourn_p95 <= 180 s", quantity: "throughput per hour")
    change(&design)
    var study = Study(design)
    while true {
      switch study.next() {
      case .done(let verdict): return verdict
      case .run(let requests):
        for request in requests {
          for seed in request.seeds { try study.record(run(request.size, seed)) }
        }
      }
    }
  }

  /// One of ten runs, by its seed.
  private func isTenth(_ seed: Int) -> Bool { seed % 10 == 0 }

  @Test("a window with a decline")
  func certified() throws {
    let found = try verdict(.sizing, sizes: [10, 11, 12, 13, 14, 16]) { size, seed in
      let value: Double = size < 16 ? 20 : 17
      return StudyRun(
        size: size, seed: seed, isSuccess: size >= 12, value: value + (isTenth(seed) ? 1 : 0))
    }
    #expect(
      found.sentence == """
        With confidence 95 %, at least 90 % of runs meet sojourn_p95 <= 180 s at each tested number of \
        robots from 12 to 16 (12, 13, 14, 16). With 11 robots it is not certified: 0 of 35 fresh runs. For \
        numbers between them this assumes that the share does not dip there. More hurt: with 16 robots \
        throughput per hour is below that of 10 robots, by 14.9 % (at least 14.9 %).
        """)
  }

  @Test("sizes that are no number of robots have the name of their axis")
  func axis() throws {
    let found = try verdict(.sizing, sizes: [2, 3]) { size, seed in
      StudyRun(size: size, seed: seed, isSuccess: size >= 2, value: Double(size))
    } change: {
      $0.axis = "robots.lifter.count"
    }
    #expect(
      found.sentence == """
        With confidence 95 %, at least 90 % of runs meet sojourn_p95 <= 180 s at each tested \
        robots.lifter.count from 2 to 3 (2, 3). Smaller numbers were not tried with fresh runs. For numbers \
        between them this assumes that the share does not dip there. Up to robots.lifter.count = 3 nothing \
        declines: throughput per hour was greatest there (exploratory).
        """)
  }

  @Test("nothing that reaches it, without values")
  func notReached() throws {
    let found = try verdict(.sizing, sizes: [4, 8]) { size, seed in
      StudyRun(size: size, seed: seed, isSuccess: size == 8 && isTenth(seed))
    }
    #expect(
      found.sentence == """
        Not reached up to 8 robots: no tested number seemed to meet sojourn_p95 <= 180 s in 90 % of runs; \
        the best, 8 robots, did in 1 of 10 (exploratory). No value was told, so nothing is said of a decline.
        """)
  }

  @Test("nothing that ever met it")
  func never() throws {
    let found = try verdict(.sizing, sizes: [4, 8]) { size, seed in
      StudyRun(size: size, seed: seed, isSuccess: false)
    }
    #expect(
      found.sentence.hasPrefix(
        """
        Not reached up to 8 robots: no tested number seemed to meet sojourn_p95 <= 180 s in 90 % of runs \
        (exploratory).
        """))
  }

  @Test("a size that seemed enough and was not")
  func notCertified() throws {
    let fresh = StudyDesign(.sizing, sizes: [4, 8]).freshSeeds
    let found = try verdict(.sizing, sizes: [4, 5, 6, 7]) { size, seed in
      StudyRun(
        size: size, seed: seed, isSuccess: size >= 5 && (!fresh.contains(seed) || seed % 5 != 0),
        value: Double(size))
    }
    #expect(
      found.sentence == """
        Not certified: 6 robots seemed enough for sojourn_p95 <= 180 s, but met it in 28 of 35 fresh runs. \
        Up to 7 robots nothing declines: throughput per hour was greatest there (exploratory).
        """)
  }

  @Test("what emerges, with its ratio, and what is there from the start")
  func emergence() throws {
    let sharp = try verdict(.emergence, sizes: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) { size, seed in
      StudyRun(size: size, seed: seed, isSuccess: size >= 5, value: 1)
    }
    #expect(
      sharp.sentence == """
        With confidence 95 %, at least 90 % of runs meet sojourn_p95 <= 180 s at each tested number of \
        robots from 5 to 10 (5, 6, 7, 10). Smaller numbers were not tried with fresh runs. For numbers \
        between them this assumes that the share does not dip there. At most 10 % do with each tested number \
        up to 4 (1, 3, 4). The ratio of the two is at least 0.8; a lottery has 0.04576. That more hurt is not \
        certified: throughput per hour of 10 robots may be that of 1.
        """)
    let always = try verdict(.emergence, sizes: [1, 2]) { size, seed in
      StudyRun(
        size: size, seed: seed, isSuccess: true, value: size == 2 ? -5 : seed % 2 == 0 ? 1 : -2)
    }
    #expect(
      always.sentence == """
        With confidence 95 %, at least 90 % of runs meet sojourn_p95 <= 180 s at each tested number of \
        robots from 1 to 2 (1, 2). Smaller numbers were not tried with fresh runs. For numbers between them \
        this assumes that the share does not dip there. 1 robot met it in 80 of 80 runs already, more than \
        10 %: success does not emerge (exploratory). More hurt: with 2 robots throughput per hour is below \
        that of 1 robot, by 4.5 (at least 4.124).
        """)
    let late = try verdict(.emergence, sizes: [1, 2, 3, 4]) { size, seed in
      StudyRun(size: size, seed: seed, isSuccess: size >= 3 || seed > 80 && seed % 4 == 0)
    }
    #expect(
      late.sentence.contains(
        "That small fleets fail is not certified: 1 robot met it in 8 of 35 fresh runs."))
  }

  @Test("a decline over several sizes, with the loss at the least of them")
  func declines() throws {
    let found = try verdict(.sizing, sizes: [10, 20, 30, 40]) { size, seed in
      StudyRun(
        size: size, seed: seed, isSuccess: true, value: Double(max(0, 50 - size)) + Double(seed % 2)
      )
    }
    #expect(
      found.sentence.hasSuffix(
        """
        More hurt: at each tested number from 20 on (20, 30, 40) throughput per hour is below that of 10 \
        robots, at 20 by 24.7 % (at least 24.7 %).
        """))
    #expect(found.declineSize == 20 && found.decline.reference == 10)
  }

  @Test("a study that was stopped")
  func stopped() throws {
    let found = try verdict(.sizing, sizes: [1, 2, 3]) { size, seed in
      StudyRun(size: size, seed: seed, isSuccess: true, value: 1)
    } change: {
      $0.runLimit = 200
    }
    #expect(
      found.sentence == """
        Not certified: too few runs were allowed for sojourn_p95 <= 180 s. That more hurt is not certified. \
        It ended after 90 runs: the next ones would go beyond the limit.
        """)
  }
}
