import Emergence
import SimCore

/// How `fleetfield size` writes shares and counts.
enum SizeWords {
  /// `90 %`, with at most one digit behind the point.
  static func percent(_ share: Double) -> String {
    NumberText.rounded(100 * share, decimals: 1) + " %"
  }

  /// `1 run`, `1,204 runs`.
  static func runs(_ count: Int) -> String {
    count == 1 ? "1 run" : "\(NumberText.grouped(Int64(count))) runs"
  }

  /// `1, 2, 3, 4 … 30, 39`: long lists with their ends only.
  static func list(_ sizes: [Int]) -> String {
    let texts = sizes.map(String.init)
    if texts.count <= 12 { return texts.joined(separator: ", ") }
    return texts.prefix(6).joined(separator: ", ") + " … "
      + texts.suffix(4).joined(separator: ", ")
  }

  /// `round 3, locating: 40 runs at n = 10, 12`.
  static func round(_ number: Int, _ requests: [RunRequest], open: Int, axis: String) -> String {
    let kinds = RunRequest.Round.allCases.filter { kind in
      requests.contains { $0.round == kind }
    }
    let sizes = Set(requests.map(\.size)).sorted()
    return "round \(number), \(kinds.map(\.rawValue).joined(separator: " and ")): \(runs(open)) "
      + "at \(axis) = \(list(sizes))"
  }
}
