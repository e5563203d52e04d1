import SimCore

/// A lane as somebody drew it: a line that robots drive along.
public struct RoadmapLane: Equatable, Sendable {
  /// Its corners in the order in which it is driven, metres; at least two.
  public var points: [Vec2]
  /// True where it is driven from the first point to the last only.
  public var isOneWay: Bool
  /// The fastest that robots drive on it, m/s; infinity where it sets no limit.
  public var speedLimit: Float
  /// The classes of robots that drive on it, by name; all where there is none.
  public var classes: [String]
  /// The groups of lanes and points, in each of which one robot may be at a time.
  public var exclusive: [String]

  /// A lane from its values.
  public init(
    points: [Vec2], isOneWay: Bool = false, speedLimit: Float = .infinity, classes: [String] = [],
    exclusive: [String] = []
  ) {
    self.points = points
    self.isOneWay = isOneWay
    self.speedLimit = speedLimit
    self.classes = classes
    self.exclusive = exclusive
  }

  /// The lane with a corner at each of some points that lie on it.
  func through(_ places: [Vec2]) -> RoadmapLane {
    guard !places.isEmpty else { return self }
    var lane = self
    lane.points = [points[0]]
    for (start, end) in zip(points, points.dropFirst()) {
      let arm = end - start
      let inside = places.filter { place in
        distance(from: place, toSegment: start, end) < RoadmapLane.slack
          && min((place - start).length, (place - end).length) > RoadmapLane.slack
      }
      lane.points += inside.sorted { ($0 - start).dot(arm) < ($1 - start).dot(arm) } + [end]
    }
    return lane
  }

  /// How far beside a lane a point of it may lie, metres.
  public static let slack: Float = 0.002

  /// Its length, metres.
  var length: Float { zip(points, points.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0).length } }

  /// What keeps robots from driving as it was drawn.
  public enum Problem: Equatable, Sendable {
    /// A lane is too near to a wall or body for robots of a radius (m), at a point (m).
    case blocked(lane: Int, at: Vec2, radius: Float)
    /// No lane is near enough to a place of work: its number among them.
    case apart(place: Int)
    /// Robots of a radius (m) that come to a place of work do not get back along the lanes, or cannot get
    /// there from the others.
    case cutOff(place: Int, radius: Float)
    /// Lanes tell more kinds of classes apart than a roadmap can.
    case tooManyKinds(limit: Int)
    /// A group in which one robot may be at a time has more regions than it may.
    case groupTooLarge(name: String, count: Int)
    /// So much of the lanes lies between points where robots may wait that it cannot be reserved at once: regions,
    /// and a point there (m).
    case waitingPointsTooFar(count: Int, at: Vec2)
    /// No waiting point is near enough to a lane: a point (m).
    case notOnLane(at: Vec2)
  }
}

/// A point on drawn lanes where something holds.
public struct RoadmapPoint: Equatable, Sendable {
  /// Where it is, metres.
  public var place: Vec2
  /// The groups of lanes and points, in each of which one robot may be at a time.
  public var exclusive: [String]
  /// True where robots may stop to wait, and then nowhere else; false where nobody may; nil where nothing is said.
  public var waiting: Bool?

  /// A point from its values.
  public init(place: Vec2, exclusive: [String] = [], waiting: Bool? = nil) {
    self.place = place
    self.exclusive = exclusive
    self.waiting = waiting
  }
}

extension Roadmap {
  /// The roadmap of drawn lanes; nil where it would have more than `limit` regions.
  ///
  /// All regions lie on lanes and at places of work, and robots drive nowhere else. A place of work that lies
  /// beside the lanes is joined to the nearest piece of one, both ways.
  ///
  /// - Parameters:
  ///   - map: The corridors.
  ///   - radii: Radii of the robots, metres.
  ///   - places: Where robots work, metres.
  ///   - lanes: The lanes; those that meet are joined where they have a point in common.
  ///   - points: Points on them where something holds.
  ///   - classes: The names of the classes of robots.
  ///   - problems: Receives what keeps robots from driving so.
  /// - Complexity: O(length of the lanes / radius), times the moves looked at per region.
  public init?(
    _ map: CorridorMap, radii: [Float], places: [Vec2], lanes: [RoadmapLane],
    points: [RoadmapPoint] = [], classes: [String] = [], problems: inout [RoadmapLane.Problem]
  ) {
    var work = RoadmapBuild(map, radii: radii, cells: nil)
    work.classes = classes
    if let users = RoadmapUsers(classes: classes, lanes: lanes) {
      work.users = users
    } else {
      problems.append(.tooManyKinds(limit: RoadmapUsers.mostKinds))
      work.users = RoadmapUsers(classCount: classes.count)
      work.classes = []
    }
    let length = lanes.reduce(0) { $0 + $1.length }
    guard length < Float(Roadmap.limit) * work.spacing else { return nil }
    for place in places { work.add(place, isFixed: true) }
    work.fixedCount = work.places.count
    work.addLanes(lanes.map { $0.through(points.map(\.place)) }, &problems)
    work.addGroups(of: points)
    work.joinPlaces(places, &problems)
    work.closeGroups(&problems)
    work.noteWaiting(at: points, &problems)
    self = work.finished()
  }
}

