import Emergence
import Experiments
import SimCore
import Statistics

// The report for programs: a summary, and a record for each size. What a study does not know of a record (mirages,
// truths of the fields) is left out rather than zero.
//
// Source: mathematics, Appendix B, with its names.

extension SizeReport {
  /// The report for programs.
  var json: JSONText {
    .object([
      ("status", .string("done")), ("answer", .string(answer)),
      ("sentence", .string(verdict.sentence)), ("goal", .string(plan.options.goal)),
      ("runs", .integer(verdict.runs)), ("failed", .integer(failures.count)),
      ("store", .string(plan.options.storePath)), ("summary", summary),
      ("records", .array(sizes.map(record))),
    ])
  }

  private var answer: String {
    switch verdict.reach {
    case .certified: "certified"
    case .notReached: "not_reached"
    case .notCertified: "not_certified"
    case .unfinished: "unfinished"
    }
  }

  private var summary: JSONText {
    func whole(_ value: Int?) -> JSONText { value.map { .integer($0) } ?? .null }
    return .object([
      ("delta", .number(plan.design.delta)), ("alpha", .number(plan.design.error)),
      ("Nstar", whole(verdict.size)),
      (
        "window",
        verdict.window.map { .array([.integer($0.lowerBound), .integer($0.upperBound)]) } ?? .null
      ),
      ("certified", .array(certified.map { .integer($0) })),
      ("declineFrom", whole(verdict.declineSize)),
      ("declineReference", whole(verdict.decline.reference)),
      (
        "losses",
        .array(
          verdict.decline.losses.map { loss in
            .object([
              ("N", .integer(loss.size)), ("difference", .number(loss.difference)),
              ("up", .number(loss.upper)),
            ])
          })
      ),
    ])
  }

  private var certified: [Int] {
    if case .certified(let sizes) = verdict.reach { sizes } else { [] }
  }

  private func record(_ size: Int, _ runs: [SizingRun]) -> JSONText {
    let fresh = fresh(runs)
    let successes = fresh.count { $0.isSuccess }
    let point = known(size)
    var pairs: [(String, JSONText)] = [
      ("policyHash", .optional(point?.policyHash)), ("mode", .optional(point?.mode)),
      ("N", .integer(size)),
      ("classCounts", .array((point?.classCounts ?? []).map { .integer($0) })),
      ("screened", .integer(runs.count - fresh.count)),
      ("screenedSuccess", .integer(runs.count { $0.isSuccess } - successes)),
      ("trials", .integer(fresh.count)), ("success", .integer(successes)),
      ("seed0", .integer(plan.design.freshSeeds.lowerBound)),
    ]
    let level = plan.design.thirdOfError
    if let share = try? Proportion(successes, of: fresh.count) {
      let lower = share.exact(confidence: 1 - level, sides: .lower)
      let upper = share.exact(confidence: 1 - level, sides: .upper)
      pairs.append(
        (
          "cp",
          .object([
            ("alpha", .number(level)), ("low", .number(lower.lower)),
            ("up", .number(upper.upper)),
          ])
        ))
    }
    pairs.append(("y", distribution(values(runs))))
    pairs += costs(runs)
    return .object(pairs)
  }

  /// The scene at a size that was run.
  private func known(_ size: Int) -> SizedScene.Point? {
    var scene = scene
    return try? scene.point(at: size)
  }

  private func distribution(_ values: [Double]) -> JSONText {
    guard let sample = try? Sample(values) else { return .null }
    let sorted = values.sorted()
    let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map {
      JSONText.number(Sample.quantile($0, ofSorted: sorted))
    }
    let shape = try? Bimodality(values)
    return .object([
      ("quantity", .string(plan.design.quantity)), ("count", .integer(values.count)),
      ("mean", .number(sample.mean)),
      ("sd", sample.variance.map { .number($0.squareRoot()) } ?? .null),
      ("q", .array(quantiles)), ("bc", shape.map { .number($0.coefficient) } ?? .null),
    ])
  }

  /// Means of what coordination and driving cost.
  private func costs(_ runs: [SizingRun]) -> [(String, JSONText)] {
    func mean(_ key: String, times factor: Double = 1) -> JSONText {
      let found = runs.compactMap { $0.figures[key] }
      return (try? Sample(found)).map { .number($0.mean * factor) } ?? .null
    }
    return [
      ("time", .object([("mean", .number(plan.duration))])),
      (
        "comm",
        .object([
          ("msgsPerRobotS", mean("messages_per_robot_s")),
          ("bytesPerRobotS", mean("bytes_per_robot_s")),
        ])
      ),
      (
        "decisions",
        .object([
          ("orch", mean("orchestrator_decisions")), ("exec", mean("executor_decisions")),
        ])
      ),
      ("energyJ", mean("energy_used_kwh", times: 3.6e6)),
      (
        "neg",
        .object([
          ("dup", mean("duplicated_claims")), ("blocked", mean("blocked_share")),
        ])
      ),
    ]
  }
}
