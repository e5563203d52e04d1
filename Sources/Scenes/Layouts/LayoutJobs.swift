/// Jobs for a layout that has none: streams between its stations.
enum LayoutJobs {
  /// The share of their time that robots are meant to be busy.
  static let busyShare = 0.4
  /// Ways are longer than straight lines by about this factor, and a robot drives empty as far as laden.
  private static let detour = 1.4
  /// Seconds to load and to unload, as the scene's default has it, twice.
  private static let handling = 10.0

  /// Pairs of stations, as indices: from all that supply to all that take, then the others in a ring.
  static func pairs(_ places: [Layout.Place]) -> [(from: Int, to: Int)] {
    let stations = places.indices.filter { places[$0].role == .station }
    let sources = stations.filter { places[$0].supplies }
    let sinks = stations.filter { places[$0].takes }
    var pairs: [(from: Int, to: Int)] = []
    if !sources.isEmpty, !sinks.isEmpty {
      for from in sources { for to in sinks where to != from { pairs.append((from, to)) } }
    }
    let rest =
      pairs.isEmpty ? stations : stations.filter { !places[$0].supplies && !places[$0].takes }
    guard rest.count > 1 else { return pairs }
    for (index, from) in rest.enumerated() where rest.count > 2 || index == 0 {
      pairs.append((from, rest[(index + 1) % rest.count]))
    }
    return pairs
  }

  /// The straight distance between two places, metres.
  static func distance(_ a: Layout.Place, _ b: Layout.Place) -> Double {
    let gap = b.position - a.position
    return (gap.x * gap.x + gap.y * gap.y).squareRoot()
  }

  /// Jobs per minute that keep robots busy for their share of the time.
  static func jobsPerMinute(robots: Int, speed: Double, distance: Double) -> Double {
    let seconds = 2 * distance * detour / speed + handling
    return busyShare * Double(robots) * 60 / seconds
  }
}
