import Testing

@testable import Experiments

@Suite("SweepCare")
struct SweepCareTests {
  private func jobs(_ ids: ClosedRange<Int64>) -> [SweepJob] {
    ids.map {
      SweepJob(
        row: SweepRow(id: $0, pointIndex: 0, seed: UInt64($0), state: .planned), settings: [],
        cost: 1)
    }
  }

  @Test("a trap fails its own run and suspects nobody")
  func trap() {
    var care = SweepCare(workerCount: 8)
    let verdict = care.judge(
      .trapped(run: 3, cause: "why"), inFlight: [1, 2, 3], hasProgress: false)
    #expect(verdict == .failed(run: 3, cause: "why"))
    #expect(care.next(jobs(1...9)).jobs.count == 9)
    #expect(care.next(jobs(1...9)).threadCount == 8)
    // Whoever planned it again meanwhile: it is not run for ever.
    #expect(
      care.judge(.trapped(run: 3, cause: "why"), inFlight: [3], hasProgress: false)
        == .setAside(run: 3, reason: "why for the second time"))
    #expect(!care.next(jobs(1...9)).jobs.contains { $0.row.id == 3 })
  }

  @Test("one run that takes all memory is found by halving, set aside, and the others go on")
  func memory() {
    let hog: Int64 = 6
    var care = SweepCare(workerCount: 8)
    var waiting = jobs(1...40)
    var rounds = 0
    var aside: [Int64] = []
    while true {
      let (batch, threadCount) = care.next(waiting)
      if batch.isEmpty { break }
      rounds += 1
      #expect(rounds < 60)
      let inFlight = batch.prefix(threadCount).map(\.row.id)
      if inFlight.contains(hog) {
        let verdict = care.judge(
          .killed(.memory, cause: "memory"), inFlight: inFlight, hasProgress: false)
        if case .setAside(let run, _) = verdict { aside.append(run) }
      } else {
        waiting.removeAll { inFlight.contains($0.row.id) }
        if waiting.count { !aside.contains($0.row.id) } == 0 { care.settle() }
      }
    }
    #expect(aside == [hog])
    #expect(waiting.map(\.row.id) == [hog])
    // All threads are back once the one that needed all the memory is gone.
    #expect(care.memoryLimit == 8)
  }

  @Test("a kill that nobody can explain fails no run, and the third one alone sets it aside")
  func kills() {
    var care = SweepCare(workerCount: 1)
    for count in 1...3 {
      let verdict = care.judge(
        .killed(.outside, cause: "killed"), inFlight: [1], hasProgress: false)
      #expect(
        verdict
          == (count < 3
            ? .again
            : .setAside(run: 1, reason: "killed 3 times while it ran alone")))
    }
    #expect(care.next(jobs(1...2)).jobs.map(\.row.id) == [2])
  }

  @Test("preemption with progress in between goes on for ever at full width")
  func preemption() {
    var care = SweepCare(workerCount: 8)
    for _ in 0..<100 {
      #expect(
        care.judge(.killed(.outside, cause: "killed"), inFlight: [1, 2], hasProgress: true)
          == .again)
      #expect(care.next(jobs(1...9)).threadCount == 8)
    }
  }

  @Test("a fault that the handler could not place is found by halving, and then it is the run's")
  func unplacedFault() {
    var care = SweepCare(workerCount: 4)
    let death = WorkerDeath.killed(.fault, cause: "SIGSEGV")
    #expect(care.judge(death, inFlight: [1, 2, 3, 4], hasProgress: false) == .again)
    #expect(care.next(jobs(1...9)).jobs.map(\.row.id) == [1, 2, 3, 4])
    #expect(care.next(jobs(1...9)).threadCount == 2)
    #expect(care.judge(death, inFlight: [1, 2], hasProgress: false) == .again)
    #expect(care.next(jobs(1...9)).threadCount == 1)
    #expect(
      care.judge(death, inFlight: [2], hasProgress: false) == .failed(run: 2, cause: "SIGSEGV"))
  }

  @Test("ends outside any run give the sweep up after three without progress")
  func outsideRuns() {
    var care = SweepCare(workerCount: 4)
    let death = WorkerDeath.killed(.faultOutsideRuns, cause: "why")
    #expect(care.judge(death, inFlight: [1], hasProgress: false) == .again)
    #expect(care.judge(death, inFlight: [1], hasProgress: true) == .again)
    #expect(care.judge(death, inFlight: [], hasProgress: false) == .again)
    #expect(care.judge(death, inFlight: [1], hasProgress: false) == .giveUp(reason: "why"))
  }
}
