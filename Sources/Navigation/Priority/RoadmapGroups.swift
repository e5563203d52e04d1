import SimCore

/// Groups of drawn lanes and points in which one robot may be at a time.
///
/// All regions of a group are in conflict with each other, so that whoever reserves one waits until the robot that
/// was in the group before has left it: reservations are as ordered as those of a single region. A robot has left it
/// when it is in the middle of the first region outside.
extension RoadmapBuild {
  /// Regions of all groups, squared and added up: what conflicts they may list.
  private static let mostConflicts = 4_000_000

  /// Adds the regions of points to their groups, and those between two lanes of one group where no other leads off.
  mutating func addGroups(of points: [RoadmapPoint]) {
    for point in points where !point.exclusive.isEmpty {
      guard let region = region(at: point.place) else { continue }
      for name in point.exclusive { groups[name, default: []].insert(region) }
    }
    var neighbours: [String: [Int: Set<Int>]] = [:]
    for (name, from, to) in groupMoves {
      neighbours[name, default: [:]][from, default: []].insert(to)
      neighbours[name, default: [:]][to, default: []].insert(from)
    }
    // What is inserted does not depend on the order.
    for (name, ends) in neighbours {
      for (end, others) in ends
      where others.count > 1 && others.count == Set(moves[end].map(\.to)).count {
        groups[name, default: []].insert(end)
      }
    }
  }

  /// The region at a point (m): the nearest that a robot in it would cover.
  func region(at point: Vec2) -> Int? {
    var (best, least) = (Int?.none, Float.infinity)
    forEach(near: point, within: reach[0]) { region in
      let gap = (places[region] - point).lengthSquared
      if (gap, region) < (least, best ?? .max) { (best, least) = (region, gap) }
    }
    return best
  }

  /// Puts all regions of each group in conflict with each other.
  mutating func closeGroups(_ problems: inout [RoadmapLane.Problem]) {
    for (name, group) in groups.sorted(by: { $0.key < $1.key }) {
      guard group.count * group.count <= Self.mostConflicts else {
        problems.append(.groupTooLarge(name: name, count: group.count))
        continue
      }
      let regions = group.sorted()
      for region in regions {
        let known = Set(conflicts[region])
        conflicts[region] += regions.map { Int32($0) }.filter {
          Int($0) != region && !known.contains($0)
        }
      }
    }
  }
}
