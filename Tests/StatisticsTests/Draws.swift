import SimCore

/// Numbers of a known law for trial `index`, the same ones in every run of the tests.
struct Draws {
  private var stream: RandomStream

  init(_ seed: UInt64, trial: Int) {
    stream = RandomStream(seed: seed, index: trial, purpose: .tooling)
  }

  mutating func uniform() -> Double { Double(stream.uniform()) }
  mutating func normal() -> Double { Double(stream.normal()) }
  mutating func normals(_ count: Int) -> [Double] { (0..<count).map { _ in normal() } }
  mutating func wait(mean: Double) -> Double { Double(stream.exponentialWait(mean: Float(mean))) }
}

/// The share of `trials` in which the statement holds.
func share(of trials: Int, _ holds: (Int) throws -> Bool) rethrows -> Double {
  var count = 0
  for trial in 0..<trials where try holds(trial) { count += 1 }
  return Double(count) / Double(trials)
}
