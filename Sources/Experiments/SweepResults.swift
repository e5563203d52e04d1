import Recording
import SimCore
import Statistics

/// The results of a plan's runs, read back from the store.
public struct SweepResults: Sendable {
  /// One run with its figures.
  public struct Run: Sendable {
    /// The row.
    public var row: SweepRow
    /// Why it failed, or nil.
    public var error: String?
    /// Wall seconds, or nil.
    public var wall: Double?
    /// Figures in the store's order; nil where a figure could not be had.
    public var metrics: [(name: String, value: Double?)]
    /// Texts such as the state hash.
    public var texts: [(name: String, text: String)]

    /// The figure with this key, or nil.
    public func metric(_ key: String) -> Double? { metrics.first { $0.name == key }?.value }
  }

  /// The plan.
  public let plan: SweepPlan
  /// Its runs, point by point, seed by seed.
  public let runs: [Run]
  /// Where the runs of each point begin, and the end of all.
  private let starts: [Int]

  /// Reads the runs of the plan from the store.
  public init(_ plan: SweepPlan, store: borrowing SweepStore) throws(DatabaseError) {
    self.plan = plan
    var runs: [Run] = []
    for row in try store.add(plan) { runs.append(try store.read(row)) }
    self.runs = runs
    var counts = [Int](repeating: 0, count: plan.points.count)
    for run in runs { counts[run.row.pointIndex] += 1 }
    starts = counts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
  }

  /// The runs of a point, by seed.
  public func runs(at pointIndex: Int) -> ArraySlice<Run> {
    runs[starts[pointIndex]..<starts[pointIndex + 1]]
  }

  /// The figure of a finished run, or nil.
  public func value(_ key: String, pointIndex: Int, seed: UInt64) -> Double? {
    runs(at: pointIndex).first { $0.row.seed == seed && $0.row.state == .done }?.metric(key)
  }

  /// Keys of all figures, in the order in which they first appear.
  public var metricNames: [String] {
    var names: [String] = []
    for run in runs {
      for metric in run.metrics where !names.contains(metric.name) { names.append(metric.name) }
    }
    return names
  }

  /// The mean of a figure over the finished runs of a point; nil where none has it.
  public func mean(_ key: String, pointIndex: Int) -> MeanInterval? {
    try? MeanInterval(
      of: runs(at: pointIndex).filter { $0.row.state == .done }.compactMap { $0.metric(key) })
  }

  /// Answers a paired question from these runs.
  public func compare(_ request: PairedComparison.Request) -> PairedComparison {
    PairedComparison(request, plan: plan) { pointIndex, seed in
      value(request.key, pointIndex: pointIndex, seed: seed)
    }
  }

  /// Holds a figure at all points against that at one of them; nil where nothing can be paired.
  public func compare(_ key: String, reference: Int) -> PointComparison? {
    PointComparison(plan: plan, reference: reference) { pointIndex, seed in
      value(key, pointIndex: pointIndex, seed: seed)
    }
  }

  /// All runs as CSV: one line per run, the axes and every figure as columns.
  public var csv: String {
    let metricNames = metricNames
    var text = CSVText.line(
      ["run", "seed", "state"] + plan.axes.map(\.name) + metricNames
        + ["state_hash", "error"])
    for run in runs {
      var cells = [String(run.row.id), String(run.row.seed), run.row.state.rawValue]
      cells += plan.axes.map { plan.points[run.row.pointIndex].value(of: $0.name) ?? "" }
      cells += metricNames.map { run.metric($0).map(CSVText.digits) ?? "" }
      cells.append(run.texts.first { $0.name == "state_hash" }?.text ?? "")
      cells.append(run.error ?? "")
      text += CSVText.line(cells)
    }
    return text
  }
}

extension SweepStore {
  /// One run with everything that is stored about it.
  func read(_ row: SweepRow) throws(DatabaseError) -> SweepResults.Run {
    let id: [SQLValue] = [.integer(row.id)]
    let found = try database.query("SELECT state, error, wall FROM run WHERE id = ?", id)
    var row = row
    row.state = found.first?[0].string.flatMap { SweepRunState(rawValue: $0) } ?? row.state
    let metrics = try database.query(
      "SELECT name, value FROM metric WHERE run = ? ORDER BY name", id)
    let texts = try database.query(
      "SELECT substr(name, 2), text FROM param WHERE run = ? AND name LIKE '@%' ORDER BY name", id)
    return SweepResults.Run(
      row: row, error: found.first?[1].string, wall: found.first?[2].number,
      metrics: metrics.map { ($0[0].string ?? "", $0[1].number) },
      texts: texts.map { ($0[0].string ?? "", $0[1].string ?? "") })
  }
}
