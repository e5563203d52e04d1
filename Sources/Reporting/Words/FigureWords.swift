import Simulation

/// What figures are called on pages, and their units.
public enum FigureWords {
  /// Titles that say less than a figure alone needs: in the summary they stand below another one.
  private static let own = [
    "open_jobs": "jobs waiting to be taken", "directives_rejected": "directives rejected",
    "directives_expired": "directives expired", "directives_cancelled": "directives cancelled",
    "duplicated_claims": "directives that found the work already taken",
    "waiting_share": "share of robots under way that wait",
    "turning_share": "share of robots under way that turn in place",
    "mistaken_decisions": "decisions struck by shared mistakes",
    "success": "success (1) or not (0)",
    "wall_s": "thread seconds of a run", "quarantined_robots": "robots in quarantine",
    "blocked_share": "share of robots under way that are blocked",
    "sojourn_p50_s": "median time from a job's arrival to its delivery",
    "sojourn_p95_s": "time from arrival to delivery that 95 % of jobs keep",
    "busiest_node_bytes_per_s": "bytes per second of the busiest node",
  ]

  /// The title of a figure, without its unit; an unknown key says itself.
  public static func title(of key: String) -> String {
    if let title = own[key] { return title }
    if let title = Fleet.title(ofFigure: key), !title.hasPrefix(" ") { return title }
    // Figures of single tasks: "backlog_pallets".
    for known in ["deliveries", "jobs_created", "backlog"] where key.hasPrefix("\(known)_") {
      if Fleet.unit(ofFigure: key) == nil, let title = Fleet.title(ofFigure: known) {
        return "\(title), task \(key.dropFirst(known.count + 1))"
      }
    }
    return key.replacing("_", with: " ")
  }

  /// The unit of a figure; empty where dimensionless or unknown.
  public static func unit(of key: String) -> String {
    key == "wall_s" ? "s" : Fleet.unit(ofFigure: key) ?? ""
  }

  /// What an axis says where the title stands above: the unit in words, or that it is a share or a number.
  static func measure(of key: String) -> String {
    let words = [
      "s": "seconds", "1/h": "per hour", "1/s": "per second", "B/s": "bytes per second",
      "m/s": "metres per second",
    ]
    let unit = unit(of: key)
    if unit.isEmpty {
      return key.hasSuffix("_share") || key.hasPrefix("share_") ? "share" : "number"
    }
    return words[unit] ?? unit
  }

  /// The title with its unit, for an axis.
  public static func label(of key: String) -> String {
    let unit = unit(of: key)
    return title(of: key) + (unit.isEmpty ? "" : " [\(unit)]")
  }
}
