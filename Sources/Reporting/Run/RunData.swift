import Attribution
import FoundationEssentials
import Recording
import Scenes
import SimCore
import Simulation

/// What a page shows of a run folder: its summary, its series, how often what happened.
public struct RunData: Sendable {
  /// `summary.json`, as far as pages need it; what folders of older programs lack is nil.
  struct Summary: Decodable, Sendable {
    struct Input: Decodable, Sendable {
      var path: String
      var role: String
      var sha256: String
    }

    struct Bar: Decodable, Sendable {
      var figure: String
      var value: Double?
      var atLeast: Double?
      var atMost: Double?
      var met: Bool

      enum CodingKeys: String, CodingKey {
        case figure, value, met
        case atLeast = "at_least"
        case atMost = "at_most"
      }
    }

    var build: String
    var configuration: String?
    var scene: String
    var sceneFile: String?
    var sceneDigest: String?
    var inputs: [Input]?
    var parameters: [String: Double?]
    var overrides: [String: String]
    var seed: UInt64
    var robots: Int
    var startedAt: String?
    var simulated: Double
    var duration: Double?
    var wall: Double?
    var isInterrupted: Bool?
    var success: Bool?
    var successRule: String?
    var bars: [Bar]?
    var hash: String
    var policyHash: String
    var informationHash: String?
    var quarantine: [String]?
    var standstill: [String]?
    var writeError: String?
    var figures: [String: Double?]

    enum CodingKeys: String, CodingKey {
      case build, configuration, scene, inputs, parameters, overrides, seed, robots, success, hash
      case quarantine, standstill, figures
      case sceneFile = "scene_file"
      case sceneDigest = "scene_sha256"
      case startedAt = "started_at"
      case simulated = "simulated_s"
      case duration = "duration_s"
      case wall = "wall_s"
      case isInterrupted = "interrupted"
      case successRule = "success_rule"
      case bars = "success_bars"
      case policyHash = "policy_hash"
      case informationHash = "information_hash"
      case writeError = "write_error"
    }
  }

  /// The folder.
  public let folder: String
  let summary: Summary
  /// Names of the series' columns, without the time.
  let columns: [String]
  /// Simulated seconds. [rows]
  let times: [Double]
  /// Values, not-a-number where there is none. [columns][rows]
  let series: [[Double]]
  /// How often what happened, by kind, the most frequent first.
  let events: [(kind: String, count: Int)]
  /// What each robot has done; nil where the folder does not say it, as those of older programs.
  let robots: RobotTally?

  /// Reads a run folder.
  ///
  /// - Throws: `RecordingError` (`isInput`) where it is no run folder, or a file of it is broken.
  /// - Complexity: O(bytes of summary, series and events).
  public init(folder: String) throws(RecordingError) {
    summary = try Self.readSummary(folder)
    self.folder = folder
    (columns, times, series) = try Self.readSeries("\(folder)/\(RunFolder.seriesFile)")
    var counts: [String: Int] = [:]
    for event in try EventLog.read(folder: folder) { counts[event.kind.rawValue, default: 0] += 1 }
    let columns = Set(FleetIndicator.all(seconds: 1).flatMap(\.columns)).sorted()
    robots = try? RobotTally(folder: folder, columns: columns)
    events = counts.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }.map { ($0.key, $0.value) }
  }

  /// Reads the summary of a run folder alone: there are no series, events and robots.
  ///
  /// - Throws: As above, of the summary.
  /// - Complexity: O(bytes of the summary).
  public init(summaryOf folder: String) throws(RecordingError) {
    summary = try Self.readSummary(folder)
    self.folder = folder
    (columns, times, series, events, robots) = ([], [], [], [], nil)
  }

  private static func readSummary(_ folder: String) throws(RecordingError) -> Summary {
    guard RunFolder.isRunFolder(folder) else {
      throw RecordingError(
        "'\(folder)' is not a run folder: it has no \(RunFolder.summaryFile) and \(RunFolder.hashesFile)",
        isInput: true)
    }
    let path = "\(folder)/\(RunFolder.summaryFile)"
    let text = try TextFile.read(path)
    guard let found = try? JSONDecoder().decode(Summary.self, from: Data(text.utf8)) else {
      throw RecordingError("\(path) is not a run's summary", isInput: true)
    }
    return found
  }

  private static func readSeries(
    _ path: String
  ) throws(RecordingError) -> ([String], [Double], [[Double]]) {
    let lines = try TextFile.read(path).split(separator: "\n")
    let header = (lines.first ?? "").split(separator: ",", omittingEmptySubsequences: false).map(
      String.init)
    guard header.first == "time_s" else {
      throw RecordingError("\(path):1: expected a header that begins with 'time_s'", isInput: true)
    }
    var times: [Double] = []
    var series = [[Double]](repeating: [], count: header.count - 1)
    for (index, line) in lines.dropFirst().enumerated() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count == header.count, let time = Double(cells[0]) else {
        throw RecordingError(
          "\(path):\(index + 2): expected a time and \(header.count - 1) values", isInput: true)
      }
      times.append(time)
      for (column, cell) in cells.dropFirst().enumerated() {
        guard let value = cell.isEmpty ? .nan : Double(cell) else {
          throw RecordingError("\(path):\(index + 2): '\(cell)' is no number", isInput: true)
        }
        series[column].append(value)
      }
    }
    return (Array(header.dropFirst()), times, series)
  }

  /// Its seed.
  public var seed: UInt64 { summary.seed }
  /// True where it was stopped before its end.
  public var isInterrupted: Bool { summary.isInterrupted ?? false }

  /// Keys of figures in the order of the summary, those of single tasks behind the others.
  var figureKeys: [String] {
    let known = FigureKeys.all.filter { summary.figures[$0] != nil }
    return known + summary.figures.keys.filter { !known.contains($0) }.sorted()
  }

  /// A figure; nil where the run has none.
  public func figure(_ key: String) -> Double? { summary.figures[key] ?? nil }

  /// A column of the series as points; nil where there is none.
  func points(_ column: String) -> [Plot.Point]? {
    columns.firstIndex(of: column).map { place in
      zip(times, series[place]).map { Plot.Point(x: $0, y: $1) }.filter { $0.y.isFinite }
    }
  }
}
