import SimCore
import Testing

@testable import Navigation

@Suite("Ways to one goal")
struct CorridorFieldTests {
  @Test(
    "corners lead from a place to the goal, about as far as the way is long, nearly all over free floor",
    arguments: 1...6)
  func corners(seed: Int) throws {
    let floor = try Floor.random(16, share: 0.25, seed: UInt64(seed))
    var stream = RandomStream(seed: UInt64(seed), index: 4, purpose: .placement)
    var search = CorridorSearch(floor.map)
    let radius = floor.map.room(radius: 0.3)
    var (lines, blocked, longest) = (0, 0, 0)
    for _ in 0..<8 {
      let cells = floor.shuffled(&stream)
      let field = search.field(to: cells[0], radius: radius)
      for start in cells.dropFirst().prefix(40) {
        let place = try #require(floor.map.place(start))
        let length = field.distance(from: place, floor.map)
        var corners: [Vec2] = []
        field.forEachCorner(from: place, floor.map) {
          corners.append($0)
          return true
        }
        guard length < .infinity else {
          #expect(corners.isEmpty)
          continue
        }
        #expect(corners.first == start && corners.last == cells[0])
        var sum: Float = 0
        for (a, b) in zip(corners, corners.dropFirst()) {
          sum += (b - a).length
          lines += 1
          if !floor.map.isStraightWay(a, b, room: 0.01) { blocked += 1 }
        }
        // Corners left out make it shorter, never longer.
        #expect(sum <= length + 1e-3 && sum > 0.9 * length, "\(sum) of \(length)")
        longest = max(longest, corners.count)
      }
    }
    // Those that are left out cut obstacles here and there, at 3 to 7 % of the lines.
    #expect(longest > 5 && Float(blocked) < 0.1 * Float(lines), "\(blocked) of \(lines)")
  }

  @Test("a walk along corners ends where it is told to")
  func stop() throws {
    let floor = try Floor.random(12, share: 0.2, seed: 3)
    var search = CorridorSearch(floor.map)
    let radius = floor.map.room(radius: 0.3)
    let field = search.field(to: floor.free[0], radius: radius)
    let place = try #require(floor.free.last.flatMap { floor.map.place($0) })
    var count = 0
    field.forEachCorner(from: place, floor.map) { _ in
      count += 1
      return count < 2
    }
    #expect(count == 2)
  }
}