extension Roadmap {
  /// The region onto which a robot of a radius (m) and a kind is led that stands at a point (m); nil where there is
  /// none.
  func entry(_ point: Vec2, radius: Float, kind: UInt8, _ map: CorridorMap) -> Int? {
    let room = CorridorGuide.leastRoom(radius: radius)
    return nearest(to: point, level: level(radius: radius)) { region in
      moveStart[region + 1] > moveStart[region] && mayBeIn(region, kind: kind)
        && map.isStraightWay(places[region], point, room: room)
    }
  }

  /// True where a robot of a radius (m) and a kind that stands at a point (m) is led onto the roadmap.
  public func isNear(_ point: Vec2, radius: Float, kind: UInt8 = 0, _ map: CorridorMap) -> Bool {
    entry(point, radius: radius, kind: kind, map) != nil
  }
}

extension RoadmapBuild {
  /// Adds the regions and moves of lanes; those that meet in a point are joined there.
  ///
  /// Where lanes part at a sharp angle no regions lie between the fork and where two pass each other: one that
  /// stood there would be in the way of moves on the other lane.
  mutating func addLanes(_ lanes: [RoadmapLane], _ problems: inout [RoadmapLane.Problem]) {
    let largest = reach[reach.count - 1]
    let pieces = LanePieces(
      lanes, apart: 2 * largest + 1.01 * PriorityGuide.nearness * radii[radii.count - 1])
    for (number, lane) in lanes.enumerated() {
      var last: Int?
      for (k, corner) in lane.points.enumerated() {
        let start = k == 0 ? corner : lane.points[k - 1]
        let length = (corner - start).length
        // As far apart as regions of a corridor's axis, so that two may follow each other.
        let isGroup = !lane.exclusive.isEmpty
        let count = k == 0 ? 1 : max(isGroup ? 2 : 1, Int(length / (2.2 * largest)))
        func point(_ step: Int) -> Vec2 {
          start + (corner - start) * (Float(step) / Float(count))
        }
        var steps = (1...count).filter {
          $0 == count || !pieces.isNear(point($0), besides: (start, corner))
        }
        // Whoever is on a piece of a group is in one of the group's regions.
        if isGroup, k > 0, steps.count == 1 { steps.insert(count / 2, at: 0) }
        for step in steps {
          let point = point(step)
          guard let here = add(point, isFixed: true) else {
            problems.append(.blocked(lane: number, at: point, radius: radii[0]))
            last = nil
            continue
          }
          if isGroup, step < count || 0 < k && k < lane.points.count - 1 {
            for name in lane.exclusive { groups[name, default: []].insert(here) }
          }
          if let from = last, from != here {
            lay(from: from, to: here, lane, number, &problems)
          }
          last = here
        }
      }
    }
  }

  /// Joins two regions by a piece of a lane.
  private mutating func lay(
    from: Int, to: Int, _ lane: RoadmapLane, _ number: Int,
    _ problems: inout [RoadmapLane.Problem]
  ) {
    let fits = min(level[from], level[to])
    guard let size = (0...fits).last(where: { isOpen(from, to, size: $0) }) else {
      problems.append(
        .blocked(lane: number, at: (places[from] + places[to]) * 0.5, radius: radii[0]))
      return
    }
    if !moves[from].contains(where: { Int($0.to) == to }) {
      let move = Candidate(
        from: from, to: to, length: (places[to] - places[from]).length, level: size)
      join(move, crossing: Array(obstructed(move, upTo: 200).prefix(200)))
      allow(from, to, false, lane.speedLimit)
      allow(to, from, false, lane.speedLimit)
    }
    let set = users.set(of: lane, classes: classes)
    allow(from, to, true, lane.speedLimit, set)
    if !lane.isOneWay { allow(to, from, true, lane.speedLimit, set) }
    for name in lane.exclusive { groupMoves.append((name, from, to)) }
  }

  /// Lets robots of the kinds of a set make a move that there is, besides those that may already, or nobody.
  private mutating func allow(
    _ from: Int, _ to: Int, _ isAllowed: Bool, _ speedLimit: Float, _ set: UInt64 = .max
  ) {
    var number: UInt16 = 0
    for k in moves[from].indices where Int(moves[from][k].to) == to {
      let known = moves[from][k].isForbidden ? 0 : users.sets[Int(moves[from][k].users)]
      number = isAllowed ? users.number(of: known | set) : 0
      moves[from][k].users = number
      moves[from][k].isForbidden = !isAllowed
      moves[from][k].speedLimit = speedLimit
      moves[from][k].isAgainst = false
      moves[from][k].isBackAgainst = false
    }
    for k in moves[to].indices where Int(moves[to][k].to) == from {
      moves[to][k].isBackForbidden = !isAllowed
      moves[to][k].backUsers = number
      moves[to][k].isAgainst = false
      moves[to][k].isBackAgainst = false
    }
  }

