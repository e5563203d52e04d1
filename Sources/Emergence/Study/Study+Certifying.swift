import Statistics

// Certifying: the walks and the decline, over fresh seeds.

extension Study {
  /// What the last round has found so far.
  struct Findings {
    var down = Walk(certified: [], end: .unfinished)
    var up = Walk(certified: [], end: .unfinished)
    var low = Walk(certified: [], end: .unfinished)
    var decline = Decline(losses: [], end: .unfinished)
  }

  func walk(_ plan: CertificationPlan, _ requests: inout [RunRequest]) -> Findings {
    let findings = Findings(
      down: walk(plan.down, isUpper: true, &requests), up: walk(plan.up, isUpper: true, &requests),
      low: walk(plan.low, isUpper: false, &requests), decline: decline(plan, &requests))
    requests = merged(requests)
    return findings
  }

  /// Goes from size to size until one fails, or has to be run first.
  private func walk(
    _ sizes: [Int], isUpper: Bool, _ requests: inout [RunRequest]
  ) -> Walk {
    var walk = Walk(certified: [], end: sizes.isEmpty ? .notBegun : .atLast)
    for size in sizes {
      let record = record(of: size)
      let count = record.fresh
      let against = isUpper ? count.failures : count.successes
      // More than are forgiven, or so few left that none can be: the other runs would change nothing.
      if against > certificate.failures {
        walk.end = .failed(
          PointTally(size: size, successes: count.successes, trials: count.known))
        return walk
      }
      if count.known - against < certificate.trials - certificate.failures {
        ask(record, nextCertifying(record), .certifying, &requests)
        walk.end = .unfinished
        return walk
      }
      walk.certified.append(size)
    }
    return walk
  }

  /// A third of the fresh seeds after the other, so that a size that fails early is left early.
  private func nextCertifying(_ record: SizeRecord) -> Range<Int> {
    let begin = design.locatingRuns
    for third in 1...2 {
      let places = begin..<begin + design.certifyingRuns * third / 3
      if !record.missing(in: places).isEmpty { return places }
    }
    return begin..<begin + design.certifyingRuns
  }

  /// Compares size after size with the reference, over the same fresh seeds.
  private func decline(_ plan: CertificationPlan, _ requests: inout [RunRequest]) -> Decline {
    guard let reference = plan.reference else { return Decline(losses: [], end: .noValues) }
    var decline = Decline(reference: reference, losses: [], end: .atLast)
    if plan.declining.isEmpty {
      decline.end = .largestIsBest
      return decline
    }
    let places = design.locatingRuns..<design.locatingRuns + design.decliningRuns
    let base = record(of: reference)
    for size in plan.declining {
      let other = record(of: size)
      let before = requests.count
      ask(base, places, .declining, &requests)
      ask(other, places, .declining, &requests)
      if requests.count > before {
        decline.end = .unfinished
        return decline
      }
      guard let level = try? Sample(Array(base.values[places])),
        let difference = try? Sample(
          pairedDifferences(Array(other.values[places]), Array(base.values[places])))
      else {
        decline.end = .noValues
        return decline
      }
      decline.referenceMean = level.mean
      let spread = ((difference.variance ?? 0) / Double(difference.count)).squareRoot()
      let upper = difference.mean - tail * spread
      guard upper < 0 else {
        decline.end = .failed(size: size)
        return decline
      }
      decline.losses.append(
        Decline.Loss(size: size, difference: difference.mean, upper: upper))
    }
    return decline
  }

  func verdict(_ findings: Findings) -> Verdict {
    let sizes = records.filter { $0.screened().known > 0 }.map(\.size).sorted()
    return Verdict(
      design: design, down: findings.down, up: findings.up, low: findings.low,
      decline: findings.decline, screening: tallies(sizes), runs: known)
  }
}
