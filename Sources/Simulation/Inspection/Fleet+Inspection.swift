import Contracts
import Coordination
import Embodiments
import MeanFields
import RigidBodies
import Scenes
import SimCore
import Work

/// Everything about one robot at a moment, for people who look at a run.
public struct RobotInspection: Sendable {
  /// Twist in the world.
  public var twist: Twist
  /// Mass of the load, kg; 0 for none.
  public var loadMass: Float
  /// The directive in force; where one is pending, that one.
  public var directive: Directive
  /// What its executor commanded last.
  public var command: MotionCommand
  /// The way ahead, as navigation and traffic gave it.
  public var way: WayAhead
  /// Where it heads, metres; nil where it has nowhere to go.
  public var destination: Vec2?
  /// What its sensors say of robots round it.
  public var neighbours: [Neighbour]
  /// Free distance along each ray, metres, anticlockwise from the heading.
  public var rays: [Float]
  /// Contacts with other bodies and the map.
  public var contacts: [ContactPoint]
  /// The spatial field at its place and ahead.
  public var fieldSamples: [FieldSample]
  /// m^orch of its own class as its executor may read it; empty where it is not granted.
  public var orchestratorField: [Float]
  /// m^exec of its own class as its orchestrator may read it; empty where it is not granted.
  public var executorField: [Float]
  /// Physics step at which its orchestrator took its last decision.
  public var planStep: Int
}

/// A job that waits or is under way.
public struct JobInspection: Sendable {
  /// Where it is fetched, metres.
  public var pickup: Vec2
  /// Where it goes, metres.
  public var delivery: Vec2
  /// The robot that has taken it, or −1.
  public var robot: Int
  /// True where the load is on the robot.
  public var isUnderWay: Bool
}

/// An extra feature of a class's field at a moment: one row of `fields.csv`.
public struct ExtraFieldRow: Equatable, Sendable {
  /// Simulated time, seconds.
  public var time: Double
  /// The robot class.
  public var className: String
  /// The field it belongs to.
  public var layer: FieldLayer
  /// Name of the feature.
  public var feature: String
  /// Its value in the class's field, in the feature's unit.
  public var value: Float

  /// A row from its values.
  public init(time: Double, className: String, layer: FieldLayer, feature: String, value: Float) {
    self.time = time
    self.className = className
    self.layer = layer
    self.feature = feature
    self.value = value
  }
}

/// Looking at a run. Nothing here changes it: hashes are the same with and without.
extension Fleet {
  /// Copies the poses of all robots as they are now. [robotCount]
  public func copyPoses(into poses: inout [Pose]) {
    poses.withUnsafeMutableBufferPointer { target in
      guard let base = target.baseAddress, target.count >= robotCount, robotCount > 0 else {
        return
      }
      body.bodies.world.copyPoses(of: body.bodies.robotBody.base, count: robotCount, into: base)
    }
  }

  /// A robot's stage of work.
  public func stage(ofRobot row: Int) -> RobotStage { work.stage[row] }
  /// A robot's state of charge, 0 … 1.
  public func battery(ofRobot row: Int) -> Float { work.battery[row] }
  /// A robot's twist in the world as of the last executor tick.
  public func twist(ofRobot row: Int) -> Twist { body.bodies.twist(row) }
  /// How far a robot is with what it does, 0 … 1, as its orchestrator reports it.
  public func progress(ofRobot row: Int) -> Float {
    population.exchange.orchestrators.states[row].progress
  }
  /// True where a robot carries a load.
  public func isLaden(_ row: Int) -> Bool {
    work.robots[row].isLaden || body.bodies.loadMass(row) > 0
  }
  /// True where a robot wants to move and hardly does.
  public func isBlocked(_ row: Int) -> Bool {
    population.exchange.executors.states[row].blocked > 0
  }
  /// True where a robot pressed on anything.
  public func isTouching(_ row: Int) -> Bool { body.bodies.isTouching(row) }
  /// What a robot's rays last read, metres, the one ahead first and the others anticlockwise. [rays of its class]
  public func rays(ofRobot row: Int) -> [Float] {
    let robotClass = model.classes[Int(body.robots.classIndex[row])]
    let first = Int(body.robots.rayStart[row])
    return (0..<robotClass.rayFan.count).map { body.robots.rays[first + $0] }
  }
  /// The uncertainty of a robot's last action, 0 … 1.
  public func uncertainty(ofRobot row: Int) -> Float { body.robots.trace[row].uncertainty }

  /// m_c of a layer. [featureCount]
  public func signal(classIndex: Int, layer: FieldLayer) -> [Float] {
    fields.signal(classIndex: classIndex, layer: layer)
  }

  /// What the scene's extra features are now, one row per class, layer and feature; empty without any.
  public func extraFieldRows() -> [ExtraFieldRow] {
    var rows: [ExtraFieldRow] = []
    for layer in FieldLayer.allCases {
      let features = fields.extraFeatures(layer: layer)
      if features.isEmpty { continue }
      for (classIndex, robotClass) in model.classes.enumerated() {
        let values = fields.extraSignal(classIndex: classIndex, layer: layer)
        for (feature, value) in zip(features, values) {
          rows.append(
            ExtraFieldRow(
              time: time, className: robotClass.name, layer: layer, feature: feature.name,
              value: value))
        }
      }
    }
    return rows
  }

