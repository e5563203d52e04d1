import Prediction
import SimCore
import Simulation
import Work

/// The ways between the places of all zones that work leads between, for one class.
struct LegReading {
  /// One way between two places, with the turn that it begins with.
  private struct Leg {
    var seconds: Double
    var way: FloorWay
    var turn: Double
    /// Places as the crow flies, metres.
    var gap: Float
  }

  private var legs: [SIMD2<Int32>: [[Leg?]]] = [:]
  /// Places of each zone that a robot alone comes to: those nearest to where it comes from.
  private var visited: [Int: Set<Int>] = [:]
  /// Pairs of zones between which no way leads.
  private(set) var unreachable: [(from: Int, to: Int)] = []

  /// Places of a zone that are looked at; of more, that many, evenly.
  private static let mostPlaces = 10

  /// Finds the ways of a class between pairs of zones.
  ///
  /// - Complexity: O(places of all pairs) searches.
  init(_ pairs: [(from: Int, to: Int)], _ pace: RobotPace, in model: WorldModel) {
    var ways = FloorWays(
      model.corridors, directions: model.directions, bodyRadius: Float(pace.radius))
    var found: [SIMD2<Int32>: [[FloorWay?]]] = [:]
    for pair in pairs {
      let key = LegReading.key(pair.from, pair.to)
      guard found[key] == nil else { continue }
      let starts = LegReading.places(of: pair.from, in: model)
      let goals = LegReading.places(of: pair.to, in: model)
      var table = [[FloorWay?]](
        repeating: [FloorWay?](repeating: nil, count: goals.count), count: starts.count)
      for (column, goal) in goals.enumerated() {
        for (row, way) in ways.ways(from: starts, to: goal).enumerated() {
          table[row][column] = way
        }
      }
      if !table.contains(where: { $0.contains { $0 != nil } }) { unreachable.append(pair) }
      found[key] = table
    }
    // Which way robots face that have come to a place: the mean over all ways to it.
    var facing: [Int: [Vec2]] = [:]
    for pair in pairs {
      guard let table = found[LegReading.key(pair.from, pair.to)] else { continue }
      var sums =
        facing[pair.to]
        ?? [Vec2](repeating: .zero, count: LegReading.places(of: pair.to, in: model).count)
      for row in table {
        for (column, way) in row.enumerated() { if let way { sums[column] += way.arrival } }
      }
      facing[pair.to] = sums
    }
    for pair in pairs {
      let key = LegReading.key(pair.from, pair.to)
      guard legs[key] == nil, let table = found[key] else { continue }
      let starts = LegReading.places(of: pair.from, in: model)
      let goals = LegReading.places(of: pair.to, in: model)
      legs[key] = table.indices.map { row in
        table[row].indices.map { column in
          guard let way = table[row][column] else { return nil }
          let facing = facing[pair.from]?[row] ?? .zero
          let turn =
            facing.lengthSquared > 1e-6
            ? Double(angle(between: facing.normalized, and: way.departure)) : 0.5 * .pi
          return Leg(
            seconds: pace.time(length: way.length, turn: turn, bends: way.bends), way: way,
            turn: turn, gap: (starts[row] - goals[column]).length)
        }
      }
    }
    findVisited(pairs)
  }

  private mutating func findVisited(_ pairs: [(from: Int, to: Int)]) {
    for pair in pairs {
      visited[pair.from] = Set(legs[LegReading.key(pair.from, pair.to)]?.indices.map { $0 } ?? [])
    }
    // What is visited from everywhere, then from there, until nothing is left out any more.
    for _ in 0..<4 {
      var next: [Int: Set<Int>] = [:]
      for pair in pairs {
        guard let table = legs[LegReading.key(pair.from, pair.to)] else { continue }
        for row in visited[pair.from] ?? [] {
          if let column = nearest(table[row]) { next[pair.to, default: []].insert(column) }
        }
      }
      visited.merge(next) { $1 }
    }
  }

  private func nearest(_ row: [Leg?]) -> Int? {
    var best: Int?
    for column in row.indices {
      guard let leg = row[column] else { continue }
      if let known = best, let other = row[known], other.gap <= leg.gap { continue }
      best = column
    }
    return best
  }

  private static func key(_ from: Int, _ to: Int) -> SIMD2<Int32> {
    SIMD2(Int32(from), Int32(to))
  }

  private static func places(of zone: Int, in model: WorldModel) -> [Vec2] {
    let range = model.tasks.slotRange[zone]
    let count = min(range.count, mostPlaces)
    return (0..<count).map {
      model.tasks.slots[range.lowerBound + $0 * range.count / count].position
    }
  }
}

extension LegReading {
  /// Means over the ways between two zones.
  struct Mean {
    /// Seconds between two stops, metres, and radians that it turns at its beginning.
    var seconds = 0.0, length = 0.0, turn = 0.0
    /// Crossings for each stretch and direction, of all ways together divided by their number.
    var crossings: [PassageUse] = []
  }

  /// A stretch and how often it is gone through.
  struct PassageUse {
    var stretch: Int32
    var isBackward: Bool
    /// Times that a job goes through it, and metres that it drives there.
    var count: Double, metres: Double
    /// Of the longest way through it, metres; and its narrowest place.
    var length: Double, width: Double, narrowLength: Double
    /// Where that is, metres.
    var narrowest: Vec2
  }

  /// The mean over ways from one zone to another: to the nearest places, as a robot alone finds them, or to all alike.
  func mean(_ from: Int, _ to: Int, isNearest: Bool) -> Mean {
    guard let table = legs[LegReading.key(from, to)] else { return Mean() }
    var chosen: [Leg] = []
    for row in table.indices {
      if isNearest {
        guard visited[from]?.contains(row) ?? true, let column = nearest(table[row]),
          let leg = table[row][column]
        else { continue }
        chosen.append(leg)
      } else {
        chosen += table[row].compactMap { $0 }
      }
    }
    guard !chosen.isEmpty else { return Mean() }
    let share = 1 / Double(chosen.count)
    var mean = Mean()
    for leg in chosen {
      mean.seconds += share * leg.seconds
      mean.length += share * leg.way.length
      mean.turn += share * leg.turn
      for crossing in leg.way.passages {
        let place = mean.crossings.firstIndex {
          $0.stretch == crossing.stretch && $0.isBackward == crossing.isBackward
        }
        if let place {
          let known = mean.crossings[place]
          mean.crossings[place].count += share
          mean.crossings[place].metres += share * crossing.length
          mean.crossings[place].length = max(known.length, crossing.length)
          if crossing.width < known.width {
            mean.crossings[place].width = crossing.width
            mean.crossings[place].narrowLength = crossing.narrowLength
            mean.crossings[place].narrowest = crossing.narrowest
          }
        } else {
          mean.crossings.append(
            PassageUse(
              stretch: crossing.stretch, isBackward: crossing.isBackward, count: share,
              metres: share * crossing.length, length: crossing.length, width: crossing.width,
              narrowLength: crossing.narrowLength,
              narrowest: crossing.narrowest))
        }
      }
    }
    return mean
  }
}
