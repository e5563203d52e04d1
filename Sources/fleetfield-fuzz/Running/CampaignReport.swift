/// What a campaign has seen: counts by target and trait, the slowest and largest, the faults.
struct CampaignReport {
  /// Counts of one target.
  struct Counts {
    var inputs = 0
    /// Inputs by exit status 0, 1, 2.
    var byStatus = [0, 0, 0]
    var faults = 0
    var slowest = (seconds: 0.0, name: "")
    var largest = (bytes: 0, name: "")
  }
  /// Scenes with a trait: made, and run to their end.
  struct Coverage {
    var made = 0
    var ran = 0
  }

  private(set) var counts: [FuzzTarget: Counts] = [:]
  private(set) var coverage: [FuzzInput.Trait: Coverage] = [:]
  /// Faults by what tells them apart, with the inputs that show them.
  private(set) var faults: [(signature: String, words: String, inputs: [String])] = []
  /// Inputs over a limit that ask for more robots than are promised.
  var excusedCount = 0

  /// Takes an outcome down.
  mutating func add(_ input: FuzzInput, _ outcome: ChildProcess.Outcome) {
    var own = counts[input.target] ?? Counts()
    own.inputs += 1
    if outcome.cpuSeconds > own.slowest.seconds { own.slowest = (outcome.cpuSeconds, input.name) }
    if outcome.peakBytes > own.largest.bytes { own.largest = (outcome.peakBytes, input.name) }
    var hasRun = false
    if case .status(let status) = outcome.end, (0...2).contains(status) {
      own.byStatus[Int(status)] += 1
      hasRun = status < 2
    }
    counts[input.target] = own
    for trait in input.traits where input.target == .fleets {
      coverage[trait, default: Coverage()].made += 1
      if hasRun { coverage[trait, default: Coverage()].ran += 1 }
    }
  }

  /// Takes a fault down; true where none like it was seen before.
  mutating func add(_ input: FuzzInput, fault: Finding.Fault, detail: [String]) -> Bool {
    counts[input.target, default: Counts()].faults += 1
    let signature = "\(input.target.rawValue) " + (detail.first ?? fault.words)
    if let place = faults.firstIndex(where: { $0.signature == signature }) {
      faults[place].inputs.append(input.name)
      return false
    }
    faults.append((signature, fault.words, [input.name]))
    return true
  }

  /// How many inputs of a target ended as none may.
  func faultCount(of target: FuzzTarget) -> Int { counts[target]?.faults ?? 0 }

  /// The share of generated scenes that ran to their end; nil where none was made.
  var shareThatRan: Double? {
    guard let own = counts[.fleets], own.inputs > 0 else { return nil }
    return Double(own.byStatus[0] + own.byStatus[1]) / Double(own.inputs)
  }

  /// The least share of generated scenes that must run.
  static let leastShare = 0.6
  /// How often each mode, rule, importer, policy and task must have run in a whole campaign.
  static let leastCoverage = 50
  /// The groups that this is asked of.
  static let coveredGroups = ["mode", "rule", "floor", "orchestrator", "executor", "task", "drive"]

  /// What falls short of what a campaign must reach, one sentence each.
  ///
  /// `asksForCoverage` is true for a campaign that is large enough to reach every value.
  func shortcomings(asksForCoverage: Bool) -> [String] {
    var found: [String] = []
    for fault in faults {
      let names = fault.inputs.prefix(4).joined(separator: ", ")
      found.append("\(fault.inputs.count) × \(fault.signature): \(fault.words) (\(names))")
    }
    guard asksForCoverage else { return found }
    if let share = shareThatRan, share < Self.leastShare {
      found.append("only \(percent(share)) of the generated scenes ran; expected at least 60 %")
    }
    for (trait, own) in sortedCoverage
    where Self.coveredGroups.contains(trait.group) && own.ran < Self.leastCoverage {
      found.append(
        "\(trait.group) \(trait.value) ran \(own.ran) times; expected \(Self.leastCoverage)")
    }
    return found
  }

  /// Everything as a table for people.
  var text: String {
    var lines = ["target    inputs  status 0       1       2  faults   slowest            memory"]
    for target in FuzzTarget.allCases {
      guard let own = counts[target] else { continue }
      let numbers = [own.inputs] + own.byStatus + [own.faults]
      let columns = numbers.map { padded("\($0)", 8) }.joined()
      let seconds = (own.slowest.seconds * 100).rounded() / 100
      lines.append(
        target.rawValue + String(repeating: " ", count: 8 - target.rawValue.count) + columns
          + "   \(seconds) s \(own.slowest.name), \(own.largest.bytes >> 20) MiB "
          + own.largest.name)
    }
    if let share = shareThatRan { lines.append("generated scenes that ran: \(percent(share))") }
    if excusedCount > 0 {
      lines.append("over a limit, but with more than \(CrowdSize.limit) robots: \(excusedCount)")
    }
    var group = ""
    for (trait, own) in sortedCoverage {
      if trait.group != group {
        group = trait.group
        lines.append("\(group): ran / made")
      }
      lines.append("  \(padded("\(own.ran)", 6)) /\(padded("\(own.made)", 6))  \(trait.value)")
    }
    return lines.joined(separator: "\n")
  }

  private var sortedCoverage: [(key: FuzzInput.Trait, value: Coverage)] {
    coverage.sorted { ($0.key.group, $0.key.value) < ($1.key.group, $1.key.value) }
  }

  private func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
}
