import Scenes
import SimCore
import Simulation
import TestSupport
import Testing
import Work

/// Laws of the floor check, held against a flood fill of the test's own.
@Suite("Floor check, laws")
struct FloorLawTests {
  @Test(
    "a map's starts and goals are accepted exactly where every robot has a way and a goal of its own",
    arguments: 0..<40)
  func imported(seed: Int) throws {
    var random = TestRandom(seed: seed)
    let (columns, rows) = (14, 10)
    let isOccupied = (0..<columns * rows).map { _ in random.unit() < 0.33 }
    let free = isOccupied.indices.filter { !isOccupied[$0] }
    let part = components(columns, rows) { !isOccupied[$0] }
    func center(_ cell: Int) -> Vec2 {
      Vec2(Float(cell % columns) + 0.5, Float(cell / columns) + 0.5)
    }
    var accepted = 0
    for _ in 0..<25 {
      let starts = (0..<3).map { _ in free[random.index(free.count)] }
      let goals = (0..<3).map { _ in free[random.index(free.count)] }
      var scene = try importedScene(count: 3)
      scene.world.map = OccupancyGrid(
        columns: columns, rows: rows, cellSize: 1, origin: .zero, isOccupied: isOccupied)
      scene.world.importedStarts = starts.map(center)
      scene.world.importedGoals = goals.map(center)
      let isSound =
        Set(starts).count == 3 && Set(goals).count == 3
        && zip(starts, goals).allSatisfy { part[$0] == part[$1] }
      let isAccepted = (try? WorldModel(scene: scene)) != nil
      #expect(isAccepted == isSound, "starts \(starts), goals \(goals)")
      accepted += isAccepted ? 1 : 0
    }
    // The law would be empty if nothing ever passed; three robots in one part are no rare event.
    #expect(accepted > 0)
  }

  @Test(
    "a start is accepted exactly where it is free and has a way to its goal",
    arguments: 0..<60)
  func poses(seed: Int) throws {
    var random = TestRandom(seed: 1000 + seed)
    let floor = RandomFloor(&random)
    let start = floor.point(&random)
    let goal = floor.point(&random)
    let model = try? inlineModel(
      floor.text(
        spawn: "{pattern: poses, poses: [[\(start.x) m, \(start.y) m, 0 deg]]}", count: 1,
        goal: goal))
    // Jobs dwell two seconds: the robot's centre has to come within a quarter of a metre.
    if model != nil {
      #expect(floor.isFree(start))
      #expect(floor.hasWay(from: start, to: goal, within: 0.23, .loose))
    } else {
      #expect(!floor.isFree(start) || !floor.hasWay(from: start, to: goal, within: 0.2, .tight))
    }
  }

  @Test("random starts are free and have a way to the work, on floors in parts", arguments: 0..<20)
  func randomStarts(seed: Int) throws {
    var random = TestRandom(seed: 2000 + seed)
    let floor = RandomFloor(&random)
    let goal = floor.point(&random)
    let text = floor.text(spawn: "{pattern: random}", count: 4, goal: goal)
    guard let model = try? inlineModel(text) else { return }
    for start in model.starts {
      #expect(floor.isFree(start.position))
      #expect(floor.hasWay(from: start.position, to: goal, within: 0.23, .loose))
    }
    for (index, start) in model.starts.enumerated() {
      for other in model.starts[..<index] {
        #expect((start.position - other.position).length >= 2 * floor.radius)
      }
    }
  }

  private func importedScene(count: Int) throws -> Scene {
    let text = """
      fleet: 1
      world: {size: [14 m, 10 m]}
      robots:
        robot:
          count: \(count)
          body: {shape: circle, radius: 0.3 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s}
      tasks:
        - {name: goal, points: [[[1 m, 1 m]]]}
      run: {duration: 10 s}
      """
    let result = SceneLoader.load(text: text, file: "law.fleet.yaml")
    var scene = try #require(result.scene)
    scene.robots[0].spawn = SpawnSpec(pattern: .imported)
    scene.tasks[0].kind = GoalTask(TaskValues())
    return scene
  }
}

/// A floor of 12 m × 8 m with some boxes on it, and what is free of it by brute force.
private struct RandomFloor {
  let size = Vec2(12, 8)
  let radius: Float = 0.3
  private let cell: Float = 0.1
  private var boxes: [AABB] = []
  /// Parts of a raster of 120 × 80 cells where the room is surely too much, and surely enough.
  private var loose: [Int] = []
  private var tight: [Int] = []

  enum Raster { case loose, tight }

