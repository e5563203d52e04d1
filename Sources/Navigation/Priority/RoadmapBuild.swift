import Clearance
import SimCore

/// Cells of a map, whose middles become regions.
public struct RoadmapCells: Sendable {
  /// Edge length, metres.
  public let size: Float
  /// The lower left corner of one, metres.
  public let origin: Vec2

  /// Cells from their values.
  public init(size: Float, origin: Vec2) {
    self.size = size
    self.origin = origin
  }
}

extension Roadmap {
  /// Regions that a roadmap has room for.
  public static let limit = 2_000_000
  /// Lengths of ways that robots may need at once: a number for each region and robot, 4 GiB in all.
  public static let lengthLimit = 1 << 30

  /// The roadmap of a floor; nil where it would have more than `limit` regions.
  ///
  /// - Parameters:
  ///   - map: The corridors.
  ///   - bounds: What the floor lies in, metres.
  ///   - radii: Radii of the robots, metres.
  ///   - places: Where robots work, metres.
  ///   - cells: The cells of the map, where it has any.
  /// - Complexity: O(area / spacing²), times the moves looked at per region.
  public init?(
    _ map: CorridorMap, bounds: AABB, radii: [Float], places: [Vec2], cells: RoadmapCells?
  ) {
    let build = RoadmapBuild(map, radii: radii, cells: cells)
    let size = bounds.upper - bounds.lower
    guard size.x * size.y < Float(Roadmap.limit) * build.spacing * build.spacing else {
      return nil
    }
    var work = build
    for place in places { work.add(place, isFixed: true) }
    work.fixedCount = work.places.count
    work.hasSidings = work.fixedCount > 0
    if cells != nil { work.addLattice(bounds) }
    work.addAxes()
    if cells == nil { work.addLattice(bounds) }
    work.connect()
    work.repair()
    work.addShortcuts()
    self = work.finished()
  }
}

/// Makes a roadmap.
struct RoadmapBuild {
  let map: CorridorMap
  /// Rising, and the room that each keeps to either side, metres.
  let radii: [Float]
  let reach: [Float]
  let spacing: Float
  /// Where lattice points lie: a multiple of the spacing from here, metres.
  let origin: Vec2
  private(set) var places: [Vec2] = []
  /// How many of them are places of work.
  var fixedCount = 0
  /// True where robots may wait in regions for their places; on drawn lanes they follow each other.
  var hasSidings = false
  private(set) var level: [Int] = []
  /// Distance to the nearest wall, metres. [count]
  private(set) var clearance: [Float] = []
  var conflicts: [[Int32]] = []
  var moves: [[Roadmap.Move]] = []
  var crossed: [Int32] = []
  /// Who may make which moves, and the names of the classes of robots.
  var users = RoadmapUsers()
  var classes: [String] = []
  /// Regions of groups in which one robot may be at a time, and the moves that belong to them.
  var groups: [String: Set<Int>] = [:]
  var groupMoves: [(name: String, from: Int, to: Int)] = []
  /// The region of each place of work, −1 where there is none.
  var placeRegions: [Int32] = []
  /// Where robots may stop that wait; empty where they may anywhere.
  var mayStop: [Bool] = []
  /// True where all of them were listed.
  var listsStops = false
  private var bins: [SIMD2<Int32>: [Int32]] = [:]

  init(_ map: CorridorMap, radii: [Float], cells: RoadmapCells?) {
    self.map = map
    self.radii = Set(radii).sorted()
    reach = self.radii.map { map.room(radius: $0) }
    let largest = reach[reach.count - 1]
    // From 2√2 radii on two may turn off one behind the other, and a square may be crossed between two that
    // stand at its corners.
    let wanted = 2.84 * largest
    guard let cells else {
      (spacing, origin) = (wanted, .zero)
      return
    }
    if cells.size >= 2 * largest {
      let parts = max(1, (cells.size / wanted).rounded(.down))
      spacing = cells.size / parts
    } else {
      spacing = (wanted / cells.size).rounded(.up) * cells.size
    }
    origin = cells.origin + Vec2(0.5, 0.5) * min(cells.size, spacing)
  }

  private var largest: Float { reach[reach.count - 1] }

  private func bin(_ point: Vec2) -> SIMD2<Int32> {
    SIMD2(
      Int32((point.x / spacing).rounded(.down)), Int32((point.y / spacing).rounded(.down)))
  }

