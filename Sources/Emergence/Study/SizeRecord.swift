/// All that is known of one fleet size, by place of the seed, so that the order of telling leaves no trace.
struct SizeRecord: Equatable, Sendable {
  let size: Int
  /// 0 not known, 1 failed, 2 succeeded; screening seeds first, then fresh ones. [seeds]
  private(set) var outcomes: [UInt8]
  /// Values of the same; nan where none is known. [seeds]
  private(set) var values: [Double]
  /// Known runs and successes of each batch that screens. [batches]
  private var batches: [Count]
  private(set) var fresh = Count()
  private let batch: Int
  private let screening: Int
  private let certifying: Int

  struct Count: Equatable, Sendable {
    var known = 0
    var successes = 0
    var failures: Int { known - successes }
  }

  init(size: Int, _ design: StudyDesign) {
    self.size = size
    batch = design.screeningBatch
    screening = design.locatingRuns
    certifying = design.certifyingRuns
    let count = design.freshSeeds.upperBound - design.firstSeed
    outcomes = [UInt8](repeating: 0, count: count)
    values = [Double](repeating: .nan, count: count)
    batches = [Count](repeating: Count(), count: screening / batch)
  }

  /// True where a run that screens is known.
  var isScreened: Bool { batches.contains { $0.known > 0 } }

  /// Takes a result; false where another one is there.
  mutating func tell(_ place: Int, isSuccess: Bool, value: Double?) -> Bool {
    let outcome: UInt8 = isSuccess ? 2 : 1
    let number = value ?? .nan
    if outcomes[place] != 0 {
      return outcomes[place] == outcome
        && (values[place] == number || values[place].isNaN && number.isNaN)
    }
    outcomes[place] = outcome
    values[place] = number
    if place < screening {
      batches[place / batch].known += 1
      if isSuccess { batches[place / batch].successes += 1 }
    } else if place < screening + certifying {
      fresh.known += 1
      if isSuccess { fresh.successes += 1 }
    }
    return true
  }

  /// The runs of the leading batches that are whole: what is decided must not depend on what came first.
  ///
  /// `isEnough` is asked after each batch and ends the count.
  func screened(until isEnough: (Count) -> Bool = { _ in false }) -> Count {
    var sum = Count()
    for count in batches {
      guard count.known == batch else { break }
      sum.known += count.known
      sum.successes += count.successes
      if isEnough(sum) { break }
    }
    return sum
  }

  /// The mean value of those runs, or nil where one has none.
  func meanValue() -> Double? {
    let count = screened().known
    guard count > 0 else { return nil }
    var sum = 0.0
    for place in 0..<count { sum += values[place] }
    return sum.isNaN ? nil : sum / Double(count)
  }

  /// The places without a result, as ranges.
  func missing(in places: Range<Int>) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var begin: Int?
    for place in places {
      if outcomes[place] == 0 {
        if begin == nil { begin = place }
      } else if let start = begin {
        ranges.append(start..<place)
        begin = nil
      }
    }
    if let start = begin { ranges.append(start..<places.upperBound) }
    return ranges
  }
}
