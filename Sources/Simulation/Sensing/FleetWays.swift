import Embodiments
import MeanFields
import Policies
import Scenes
import SimCore

/// Navigation and traffic of one run: from destinations to ways ahead.
struct FleetWays: ~Copyable {
  /// Distance fields, cached.
  var navigator: Navigator
  /// Who may drive where.
  var traffic: TrafficControl
  /// The robots as traffic control sees them. [robotCount]
  private var robots: Buffer<TrafficRobot>

  init(model: WorldModel) {
    navigator = Navigator(map: model.map)
    traffic = TrafficControl(
      map: model.map, robotCount: model.robotCount,
      reservation: model.scene.world.traffic.reservation)
    robots = Buffer(
      count: max(1, model.robotCount),
      repeating: TrafficRobot(
        position: .zero, velocity: .zero, goal: .zero, radius: 0.3, maxSpeed: 1, acceleration: 1,
        layer: 0, state: .absent))
  }

  /// Writes the way ahead of every robot: to its destination, or out of the way.
  mutating func update(robots columns: inout RobotColumns, model: WorldModel) {
    for robotClass in model.classes {
      let descriptor = robotClass.descriptor
      let isMobile = robotClass.embodiment.drive != .fixed
      for row in robotClass.rows {
        let work = columns.task[row]
        var state = TrafficState.idle
        if !isMobile || columns.isQuarantined[row] != 0 {
          state = .absent
        } else if columns.stage[row] == .failed || work.dwellLeft >= 0 {
          state = .holding
        } else if work.hasDestination {
          state = .travelling
        }
        robots[row] = TrafficRobot(
          position: columns.pose[row].position, velocity: columns.twist[row].linear,
          goal: work.hasDestination ? work.destination : columns.pose[row].position,
          radius: robotClass.embodiment.boundingRadius, maxSpeed: descriptor.maxSpeed,
          acceleration: descriptor.maxAcceleration, layer: robotClass.layer, state: state)
      }
    }
    traffic.update(
      robots: robots.base, period: model.executorPeriod, navigator: &navigator,
      ways: columns.way.base)
  }

  /// A place where an idle robot is in nobody's way: a free slot of a parking zone.
  func parkingPlace(
    near position: Vec2, slots: inout SlotTable, model: WorldModel
  ) -> (slot: Int, position: Vec2)? {
    var best: (slot: Int, gap: Float)?
    for zone in model.tasks.parkings {
      if let found = slots.reserve(
        model.tasks.slotRange[zone], near: position, slots: model.tasks.slots),
        found.gap < (best?.gap ?? .infinity)
      {
        best = found
      }
    }
    guard let best else { return nil }
    return (best.slot, model.tasks.slots[best.slot].position)
  }

  /// Lists what a snapshot holds.
  ///
  /// A cache: `navigator`, whose fields are the same when built anew.
  mutating func visitState(_ archive: inout StateArchive) {
    traffic.visitState(&archive)
    archive.visit(&robots)
  }

  /// Folds traffic into a state hash.
  func addHash(to hash: inout StateHash) { traffic.addState(to: &hash) }
}
