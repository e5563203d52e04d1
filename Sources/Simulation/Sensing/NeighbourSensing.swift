import Embodiments
import MeanFields
import Policies
import Scenes
import SimCore

/// Finds the nearest robots of every robot, as its sensors see them: in range and in line of sight.
///
/// Robots are counted into square cells as wide as the longest range (counting sort), so each one
/// looks at the nine cells around it. Rows of a cell are in robot order, and nearest neighbours are
/// kept by (distance, row), so the result does not depend on workers.
struct NeighbourSensing: ~Copyable {
  private let columns: Int
  private let rows: Int
  private let lower: Vec2
  private let cellSize: Float
  /// Start of each cell in `sorted`. [cells + 1]
  private var starts: Buffer<Int32>
  /// Robots by cell. [robotCount]
  private var sorted: Buffer<Int32>
  /// Cell of each robot. [robotCount]
  private var cellOfRobot: Buffer<Int32>
  /// Positions in the order of `sorted`, metres.
  private var places: Buffer<Vec2>
  /// Radius and range of each robot, metres. [robotCount]
  private var radius: Buffer<Float>
  private var range: Buffer<Float>

  init(model: WorldModel) {
    let robotCount = max(1, model.robotCount)
    let longest = model.classes.map { $0.embodiment.sensors.neighbourRange }.max() ?? 4
    cellSize = max(1, longest)
    lower = model.scene.world.bounds.lower
    let size = model.scene.world.bounds.size
    columns = max(1, Int((size.x / cellSize).rounded(.up)))
    rows = max(1, Int((size.y / cellSize).rounded(.up)))
    starts = Buffer(count: columns * rows + 1, repeating: 0)
    sorted = Buffer(count: robotCount, repeating: 0)
    cellOfRobot = Buffer(count: robotCount, repeating: 0)
    places = Buffer(count: robotCount, repeating: .zero)
    radius = Buffer(count: robotCount, repeating: 0)
    range = Buffer(count: robotCount, repeating: 0)
    for robotClass in model.classes {
      for row in robotClass.rows {
        radius[row] = robotClass.descriptor.radius
        range[row] = robotClass.embodiment.sensors.neighbourRange
      }
    }
  }

  /// Writes every robot's nearest neighbours into the columns policies read.
  ///
  /// - Complexity: O(robots × robots in range), parallel, no allocation.
  mutating func update(robots: inout RobotColumns, map: NavigationMap, _ pool: WorkerPool) {
    sort(robots)
    let count = robots.count
    let poses = robots.pose.base
    let twists = robots.twist.base
    let tasks = robots.task.base
    let stages = robots.stage.base
    let out = robots.neighbours.base
    let outCount = robots.neighbourCount.base
    let starts = starts.base
    let sorted = sorted.base
    let places = places.base
    let range = range.base
    let radii = radius.base
    let cells = cellOfRobot.base
    let (columns, rows) = (columns, rows)
    pool.run(count: count, stripe: 256) { stripe in
      for row in stripe {
        var nearest = NearestRobots()
        let here = poses[row].position
        let reach = range[row] * range[row]
        let (column, line) = (Int(cells[row]) % columns, Int(cells[row]) / columns)
        for y in max(0, line - 1)...min(rows - 1, line + 1) {
          let first = Int(starts[y * columns + max(0, column - 1)])
          let last = Int(starts[y * columns + min(columns - 1, column + 1) + 1])
          var k = first
          while k < last {
            let gap = places[k] - here
            let distance = gap.lengthSquared
            if distance < reach && Int(sorted[k]) != row {
              nearest.insert(sorted[k], distance)
            }
            k += 1
          }
        }
        var kept = 0
        for n in 0..<nearest.count {
          let other = Int(nearest.row[n])
          let offset = poses[other].position - here
          guard map.isInSight(here, offset) else { continue }
          let isUnderWay = tasks[other].hasDestination && tasks[other].dwellLeft < 0
          let avoids =
            stages[other] != .failed && stages[other] != .working
            && (isUnderWay || stages[other] == .idle)
          out[row * neighbourSlots + kept] = Neighbour(
            offset: offset, velocity: twists[other].linear, radius: radii[other],
            cooperation: avoids ? 1 : 0)
          kept += 1
        }
        outCount[row] = UInt8(kept)
      }
    }
  }

  private mutating func sort(_ robots: borrowing RobotColumns) {
    starts.fill(0)
    for row in 0..<robots.count {
      let scaled = (robots.pose[row].position - lower) / cellSize
      let x = min(max(scaled.x, 0), Float(columns) - 0.5)
      let y = min(max(scaled.y, 0), Float(rows) - 0.5)
      let cell = Int(y) * columns + Int(x)
      cellOfRobot[row] = Int32(cell)
      starts[cell + 1] += 1
    }
    for cell in 0..<columns * rows { starts[cell + 1] += starts[cell] }
    // Filling from the back keeps robot order within a cell and leaves the starts in place.
    for row in stride(from: robots.count - 1, through: 0, by: -1) {
      let cell = Int(cellOfRobot[row])
      starts[cell + 1] -= 1
      let slot = Int(starts[cell + 1])
      sorted[slot] = Int32(row)
      places[slot] = robots.pose[row].position
    }
    // The loop has moved every end to its start; shift them back.
    for cell in 0..<columns * rows { starts[cell] = starts[cell + 1] }
    starts[columns * rows] = Int32(robots.count)
  }
}

/// The nearest few robots found so far, nearest first.
private struct NearestRobots {
  var row = SIMD8<Int32>(repeating: -1)
  var distance = SIMD8<Float>(repeating: .infinity)
  var count = 0

  @inline(__always)
  mutating func insert(_ robot: Int32, _ squared: Float) {
    if count == neighbourSlots && squared >= distance[neighbourSlots - 1] { return }
    var k = min(count, neighbourSlots - 1)
    while k > 0 && distance[k - 1] > squared {
      distance[k] = distance[k - 1]
      row[k] = row[k - 1]
      k -= 1
    }
    distance[k] = squared
    row[k] = robot
    count = min(neighbourSlots, count + 1)
  }
}

extension NavigationMap {
  /// True where no wall stands between a point (m) and another at `offset` from it, tested at three
  /// points between them: enough for obstacles as deep as a quarter of the sensing range.
  @inline(__always)
  func isInSight(_ point: Vec2, _ offset: Vec2) -> Bool {
    clearance(at: point + offset * 0.5) > 0 && clearance(at: point + offset * 0.25) > 0
      && clearance(at: point + offset * 0.75) > 0
  }
}
