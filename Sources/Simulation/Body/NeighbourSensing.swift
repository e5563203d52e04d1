import Contracts
import Embodiments
import RigidBodies
import Scenes
import SimCore
import Work

/// Finds the nearest robots of every robot, as its sensors see them: in range and in line of sight.
///
/// Robots are counted into square cells as wide as the longest range (counting sort), so each one
/// looks at the nine cells around it. Rows of a cell are in robot order, and nearest neighbours are
/// kept by (distance, order of looking), so the result does not depend on workers.
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
  /// Positions in the order of `sorted`, metres, and seven more that no robot has.
  private var placesX: Buffer<Float>
  private var placesY: Buffer<Float>
  /// What others see of each robot, in the order of `sorted`; the offset is left open.
  private var looks: Buffer<Neighbour>
  /// Where each robot asks those before it to make way to, in the order of `sorted`.
  private var requests: Buffer<Vec2>
  /// Radius and range of each robot, metres. [robotCount]
  private var radius: Buffer<Float>
  private var range: Buffer<Float>

  /// Number of cells.
  var cellCount: Int { columns * rows }

  /// Cells that are taken whatever the number of robots; each tick goes through all of them.
  private static let comfortableCellCount = 1 << 18

  init(model: WorldModel) {
    let robotCount = max(1, model.robotCount)
    let longest = model.classes.map { $0.embodiment.sensors.neighbourRange }.max() ?? 4
    lower = model.bounds.lower
    let size = model.bounds.size
    // Cells may be larger than the range, never smaller: a few robots on kilometres of floor must not
    // have a table of its square metres.
    var edge = max(1, longest)
    let limit = Double(max(NeighbourSensing.comfortableCellCount, 8 * robotCount))
    while Double(size.x / edge + 1) * Double(size.y / edge + 1) > limit { edge *= 1.5 }
    cellSize = edge
    columns = max(1, Int((size.x / edge).rounded(.up)))
    rows = max(1, Int((size.y / edge).rounded(.up)))
    starts = Buffer(count: columns * rows + 1, repeating: 0)
    sorted = Buffer(count: robotCount, repeating: 0)
    cellOfRobot = Buffer(count: robotCount, repeating: 0)
    placesX = Buffer(count: robotCount + 8, repeating: .infinity)
    placesY = Buffer(count: robotCount + 8, repeating: .infinity)
    looks = Buffer(
      count: robotCount,
      repeating: Neighbour(offset: .zero, velocity: .zero, radius: 0, cooperation: 0))
    requests = Buffer(count: robotCount, repeating: .zero)
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
  /// Robots are taken cell by cell, so those around one are in the cache when it looks for them.
  ///
  /// - Complexity: O(robots × robots in range), parallel, no allocation.
  mutating func update(
    robots: inout RobotColumns, work: borrowing FleetWork, sight: MapSight, _ pool: WorkerPool
  ) {
    sort(robots)
    let count = robots.count
    layLooks(robots, work, pool)
    let out = robots.neighbours.base
    let outCount = robots.neighbourCount.base
    let (starts, sorted, cells) = (starts.base, sorted.base, cellOfRobot.base)
    let (placesX, placesY, looks, range) = (placesX.base, placesY.base, looks.base, range.base)
    let (columns, rows) = (columns, rows)
    let (waits, asked, requests) = (robots.waits.base, robots.asked.base, requests.base)
    let radius = radius.base
    pool.run(count: count, stripe: 256) { stripe in
      for own in stripe {
        let row = Int(sorted[own])
        let here = Vec2(placesX[own], placesY[own])
        let (column, line) = (Int(cells[row]) % columns, Int(cells[row]) / columns)
        // Its own line first: the nearer the first eight, the fewer of the rest come in question.
        func look(_ nearest: inout NearestRobots, past sight: MapSight?) {
          for k in 0..<3 {
            let y = k == 0 ? line : line + 2 * k - 3
            guard y >= 0, y < rows else { continue }
            let first = Int(starts[y * columns + max(0, column - 1)])
            let last = Int(starts[y * columns + min(columns - 1, column + 1) + 1])
            nearest.look(placesX, placesY, first..<last, from: here, own: own, past: sight)
          }
        }
        let reach = range[row] * range[row]
        var nearest = NearestRobots(reach: reach)
        look(&nearest, past: nil)
        if nearest.count > 0 {
          let surelyFree = sight.clearance(around: here)
          let isHidden = nearest.keep { other in
            let offset = Vec2(placesX[other], placesY[other]) - here
            let isNear = surelyFree > 0 && offset.lengthSquared < surelyFree * surelyFree
            return isNear || sight.isOpen(from: here, to: offset)
          }
          if isHidden {
            // Those behind walls have taken the place of others that are in view.
            nearest = NearestRobots(reach: reach)
            look(&nearest, past: sight)
          }
        }
        let kept = nearest.count
        let makesWay = waits[row] != 0
        var request = MakingWay.nobody
        for n in 0..<kept {
          let other = Int(nearest.place[n])
          var seen = looks[other]
          seen.offset = Vec2(placesX[other], placesY[other]) - here
          out[row * neighbourSlots + n] = seen
          if makesWay {
            request.hear(requests[other], from: seen, radius: radius[row])
          }
        }
        outCount[row] = UInt8(kept)
        if makesWay { asked[row] = request.direction }
      }
    }
  }

  /// Lays what others see of the robots in the order of their cells.
  private mutating func layLooks(
    _ robots: borrowing RobotColumns, _ work: borrowing FleetWork, _ pool: WorkerPool
  ) {
    let (twists, tasks, stages) = (robots.twist.base, work.robots.base, work.stage.base)
    let (poses, sorted, radii) = (robots.pose.base, sorted.base, radius.base)
    let (placesX, placesY, looks) = (placesX.base, placesY.base, looks.base)
    let (waits, asked, requests) = (robots.waits.base, robots.asked.base, requests.base)
    let (stalls, ways) = (robots.stallTime.base, robots.way.base)
    pool.run(count: robots.count, stripe: 1024) { stripe in
      for k in stripe {
        let row = Int(sorted[k])
        let avoids =
          stages[row] != .failed && stages[row] != .working
          && (tasks[row].isUnderWay || stages[row] == .idle)
        placesX[k] = poses[row].position.x
        placesY[k] = poses[row].position.y
        looks[k] = Neighbour(
          offset: .zero, velocity: twists[row].linear, radius: radii[row],
          cooperation: avoids ? 1 : 0)
        // Few have stalled: the ways of the others, all over the memory, are not looked at.
        requests[k] =
          waits[row] != 0
          ? MakingWay.passedOn(asked[row])
          : stalls[row] > MakingWay.patience ? MakingWay.request(along: ways[row]) : .zero
      }
    }
  }

  private mutating func sort(_ robots: borrowing RobotColumns) {
    starts.fill(0)
    for row in 0..<robots.count {
      let scaled = (robots.pose[row].position - lower) / cellSize
      let x = min(max(scaled.x, 0), Float(columns) - 0.5)
      let y = min(max(scaled.y, 0), Float(rows) - 0.5)
      let cell = min(Int(y), rows - 1) * columns + min(Int(x), columns - 1)
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
    }
    // The loop has moved every end to its start; shift them back.
    for cell in 0..<columns * rows { starts[cell] = starts[cell + 1] }
    starts[columns * rows] = Int32(robots.count)
  }
}