  init(_ random: inout TestRandom) {
    for _ in 0..<7 {
      let lower = Vec2(random.unit() * 11, random.unit() * 7)
      // Long walls cut the floor into parts.
      let extent =
        random.unit() < 0.5
        ? Vec2(0.2, 1 + random.unit() * 6) : Vec2(1 + random.unit() * 8, 0.3)
      let upper = Vec2(min(lower.x + extent.x, 11.9), min(lower.y + extent.y, 7.9))
      boxes.append(AABB(lower: rounded(lower), upper: rounded(upper)))
    }
    // A way with 0.33 m to either side passes a centre within 0.07 m, and one along centres that have 0.38 m
    // keeps as much.
    loose = components(120, 80) { clearance(center($0)) >= 0.33 - 0.071 }
    tight = components(120, 80) { clearance(center($0)) >= 0.33 + 0.05 }
  }

  private func rounded(_ point: Vec2) -> Vec2 { (point * 100).rounded(.toNearestOrEven) / 100 }

  func point(_ random: inout TestRandom) -> Vec2 {
    rounded(Vec2(0.35 + random.unit() * 11.3, 0.35 + random.unit() * 7.3))
  }

  /// The scene's text.
  func text(spawn: String, count: Int, goal: Vec2) -> String {
    let obstacles = boxes.map {
      "{rect: [\($0.lower.x) m, \($0.lower.y) m, \($0.upper.x) m, \($0.upper.y) m]}"
    }
    return """
      fleet: 1
      world:
        size: [12 m, 8 m]
        obstacles: [\(obstacles.joined(separator: ", "))]
      robots:
        cart:
          count: \(count)
          body: {shape: circle, radius: 0.3 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s}
          spawn: \(spawn)
      tasks:
        - {name: visit, points: [[[\(goal.x) m, \(goal.y) m]]], dwell: 2 s}
      run: {duration: 10 s}
      """
  }

  private func center(_ index: Int) -> Vec2 {
    Vec2(Float(index % 120) + 0.5, Float(index / 120) + 0.5) * cell
  }

  /// Distance to the nearest box or edge, metres; at most 0 inside a box.
  private func clearance(_ point: Vec2) -> Float {
    var least = min(min(point.x, point.y), min(size.x - point.x, size.y - point.y))
    for box in boxes {
      let gap = Vec2(
        max(0, max(box.lower.x - point.x, point.x - box.upper.x)),
        max(0, max(box.lower.y - point.y, point.y - box.upper.y)))
      least = min(least, gap.length)
    }
    return least
  }

  /// True where the robot's disc touches nothing, to two millimetres.
  func isFree(_ point: Vec2) -> Bool { clearance(point) >= radius - 0.002 }

  /// True where a raster has a way from a point to within some metres of another.
  func hasWay(from start: Vec2, to goal: Vec2, within tolerance: Float, _ raster: Raster) -> Bool {
    let part = raster == .loose ? loose : tight
    return !partsAround(start, within: 0, part).isDisjoint(
      with: partsAround(goal, within: tolerance, part))
  }

  /// Parts from whose cells, up to a metre away, the disc gets near a point on a straight line.
  private func partsAround(_ point: Vec2, within tolerance: Float, _ part: [Int]) -> Set<Int> {
    var found: Set<Int> = []
    for index in part.indices where part[index] >= 0 && !found.contains(part[index]) {
      let start = center(index)
      let way = point - start
      guard way.x.magnitude <= 1, way.y.magnitude <= 1 else { continue }
      let length = max(0, way.length - tolerance)
      let steps = max(1, Int(length / 0.02))
      let direction = way.length > 0 ? way / way.length : .zero
      let isClear = (0...steps).allSatisfy {
        isFree(start + direction * (length * Float($0) / Float(steps)))
      }
      if isClear { found.insert(part[index]) }
    }
    return found
  }
}

/// Parts of a grid by flood fill over the four sides; −1 where not free.
private func components(_ columns: Int, _ rows: Int, _ isFree: (Int) -> Bool) -> [Int] {
  let free = (0..<columns * rows).map(isFree)
  var part = [Int](repeating: -1, count: columns * rows)
  var next = 0
  for seed in part.indices where free[seed] && part[seed] < 0 {
    var open = [seed]
    part[seed] = next
    while let cell = open.popLast() {
      let (column, row) = (cell % columns, cell / columns)
      for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
        let (x, y) = (column + dx, row + dy)
        guard x >= 0, y >= 0, x < columns, y < rows else { continue }
        let neighbour = y * columns + x
        guard free[neighbour], part[neighbour] < 0 else { continue }
        part[neighbour] = next
        open.append(neighbour)
      }
    }
    next += 1
  }
  return part
}

/// SplitMix64: random numbers of the test's own.
private struct TestRandom {
  private var state: UInt64

  init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func unit() -> Float { Float(next() >> 40) / Float(1 << 24) }
  mutating func index(_ count: Int) -> Int { Int(next() % UInt64(count)) }
}
