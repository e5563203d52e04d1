import SimCore

/// What a comparison with the peer gave, for one size, coverage and number of threads.
struct PeerResult {
  let robotCount: Int
  let coverage: Float
  let workerCount: Int
  /// Bytes of the world's storage on either side.
  var ownBytes = 0
  var peerBytes = 0
  /// Mean milliseconds of each window.
  private var ownSteps: [Double] = []
  private var peerSteps: [Double] = []
  private var ownControls: [Double] = []
  private var peerControls: [Double] = []
  private var ratios: [Double] = []
  private var ownMeans: [Double] = []
  private var peerMeans: [Double] = []
  private var ownDeepest = 0.0
  private var peerDeepest = 0.0

  init(robotCount: Int, coverage: Float, workerCount: Int) {
    self.robotCount = robotCount
    self.coverage = coverage
    self.workerCount = workerCount
  }

  /// Adds the times of a window, milliseconds.
  mutating func add(
    own: [(control: Double, step: Double)], peer: [(control: Double, step: Double)]
  ) {
    // Means within a window: a search for pairs comes in every few steps and must not be left out.
    ownSteps.append(mean(own.map(\.step)))
    peerSteps.append(mean(peer.map(\.step)))
    ownControls.append(mean(own.map(\.control)))
    peerControls.append(mean(peer.map(\.control)))
    ratios.append(mean(peer.map(\.step)) / mean(own.map(\.step)))
  }

  /// Adds the overlap at the end of a window.
  mutating func add(ownOverlap: FleetOverlap, peerOverlap: FleetOverlap) {
    ownMeans.append(ownOverlap.mean)
    peerMeans.append(peerOverlap.mean)
    ownDeepest = max(ownDeepest, ownOverlap.deepest)
    peerDeepest = max(peerDeepest, peerOverlap.deepest)
  }

  private static let columns: [(name: String, title: String, width: Int)] = [
    ("robots", "robots", 8), ("coverage", "cover", 7), ("workers", "threads", 8),
    ("step_ms", "step ms", 9), ("peer_step_ms", "peer ms", 10), ("ratio", "ratio", 7),
    ("least_ratio", "of least", 9), ("total_ratio", "+control", 9),
    ("penetration_mean_m", "mean mm", 9), ("peer_penetration_mean_m", "peer mm", 9),
    ("penetration_max_m", "max mm", 8), ("peer_penetration_max_m", "peer mm", 9),
    ("bytes_per_robot", "bytes", 7), ("peer_bytes_per_robot", "peer b", 8),
  ]

  /// The numbers in the order of `columns`; overlaps in metres.
  private var values: [Double] {
    let n = Double(robotCount)
    let own = median(ownSteps)
    let peer = median(peerSteps)
    let least = (peerSteps.min() ?? 0) / (ownSteps.min() ?? 1)
    let total = (peer + median(peerControls)) / (own + median(ownControls))
    return [
      n, Double(coverage), Double(workerCount), own, peer, median(ratios), least, total,
      median(ownMeans), median(peerMeans), ownDeepest, peerDeepest, Double(ownBytes) / n,
      Double(peerBytes) / n,
    ]
  }

  /// The head line of a format, with its line end; empty for JSON.
  static func head(_ format: String) -> String {
    switch format {
    case "json": ""
    case "csv": columns.map(\.name).joined(separator: ",") + ",machine,commit\n"
    default: columns.map { padded($0.title, $0.width) }.joined() + "\n"
    }
  }

  /// The result as a line of a format: text, JSON or CSV.
  func line(_ format: String, machine: String, commit: String) -> String {
    let digits = [0, 2, 0, 4, 4, 2, 2, 2, 7, 7, 5, 5, 0, 0]
    func text(_ i: Int) -> String {
      digits[i] == 0 ? "\(Int(values[i].rounded()))" : fixed(values[i], digits[i])
    }
    let columns = Self.columns
    switch format {
    case "json":
      let fields = columns.indices.map { (columns[$0].name, JSONText.raw(text($0))) }
      return JSONText.object(
        fields + [("machine", .string(machine)), ("commit", .string(commit))]
      ).compact
    case "csv":
      return columns.indices.map(text).joined(separator: ",") + ",\"\(machine)\",\(commit)"
    default:
      return columns.indices.map { i in
        let isLength = (8...11).contains(i)
        return padded(isLength ? fixed(values[i] * 1e3, 3) : text(i), columns[i].width)
      }.joined()
    }
  }
}
