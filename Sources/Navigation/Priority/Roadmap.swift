import SimCore

/// The regions of a floor that robots reserve one by one, and the moves between them: what a planner over
/// whole fleets plans on.
///
/// A region is the disc that the largest robot fills when it stands at its place; two robots stand in two
/// regions without touching, but for those that are listed as being in conflict (places of work that were
/// authored nearer to each other than that). A move is a straight line of free floor, wide enough for
/// the robots up to a size and its margin, past which all other regions can be occupied, but for those
/// listed. So whoever holds the region it stands in, those it moves to, and what these exclude, touches
/// nobody.
///
/// Places of work come first, then cells of the map where it has cells, the axes of narrow corridors, and a
/// lattice where there is room. Where two parts that robots can reach from each other are not connected by
/// these, regions along the axis of a way are added, as few as straight moves allow.
public struct Roadmap: Sendable {
  /// Radii of the robots that it is for, rising, metres.
  public let radii: [Float]
  /// About how far regions of open floor lie from each other, metres.
  public let spacing: Float
  /// Where regions lie, metres. [count]
  public let places: [Vec2]
  /// The largest of `radii` that finds room there. [count]
  let level: [UInt8]
  /// Moves from each region, one list after the other, and where each begins. [count + 1]
  var moves: [Move]
  let moveStart: [Int32]
  /// Regions that cannot be occupied while a region is, and where each list begins. [count + 1]
  let conflicts: [Int32]
  let conflictStart: [Int32]
  /// Regions that must be empty while a move is made; see `Move.crossed`.
  let crossed: [Int32]
  /// Nonzero for regions in which robots may wait; see `RoadmapSidings`. [count]
  let isSiding: [UInt8]
  /// How many there are.
  let sidingCount: Int
  /// Regions by cells.
  private let bins: PlaceBins

  /// A straight way from one region to another.
  struct Move: BitwiseCopyable, Sendable {
    var to: Int32
    var length: Float
    /// The largest of `radii` that may take it.
    var level: UInt8
    /// How many of `crossed` must be empty, and where they begin.
    var crossedCount: UInt8
    var crossedStart: Int32
    /// True where other moves lead there as well, and it is taken only where nobody must make room for it.
    var isShortcut: Bool
    /// True where it leads against the direction of its row or column, and where the move back does.
    var isAgainst = false
    var isBackAgainst = false
    /// True where nobody may drive it, since a drawn lane leads the other way only, and where nobody may drive
    /// the move back.
    var isForbidden = false
    var isBackForbidden = false
    /// Who may make it, and who the move back: numbers of sets of `RoadmapUsers`.
    var users: UInt16 = 0
    var backUsers: UInt16 = 0
    /// The fastest that a drawn lane allows, m/s.
    var speedLimit: Float = .infinity
    /// What it counts beyond its length, metres.
    var toll: Float = 0
  }

  /// True where some drawn lane has a limit of speed.
  let hasSpeedLimits: Bool
  /// Who may make which moves.
  let users: RoadmapUsers
  /// The kinds of robots that some move leads into or out of each region, a bit each; empty where all are of one
  /// kind. [count]
  let kinds: [UInt64]
  /// True for regions of a group in which one robot may be at a time; empty where there is none. [count]
  let isExclusive: [Bool]
  /// The region of each place of work for which it was made, −1 where there is none; empty where nobody drew lanes.
  let placeRegions: [Int32]
  /// True for regions where robots may stop to wait; empty where they may anywhere. [count]
  let mayStop: [Bool]
  /// True where the regions in which robots may stop are listed, and the others are the rule.
  let listsStops: Bool

  /// How many times as long a way counts that leads against the direction of its row or column.
  ///
  /// Rows run east and west by turns, columns north and south. Where nobody is in the way ways get a little longer;
  /// where many are, those that would push each other back to and fro drive beside each other.
  static let againstCost: Float = 3

  /// No regions.
  public static let empty = Roadmap(
    radii: [1], spacing: 1, places: [], level: [], moves: [], conflicts: [], crossed: [])

  /// The regions nearest to some points (m), each once.
  public func places(near points: [Vec2]) -> [Vec2] {
    var seen: Set<Int> = []
    return points.compactMap { point in
      guard let region = nearest(to: point, level: UInt8(radii.count - 1), where: { _ in true }),
        seen.insert(region).inserted
      else { return nil }
      return places[region]
    }
  }

  /// Number of regions.
  public var count: Int { places.count }

  init(
    radii: [Float], spacing: Float, places: [Vec2], level: [UInt8], moves: [[Move]],
    conflicts: [[Int32]], crossed: [Int32], users: RoadmapUsers = RoadmapUsers(),
    isExclusive: [Bool] = [], placeRegions: [Int32] = [], mayStop: [Bool] = [],
    listsStops: Bool = false, sidingsAfter workplaces: Int? = nil
  ) {
    self.radii = radii
    self.spacing = spacing
    self.places = places
    self.level = level
    self.crossed = crossed
    self.users = users
    self.isExclusive = isExclusive
    self.placeRegions = placeRegions
    self.mayStop = mayStop
    self.listsStops = listsStops
    kinds =
      users.kindCount == 1
      ? []
      : moves.map { moves in
        moves.reduce(0) { kinds, move in
          kinds | (move.isForbidden ? 0 : users.sets[Int(move.users)])
            | (move.isBackForbidden ? 0 : users.sets[Int(move.backUsers)])
        }
      }
    isSiding =
      workplaces.map { RoadmapSidings.find(moves: moves, conflicts: conflicts, workplaces: $0) }
      ?? [UInt8](repeating: 0, count: places.count)
    sidingCount = isSiding.count { $0 != 0 }
    hasSpeedLimits = moves.contains { $0.contains { $0.speedLimit < .infinity } }
    (self.moves, moveStart) = Roadmap.flat(moves)
    (self.conflicts, conflictStart) = Roadmap.flat(conflicts)
    bins = PlaceBins(places, cell: spacing)
  }

