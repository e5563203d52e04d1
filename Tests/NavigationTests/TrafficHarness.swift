import Contracts
import SimCore

@testable import Navigation

/// Point robots that follow their ways with limited acceleration, without physics.
///
/// They stand in for the executor: speed limited by braking distance to the goal, the free distance
/// and the corner limit; neighbours are avoided by slowing down and stepping aside in wide areas.
struct TrafficHarness: ~Copyable {
  var traffic: TrafficControl
  var navigator: Navigator
  let map: NavigationMap
  let count: Int
  let period: Float
  var robots: Buffer<TrafficRobot>
  var ways: Buffer<WayAhead>
  /// Ticks of simulated time.
  var ticks = 0
  /// Robot-ticks with a neighbour's disc overlapping by more than 5 cm in a narrow area.
  var narrowOverlaps = 0
  /// Robot-ticks outside passable cells.
  var outside = 0
  /// Robot-ticks in which a travelling robot moved slower than 0.1 m/s.
  var blockedTicks = 0
  var travellingTicks = 0
  /// Ticks each robot has stood at its goal.
  var heldTicks: [Int]
  private var cellHead: Buffer<Int32>
  private var nextInCell: Buffer<Int32>
  private let gridColumns: Int
  private let gridRows: Int
  private static let gridCell: Float = 2

  init(
    map: NavigationMap, starts: [Vec2], radius: Float, maxSpeed: Float, acceleration: Float,
    period: Float = 0.1
  ) {
    self.period = period
    self.map = map
    count = starts.count
    traffic = TrafficControl(map: map, robotCount: starts.count, period: period)
    navigator = Navigator(map: map)
    robots = Buffer(
      starts.map {
        TrafficRobot(
          position: $0, velocity: .zero, goal: $0, radius: radius, maxSpeed: maxSpeed,
          acceleration: acceleration, layer: map.layer(radius: radius), state: .idle)
      })
    ways = Buffer(count: starts.count, repeating: .arrived)
    heldTicks = [Int](repeating: 0, count: starts.count)
    gridColumns = Int(Float(map.columns) * map.cellSize / Self.gridCell) + 1
    gridRows = Int(Float(map.rows) * map.cellSize / Self.gridCell) + 1
    cellHead = Buffer(count: gridColumns * gridRows, repeating: -1)
    nextInCell = Buffer(count: starts.count, repeating: -1)
  }

  /// Gives a robot a goal (m).
  mutating func send(_ i: Int, to goal: Vec2) {
    robots[i].goal = goal
    robots[i].state = .travelling
    heldTicks[i] = 0
  }

  /// True once a robot has stood at its goal for some ticks; 0 ticks: once it is there.
  mutating func holds(_ i: Int, ticks: Int) -> Bool {
    let robot = robots[i]
    guard (robot.position - robot.goal).length < 0.2 else {
      heldTicks[i] = 0
      robots[i].state = .travelling
      return false
    }
    if ticks == 0 { return true }
    guard robot.velocity.length < 0.1 else { return false }
    robots[i].state = .holding
    heldTicks[i] += 1
    return heldTicks[i] >= ticks
  }

  /// Share of the travelling robots' time in which they moved slower than 0.1 m/s.
  var blockedShare: Float { Float(blockedTicks) / Float(max(1, travellingTicks)) }

  /// Guides and moves all robots by one executor tick.
  mutating func step() {
    traffic.update(
      robots: UnsafePointer(robots.base), navigator: &navigator, ways: ways.base)
    fillGrid()
    for i in 0..<count where robots[i].state != .absent { robots[i].velocity = wanted(i) }
    for _ in 0..<2 { avoid() }
    for i in 0..<count where robots[i].state != .absent { move(i) }
    fillGrid()
    for i in 0..<count where robots[i].state != .absent { separate(i) }
    for i in 0..<count where robots[i].state != .absent { measure(i) }
    ticks += 1
  }

  private func gridIndex(_ point: Vec2) -> (Int, Int) {
    let scaled = (point - map.origin) / Self.gridCell
    return (
      min(max(0, Int(scaled.x)), gridColumns - 1), min(max(0, Int(scaled.y)), gridRows - 1)
    )
  }

  private mutating func fillGrid() {
    cellHead.fill(-1)
    for i in 0..<count where robots[i].state != .absent {
      let (x, y) = gridIndex(robots[i].position)
      nextInCell[i] = cellHead[y * gridColumns + x]
      cellHead[y * gridColumns + x] = Int32(i)
    }
  }

