import SimCore

/// Where robots of a class get along drawn lanes that are not for all.
public struct RoadmapReach: Sendable {
  /// True for places of work that the class gets to, and from there to the others. [placeCount]
  public let places: [Bool]
  /// True for regions from which it gets to those places. [regionCount]
  private let leads: [Bool]
  /// True for regions from which it gets there, and back. [regionCount]
  private let isInside: [Bool]
  private let radius: Float
  private let kind: UInt8

  /// The places that a class gets to.
  ///
  /// Of the parts of the lanes that are joined in both directions, its part is the one with most of the places that
  /// it needs.
  ///
  /// - Parameters:
  ///   - roadmap: The roadmap of drawn lanes.
  ///   - needed: The numbers of the places where it works; all count where there is none.
  ///   - radius: Its robots' radius, metres.
  ///   - kind: Their kind.
  /// - Complexity: O(moves).
  public init(_ roadmap: Roadmap, needed: [Int], radius: Float, kind: UInt8) {
    self.radius = radius
    self.kind = kind
    let level = roadmap.level(radius: radius)
    func forEachMove(from region: Int, _ visit: (Int) -> Void) {
      for k in Int(roadmap.moveStart[region])..<Int(roadmap.moveStart[region + 1]) {
        let move = roadmap.moves[k]
        if move.level >= level, roadmap.mayMake(move, kind: kind) { visit(Int(move.to)) }
      }
    }
    let part = StrongComponents.find(count: roadmap.count) { from, visit in
      forEachMove(from: from, visit)
    }
    let regions = roadmap.placeRegions.map(Int.init)
    var counts: [Int32: Int] = [:]
    for place in needed.isEmpty ? Array(regions.indices) : needed where regions[place] >= 0 {
      counts[part[regions[place]], default: 0] += 1
    }
    // The part with most of them, the first where there are several.
    let main = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? -1
    let isInside = part.map { $0 == main }
    self.isInside = isInside
    places = regions.map { $0 >= 0 && isInside[$0] }
    // Backwards from the part: where moves lead to it from.
    var sources = [[Int32]](repeating: [], count: roadmap.count)
    for region in 0..<roadmap.count {
      forEachMove(from: region) { sources[$0].append(Int32(region)) }
    }
    var leads = isInside
    var open = leads.indices.filter { leads[$0] }
    while let region = open.popLast() {
      for source in sources[region] where !leads[Int(source)] {
        leads[Int(source)] = true
        open.append(Int(source))
      }
    }
    self.leads = leads
  }

  /// True where a robot that starts at a point (m) is led onto lanes from which it gets to its places.
  public func isReached(fromStart point: Vec2, _ roadmap: Roadmap, _ map: CorridorMap) -> Bool {
    roadmap.entry(point, radius: radius, kind: kind, map).map { leads[$0] } ?? false
  }

  /// True where a robot gets to a point (m), and back.
  public func isReached(_ point: Vec2, _ roadmap: Roadmap, _ map: CorridorMap) -> Bool {
    roadmap.entry(point, radius: radius, kind: kind, map).map { isInside[$0] } ?? false
  }
}