/// The nearest few robots found so far, nearest first.
private struct NearestRobots {
  /// Their places in cell order.
  var place = InlineArray<8, Int32>(repeating: -1)
  var distance = InlineArray<8, Float>(repeating: .infinity)
  var count = 0
  /// Squared distance from which on a robot is of no interest, m².
  var limit: Float

  init(reach: Float) { limit = reach }

  /// Keeps those of which something holds; true where there may be more that it looked past for others.
  @inline(__always)
  mutating func keep(_ isKept: (Int) -> Bool) -> Bool {
    let found = count
    count = 0
    for n in 0..<found where isKept(Int(place[n])) {
      place[count] = place[n]
      count += 1
    }
    return count < found && found == neighbourSlots
  }

  /// Looks at a run of places, eight at once, at those that are in view where `sight` is given; the columns
  /// may be read past its end.
  @inline(__always)
  mutating func look(
    _ placesX: UnsafePointer<Float>, _ placesY: UnsafePointer<Float>, _ run: Range<Int>,
    from here: Vec2, own: Int, past sight: MapSight?
  ) {
    var k = run.lowerBound
    while k < run.upperBound {
      let x = UnsafeRawPointer(placesX + k).loadUnaligned(as: SIMD8<Float>.self) - here.x
      let y = UnsafeRawPointer(placesY + k).loadUnaligned(as: SIMD8<Float>.self) - here.y
      let squared = x * x + y * y
      if any(squared .< limit) {
        for lane in 0..<min(8, run.upperBound - k)
        where squared[lane] < limit && k + lane != own {
          if let sight, !sight.isOpen(from: here, to: Vec2(x[lane], y[lane])) { continue }
          insert(Int32(truncatingIfNeeded: k + lane), squared[lane])
        }
      }
      k += 8
    }
  }

  @inline(__always)
  private mutating func insert(_ robot: Int32, _ squared: Float) {
    var k = min(count, neighbourSlots - 1)
    while k > 0 && distance[k - 1] > squared {
      distance[k] = distance[k - 1]
      place[k] = place[k - 1]
      k -= 1
    }
    distance[k] = squared
    place[k] = robot
    count = min(neighbourSlots, count + 1)
    if count == neighbourSlots { limit = min(limit, distance[neighbourSlots - 1]) }
  }
}