  /// The velocity towards the steering point, within all limits and the acceleration.
  private func wanted(_ i: Int) -> Vec2 {
    let robot = robots[i]
    let way = ways[i]
    let a = robot.acceleration
    let distance = way.target.length
    let isMoving = robot.state == .travelling || traffic.isMakingWay(i)
    var speed: Float = 0
    if isMoving, distance > 1e-3 {
      speed = min(robot.maxSpeed, way.speedLimit)
      speed = min(speed, (2 * a * 0.9 * max(0, way.distanceToGo)).squareRoot())
      speed = min(speed, (2 * a * 0.9 * max(0, way.freeDistance)).squareRoot())
      speed = min(speed, max(way.distanceToGo, 0.02) / period)
    }
    let aim = distance > 1e-3 ? way.target / distance * speed : .zero
    let change = aim - robot.velocity
    let limit = 1.5 * a * period
    return change.length <= limit ? aim : robot.velocity + change * (limit / change.length)
  }

  /// Slows robots that would run into a neighbour, and lets them step to the right around it.
  private mutating func avoid() {
    for i in 0..<count where robots[i].velocity.lengthSquared > 1e-6 {
      let robot = robots[i]
      let (x, y) = gridIndex(robot.position)
      var velocity = robot.velocity
      for gy in max(0, y - 1)...min(gridRows - 1, y + 1) {
        for gx in max(0, x - 1)...min(gridColumns - 1, x + 1) {
          var j = Int(cellHead[gy * gridColumns + gx])
          while j >= 0 {
            if j != i {
              let offset = robots[j].position - robot.position
              let gap = offset.length - robot.radius - robots[j].radius
              let toward = offset.normalized
              let closing = (velocity - robots[j].velocity).dot(toward)
              if gap < 0.6, closing > 0, velocity.dot(toward) > 0 {
                let allowed = max(0, gap - 0.05) / 0.5
                if closing > allowed {
                  let share: Float = robots[j].velocity.lengthSquared > 0.01 ? 0.6 : 1
                  velocity -= toward * (closing - allowed) * share
                  if !map.isNarrow(map.cell(at: robot.position)) {
                    velocity += Vec2(toward.y, -toward.x) * min(0.4, closing)
                  }
                }
              }
            }
            j = Int(nextInCell[j])
          }
        }
      }
      let speed = velocity.length
      robots[i].velocity = speed > robot.maxSpeed ? velocity * (robot.maxSpeed / speed) : velocity
    }
  }

  private mutating func move(_ i: Int) {
    var robot = robots[i]
    let step = robot.velocity * period
    // Walls stop the component that runs into them.
    for part in [step, Vec2(step.x, 0), Vec2(0, step.y)] {
      let next = robot.position + part
      if map.isFree(next, radius: robot.radius * 0.98) {
        robot.position = next
        robot.velocity = part / period
        break
      }
      if part == Vec2(0, step.y) { robot.velocity = .zero }
    }
    robots[i] = robot
  }

  /// Pushes overlapping discs apart, as bodies would.
  private mutating func separate(_ i: Int) {
    let (x, y) = gridIndex(robots[i].position)
    for gy in max(0, y - 1)...min(gridRows - 1, y + 1) {
      for gx in max(0, x - 1)...min(gridColumns - 1, x + 1) {
        var j = Int(cellHead[gy * gridColumns + gx])
        while j >= 0 {
          if j < i {
            let offset = robots[j].position - robots[i].position
            let overlap = robots[i].radius + robots[j].radius - offset.length
            if overlap > 0 {
              let direction = offset.length > 1e-4 ? offset.normalized : Vec2(1, 0)
              push(i, direction * (-overlap / 2))
              push(j, direction * (overlap / 2))
            }
          }
          j = Int(nextInCell[j])
        }
      }
    }
  }

  private mutating func push(_ i: Int, _ by: Vec2) {
    for part in [by, Vec2(by.x, 0), Vec2(0, by.y)]
    where map.isFree(robots[i].position + part, radius: robots[i].radius * 0.98) {
      robots[i].position += part
      return
    }
  }

  private mutating func measure(_ i: Int) {
    let robot = robots[i]
    if robot.state == .travelling {
      travellingTicks += 1
      if robot.velocity.length < 0.1 { blockedTicks += 1 }
    }
    if map.clearance[map.cell(at: robot.position)] < 0 { outside += 1 }
    guard map.isNarrow(map.cell(at: robot.position)) else { return }
    let (x, y) = gridIndex(robot.position)
    for gy in max(0, y - 1)...min(gridRows - 1, y + 1) {
      for gx in max(0, x - 1)...min(gridColumns - 1, x + 1) {
        var j = Int(cellHead[gy * gridColumns + gx])
        while j >= 0 {
          if j < i,
            (robots[j].position - robot.position).length < robot.radius + robots[j].radius - 0.05
          {
            narrowOverlaps += 1
          }
          j = Int(nextInCell[j])
        }
      }
    }
  }
}
