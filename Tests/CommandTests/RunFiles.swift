import Foundation
import Testing

/// What a run leaves, for comparisons of runs that must be the same.
enum RunFiles {
  /// Files that are equal, byte for byte, where two runs are.
  static let equal = [
    "series.csv", "hashes.csv", "robots.csv", "events.csv", "fields.csv", "directives.csv",
    "run.mcap", "trajectories.csv", "trajectories.npz",
  ]
  /// Those of them that a run makes only where it is asked to.
  private static let records = ["run.mcap", "trajectories.csv", "trajectories.npz"]
  /// What a summary says of the processes that made it, and not of the run.
  static let ofProcess = [
    "started_at", "setup_s", "wall_s", "real_time_factor", "stage_s", "workers", "resumed_at_steps",
  ]

  /// Expects that two folders hold the same run.
  static func expectSame(
    _ program: Program, _ first: String, _ second: String, _ comment: String = "",
    besides: [String] = [],
    withoutRecord: Bool = false
  ) throws {
    for name in equal where !records.contains(name) || !withoutRecord {
      let files = [first, second].map {
        FileManager.default.contents(atPath: "\(program.folder)/\($0)/\(name)")
      }
      #expect(files[0] == files[1], "\(name) of \(first) and \(second) \(comment)")
    }
    let summaries = try [first, second].map { folder in
      let all = try object(try program.text("\(folder)/summary.json"))
      return all.filter { !ofProcess.contains($0.key) && !besides.contains($0.key) }
    }
    #expect(
      NSDictionary(dictionary: summaries[0]) == NSDictionary(dictionary: summaries[1]),
      "summaries of \(first) and \(second) \(comment)")
  }
}
