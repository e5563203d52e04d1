import Statistics

/// A study of fleet sizes, told results in any order, asking for the next runs until it can answer.
///
///     var study = Study(StudyDesign(.sizing, sizes: FixedDesign.grid(from: 4, to: 400)))
///     while case .run(let requests) = study.next() {
///       for run in perform(requests) { try study.record(run) }
///     }
///
/// It is a function of what it was told: the same results in any order, told twice or after a restart, give the
/// same requests and the same verdict. It runs nothing and reads nothing.
///
/// Source: mathematics A.4 with C4 and C5.
public struct Study: Sendable {
  /// What is asked.
  public let design: StudyDesign
  let screening: Screening
  let certificate: Certificate
  /// The t quantile of one side, below 0, by which a decline is told.
  let tail: Double
  private(set) var records: [SizeRecord] = []
  private(set) var places: [Int: Int] = [:]
  private(set) var known = 0
  private var plan: CertificationPlan?

  /// What comes next.
  public enum Step: Equatable, Sendable {
    /// These runs are wanted; none of them was told yet, and all may go at once.
    case run([RunRequest])
    /// Nothing more is wanted.
    case done(Verdict)
  }

  /// A study that was told nothing yet.
  ///
  /// - Precondition: δ is in (0, ⅓), α in (0, 1); batches are whole, and counts are as `StudyDesign` says.
  public init(_ design: StudyDesign) {
    design.check()
    self.design = design
    screening = Screening(design)
    guard
      let certificate = Certificate(
        trials: design.certifyingRuns, delta: design.delta, error: design.thirdOfError)
    else {
      preconditionFailure("\(design.certifyingRuns) runs certify nothing, even without a failure")
    }
    self.certificate = certificate
    tail = StudentT.quantile(design.thirdOfError, degrees: Double(design.decliningRuns - 1))
    for size in design.sizes { add(size) }
  }

  /// Takes the result of a run; one that was told before, or of a seed that is none of the study's, changes nothing.
  ///
  /// - Throws: `notFinite` for a value that is no number, `contradicts` where the run was told with another result,
  ///   `noRobot` for a size below 1; the study is unchanged then.
  /// - Complexity: O(1).
  public mutating func record(_ run: StudyRun) throws(StudyError) {
    guard run.size >= 1 else { throw StudyError.noRobot(size: run.size, seed: run.seed) }
    if let value = run.value, !value.isFinite {
      throw StudyError.notFinite(size: run.size, seed: run.seed)
    }
    guard run.seed >= design.firstSeed && run.seed < design.freshSeeds.upperBound else { return }
    let place = run.seed - design.firstSeed
    if places[run.size] == nil { add(run.size) }
    guard let index = places[run.size] else { return }
    let before = records[index].outcomes[place]
    guard records[index].tell(place, isSuccess: run.isSuccess, value: run.value) else {
      throw StudyError.contradicts(size: run.size, seed: run.seed)
    }
    if before == 0 { known += 1 }
    if place < design.locatingRuns { plan = nil }
  }

  /// The runs wanted next, or the verdict.
  ///
  /// - Complexity: O(sizes² + runs).
  public mutating func next() -> Step {
    var requests: [RunRequest] = []
    if plan == nil {
      let made = prepare(&requests)
      if requests.isEmpty { plan = made }
    }
    var findings = Findings()
    if let plan { findings = walk(plan, &requests) }
    if requests.isEmpty || isBeyondLimit(requests) { return .done(verdict(findings)) }
    return .run(requests)
  }

  private func isBeyondLimit(_ requests: [RunRequest]) -> Bool {
    guard let limit = design.runLimit else { return false }
    return known + requests.reduce(0) { $0 + $1.seeds.count } > limit
  }
}

// Records and requests

extension Study {
  mutating func add(_ size: Int) {
    places[size] = records.count
    records.append(SizeRecord(size: size, design))
  }

  func record(of size: Int) -> SizeRecord {
    guard let place = places[size] else { preconditionFailure("no record of \(size) robots") }
    return records[place]
  }

  /// Asks for those of the places that have no result yet.
  func ask(
    _ record: SizeRecord, _ wanted: Range<Int>, _ round: RunRequest.Round,
    _ requests: inout [RunRequest]
  ) {
    for range in record.missing(in: wanted) {
      requests.append(
        RunRequest(
          size: record.size,
          seeds: design.firstSeed + range.lowerBound..<design.firstSeed + range.upperBound,
          round: round))
    }
  }

  /// The requests with each run in one of them only: walks share their anchor, and decline their seeds.
  func merged(_ requests: [RunRequest]) -> [RunRequest] {
    var merged: [RunRequest] = []
    var asked: [Int: Set<Int>] = [:]
    for request in requests {
      var taken = asked[request.size] ?? []
      var begin: Int?
      for seed in request.seeds {
        if taken.insert(seed).inserted {
          if begin == nil { begin = seed }
        } else if let start = begin {
          merged.append(RunRequest(size: request.size, seeds: start..<seed, round: request.round))
          begin = nil
        }
      }
      if let start = begin {
        merged.append(
          RunRequest(
            size: request.size, seeds: start..<request.seeds.upperBound, round: request.round))
      }
      asked[request.size] = taken
    }
    return merged
  }
}
