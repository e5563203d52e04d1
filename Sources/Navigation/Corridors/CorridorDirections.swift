import SimCore

/// Which way each stretch of a corridor map is driven under one-way traffic.
///
/// An aisle too narrow for the two largest robots to pass is a street, and so are aisles in a row with
/// crossings between. Streets that run alike, to 15°, are numbered from right to left as one looks east or
/// north, and every other one is driven the other way; pieces on one line are driven alike. Where that cuts a
/// place off, the streets at the cut are driven both ways again, so that whatever was connected is strongly
/// connected, for the robots of every size.
///
/// Whoever is too large for some gate of a stretch drives in and out of its ends as on any other.
public struct CorridorDirections: Sendable {
  /// For each stretch 3 where it is driven both ways, 1 from its start to its end and 2 the other way; empty
  /// where all are driven both ways. [stretchCount]
  private var ways: [UInt8] = []
  /// Streets that are driven one way.
  public private(set) var oneWayCount = 0
  /// Streets turned back to two-way traffic because a place could not be reached otherwise.
  public private(set) var turnedBackCount = 0

  /// Both ways everywhere.
  public init() {}

  /// The directions of a map's streets.
  ///
  /// - Parameters:
  ///   - map: The corridors.
  ///   - radii: Those of the robots, metres; at least one.
  /// - Complexity: O(gates + s log s + stretches × distinct radii) for s streets.
  public init(_ map: CorridorMap, radii: [Float]) {
    let largest = radii.max() ?? 0.3
    let sections = CorridorSections(map, radius: largest)
    ways = [UInt8](repeating: 3, count: map.stretchCount)
    for street in Street.numbered(sections, map) {
      ways[street.stretch] = street.runsBack ? 2 : 1
    }
    for radius in Set(radii).sorted() { openCuts(map, radius: map.room(radius: radius)) }
    oneWayCount = ways.count { $0 != 3 }
  }

  /// True where a robot with this room to either side (m) must not drive along an arm.
  @inline(__always)
  func forbid(_ arm: Int32, _ map: CorridorMap, radius: Float) -> Bool {
    guard !ways.isEmpty, ways[Int(arm >> 1)] & (1 << UInt8(arm & 1)) == 0 else { return false }
    return map.least[Int(arm >> 1)] >= radius
  }

  /// True where a goal lies so little behind a place that a robot backs up to it, whatever the direction:
  /// less than its own room to either side, metres.
  @inline(__always)
  func allowsBacking(from start: CorridorPlace, to goal: CorridorPlace, _ radius: Float) -> Bool {
    (start.along - goal.along).magnitude < radius
  }

  /// True where a stretch is driven one way only.
  @inline(__always)
  func isOneWay(_ stretch: Int32) -> Bool { !ways.isEmpty && ways[Int(stretch)] != 3 }

  /// Lets streets between parts that are not strongly connected be driven both ways.
  ///
  /// Once is enough: every way between two parts leads over such streets.
  private mutating func openCuts(_ map: CorridorMap, radius: Float) {
    let part = StrongComponents.find(count: map.junctionCount) { junction, visit in
      for k in map.armStart[junction]..<map.armStart[junction + 1] {
        let arm = map.arms[Int(k)]
        guard map.least[Int(arm >> 1)] >= radius, !forbid(arm, map, radius: radius) else {
          continue
        }
        visit(Int(map.head(arm)))
      }
    }
    for stretch in 0..<map.stretchCount
    where ways[stretch] != 3 && map.least[stretch] >= radius {
      let ends = map.ends[stretch]
      guard part[Int(ends.x)] != part[Int(ends.y)] else { continue }
      ways[stretch] = 3
      turnedBackCount += 1
    }
  }
}

/// A narrow aisle, as a line from its stretch's start to its end.
private struct Street {
  /// Sine of the angle by which streets of one bundle may differ.
  private static let spread: Float = 0.26

  let stretch: Int
  let from: Vec2
  let to: Vec2
  /// True where it is driven from the stretch's end to its start.
  var runsBack = false

