import Emergence
import SimCore

/// Fleets of a known truth: what share of runs succeeds at each size, and what value they have.
///
/// The run of a seed is the same whenever it is asked for, as in a simulator.
struct Population {
  var share: (Int) -> Double
  /// The mean of the values at a size, and their standard deviation; nil where runs have none.
  var value: ((Int) -> (mean: Double, deviation: Double))?

  init(
    share: @escaping (Int) -> Double,
    value: ((Int) -> (mean: Double, deviation: Double))? = nil
  ) {
    self.share = share
    self.value = value
  }

  func run(_ size: Int, seed: Int, trial: Int) -> StudyRun {
    var stream = RandomStream(
      seed: UInt64(trial), classIndex: 1, index: size, step: seed, purpose: .tooling)
    let isSuccess = Double(stream.uniform()) < share(size)
    let law = value?(size)
    let drawn = law.map { $0.mean + $0.deviation * Double(stream.normal()) }
    return StudyRun(size: size, seed: seed, isSuccess: isSuccess, value: drawn)
  }

  /// A whole study of it.
  func verdict(_ design: StudyDesign, trial: Int) throws -> Verdict {
    var study = Study(design)
    while true {
      switch study.next() {
      case .done(let verdict): return verdict
      case .run(let requests):
        for request in requests {
          for seed in request.seeds {
            try study.record(run(request.size, seed: seed, trial: trial))
          }
        }
      }
    }
  }
}
