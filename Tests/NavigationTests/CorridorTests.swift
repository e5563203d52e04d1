import SimCore
import TestSupport
import Testing

@testable import Clearance
@testable import Navigation

@Suite("Corridors")
struct CorridorTests {
  @Test("a way is found exactly where the widest one lets the disc through")
  func waysAreWidths() throws {
    for seed in 200..<210 {
      let floor = RandomFloor(seed: UInt64(seed))
      let graph = try ClearanceGraph(
        FloorBoundary(bounds: AABB(lower: .zero, upper: Vec2(20, 20)), polygons: floor.boxes))
      let widest = WidestWays(graph)
      let map = CorridorMap(graph)
      var search = CorridorSearch(map)
      for (a, b) in floor.pairs.prefix(12) {
        guard let start = map.place(a), let goal = map.place(b),
          let from = widest.locator.anchor(a), let to = widest.locator.anchor(b)
        else { continue }
        let passage = widest.passage(from: from, to: to)?.radius ?? 0
        for radius in [0.02, 0.1, 0.2, 0.4, 0.8] as [Float] {
          let fits = min(start.clearance, goal.clearance) >= radius
          guard fits, abs(passage - radius) > 2e-3 else { continue }
          let way = search.way(from: start, to: goal, radius: radius)
          #expect((way != nil) == (passage > radius), "seed \(seed), \(a) to \(b), \(radius) m")
          guard let way else { continue }
          let string = way.arms.withUnsafeBufferPointer {
            map.string(from: start, to: goal, arms: $0, radius: radius)
          }
          let clear = floor.clearance(along: string)
          #expect(clear > 0.98 * radius - 1e-3, "seed \(seed), \(a) to \(b), \(radius) m")
        }
      }
    }
  }

  @Test("a way is hardly longer than the shortest one")
  func waysAreShort() throws {
    var (worst, sum, count) = (Float(0), Float(0), 0)
    for seed in 300..<310 {
      let floor = RandomFloor(seed: UInt64(seed))
      let map = CorridorMap(
        try ClearanceGraph(
          FloorBoundary(bounds: AABB(lower: .zero, upper: Vec2(20, 20)), polygons: floor.boxes)))
      var search = CorridorSearch(map)
      let radius: Float = 0.15
      // From one place to many: the oracle is asked once for each floor.
      let a = floor.pairs[0].0
      let shortest = floor.geodesics(from: a, radius: radius + 0.08)
      for b in floor.pairs.prefix(12).map(\.1) {
        guard let start = map.place(a), let goal = map.place(b),
          min(start.clearance, goal.clearance) > radius,
          let way = search.way(from: start, to: goal, radius: radius)
        else { continue }
        let string = way.arms.withUnsafeBufferPointer {
          map.string(from: start, to: goal, arms: $0, radius: radius)
        }
        let length = zip(string, string.dropFirst()).reduce(Float(0)) { $0 + ($1.1 - $1.0).length }
        // What ways are compared by is what they are long.
        #expect(abs(way.length - length) < 0.05 * length + 0.05, "seed \(seed), \(a) to \(b)")
        let shortest = shortest(b)
        guard shortest < .infinity else { continue }
        let ratio = length / shortest
        worst = max(worst, ratio)
        sum += ratio
        count += 1
      }
    }
    #expect(count > 60)
    #expect(sum / Float(count) < 1.02)
    #expect(worst < 1.35)
  }
}

extension CorridorSearch {
  mutating func way(
    from start: CorridorPlace, to goal: CorridorPlace, radius: Float
  ) -> (arms: [Int32], length: Float)? {
    var arms = [Int32](repeating: -1, count: 4096)
    let found = arms.withUnsafeMutableBufferPointer {
      way(from: start, to: goal, radius: radius, into: $0)
    }
    return found.map { (Array(arms.prefix($0.armCount)), $0.length) }
  }
}

extension RandomFloor {
  /// The least clearance along a row of points, metres.
  func clearance(along points: [Vec2]) -> Float {
    var least = Float.infinity
    for (a, b) in zip(points, points.dropFirst()) {
      let count = max(1, Int((b - a).length / 0.05))
      for k in 0...count { least = min(least, clearance(a + (b - a) * (Float(k) / Float(count)))) }
    }
    return least
  }

  /// The lengths of the shortest ways from a point on a fine raster with sixteen directions, metres: at most
  /// 3 % too long.
  func geodesics(from a: Vec2, radius: Float) -> (Vec2) -> Float {
    let size: Float = 0.1
    let n = 200
    func centre(_ k: Int) -> Vec2 { Vec2(Float(k % n) + 0.5, Float(k / n) + 0.5) * size }
    func cell(_ p: Vec2) -> Int { min(n - 1, Int(p.y / size)) * n + min(n - 1, Int(p.x / size)) }
    let room = (0..<n * n).map { clearance(centre($0)) }
    let steps = [
      (1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1), (-1, -1), (1, -1), (2, 1), (1, 2), (-1, 2),
      (-2, 1), (-2, -1), (-1, -2), (1, -2), (2, -1),
    ]
    var length = [Float](repeating: .infinity, count: n * n)
    var queue: [[Int]] = [[cell(a)]]
    length[cell(a)] = 0
    // Buckets of a centimetre.
    var at = 0
    while at < queue.count {
      for k in queue[at] where Int(length[k] * 100) == at {
        for (dx, dy) in steps {
          let (x, y) = (k % n + dx, k / n + dy)
          guard x >= 0, y >= 0, x < n, y < n, room[y * n + x] >= radius else { continue }
          let total = length[k] + size * Float(dx * dx + dy * dy).squareRoot()
          guard total < length[y * n + x] else { continue }
          // A long step passes between cells; where it has room to spare nothing is there.
          let isNear = min(room[k], room[y * n + x]) < radius + 2 * size
          if abs(dx) + abs(dy) == 3, isNear,
            clearance((centre(k) + centre(y * n + x)) * 0.5) < radius
          {
            continue
          }
          length[y * n + x] = total
          let bucket = Int(total * 100)
          while queue.count <= bucket { queue.append([]) }
          queue[bucket].append(y * n + x)
        }
      }
      at += 1
    }
    return { length[cell($0)] }
  }
}
