import SimCore
import Testing

@Suite("WorkerPool")
struct WorkerPoolTests {
  @Test("every part runs exactly once, for any number of workers", arguments: [1, 2, 3, 8])
  func everyPartOnce(workers: Int) {
    let pool = WorkerPool(workerCount: workers)
    for round in 0..<500 {
      let parts = round % 37
      let counts = Buffer<Int32>(count: max(1, parts), repeating: 0)
      pool.run(parts: parts) { counts.base[$0] += 1 }
      for part in 0..<parts { #expect(counts[part] == 1) }
    }
  }

  @Test("more parts than one job counts run exactly once each", arguments: [1, 3])
  func manyParts(workers: Int) {
    let pool = WorkerPool(workerCount: workers)
    let parts = (1 << 21) + 7
    let counts = Buffer<UInt8>(count: parts, repeating: 0)
    pool.run(parts: parts) { counts.base[$0] += 1 }
    #expect((0..<parts).allSatisfy { counts.base[$0] == 1 })
  }

  @Test("stripes cover a range without gap or overlap and do not depend on the workers")
  func stripes() {
    for workers in [1, 2, 5] {
      let pool = WorkerPool(workerCount: workers)
      let marks = Buffer<Int32>(count: 1003, repeating: -1)
      pool.run(count: 1003, stripe: 100) { range in
        for i in range { marks.base[i] = Int32(range.lowerBound) }
      }
      for i in 0..<1003 { #expect(marks[i] == Int32(i / 100 * 100)) }
    }
  }

  @Test("a pool that slept wakes for the next job")
  func sleepAndWake() async throws {
    let pool = WorkerPool(workerCount: 2)
    for _ in 0..<5 {
      let sum = Buffer<Int>(count: 64, repeating: 0)
      pool.run(parts: 64) { sum.base[$0] = $0 }
      #expect(sum.array.reduce(0, +) == 2016)
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
