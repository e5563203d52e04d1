import Contracts
import Embodiments
import Navigation
import Scenes
import SimCore
import Work

/// Navigation and traffic of one run: from destinations to ways ahead.
struct FleetWays: ~Copyable {
  /// Distance fields, cached.
  var navigator: Navigator
  /// Who may drive where.
  var traffic: TrafficControl {
    @inline(__always) unsafeAddress { ownTraffic.address }
    @inline(__always) unsafeMutableAddress { ownTraffic.mutableAddress }
  }
  // On the heap, as the bodies' world is: columns side by side cost the compiler minutes.
  private var ownTraffic: Owned<TrafficControl>
  /// Ways along corridors, wherever no rule reserves cells.
  var guide: CorridorGuide {
    @inline(__always) unsafeAddress { ownGuide.address }
    @inline(__always) unsafeMutableAddress { ownGuide.mutableAddress }
  }
  private var ownGuide: Owned<CorridorGuide>
  /// Lengths of the ways to options, by class and option; made when they are first asked for.
  private var fields: [CorridorField?]
  private var fieldSearch: CorridorSearch
  /// True where cells are reserved.
  let reservesCells: Bool
  /// The robots as traffic control sees them. [robotCount]
  private var robots: Buffer<TrafficRobot>

  init(model: WorldModel) {
    // A field of a large floor takes megabytes, and every place robots head for has one per layer:
    // without room for those in use, each tick would build them anew.
    let fieldBytes = 4 * model.map.cellCount
    navigator = Navigator(
      map: model.map, cacheBytes: max(256 << 20, min(1 << 30, 160 * fieldBytes)))
    ownTraffic = Owned(
      TrafficControl(
        map: model.map, robotCount: model.robotCount,
        reservation: model.reservation, period: model.executorPeriod))
    ownGuide = Owned(
      CorridorGuide(
        model.corridors, robotCount: model.robotCount,
        largestRadius: model.classes.map(\.embodiment.boundingRadius).max() ?? 0.3,
        isRegulated: model.map.rule == .rightHand, spots: model.spots,
        period: model.executorPeriod))
    fields = Array(repeating: nil, count: model.classes.count * model.tasks.options.count)
    fieldSearch = CorridorSearch(model.corridors)
    reservesCells = model.map.rule == .oneWay
    robots = Buffer(
      count: max(1, model.robotCount),
      repeating: TrafficRobot(
        position: .zero, velocity: .zero, goal: .zero, radius: 0.3, maxSpeed: 1, acceleration: 1,
        layer: 0, state: .absent))
  }

  /// Writes the way ahead of every robot: to its destination, or out of the way.
  mutating func update(
    robots columns: inout RobotColumns, work: borrowing FleetWork, model: WorldModel,
    _ pool: WorkerPool
  ) {
    let (tasks, stages, quarantined) = (
      work.robots.base, work.stage.base, columns.isQuarantined.base
    )
    let (poses, twists, rows) = (columns.pose.base, columns.twist.base, robots.base)
    for robotClass in model.classes {
      let isMobile = robotClass.embodiment.drive.moves
      let first = robotClass.rows.lowerBound
      pool.run(count: robotClass.rows.count, stripe: 1024) { stripe in
        let descriptor = robotClass.descriptor
        for row in first + stripe.lowerBound..<first + stripe.upperBound {
          var state = TrafficState.idle
          if !isMobile || quarantined[row] != 0 {
            state = .absent
          } else if stages[row] == .failed || tasks[row].isInPlace {
            state = .holding
          } else if tasks[row].destination != nil {
            state = .travelling
          }
          rows[row] = TrafficRobot(
            position: poses[row].position, velocity: twists[row].linear,
            goal: tasks[row].destination ?? poses[row].position,
            radius: robotClass.embodiment.boundingRadius, maxSpeed: descriptor.maxSpeed,
            acceleration: descriptor.maxAcceleration, layer: robotClass.layer, state: state)
        }
      }
    }
    // In two steps: in one expression it breaks the build for ThreadSanitizer.
    if !reservesCells {
      let guide = ownGuide.mutableAddress
      guide.pointee.update(robots: robots.base, ways: columns.way.base, pool: pool)
      return
    }
    let traffic = ownTraffic.mutableAddress
    traffic.pointee.update(
      robots: robots.base, navigator: &navigator, ways: columns.way.base, pool: pool)
  }

  /// The lengths of the ways to a point (m) that is an option's, for a class.
  mutating func field(
    _ classIndex: Int, _ option: Int, of optionCount: Int, to point: Vec2, radius: Float
  ) -> CorridorField {
    let k = classIndex * optionCount + option
    if let known = fields[k] { return known }
    let made = fieldSearch.field(to: point, radius: CorridorGuide.room(radius: radius))
    fields[k] = made
    return made
  }

  /// The robot that one waits for by a rule, or nil.
  func blocker(of row: Int) -> Int? {
    reservesCells ? traffic.blocker(of: row) : guide.isFor(row)
  }

  /// Times a robot went aside, or back, for another.
  var makeWays: Int {
    reservesCells
      ? traffic.counters.makeWays : guide.counters.makeWays + guide.counters.retreats
  }

  /// Lists what a snapshot holds.
  ///
  /// Caches: `navigator` and `fields`, which are the same when built anew, and `fieldSearch`. Constant:
  /// `reservesCells`. Where `traffic` and `guide` lie: `ownTraffic`, `ownGuide`.
  mutating func visitState(_ archive: inout StateArchive) {
    traffic.visitState(&archive)
    guide.visitState(&archive)
    archive.visit(&robots)
  }
}
