import SimCore
import TestSupport
import Testing

@testable import Clearance
@testable import Navigation

@Suite("Corridors")
struct CorridorTests {
  @Test("a way is found exactly where the widest one lets the disc through")
  func waysAreWidths() throws {
    for seed in 200..<204 {
      let floor = RandomFloor(seed: UInt64(seed))
      let graph = try ClearanceGraph(
        FloorBoundary(bounds: AABB(lower: .zero, upper: Vec2(20, 20)), polygons: floor.boxes))
      let widest = WidestWays(graph)
      let map = CorridorMap(graph)
      var search = CorridorSearch(map)
      for (a, b) in floor.pairs {
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
    for seed in 300..<302 {
      let floor = RandomFloor(seed: UInt64(seed))
      let map = CorridorMap(
        try ClearanceGraph(
          FloorBoundary(bounds: AABB(lower: .zero, upper: Vec2(20, 20)), polygons: floor.boxes)))
      var search = CorridorSearch(map)
      let radius: Float = 0.15
      let free = floor.freeCells(radius: radius + 0.08)
      for (a, b) in floor.pairs.prefix(12) {
        guard let start = map.place(a), let goal = map.place(b),
          min(start.clearance, goal.clearance) > radius,
          let way = search.way(from: start, to: goal, radius: radius)
        else { continue }
        let string = way.arms.withUnsafeBufferPointer {
          map.string(from: start, to: goal, arms: $0, radius: radius)
        }
        let length = zip(string, string.dropFirst()).reduce(Float(0)) { $0 + ($1.1 - $1.0).length }
        let shortest = floor.geodesic(from: a, to: b, radius: radius + 0.08, free)
        guard shortest < .infinity else { continue }
        let ratio = length / shortest
        worst = max(worst, ratio)
        sum += ratio
        count += 1
      }
    }
    #expect(count > 12)
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

  private static let cell: Float = 0.1
  private static let columns = 200

  private static func centre(_ k: Int) -> Vec2 {
    Vec2(Float(k % columns) + 0.5, Float(k / columns) + 0.5) * cell
  }

  /// The cells of a fine raster on whose centres a disc is free.
  func freeCells(radius: Float) -> [Bool] {
    (0..<Self.columns * Self.columns).map { clearance(Self.centre($0)) >= radius }
  }

  /// The length of the shortest way on a fine raster with sixteen directions, metres: at most 3 % too long.
  func geodesic(from a: Vec2, to b: Vec2, radius: Float, _ free: [Bool]) -> Float {
    let (size, n) = (Self.cell, Self.columns)
    func cell(_ p: Vec2) -> Int { min(n - 1, Int(p.y / size)) * n + min(n - 1, Int(p.x / size)) }
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
        if k == cell(b) { return length[k] }
        for (dx, dy) in steps {
          let (x, y) = (k % n + dx, k / n + dy)
          guard x >= 0, y >= 0, x < n, y < n, free[y * n + x] else { continue }
          if abs(dx) + abs(dy) == 3 {
            let middle = (Self.centre(k) + Self.centre(y * n + x)) * 0.5
            if clearance(middle) < radius { continue }
          }
          let total = length[k] + size * Float(dx * dx + dy * dy).squareRoot()
          if total < length[y * n + x] {
            length[y * n + x] = total
            let bucket = Int(total * 100)
            while queue.count <= bucket { queue.append([]) }
            queue[bucket].append(y * n + x)
          }
        }
      }
      at += 1
    }
    return .infinity
  }
}