  private static func flat<Item>(_ lists: [[Item]]) -> ([Item], [Int32]) {
    var start: [Int32] = [0]
    start.reserveCapacity(lists.count + 1)
    for list in lists { start.append(start[start.count - 1] + Int32(list.count)) }
    return (lists.flatMap { $0 }, start)
  }

  /// True where a robot of a kind may make a move.
  @inline(__always)
  func mayMake(_ move: Move, kind: UInt8) -> Bool {
    !move.isForbidden && users.mayUse(move.users, kind: kind)
  }

  /// True where a robot of a kind may be in a region: some move leads it there, or away.
  @inline(__always)
  func mayBeIn(_ region: Int, kind: UInt8) -> Bool {
    kinds.isEmpty || kinds[region] >> UInt64(kind) & 1 == 1
  }

  /// The kind of a class of robots, by its number.
  public func kind(ofClass number: Int) -> UInt8 {
    users.kindOfClass.indices.contains(number) ? users.kindOfClass[number] : 0
  }

  /// The index in `radii` for a robot of a radius, metres.
  @inline(__always)
  func level(radius: Float) -> UInt8 {
    for (k, known) in radii.enumerated() where known >= radius * 0.999 { return UInt8(k) }
    return UInt8(radii.count - 1)
  }

  /// Calls a body with every region within a distance (m) of a point (m).
  @inline(__always)
  func forEach(near point: Vec2, within distance: Float, _ body: (Int) -> Void) {
    bins.forEach(near: point, within: distance) { region in
      if (places[region] - point).lengthSquared <= distance * distance { body(region) }
    }
  }

  /// The nearest region to a point (m) that a robot fits in and that a test accepts; nil where none lies
  /// within three spacings.
  func nearest(to point: Vec2, level: UInt8, where isFit: (Int) -> Bool) -> Int? {
    var best: Int?
    var least = Float.infinity
    forEach(near: point, within: 3 * spacing) { region in
      guard self.level[region] >= level else { return }
      let gap = (places[region] - point).lengthSquared
      guard gap < least || gap == least && region < best ?? .max, isFit(region) else { return }
      (best, least) = (region, gap)
    }
    return best
  }
}

/// Numbered points by the cells of a grid that covers them.
struct PlaceBins: Sendable {
  private let cell: Float
  private let origin: Vec2
  private let columns: Int
  private let rows: Int
  private let start: [Int32]
  private let items: [Int32]

  init(_ places: [Vec2], cell: Float) {
    var (lower, upper) = (Vec2(.infinity, .infinity), Vec2(-.infinity, -.infinity))
    for place in places {
      lower = pointwiseMin(lower, place)
      upper = pointwiseMax(upper, place)
    }
    guard !places.isEmpty else {
      (self.cell, origin, columns, rows, start, items) = (1, .zero, 1, 1, [0, 0], [])
      return
    }
    // No more cells than a few for each point.
    let size = upper - lower
    let least = (size.x * size.y / (4 * Float(places.count))).squareRoot()
    let side = max(cell, least, max(size.x, size.y) / 8192)
    (self.cell, origin) = (side, lower)
    let (columns, rows) = (Int(size.x / side) + 1, Int(size.y / side) + 1)
    (self.columns, self.rows) = (columns, rows)
    func bin(_ place: Vec2) -> Int {
      let at = (place - lower) / side
      return min(rows - 1, Int(at.y)) * columns + min(columns - 1, Int(at.x))
    }
    var counts = [Int32](repeating: 0, count: columns * rows + 1)
    for place in places { counts[bin(place) + 1] += 1 }
    for k in 1..<counts.count { counts[k] += counts[k - 1] }
    start = counts
    var items = [Int32](repeating: 0, count: places.count)
    for (k, place) in places.enumerated() {
      items[Int(counts[bin(place)])] = Int32(k)
      counts[bin(place)] += 1
    }
    self.items = items
  }

  /// Calls a body with every point in the cells within a distance (m) of a place (m).
  @inline(__always)
  func forEach(near place: Vec2, within distance: Float, _ body: (Int) -> Void) {
    guard place.x.isFinite, place.y.isFinite, !items.isEmpty else { return }
    func index(_ value: Float, _ count: Int) -> Int {
      Int(min(max(value / cell, 0), Float(count) - 0.5))
    }
    let low = place - Vec2(distance, distance) - origin
    let high = place + Vec2(distance, distance) - origin
    guard high.x >= 0, high.y >= 0 else { return }
    for row in index(low.y, rows)...index(high.y, rows) {
      for column in index(low.x, columns)...index(high.x, columns) {
        let k = row * columns + column
        for item in start[k]..<start[k + 1] { body(Int(items[Int(item)])) }
      }
    }
  }
}