  /// Calls a body with every region within a distance (m) of a point.
  func forEach(near point: Vec2, within distance: Float, _ body: (Int) -> Void) {
    let (low, high) = (
      bin(point - Vec2(distance, distance)), bin(point + Vec2(distance, distance))
    )
    for y in low.y...high.y {
      for x in low.x...high.x {
        for k in bins[SIMD2(x, y)] ?? []
        where (places[Int(k)] - point).lengthSquared <= distance * distance { body(Int(k)) }
      }
    }
  }

  /// Adds a region; the one that is there already where it would be the same, nil where nobody fits or
  /// another is in the way.
  @discardableResult
  mutating func add(_ place: Vec2, isFixed: Bool) -> Int? {
    let clearance = map.locator.clearance(at: place)
    // Whoever works beside a wall may stand nearer to it than it drives.
    let found = radii.indices.last { k in
      clearance >= (isFixed ? CorridorGuide.leastRoom(radius: radii[k]) : 0.999 * reach[k])
    }
    guard let found else { return nil }
    var (isTaken, same) = (false, Int?.none)
    var excluded: [Int32] = []
    // Robots stop a little beside the middles of their regions.
    let loose = PriorityGuide.nearness * radii[found]
    forEach(near: place, within: 2 * largest + loose) { k in
      let gap = (places[k] - place).length
      guard gap < reach[level[k]] + reach[found] + loose else { return }
      if gap < 0.3 * reach[found] { same = k }
      isTaken = true
      excluded.append(Int32(k))
    }
    if let same { return isFixed ? same : nil }
    if isTaken && !isFixed { return nil }
    let number = places.count
    places.append(place)
    level.append(found)
    self.clearance.append(clearance)
    conflicts.append(excluded)
    for k in excluded { conflicts[Int(k)].append(Int32(number)) }
    moves.append([])
    bins[bin(place), default: []].append(Int32(number))
    keepClear(of: number)
    return number
  }

  mutating func addLattice(_ bounds: AABB) {
    let low = ((bounds.lower - origin) / spacing).rounded(.down)
    let high = ((bounds.upper - origin) / spacing).rounded(.up)
    for row in Int(low.y)...Int(high.y) {
      for column in Int(low.x)...Int(high.x) {
        let place = origin + Vec2(Float(column), Float(row)) * spacing
        guard place.x > bounds.lower.x, place.y > bounds.lower.y, place.x < bounds.upper.x,
          place.y < bounds.upper.y
        else { continue }
        add(place, isFixed: false)
      }
    }
  }

  /// Adds regions along the axes of what is too narrow for a lattice.
  mutating func addAxes() {
    for stretch in 0..<map.stretchCount where !map.endsInCorner(stretch) {
      let range = Int(map.gateStart[stretch])..<Int(map.gateStart[stretch + 1])
      var line: [Vec2] = []
      for k in range {
        let gate = map.gates[k]
        if gate.room >= reach[0], gate.room < 2 * largest {
          line.append(gate.place)
        }
        if !line.isEmpty, k == range.upperBound - 1 || gate.room >= 2 * largest {
          addLine(line)
          line = []
        }
      }
    }
  }

  /// Adds regions along a line, evenly, its ends among them.
  private mutating func addLine(_ line: [Vec2]) {
    let length = zip(line, line.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0).length }
    let count = max(1, Int(length / (2.2 * largest)))
    for k in 0...count {
      add(point(of: line, at: length * Float(k) / Float(count)), isFixed: false)
    }
  }

  func point(of line: [Vec2], at distance: Float) -> Vec2 {
    var left = distance
    for (a, b) in zip(line, line.dropFirst()) {
      let step = (b - a).length
      if left <= step { return a + (b - a) * (step > 0 ? left / step : 0) }
      left -= step
    }
    return line[line.count - 1]
  }

  func finished() -> Roadmap {
    var isExclusive = [Bool](repeating: false, count: groups.isEmpty ? 0 : places.count)
    for group in groups.values { for region in group { isExclusive[region] = true } }
    return Roadmap(
      radii: radii, spacing: spacing, places: places, level: level.map { UInt8($0) }, moves: moves,
      conflicts: conflicts, crossed: crossed, users: users, isExclusive: isExclusive,
      placeRegions: placeRegions, mayStop: mayStop, listsStops: listsStops,
      sidingsAfter: hasSidings ? fixedCount : nil)
  }
}

extension Vec2 {
  fileprivate func rounded(_ rule: FloatingPointRoundingRule) -> Vec2 {
    Vec2(x.rounded(rule), y.rounded(rule))
  }
}
