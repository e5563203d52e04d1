import SimCore
import Statistics

extension Verdict {
  /// The verdict in words: what is certified, what is not, and what is said about neither.
  public var sentence: String {
    var parts = [reachText]
    if let lowerText { parts.append(lowerText) }
    parts.append(declineText)
    if down.end == .unfinished || low.end == .unfinished || decline.end == .unfinished {
      parts.append("It ended after \(runs) runs: the next ones would go beyond the limit.")
    }
    return parts.joined(separator: " ")
  }

  private var confidence: String { percent(1 - design.error) }
  private var wanted: String { percent(1 - design.delta) }

  private var reachText: String {
    switch reach {
    case .certified(let sizes):
      let place =
        sizes.count == 1
        ? "with \(robots(sizes[0]))"
        : "at each tested \(numberOfRobots) from \(sizes[0]) to \(sizes[sizes.count - 1]) (\(list(sizes)))"
      return
        "With confidence \(confidence), at least \(wanted) of runs meet \(design.goal) \(place)."
        + belowText
        + (sizes.count > 1
          ? " For numbers between them this assumes that the share does not dip there." : "")
    case .notReached(let last):
      return
        "Not reached up to \(robots(last)): no tested number seemed to meet \(design.goal) in \(wanted) of runs"
        + bestText + " (exploratory)."
    case .notCertified(let tally):
      return "Not certified: \(robots(tally.size)) seemed enough for \(design.goal), but met it in "
        + "\(tally.successes) of \(tally.trials) fresh runs."
    case .unfinished:
      return "Not certified: too few runs were allowed for \(design.goal)."
    }
  }

  private var bestText: String {
    guard let best else { return "" }
    return "; the best, \(robots(best.size)), did in \(best.successes) of \(best.trials)"
  }

  private var belowText: String {
    switch down.end {
    case .failed(let tally):
      " With \(robots(tally.size)) it is not certified: \(tally.successes) of \(tally.trials) fresh runs."
    case .atLast: " Smaller numbers were not tried with fresh runs."
    case .notBegun, .unfinished: ""
    }
  }

  private var lowerText: String? {
    switch lowerEnd {
    case nil: return nil
    case .certified(let sizes):
      let last = sizes[sizes.count - 1]
      var text =
        "At most \(percent(design.delta)) do with each tested number up to \(last) (\(list(sizes)))."
      if let ratio {
        text +=
          " The ratio of the two is at least \(number(ratio)); a lottery has \(number(lotteryRatio))."
      }
      return text
    case .startsAbove(let tally):
      return
        "\(robots(tally.size)) met it in \(tally.successes) of \(tally.trials) runs already, more than "
        + "\(percent(design.delta)): success does not emerge (exploratory)."
    case .notCertified(let tally):
      return
        "That small fleets fail is not certified: \(robots(tally.size)) met it in \(tally.successes) of "
        + "\(tally.trials) fresh runs."
    case .unfinished: return "That small fleets fail is not certified."
    }
  }

  private var declineText: String {
    let reference = decline.reference ?? 0
    if let first = declineSize {
      let sizes = decline.losses.map(\.size).sorted()
      let loss = decline.losses.first { $0.size == first }.map(lossText) ?? ""
      if sizes.count == 1 {
        return
          "More hurt: with \(robots(first)) \(design.quantity) is below that of \(robots(reference)), "
          + "\(loss)."
      }
      return
        "More hurt: at each tested number from \(first) on (\(list(sizes))) \(design.quantity) is below "
        + "that of \(robots(reference)), at \(first) \(loss)."
    }
    switch decline.end {
    case .failed(let size):
      return
        "That more hurt is not certified: \(design.quantity) of \(robots(size)) may be that of \(reference)."
    case .largestIsBest:
      return
        "Up to \(robots(reference)) nothing declines: \(design.quantity) was greatest there (exploratory)."
    case .noValues: return "No value was told, so nothing is said of a decline."
    case .atLast, .unfinished: return "That more hurt is not certified."
    }
  }

  /// How much is lost: in per cent of the reference where that is positive.
  private func lossText(_ loss: Decline.Loss) -> String {
    guard let mean = decline.referenceMean, mean > 0 else {
      return "by \(number(-loss.difference)) (at least \(number(-loss.upper)))"
    }
    return "by \(percent(-loss.difference / mean)) "
      + "(at least \(percent(-loss.upper / mean)))"
  }

  /// The size that met the goal most often; nil where none ever did.
  private var best: PointTally? {
    screening.filter { $0.successes > 0 }.max { ($0.share, -$0.size) < ($1.share, -$1.size) }
  }

  private var numberOfRobots: String { design.axis ?? "number of robots" }
  private func robots(_ count: Int) -> String {
    if let axis = design.axis { return "\(axis) = \(count)" }
    return count == 1 ? "1 robot" : "\(count) robots"
  }
  private func list(_ sizes: [Int]) -> String { sizes.map(String.init).joined(separator: ", ") }

  /// A share in per cent with at most one digit behind the point.
  private func percent(_ share: Double) -> String {
    NumberText.rounded(100 * share, decimals: 1) + " %"
  }

  /// About four significant digits.
  private func number(_ value: Double) -> String { NumberText.short(value) }
}
