import Emergence
import Statistics
import Testing

@Suite("Study")
struct StudyTests {
  private let quorum = Quorum(of: 20, working: 0.8)
  private let sizes = FixedDesign.grid(from: 4, to: 120)
  private var population: Population {
    Population(share: quorum.share(of:), value: { (Double(min($0, 60) - max($0 - 60, 0)), 8) })
  }

  /// All runs that a study asks for, round by round, with its verdict.
  private func rounds(
    _ design: StudyDesign, trial: Int
  ) throws -> (rounds: [[RunRequest]], verdict: Verdict) {
    var study = Study(design)
    var rounds: [[RunRequest]] = []
    while true {
      switch study.next() {
      case .done(let verdict): return (rounds, verdict)
      case .run(let requests):
        rounds.append(requests)
        for run in runs(requests, trial: trial) { try study.record(run) }
      }
    }
  }

  private func runs(_ requests: [RunRequest], trial: Int) -> [StudyRun] {
    requests.flatMap { request in
      request.seeds.map { population.run(request.size, seed: $0, trial: trial) }
    }
  }

  @Test(
    "no run is asked for twice, and all stay within the budget told before",
    arguments: [StudyDesign.Question.sizing, .emergence])
  func once(_ question: StudyDesign.Question) throws {
    let design = StudyDesign(question, sizes: sizes)
    let found = try rounds(design, trial: 1)
    var asked: Set<[Int]> = []
    for request in found.rounds.joined() {
      for seed in request.seeds { #expect(asked.insert([request.size, seed]).inserted) }
    }
    #expect(found.verdict.runs == asked.count)
    #expect(asked.count <= design.budget.total)
    #expect(found.verdict.size != nil && found.verdict.declineSize != nil)
  }

  @Test(
    "where success comes and goes by chance at every size, it stays within the budget all the same",
    arguments: [StudyDesign.Question.sizing, .emergence], [0, 1, 2])
  func budget(_ question: StudyDesign.Question, trial: Int) throws {
    // Halfway between what screening calls enough and what it calls too little: each gap may have an edge.
    let open = Population(share: { $0 % 2 == 0 ? 0.86 : 0.14 }, value: { _ in (1, 1) })
    let design = StudyDesign(question, sizes: (0..<12).map { 10 << $0 })
    let verdict = try open.verdict(design, trial: trial)
    #expect(verdict.runs <= design.budget.total)
    #expect(verdict.screening.count > design.sizes.count)
  }

  @Test(
    "screening and certifying never share a seed, and the last round begins when the others are done"
  )
  func fresh() throws {
    let design = StudyDesign(.emergence, sizes: sizes)
    #expect(design.freshSeeds.lowerBound == design.screeningSeeds.upperBound)
    var hasBegun = false
    for request in try rounds(design, trial: 2).rounds.joined() {
      switch request.round {
      case .screening, .locating:
        #expect(!hasBegun)
        #expect(request.seeds.clamped(to: design.screeningSeeds) == request.seeds)
      case .certifying, .declining:
        hasBegun = true
        #expect(request.seeds.clamped(to: design.freshSeeds) == request.seeds)
      }
    }
    #expect(hasBegun)
  }

  @Test(
    "stopped after any round and begun again from its results in another order, it goes on the same way",
    arguments: [0, 1, 2])
  func resumed(_ trial: Int) throws {
    let design = StudyDesign(.sizing, sizes: sizes)
    let whole = try rounds(design, trial: trial)
    for stop in whole.rounds.indices {
      var again = Study(design)
      let told = runs(Array(whole.rounds[..<stop].joined()), trial: trial)
      for run in told.reversed() { try again.record(run) }
      for run in told { try again.record(run) }
      #expect(again.next() == .run(whole.rounds[stop]))
    }
    var all = Study(design)
    for run in runs(Array(whole.rounds.joined()), trial: trial).shuffledByKey() {
      try all.record(run)
    }
    #expect(all.next() == .done(whole.verdict))
  }

  @Test("stopped in the middle of a round it asks for what is missing, and only that")
  func interrupted() throws {
    let design = StudyDesign(.emergence, sizes: sizes)
    let whole = try rounds(design, trial: 3)
    for stop in whole.rounds.indices {
      var study = Study(design)
      for run in runs(Array(whole.rounds[..<stop].joined()), trial: 3) { try study.record(run) }
      let round = runs(whole.rounds[stop], trial: 3)
      let known = round.enumerated().filter { $0.offset % 3 == 1 }.map(\.element)
      for run in known { try study.record(run) }
      guard case .run(let rest) = study.next() else {
        // The runs known may already have failed the size: then the others are not needed.
        continue
      }
      let have = Set(known.map { [$0.size, $0.seed] })
      for request in rest {
        for seed in request.seeds { #expect(!have.contains([request.size, seed])) }
      }
      for run in runs(rest, trial: 3) { try study.record(run) }
      // Whatever is left, it ends with the same sizes.
      while case .run(let more) = study.next() {
        for run in runs(more, trial: 3) { try study.record(run) }
      }
      guard case .done(let verdict) = study.next() else { return }
      #expect(verdict.size == whole.verdict.size && verdict.lower == whole.verdict.lower)
      #expect(verdict.declineSize == whole.verdict.declineSize)
    }
  }

  @Test("runs that screen and come late count as if they had come in time")
  func late() throws {
    let design = StudyDesign(.sizing, sizes: sizes)
    let whole = try rounds(design, trial: 6)
    let first = try #require(whole.rounds.firstIndex { $0.contains { $0.round == .certifying } })
    let told = runs(Array(whole.rounds[..<first].joined()), trial: 6)
    // All runs of every size, and the least size with the greatest values: decline begins from another reference.
    let more = sizes.flatMap { size in
      design.screeningSeeds.map {
        StudyRun(
          size: size, seed: $0, isSuccess: size > 30, value: size == sizes[0] ? 1000 : 1)
      }
    }
    let known = Set(told.map { [$0.size, $0.seed] })
    let late = more.filter { !known.contains([$0.size, $0.seed]) }
    var after = Study(design)
    for run in told { try after.record(run) }
    #expect(after.next() == .run(whole.rounds[first]))
    for run in late { try after.record(run) }
    var before = Study(design)
    for run in late + told { try before.record(run) }
    let step = after.next()
    #expect(step == before.next() && step != .run(whole.rounds[first]))
  }

  @Test("a decline is told from where its neighbours have much, too, and not from one lucky size")
  func smoothed() throws {
    let values = [10: 5.1, 20: 0, 40: 5, 80: 5, 160: 4]
    let population = Population(share: { _ in 1 }, value: { (values[$0] ?? 0, 0) })
    let design = StudyDesign(.sizing, sizes: values.keys.sorted())
    let decline = try population.verdict(design, trial: 0).decline
    #expect(decline.reference == 80 && decline.losses.map(\.size) == [160])
  }

  @Test("edges are made finer until neighbours are within the ratio")
  func refined() throws {
    let design = StudyDesign(.sizing, sizes: [5, 20, 80])
    let verdict = try rounds(design, trial: 4).verdict
    let grid = verdict.screening.map(\.size)
    let size = try #require(verdict.size)
    let place = try #require(grid.firstIndex(of: size))
    #expect(grid.count > 6)
    #expect(Double(size) <= 1.15 * Double(grid[place - 1]) || size == grid[place - 1] + 1)
    #expect(quorum.share(of: size) >= 0.9)
  }

  @Test("the upper edge of a window and the lower end are made fine, too")
  func otherEdges() throws {
    let window = Population(share: { (30...70).contains($0) ? 1 : 0 })
    let verdict = try window.verdict(StudyDesign(.emergence, sizes: [10, 40, 160]), trial: 0)
    let grid = verdict.screening.map(\.size)
    for edge in [30, 71] {
      let place = try #require(grid.firstIndex { $0 >= edge })
      #expect(Double(grid[place]) <= 1.15 * Double(grid[place - 1]))
    }
  }

  @Test(
    "4 of 106 fresh runs may fail and 5 may not; for the lower end as many may succeed",
    arguments: [4, 5])
  func forgiven(_ failures: Int) throws {
    let design = StudyDesign(.emergence, sizes: [1, 2])
    #expect(design.certifyingRuns == 106)
    let first = design.freshSeeds.upperBound - failures
    var study = Study(design)
    while case .run(let requests) = study.next() {
      for request in requests {
        for seed in request.seeds {
          // The last runs of all are the odd ones.
          try study.record(
            StudyRun(
              size: request.size, seed: seed, isSuccess: (request.size == 2) == (seed < first)))
        }
      }
    }
    guard case .done(let verdict) = study.next() else { return }
    if failures == 4 {
      #expect(verdict.size == 2 && verdict.lower == 1)
    } else {
      let (upper, lower) = (
        PointTally(size: 2, successes: 101, trials: 106),
        PointTally(size: 1, successes: 5, trials: 106)
      )
      #expect(verdict.reach == .notCertified(upper) && verdict.lowerEnd == .notCertified(lower))
    }
  }

  @Test("the numbers of runs follow from δ and α: a walk passes at 1 − δ/5 nine times in ten")
  func numbers() throws {
    for (delta, error) in [(0.05, 0.05), (0.1, 0.01), (0.2, 0.1)] {
      let design = StudyDesign(.sizing, sizes: [1], delta: delta, error: error)
      let certificate = try #require(
        Certificate(trials: design.certifyingRuns, delta: delta, error: error / 3))
      #expect(certificate.power(at: 1 - delta / 5) >= 0.9)
      let fewer = Certificate(trials: design.certifyingRuns - 1, delta: delta, error: error / 3)
      #expect((fewer?.power(at: 1 - delta / 5) ?? 0) < 0.9)
      #expect(design.screeningRuns == Int((4 / delta).rounded()))
      #expect(design.screeningRuns % design.screeningBatch == 0)
    }
    let design = StudyDesign(.sizing, sizes: [1])
    #expect(design.screeningRuns == 40 && design.locatingRuns == 80 && design.decliningRuns == 76)
    #expect(StudyDesign(.sizing, sizes: [1], error: 0.01).decliningRuns > 76)
  }

  @Test("a limit of runs ends it before the round that would go beyond")
  func limited() throws {
    var design = StudyDesign(.sizing, sizes: sizes)
    for limit in [0, 100, 700, 1200] {
      design.runLimit = limit
      let verdict = try rounds(design, trial: 5).verdict
      #expect(verdict.runs <= limit && verdict.exploratoryRatio.contains(20.0 / 28))
      #expect(
        verdict.sentence.hasSuffix(
          "It ended after \(verdict.runs) runs: the next ones would go beyond the limit."))
    }
    design.runLimit = design.budget.total
    #expect(try rounds(design, trial: 5).verdict.decline.end != .unfinished)
  }