  /// Joins places of work that lie beside the lanes to the nearest piece of one, both ways, and looks whether
  /// robots get from each to all others.
  mutating func joinPlaces(_ wanted: [Vec2], _ problems: inout [RoadmapLane.Problem]) {
    let onLanes = places.indices.filter { !moves[$0].isEmpty }
    for place in 0..<fixedCount where moves[place].isEmpty {
      let near = onLanes.map { (gap: (places[$0] - places[place]).length, region: $0) }
        .sorted { ($0.gap, $0.region) < ($1.gap, $1.region) }
      // Robots that may not drive on the nearest lane come from the next.
      var served: UInt64 = 0
      let all: UInt64 = users.kindCount == 64 ? .max : 1 << UInt64(users.kindCount) - 1
      for found in near.prefix(users.kindCount == 1 ? 8 : 64) where served & all != all {
        let own = kinds(at: found.region)
        guard own & ~served & all != 0, found.gap < 8 * spacing,
          isOpen(place, found.region, size: 0)
        else { continue }
        served |= own
        let fits = min(level[place], level[found.region])
        let size = (0...fits).last { isOpen(place, found.region, size: $0) } ?? 0
        let move = Candidate(from: place, to: found.region, length: found.gap, level: size)
        join(move, crossing: Array(obstructed(move, upTo: 200).prefix(200)))
        allow(place, found.region, true, .infinity)
        allow(found.region, place, true, .infinity)
      }
    }
    // The region of each place: places nearly at one point share one.
    let region = wanted.map { point in
      (0..<fixedCount).min {
        ((places[$0] - point).lengthSquared, $0) < ((places[$1] - point).lengthSquared, $1)
      }
    }
    for (place, region) in region.enumerated() {
      if region.map({ moves[$0].isEmpty }) ?? true { problems.append(.apart(place: place)) }
    }
    placeRegions = region.map { Int32($0 ?? -1) }
    // Where lanes are not for all, it depends on the class what it has to reach.
    guard users.kindCount == 1 else { return }
    for size in radii.indices { findCuts(region, size: size, &problems) }
  }

  /// The kinds of robots that some move leads into or out of a region, a bit each.
  private func kinds(at region: Int) -> UInt64 {
    moves[region].reduce(0) { kinds, move in
      kinds | (move.isForbidden ? 0 : users.sets[Int(move.users)])
        | (move.isBackForbidden ? 0 : users.sets[Int(move.backUsers)])
    }
  }

  /// Names the places from which robots of a size do not get to most others and back.
  private func findCuts(
    _ region: [Int?], size: Int, _ problems: inout [RoadmapLane.Problem]
  ) {
    let part = StrongComponents.find(count: places.count) { from, visit in
      for move in moves[from] where !move.isForbidden && Int(move.level) >= size {
        visit(Int(move.to))
      }
    }
    var counts: [Int32: Int] = [:]
    for case let region? in region where !moves[region].isEmpty {
      counts[part[region], default: 0] += 1
    }
    // The part with most places, the first of them where there are several.
    let main = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
    for (place, region) in region.enumerated() {
      guard let region, !moves[region].isEmpty, part[region] != main else { continue }
      problems.append(.cutOff(place: place, radius: radii[size]))
    }
  }
}

/// The straight pieces of lanes, by cells of a grid.
private struct LanePieces {
  private let pieces: [(Vec2, Vec2)]
  /// How far a region has to lie from a piece so as not to be in its way, metres.
  private let apart: Float
  private let cell: Float
  // Only looked up, never gone through: its order cannot matter.
  private var cells: [SIMD2<Int32>: [Int32]] = [:]

  init(_ lanes: [RoadmapLane], apart: Float) {
    self.apart = apart
    cell = 4 * apart
    pieces = lanes.flatMap { Array(zip($0.points, $0.points.dropFirst())) }
    for (number, piece) in pieces.enumerated() {
      // A point within `apart` of a piece lies in a cell of one of these samples or beside it.
      let count = max(1, Int(((piece.1 - piece.0).length / apart).rounded(.up)))
      for step in 0...count {
        let key = key(piece.0 + (piece.1 - piece.0) * (Float(step) / Float(count)))
        if cells[key]?.last != Int32(number) { cells[key, default: []].append(Int32(number)) }
      }
    }
  }

  private func key(_ point: Vec2) -> SIMD2<Int32> {
    SIMD2(Int32((point.x / cell).rounded(.down)), Int32((point.y / cell).rounded(.down)))
  }

  /// True where a point is nearer to another piece than two robots need, whichever way that one is driven.
  func isNear(_ point: Vec2, besides own: (Vec2, Vec2)) -> Bool {
    let centre = key(point)
    for y in -1...1 as ClosedRange<Int32> {
      for x in -1...1 as ClosedRange<Int32> {
        for number in cells[centre &+ SIMD2(x, y)] ?? [] {
          let piece = pieces[Int(number)]
          if piece == own || piece == (own.1, own.0) { continue }
          if distance(from: point, toSegment: piece.0, piece.1) < apart { return true }
        }
      }
    }
    return false
  }
}
