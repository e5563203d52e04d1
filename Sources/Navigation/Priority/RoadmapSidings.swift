/// Regions in which robots may stand for long and cut nobody off from anywhere.
enum RoadmapSidings {
  /// Regions that are looked at in search of a way round one.
  private static let reach = 64

  /// Chooses regions that robots can all stand in at the same time while every other region next to them stays
  /// connected, by a way round of some sixty regions at most.
  ///
  /// Not among them are places of work, and what is in conflict with one.
  ///
  /// - Parameters:
  ///   - moves: The moves from each region.
  ///   - conflicts: Regions that cannot be occupied while a region is.
  ///   - workplaces: How many of the first regions are places of work.
  /// - Returns: Nonzero for each region that is chosen.
  /// - Complexity: O(regions), times the length of the ways round.
  static func find(moves: [[Roadmap.Move]], conflicts: [[Int32]], workplaces: Int) -> [UInt8] {
    var isSiding = [UInt8](repeating: 0, count: moves.count)
    // Those in which somebody would stand, and what that excludes.
    var isFull = [Bool](repeating: false, count: moves.count)
    var seen = [Int](repeating: -1, count: moves.count)
    for region in moves.indices.dropFirst(workplaces)
    where !moves[region].isEmpty && !isFull[region] {
      guard conflicts[region].allSatisfy({ $0 >= workplaces }) else { continue }
      let added = ([Int32(region)] + conflicts[region]).filter { !isFull[Int($0)] }
      for k in added { isFull[Int(k)] = true }
      if isConnected(around: added, moves, isFull, &seen, mark: region) {
        isSiding[region] = 1
      } else {
        for k in added { isFull[Int(k)] = false }
      }
    }
    return isSiding
  }

  /// True where the regions next to some that are full are connected without them.
  private static func isConnected(
    around full: [Int32], _ moves: [[Roadmap.Move]], _ isFull: [Bool], _ seen: inout [Int],
    mark: Int
  ) -> Bool {
    var left: Set<Int32> = []
    for region in full {
      for move in moves[Int(region)] where !move.isShortcut && !isFull[Int(move.to)] {
        left.insert(move.to)
      }
    }
    guard let start = left.min() else { return true }
    var queue = [start]
    seen[Int(start)] = mark
    left.remove(start)
    var next = 0
    while next < queue.count, next < reach, !left.isEmpty {
      let region = queue[next]
      next += 1
      for move in moves[Int(region)]
      where !move.isShortcut && !isFull[Int(move.to)] && seen[Int(move.to)] != mark {
        seen[Int(move.to)] = mark
        left.remove(move.to)
        queue.append(move.to)
      }
    }
    return left.isEmpty
  }
}
