import Clearance
import Contracts
import SimCore
import Testing

@testable import Navigation

/// Robots that drive exactly where the centre tells them, and stop at once or brake as they can.
struct PointFleet: ~Copyable {
  var guide: PriorityGuide
  var robots: Buffer<TrafficRobot>
  var ways: Buffer<WayAhead>
  let pool: WorkerPool
  let count: Int
  let period: Float = 0.1
  /// The least gap between two bodies so far, metres.
  var leastGap = Float.infinity

  init(
    _ floor: Floor, starts: [Vec2], goals: [Vec2], radii: [Float] = [0.3], places: [Vec2]? = nil,
    acceleration: Float = 1e3, workers: Int = 1
  ) throws {
    pool = WorkerPool(workerCount: workers)
    count = starts.count
    guide = PriorityGuide(
      try floor.roadmap(radii: radii, places: places ?? goals), map: floor.map, robotCount: count,
      period: period)
    robots = Buffer(
      (0..<starts.count).map {
        TrafficRobot(
          position: starts[$0], velocity: .zero, goal: goals[$0], radius: radii[$0 % radii.count],
          maxSpeed: 1, acceleration: acceleration, state: .travelling)
      })
    ways = Buffer(count: count, repeating: .arrived)
  }

  /// Robots on a roadmap, at their starts; each may make the moves of its kind.
  init(_ roadmap: Roadmap, map: CorridorMap, starts: [Vec2], kinds: [UInt8]) throws {
    pool = WorkerPool(workerCount: 1)
    count = starts.count
    guide = PriorityGuide(roadmap, map: map, robotCount: count, period: period, kinds: kinds)
    robots = Buffer(
      starts.map {
        TrafficRobot(
          position: $0, velocity: .zero, goal: $0, radius: 0.3, maxSpeed: 1, acceleration: 1e3,
          state: .idle)
      })
    ways = Buffer(count: count, repeating: .arrived)
  }

  mutating func step() {
    guide.update(robots: robots.base, ways: ways.base, pool: pool)
    drive()
    noteGaps()
  }

  /// Moves all robots along their ways.
  mutating func drive() {
    for i in 0..<count {
      let way = ways[i]
      let robot = robots[i]
      let mayMove = robot.state == .travelling || robot.state == .idle
      let free = mayMove ? max(0, min(way.freeDistance, way.target.length)) : 0
      let (speed, change) = (robot.velocity.length, robot.acceleration * period)
      // As fast as it can still stop within what is free, after this step.
      let wanted = min(
        robot.maxSpeed, (change * change + 2 * robot.acceleration * free).squareRoot() - change,
        free / period)
      let next = min(max(wanted, speed - change), speed + change)
      let isBraking = next > wanted + 1e-4
      let heading = isBraking ? robot.velocity.normalized : way.target.normalized
      let move = next > 0 ? heading * (next * period) : .zero
      robots[i].position += move
      robots[i].velocity = move / period
      if robots[i].state == .travelling, (robots[i].position - robots[i].goal).length < 0.02 {
        robots[i].state = .idle
        robots[i].goal = robots[i].position
      }
    }
  }

  private mutating func noteGaps() {
    for i in 0..<count {
      for j in 0..<i {
        let gap =
          (robots[i].position - robots[j].position).length - robots[i].radius - robots[j].radius
        leastGap = min(leastGap, gap)
      }
    }
  }

  /// Seconds until everybody has been at its goal once, up to a limit.
  mutating func run(upTo limit: Float) -> Float {
    var time: Float = 0
    while time < limit, (0..<count).contains(where: { robots[$0].state == .travelling }) {
      step()
      time += period
    }
    return time
  }
}

/// A floor drawn in cells of a metre, top row first; '#' is occupied.
struct Floor {
  let map: CorridorMap
  let bounds: AABB
  let free: [Vec2]

  init(_ drawing: [String]) throws {
    let (columns, rows) = (drawing[0].count, drawing.count)
    let isOccupied = drawing.reversed().flatMap { $0.map { $0 == "#" } }
    map = CorridorMap(
      try ClearanceGraph(
        FloorBoundary(columns: columns, rows: rows, cellSize: 1, origin: .zero) { isOccupied[$0] }))
    bounds = AABB(lower: .zero, upper: Vec2(Float(columns), Float(rows)))
    free = (0..<columns * rows).filter { !isOccupied[$0] }.map {
      Vec2(Float($0 % columns) + 0.5, Float($0 / columns) + 0.5)
    }
  }

  func roadmap(radii: [Float], places: [Vec2] = []) throws -> Roadmap {
    try #require(
      Roadmap(
        map, bounds: bounds, radii: radii, places: places,
        cells: RoadmapCells(size: 1, origin: .zero)))
  }

  /// The free cells in an order by lot.
  func shuffled(_ stream: inout RandomStream) -> [Vec2] {
    var cells = free
    for k in cells.indices.dropLast() {
      cells.swapAt(k, k + Int(stream.uniform() * Float(cells.count - k)))
    }
    return cells
  }

  /// A drawing of cells occupied at random, with those left out from which the others are not reached.
  static func random(_ size: Int, share: Float, seed: UInt64) throws -> Floor {
    var stream = RandomStream(seed: seed, purpose: .placement)
    var isFree = (0..<size * size).map { _ in stream.uniform() >= share }
    var part = [Int](repeating: -1, count: size * size)
    var sizes: [Int] = []
    for start in isFree.indices where isFree[start] && part[start] < 0 {
      var (stack, count) = ([start], 0)
      part[start] = sizes.count
      while let cell = stack.popLast() {
        count += 1
        let (x, y) = (cell % size, cell / size)
        for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)]
        where (0..<size).contains(x + dx) && (0..<size).contains(y + dy) {
          let next = (y + dy) * size + x + dx
          if isFree[next], part[next] < 0 {
            part[next] = sizes.count
            stack.append(next)
          }
        }
      }
      sizes.append(count)
    }
    let largest = sizes.indices.max { sizes[$0] < sizes[$1] }
    for cell in isFree.indices { isFree[cell] = isFree[cell] && part[cell] == largest }
    return try Floor(
      (0..<size).reversed().map { row in
        String((0..<size).map { isFree[row * size + $0] ? "." : "#" })
      })
  }
}
