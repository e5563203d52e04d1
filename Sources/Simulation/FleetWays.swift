import Contracts
import Embodiments
import Navigation
import Scenes
import SimCore
import Work

/// The ways of one run: from destinations to ways ahead.
struct FleetWays: ~Copyable {
  /// Ways along corridors, and who goes first on them.
  var guide: CorridorGuide {
    @inline(__always) unsafeAddress { ownGuide.address }
    @inline(__always) unsafeMutableAddress { ownGuide.mutableAddress }
  }
  // On the heap, as the bodies' world is: columns side by side cost the compiler minutes.
  private var ownGuide: Owned<CorridorGuide>
  /// Who leads the fleet where a centre does; on an empty roadmap where none does.
  var centre: PriorityGuide {
    @inline(__always) unsafeAddress { ownCentre.address }
    @inline(__always) unsafeMutableAddress { ownCentre.mutableAddress }
  }
  private var ownCentre: Owned<PriorityGuide>
  /// True where a centre leads.
  private let isCentral: Bool
  /// The ways to options' pick-ups, by class and option, then those to their deliveries; made when they are
  /// first asked for.
  private var fields: [CorridorField?]
  private var fieldSearch: CorridorSearch
  /// The robots as the guide sees them. [robotCount]
  private var robots: Buffer<TrafficRobot>

  init(model: WorldModel) {
    isCentral = model.roadmap != nil
    ownCentre = Owned(
      PriorityGuide(
        model.roadmap ?? .empty, map: model.corridors,
        robotCount: model.roadmap == nil ? 0 : model.robotCount, period: model.executorPeriod,
        kinds: model.roadmap.map { roadmap in
          model.classes.enumerated().flatMap { number, robots in
            robots.rows.map { _ in roadmap.kind(ofClass: number) }
          }
        } ?? []))
    ownGuide = Owned(
      CorridorGuide(
        model.corridors, directions: model.directions,
        robotCount: model.roadmap == nil ? model.robotCount : 0,
        radii: FleetWays.radii(model),
        isRegulated: model.isRegulated, spots: model.spots,
        period: model.executorPeriod))
    fields = Array(repeating: nil, count: 2 * model.classes.count * model.tasks.options.count)
    fieldSearch = CorridorSearch(model.corridors, directions: model.directions)
    robots = Buffer(
      count: max(1, model.robotCount),
      repeating: TrafficRobot(
        position: .zero, velocity: .zero, goal: .zero, radius: 0.3, maxSpeed: 1, acceleration: 1,
        state: .absent))
  }

  /// Radii of the smallest robot that moves, and of the largest of all, metres.
  private static func radii(_ model: WorldModel) -> ClosedRange<Float> {
    let largest = model.classes.map(\.embodiment.boundingRadius).max() ?? 0.3
    let mobile = model.classes.filter { $0.embodiment.drive.moves && !$0.rows.isEmpty }
    return (mobile.map(\.embodiment.boundingRadius).min() ?? largest)...largest
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
            acceleration: descriptor.maxAcceleration, state: state,
            standOff: work.waitingDistance(row) ?? 0, holder: work.placeHolder(row))
        }
      }
    }
    // In two steps: in one expression it breaks the build for ThreadSanitizer.
    if isCentral {
      let centre = ownCentre.mutableAddress
      centre.pointee.update(robots: robots.base, ways: columns.way.base, pool: pool)
      return
    }
    let guide = ownGuide.mutableAddress
    guide.pointee.update(robots: robots.base, ways: columns.way.base, pool: pool)
  }

  /// The ways to a point (m) that is an option's pick-up, or its delivery, for a class.
  mutating func field(
    _ classIndex: Int, _ option: Int, isDelivery: Bool = false, to point: Vec2, in model: WorldModel
  ) -> CorridorField {
    let k =
      ((isDelivery ? model.classes.count : 0) + classIndex) * model.tasks.options.count + option
    let radius = model.classes[classIndex].embodiment.boundingRadius
    if let known = fields[k] { return known }
    let made = fieldSearch.field(to: point, radius: fieldSearch.map.room(radius: radius))
    fields[k] = made
    return made
  }

  /// The robot for which one has gone aside or back, or nil.
  func blocker(of row: Int) -> Int? { isCentral ? centre.isFor(row) : guide.isFor(row) }

  /// True where a robot stands in the line before a door.
  func waitsForDoor(_ row: Int) -> Bool { !isCentral && guide.waitsForDoor(row) }

  /// Seconds for which a robot has waited before a section for its place to be free.
  func barredTime(_ row: Int) -> Float { isCentral ? 0 : guide.barredTime(row) }

  /// Times a robot went aside, or back, for another.
  var makeWays: Int {
    let counters = isCentral ? centre.counters : guide.counters
    return counters.makeWays + counters.retreats
  }

  /// Lists what a snapshot holds.
  ///
  /// Caches: `fields`, which are the same when built anew, and `fieldSearch`. Where `guide` and `centre`
  /// lie: `ownGuide`, `ownCentre`. Constant: `isCentral`.
  mutating func visitState(_ archive: inout StateArchive) {
    if isCentral { centre.visitState(&archive) } else { guide.visitState(&archive) }
    archive.visit(&robots)
  }
}