  @Test("a run told with two results, a value that is no number and a fleet of none are refused")
  func refused() throws {
    var study = Study(StudyDesign(.sizing, sizes: [1, 2]))
    try study.record(StudyRun(size: 2, seed: 7, isSuccess: true, value: 3))
    try study.record(StudyRun(size: 2, seed: 7, isSuccess: true, value: 3))
    #expect(throws: StudyError.contradicts(size: 2, seed: 7)) {
      try study.record(StudyRun(size: 2, seed: 7, isSuccess: false, value: 3))
    }
    #expect(throws: StudyError.contradicts(size: 2, seed: 7)) {
      try study.record(StudyRun(size: 2, seed: 7, isSuccess: true, value: 4))
    }
    #expect(throws: StudyError.notFinite(size: 1, seed: 1)) {
      try study.record(StudyRun(size: 1, seed: 1, isSuccess: true, value: .infinity))
    }
    #expect(throws: StudyError.noRobot(size: 0, seed: 1)) {
      try study.record(StudyRun(size: 0, seed: 1, isSuccess: true))
    }
    let before = study.next()
    try study.record(StudyRun(size: 2, seed: .min, isSuccess: true))
    try study.record(StudyRun(size: 2, seed: 100_000, isSuccess: true))
    #expect(study.next() == before)
  }

  @Test("clear sizes are left early: certain failures after one batch")
  func early() throws {
    let design = StudyDesign(.sizing, sizes: [4, 8, 16])
    let nothing = Population(share: { _ in 0 })
    let verdict = try nothing.verdict(design, trial: 0)
    #expect(verdict.screening.allSatisfy { $0.trials == design.screeningBatch })
    #expect(verdict.reach == .notReached(upTo: 16))
    #expect(verdict.decline.end == .noValues)
  }
}

extension [StudyRun] {
  /// Another order that does not depend on the one given.
  fileprivate func shuffledByKey() -> [StudyRun] {
    sorted { ($0.seed * 7919 % 101, $0.size, $0.seed) < ($1.seed * 7919 % 101, $1.size, $1.seed) }
  }
}
