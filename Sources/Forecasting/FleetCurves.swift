import Prediction

/// Jobs per second by size of the fleet, at each corner: of all groups together.
struct FleetCurves {
  /// Without regard to demand, and no more than that. [most + 1]
  private(set) var possible: [Corner: [Double]] = [:]
  private(set) var flow: [Corner: [Double]] = [:]
  private let groups: [GroupForecast]
  private let most: Int

  init(_ groups: [GroupForecast], most: Int, counts: (Int) -> [Int]) {
    self.groups = groups
    self.most = most
    let robots = (0...most).map { size in
      groups.map { group in size == 0 ? 0 : group.classes.reduce(0) { $0 + counts(size)[$1] } }
    }
    for corner in Corner.allCases {
      var rows: [[Double]]
      if groups.count == 1 {
        let curve = FleetCurves.curve(
          groups[0], corner, most: max(1, robots[most][0]), used: [:])
        rows = robots.map { [$0[0] == 0 ? 0 : curve[$0[0]]] }
      } else {
        rows = FleetCurves.together(groups, corner, robots)
      }
      for size in rows.indices {
        for (index, group) in groups.enumerated() where rows[size][index] > 0 {
          let energy = group.energyFlow(corner, robots: Double(robots[size][index]))
          rows[size][index] = min(rows[size][index], energy)
        }
      }
      // Robots for which there is no power run flat and stand: what fewer of them carry is carried all the same.
      for index in groups.indices {
        var most = 0.0
        let isCharged = groups[index].need(corner).energy > 0
        for size in rows.indices where isCharged {
          let energy = groups[index].energyFlow(corner, robots: Double(robots[size][index]))
          most = max(most, rows[size][index])
          if rows[size][index] >= energy * (1 - 1e-9) { rows[size][index] = most }
        }
      }
      possible[corner] = rows.map { $0.reduce(0, +) }
      flow[corner] = rows.map { row in zip(row, groups).reduce(0) { $0 + min($1.0, $1.1.demand) } }
    }
  }

  /// Groups that meet: at each size of a grid of 12 each slows the others where they share places, five rounds half way each;
  /// between the sizes of the grid straight.
  private static func together(
    _ groups: [GroupForecast], _ corner: Corner, _ robots: [[Int]]
  ) -> [[Double]] {
    let most = robots.count - 1
    let count = min(most, 12)
    var grid = (1...count).map { max(1, most * $0 * $0 / (count * count)) }
    grid = Array(Set(grid + [1, most])).sorted()
    var rows = [[Double]](repeating: [Double](repeating: 0, count: groups.count), count: most + 1)
    var last = 0
    for size in grid {
      var flows = [Double](repeating: 0, count: groups.count)
      for _ in 0..<5 {
        for (index, group) in groups.enumerated() where robots[size][index] > 0 {
          var used: [Int: Double] = [:]
          for (other, rival) in groups.enumerated() where other != index {
            let need = rival.need(corner)
            for zone in need.places.indices where need.places[zone] > 0 {
              used[zone, default: 0] +=
                min(flows[other], rival.demand) * need.places[zone]
                / Double(max(1, rival.slots(zone)))
            }
          }
          let curve = curve(group, corner, most: robots[size][index], used: used)
          flows[index] = 0.5 * (flows[index] + curve[robots[size][index]])
        }
      }
      for between in last + 1...size {
        let share = Double(between - last) / Double(size - last)
        for index in groups.indices {
          rows[between][index] = rows[last][index] + share * (flows[index] - rows[last][index])
        }
      }
      last = size
    }
    return rows
  }

  /// Jobs per second of a group with 0, 1, … robots.
  ///
  /// In the long run streams get what comes up for them. Where all have more work than robots can do, dispatchers take
  /// some by liking, near ones at most: then the flow is up to that of the shortest tour, as far as it has jobs.
  static func curve(
    _ group: GroupForecast, _ corner: Corner, most: Int, used: [Int: Double]
  ) -> [Double] {
    let flow = mixed(group, corner, most: most, used: used)
    guard let shortest = group.shortest.first, corner != .worse else { return flow }
    let near = mixed(shortest, corner, most: most, used: used)
    return zip(flow, near).map { flow, near in
      let preferred = max(flow, min(near, shortest.demand))
      return corner == .better ? preferred : 0.5 * (flow + preferred)
    }
  }

  /// The same for streams in the shares in which jobs come up.
  ///
  /// A robot alone finds the nearest place of a station; the more there are, the less so.
  private static func mixed(
    _ group: GroupForecast, _ corner: Corner, most: Int, used: [Int: Double]
  ) -> [Double] {
    func network(isNear: Bool) -> ClosedNetwork {
      ClosedNetwork(
        group.parts(corner, isNear: isNear, most: most).map { part in
          part.zone.flatMap { used[$0] }.map { part.centre.shared(used: $0) } ?? part.centre
        })
    }
    let limit = min(most, group.admitted ?? most)
    let nearest = network(isNear: true)
    let other = network(isNear: false)
    // At worst it jams by chance.
    let near = corner == .worse ? nearest.throughput(upTo: limit) : nearest.settled(upTo: limit)
    let chance = corner == .worse ? other.throughput(upTo: limit) : other.settled(upTo: limit)
    let admission = group.admissions(corner).map(\.flow).min() ?? .infinity
    let places = Double(group.leastPlaces)
    return (0...most).map { robots in
      let here = min(robots, limit)
      guard here > 0 else { return 0 }
      let crowd: Double =
        switch corner {
        case .better: 0
        case .expected: min(1, Double(here - 1) / places)
        case .worse: min(1, Double(here - 1))
        }
      let flow = 1 / ((1 - crowd) / near[here] + crowd / chance[here])
      // At best nothing happens by chance.
      let best = corner == .better ? nearest.fluid(robots: here) : 0
      return min(max(flow, best), admission)
    }
  }
}

extension GroupForecast {
  /// Places of the smallest station that it comes to.
  var leastPlaces: Int {
    let need = need(.expected)
    return need.places.indices.filter { need.places[$0] > 0 }.map { slots($0) }.min() ?? 1
  }
}
