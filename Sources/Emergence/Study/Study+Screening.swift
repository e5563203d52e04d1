// Screening and locating: what the last round walks over.

extension Study {
  /// The plan of the last round, or the runs that it still needs.
  ///
  /// The grid is what was asked for and whatever has been screened since: a function of the results alone.
  mutating func prepare(_ requests: inout [RunRequest]) -> CertificationPlan {
    let sizes = Set(design.sizes + records.filter(\.isScreened).map(\.size)).sorted()
    for size in sizes { screen(size, &requests) }
    guard requests.isEmpty else { return CertificationPlan() }
    let sides = sizes.map { screening.side(of: record(of: $0), limit: design.screeningRuns) }
    for size in Screening.between(sizes, sides, finestRatio: design.finestRatio) {
      screen(size, &requests)
    }
    guard requests.isEmpty else { return CertificationPlan() }
    let plan = CertificationPlan(tallies(sizes), means: means(sizes), design)
    for size in plan.added { screen(size, &requests) }
    for size in plan.edges {
      ask(record(of: size), 0..<design.locatingRuns, .locating, &requests)
    }
    return plan
  }

  /// Asks for the next batch of a size that is not yet decided.
  private mutating func screen(_ size: Int, _ requests: inout [RunRequest]) {
    if places[size] == nil { add(size) }
    let record = record(of: size)
    let count = record.screened(until: screening.isEnough)
    if count.known < design.screeningRuns && !screening.isEnough(count) {
      ask(record, count.known..<count.known + design.screeningBatch, .screening, &requests)
    }
  }

  func tallies(_ sizes: [Int]) -> [PointTally] {
    sizes.compactMap { size in
      let count = record(of: size).screened()
      return count.known > 0
        ? PointTally(size: size, successes: count.successes, trials: count.known) : nil
    }
  }

  private func means(_ sizes: [Int]) -> [Double]? {
    let means = sizes.compactMap { record(of: $0).meanValue() }
    return means.count == sizes.count ? means : nil
  }
}