  /// The spatial executor field; valid while the fleet is not advanced.
  public var spatialField: SpatialFieldView { fields.spatial.view }
  /// Where robots are bound, the spatial part of m^orch; valid while the fleet is not advanced.
  public var destinationField: DestinationFieldView { fields.destinations.view }

  /// Wall seconds spent so far per stage of the tick, in loop order.
  public var stageSeconds: [(stage: String, seconds: Double)] {
    TickStage.allCases.map { (String(describing: $0), tally.clock.seconds[$0.rawValue]) }
  }

  /// Share of the robots under way that are blocked, as of the last executor tick.
  public var blockedShare: Double { tally.blockedShareNow }
  /// Messages of both layers so far.
  public var messageCount: Int64 {
    let plan = ledger.total(layer: .orchestrator)
    let act = ledger.total(layer: .executor)
    return plan.messagesUp + plan.messagesDown + act.messagesUp + act.messagesDown
  }
  /// Sentences about quarantined robots so far.
  public var quarantineReports: [String] { tally.quarantine }

  /// Contact points in a region (m), at most `limit`.
  public func contactPoints(in region: AABB, limit: Int) -> [ContactPoint] {
    body.bodies.world.contactPoints(in: region, limit: limit)
  }

  /// Everything about one robot.
  ///
  /// - Complexity: O(contacts).
  public func inspect(_ row: Int) -> RobotInspection {
    let classIndex = Int(body.robots.classIndex[row])
    let robotClass = model.classes[classIndex]
    let task = work.robots[row]
    let rayCount = robotClass.embodiment.sensors.rayCount
    let firstRay = Int(body.robots.rayStart[row])
    let pose = body.bodies.world.pose(of: body.bodies.robotBody[row])
    let reach = robotClass.descriptor.radius + 0.15
    let around = AABB(lower: pose.position, upper: pose.position).expanded(by: reach)
    // What its executor reads of m^orch, and its orchestrator of m^exec; rows of a class lie
    // `stride` apart, and each begins with the own class.
    let indexInClass = row - robotClass.rows.lowerBound
    func own(_ pointer: UnsafePointer<Float>?, _ stride: Int, _ count: Int) -> [Float] {
      guard let pointer else { return [] }
      return (0..<count).map { pointer[indexInClass * stride + $0] }
    }
    let read = population.view(classIndex: classIndex, layer: .executor)
    let planned = population.view(classIndex: classIndex, layer: .orchestrator)
    return RobotInspection(
      twist: body.bodies.world.twist(of: body.bodies.robotBody[row]),
      loadMass: body.bodies.loadMass(row),
      directive: directive(ofRobot: row),
      command: body.robots.command[row], way: body.robots.way[row],
      destination: task.destination,
      neighbours: (0..<Int(body.robots.neighbourCount[row])).map {
        body.robots.neighbours[row * neighbourSlots + $0]
      },
      rays: (0..<rayCount).map { body.robots.rays[firstRay + $0] },
      contacts: body.bodies.world.contactPoints(in: around, limit: 16),
      fieldSamples: (0..<fieldSamplePoints).map { body.robots.field[row * fieldSamplePoints + $0] },
      orchestratorField: own(
        read.orchestratorField, read.orchestratorStride, OrchestratorSchema.count),
      executorField: own(planned.executorField, planned.executorStride, ExecutorSchema.count),
      planStep: Int(task.plan.step))
  }

  /// Jobs that robots have taken, and the oldest ones that wait; at most `limit`.
  public func jobs(limit: Int) -> [JobInspection] {
    var found: [JobInspection] = []
    for row in 0..<robotCount where found.count < limit {
      guard let index = work.robots[row].job else { continue }
      let places = model.tasks.ends(of: work.board.jobs[Int(index)])
      found.append(
        JobInspection(
          pickup: places.pickup, delivery: places.delivery, robot: row,
          isUnderWay: work.robots[row].isLaden))
    }
    for option in 0..<model.tasks.options.count {
      var index = work.board.openHead[option]
      while index >= 0, found.count < limit {
        let job = work.board.jobs[Int(index)]
        let places = model.tasks.ends(of: job)
        found.append(
          JobInspection(
            pickup: places.pickup, delivery: places.delivery, robot: -1, isUnderWay: false))
        index = job.nextOpen
      }
    }
    return found
  }
}

/// Hands laid on a run; callers log them with their step, since they decide its future.
extension Fleet {
  /// Pushes a robot's body: an impulse in N·s, world axes, before the next step.
  public mutating func push(_ row: Int, impulse: Vec2) {
    body.bodies.world.applyImpulse(impulse, to: body.bodies.robotBody[row])
  }

  /// Drives a robot by hand: this command instead of its executor's, until `nil` lets it go.
  public mutating func drive(_ row: Int, by command: MotionCommand?) {
    body.handCommands.removeAll { $0.row == row }
    if let command { body.handCommands.append((row: row, command: command)) }
  }
}
