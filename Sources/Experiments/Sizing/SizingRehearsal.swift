import Emergence

/// A study played to its end on guesses, to say beforehand about how many runs it takes.
///
/// Blurred edges and declines take more runs than guesses have; `StudyDesign.budget` is the bound.
public struct SizingRehearsal: Sendable {
  /// Runs to come, by size, sizes rising.
  public private(set) var runs: [(size: Int, count: Int)] = []

  /// All of them.
  public var total: Int { runs.reduce(0) { $0 + $1.count } }

  /// The cost of all of them, where a run of a size has some cost.
  public func cost(_ cost: (Int) -> Double) -> Double {
    runs.reduce(0) { $0 + Double($1.count) * cost($1.size) }
  }

  /// Plays a study that knows nothing: success sets in half way up the grid, and the value stays from there on.
  public init(_ design: StudyDesign) {
    let middle = design.sizes[design.sizes.count / 2]
    self.init(Study(design)) { size in (size >= middle, Double(min(size, middle))) }
  }

  /// Plays the rest of a study as its runs so far suggest: most runs at the nearest size decide.
  ///
  /// - Precondition: there is a run.
  public init(_ study: Study, after runs: [SizingRun]) {
    precondition(!runs.isEmpty, "a guess needs a run")
    let known = Dictionary(grouping: runs, by: \.size).mapValues { runs in
      let values = runs.compactMap(\.value)
      return (
        isSuccess: 2 * runs.count { $0.isSuccess } >= runs.count,
        value: values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
      )
    }
    let sizes = known.keys.sorted()
    self.init(study) { size in
      let nearest = sizes.min { (abs($0 - size), $0) < (abs($1 - size), $1) } ?? size
      return known[nearest] ?? (false, nil)
    }
  }

  /// - Complexity: That of the study; nothing is simulated.
  private init(_ start: Study, guess: (Int) -> (isSuccess: Bool, value: Double?)) {
    var study = start
    var counts: [Int: Int] = [:]
    while case .run(let requests) = study.next() {
      for request in requests {
        counts[request.size, default: 0] += request.seeds.count
        let (isSuccess, value) = guess(request.size)
        for seed in request.seeds {
          let run = StudyRun(size: request.size, seed: seed, isSuccess: isSuccess, value: value)
          guard (try? study.record(run)) != nil else {
            preconditionFailure("a result that was asked for is taken")
          }
        }
      }
    }
    runs = counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