  var arm: Vec2 { to - from }

  /// All streets of a map, with the directions in which they are driven.
  static func numbered(_ sections: CorridorSections, _ map: CorridorMap) -> [Street] {
    // The longest piece of each stretch. Between racks that are not deep a street has many short ones.
    var longest: [Int32: Street] = [:]
    for section in sections.sections {
      let (first, last) = (
        map.gates[Int(section.innerFirst)].place, map.gates[Int(section.innerLast)].place
      )
      let street = Street(stretch: Int(section.stretch), from: first, to: last)
      guard street.arm.length >= 0.5 * sections.reach,
        street.arm.length > longest[section.stretch]?.arm.length ?? 0
      else { continue }
      longest[section.stretch] = street
    }
    let streets = longest.values.sorted { $0.stretch < $1.stretch }
    return bundles(streets).flatMap { bundle in
      let lines = lines(bundle.streets, along: bundle.along, gap: 2 * sections.reach)
      // A doorway is shorter than it is wide, and no street.
      return numbered(
        lines.filter { $0.reduce(0) { $0 + $1.arm.length } >= sections.passingWidth },
        along: bundle.along)
    }
  }

  /// Streets by their directions, and the main one of each bundle, eastwards or northwards.
  ///
  /// The main one is that in which most of the length runs: a piece that is a little slanted, as where an aisle
  /// opens to a hall, turns no bundle.
  private static func bundles(_ streets: [Street]) -> [(along: Vec2, streets: [Street])] {
    var left = streets
    var found: [(along: Vec2, streets: [Street])] = []
    while !left.isEmpty {
      var lengths = [Float](repeating: 0, count: binCount)
      for street in left { lengths[street.bin] += street.arm.length }
      func around(_ bin: Int) -> [Int] {
        [bin, (bin + 1) % binCount, (bin + binCount - 1) % binCount]
      }
      let weights = (0..<binCount).map { around($0).reduce(0) { $0 + lengths[$1] } }
      var main = 0
      for bin in 0..<binCount where weights[bin] > weights[main] { main = bin }
      var along = Vec2.zero
      for street in left where around(main).contains(street.bin) {
        along += along.dot(street.arm) < 0 ? -street.arm : street.arm
      }
      along = along.normalized
      // Eastwards, or northwards.
      if !(along.x > 0.5 || along.x > -0.5 && along.y > 0) { along = -along }
      let own = left.filter { abs($0.arm.normalized.cross(along)) < spread }
      left.removeAll { abs($0.arm.normalized.cross(along)) < spread }
      found.append((along, own))
    }
    return found
  }

  /// Bins of the half circle of directions.
  private static let binCount = 720

  /// The bin of its direction, whichever way it runs; by slope and not by angle, about a quarter of a degree.
  private var bin: Int {
    let way = arm.y > 0 || arm.y == 0 && arm.x > 0 ? arm : -arm
    let slope = 1 - way.x / (way.x.magnitude + way.y.magnitude)
    return Int(slope * 0.5 * Float(Street.binCount)) % Street.binCount
  }

  /// The streets of one bundle, from right to left; those on one line together.
  private static func lines(_ streets: [Street], along: Vec2, gap: Float) -> [[Street]] {
    func offset(_ street: Street) -> Float {
      ((street.from + street.to) * 0.5).dot(along.perpendicular)
    }
    var lines: [[Street]] = []
    var last = -Float.infinity
    let sorted = streets.sorted {
      offset($0) != offset($1) ? offset($0) < offset($1) : $0.stretch < $1.stretch
    }
    for street in sorted {
      if offset(street) > last + gap {
        lines.append([])
        last = offset(street)
      }
      lines[lines.count - 1].append(street)
    }
    return lines
  }

  /// Every other line against the bundle's direction.
  private static func numbered(_ lines: [[Street]], along: Vec2) -> [Street] {
    lines.enumerated().flatMap { number, line in
      line.map { street in
        var driven = street
        driven.runsBack = (street.arm.dot(along) < 0) != (number % 2 == 1)
        return driven
      }
    }
  }
}
