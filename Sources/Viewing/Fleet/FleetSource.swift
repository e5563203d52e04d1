import Contracts
import Coordination
import Embodiments
import MeanFields
import RigidBodies
import Scenes
import SimCore
import Simulation
import Work

/// A running fleet as a source of frames.
///
/// It is owned by one thread. Its snapshots are those of the fleet with what was said of it so far,
/// so that a moment that was sought has the state, the hash and the events of a straight run.
public final class FleetSource: FrameSource {
  /// What does not change from frame to frame.
  public let scenery: Scenery
  private let model: WorldModel
  private let pool: WorkerPool
  private let recorder: (any SessionRecorder)?
  private var fleet: Fleet
  private var watch = EventWatch()
  private var pendingEvents: [FleetEvent] = []
  private var stageMemory: [(step: Int, seconds: [Double])] = []
  private var successMemory: (second: Int, standing: SuccessStanding?)?

  /// A run of a compiled scene at step 0; `recorder` takes it down where there is one.
  public init(model: WorldModel, workerCount: Int, recorder: (any SessionRecorder)? = nil) {
    self.model = model
    self.recorder = recorder
    pool = WorkerPool(workerCount: workerCount)
    fleet = Fleet(model: model, pool: pool)
    scenery = Scenery(model: model)
    recorder?.note(fleet, events: [])
  }

  /// The physics step it stands at.
  public var step: Int { fleet.stepCount }
  /// True when the scene's duration has passed.
  public var isFinished: Bool { fleet.isFinished }
  /// The hash of the whole state.
  public func stateHash() -> String { fleet.stateHash() }

  /// Advances by one physics step.
  public func advance() {
    fleet.step()
    let events = watch.look(at: fleet)
    pendingEvents += events
    recorder?.note(fleet, events: events)
  }

  /// Goes back to step 0 with the same seeds.
  public func restart() {
    fleet = Fleet(model: model, pool: pool)
    watch = EventWatch()
    pendingEvents = []
    stageMemory = []
    successMemory = nil
  }

  /// Pushes, drives or lets go.
  public func apply(_ intervention: Intervention) -> Bool { fleet.apply(intervention) }

  /// The fleet and what was said of it.
  private struct Moment: Sendable {
    var fleet: FleetSnapshot
    var watch: EventWatch
  }

  /// The whole state; for a later `restore`.
  public func snapshot() -> SourceSnapshot? {
    let moment = Moment(fleet: fleet.snapshot(), watch: watch)
    return SourceSnapshot(
      byteCount: moment.fleet.bytes.count + model.robotCount + 256, state: moment)
  }

  /// Goes back to a state that `snapshot` gave.
  public func restore(_ snapshot: SourceSnapshot) -> Bool {
    guard let moment = snapshot.state as? Moment else { return false }
    do { try fleet.restore(moment.fleet) } catch { return false }
    watch = moment.watch
    pendingEvents = []
    stageMemory = []
    successMemory = nil
    return true
  }

  /// The record must forget what follows.
  public func void(after step: Int) { recorder?.void(after: step) }

  /// Completes the record.
  public func finish(interventions: [LoggedIntervention]) -> SessionRemark? {
    recorder?.finish(fleet, interventions: interventions)
  }
}

extension FleetSource {
  /// Writes this moment into `frame`, reusing its storage.
  public func capture(into frame: inout FleetFrame, request: CaptureRequest) {
    frame.step = fleet.stepCount
    frame.time = fleet.time
    captureRobots(into: &frame)
    frame.fields = model.classes.indices.map {
      ClassField(
        orchestrator: fleet.signal(classIndex: $0, layer: .orchestrator),
        executor: fleet.signal(classIndex: $0, layer: .executor))
    }
    frame.grid = floorField(ofClass: request.fieldClass)
    frame.plan = request.wantsPlan ? planField(ofClass: request.fieldClass) : nil
    frame.details = request.details.filter { $0 >= 0 && $0 < model.robotCount }.map(detail)
    frame.overlayMarks = Overlay.captured(request.overlays) { $0.capture?(fleet, request) }
    frame.arms = arms()
    frame.counters = counters(of: frame)
    frame.stageSeconds = recentStageTimes()
    frame.success = success()
    frame.figures = request.wantsFigures ? fleet.figuresSoFar : []
    frame.events = pendingEvents
    pendingEvents = []
  }

  private func captureRobots(into frame: inout FleetFrame) {
    let count = model.robotCount
    if frame.pose.count != count || frame.scalars.count != 2 {
      frame.pose = Array(repeating: Pose(position: .zero), count: count)
      frame.stage = Array(repeating: .idle, count: count)
      frame.battery = Array(repeating: 1, count: count)
      frame.speed = Array(repeating: 0, count: count)
      frame.flags = Array(repeating: [], count: count)
      frame.scalars = Array(repeating: Array(repeating: 0, count: count), count: 2)
    }
    fleet.copyPoses(into: &frame.pose)
    for row in 0..<count {
      let stage = fleet.stage(ofRobot: row)
      frame.stage[row] = stage
      frame.battery[row] = fleet.battery(ofRobot: row)
      frame.speed[row] = fleet.twist(ofRobot: row).linear.length
      frame.scalars[0][row] = fleet.uncertainty(ofRobot: row)
      frame.scalars[1][row] = fleet.stallTime(ofRobot: row)
      var flags: RobotFlags = []
      if fleet.isLaden(row) { flags.insert(.loaded) }
      if fleet.isBlocked(row) { flags.insert(.blocked) }
      if fleet.isTouching(row) { flags.insert(.touching) }
      if stage == .failed { flags.insert(.failed) }
      if stage == .charging { flags.insert(.charging) }
      if fleet.isJammed(row) { flags.insert(.jammed) }
      if fleet.hasNoWay(row) { flags.insert(.lost) }
      frame.flags[row] = flags
    }
  }

  private func arms() -> [ArmMark] {
    var marks: [ArmMark] = []
    for robots in model.classes {
      guard let arm = robots.embodiment.arm else { continue }
      for row in robots.rows {
        marks.append(
          ArmMark(robot: row, points: fleet.armPoints(ofRobot: row), width: arm.linkWidth))
      }
    }
    return marks
  }

  /// m^exec on the floor; of one class, which the run keeps no field of, as its robots are now.
  private func floorField(ofClass classIndex: Int?) -> FloorField {
    let view = fleet.spatialField
    if let classIndex, model.classes.indices.contains(classIndex) {
      let grid = FloorGrid(
        columns: view.columns, rows: view.rows, cellSize: view.cellSize, origin: view.lower)
      var pose = [Pose](repeating: Pose(position: .zero), count: model.robotCount)
      fleet.copyPoses(into: &pose)
      return FloorField(
        cellsOf: grid,
        robots: model.classes[classIndex].rows.map {
          (pose[$0].position, fleet.twist(ofRobot: $0).linear, fleet.isBlocked($0))
        })
    }
    let samples = (0..<view.rows * view.columns).map { index -> FieldSample in
      // In bounds: a view holds rows × columns cells.
      let cell = view.cells[index]
      return FieldSample(
        density: cell[0], flow: Vec2(cell[1], cell[2]),
        blockedShare: cell[0] > 1e-6 ? max(0, min(1, cell[3] / cell[0])) : 0)
    }
    return FloorField(
      columns: view.columns, rows: view.rows, cellSize: view.cellSize, origin: view.lower,
      samples: samples)
  }

  /// Where robots head and what they have claimed, on the cells of the spatial field.
  private func planField(ofClass classIndex: Int?) -> PlanField {
    let view = fleet.spatialField
    var plan = PlanField(
      cellsOf: FloorGrid(
        columns: view.columns, rows: view.rows, cellSize: view.cellSize, origin: view.lower))
    let isKnown = classIndex.map(model.classes.indices.contains) ?? false
    let rows = isKnown ? model.classes[classIndex ?? 0].rows : 0..<model.robotCount
    for row in rows {
      guard let destination = fleet.destination(ofRobot: row) else { continue }
      plan.add(destination: destination, isClaim: fleet.isClaiming(row))
    }
    return plan
  }

  private func detail(of row: Int) -> RobotDetail {
    let known = fleet.inspect(row)
    var detail = RobotDetail(robot: row)
    detail.twist = known.twist
    detail.loadMass = known.loadMass
    detail.directive = known.directive
    detail.command = known.command
    detail.way = known.way
    detail.neighbours = known.neighbours
    detail.rays = known.rays
    detail.contacts = known.contacts.map(ContactMark.init)
    detail.fieldSamples = known.fieldSamples
    detail.believedOrchestrator = known.orchestratorField
    detail.believedExecutor = known.executorField
    detail.lastObservationStep = known.planStep
    if let source = estimator {
      detail.estimate = PopulationEstimate(
        source: source, orchestrator: known.orchestratorField, executor: known.executorField)
    }
    if let destination = known.destination {
      var pose = [Pose](repeating: Pose(position: .zero), count: model.robotCount)
      fleet.copyPoses(into: &pose)
      let start = pose[row].position
      detail.plannedPath = [start, start + known.way.target, destination]
    }
    return detail
  }

  /// The estimator of modes in which every robot has a belief of its own; nil in others.
  private var estimator: String? {
    let coordination = model.scene.coordination
    return coordination.mode.kind.believed(coordination.settings)
  }

  private func counters(of frame: FleetFrame) -> [Double] {
    var sum = Vec2.zero
    var moving: Float = 0
    for row in 0..<model.robotCount where frame.speed[row] > 0.05 {
      sum += fleet.twist(ofRobot: row).linear.normalized
      moving += 1
    }
    let hours = max(fleet.time, 1) / 3600
    let robots = Double(max(1, model.robotCount))
    var row = [
      Double(fleet.deliveries) / hours, fleet.blockedShare,
      Double(moving > 0 ? sum.length / moving : 0),
      Double(fleet.messageCount) / robots / max(fleet.time, 1),
    ]
    var working = 0
    for stage in frame.stage where stage == .working || stage == .carrying || stage == .travelling {
      working += 1
    }
    row.append(Double(working) / robots)
    return row
  }

  /// How the success event stood at the last full second, and at the end as it is: all figures are formed for it.
  private func success() -> SuccessStanding? {
    let second = fleet.isFinished ? .max : fleet.stepCount / max(1, model.clocks.physicsRate)
    if let memory = successMemory, memory.second == second { return memory.standing }
    let standing = fleet.successStanding
    successMemory = (second, standing)
    return standing
  }

  /// Wall seconds per step and stage over the last 60 to 120 steps.
  private func recentStageTimes() -> [StageTime] {
    let now = fleet.stageSeconds
    if (stageMemory.last?.step ?? -60) + 60 <= fleet.stepCount {
      stageMemory.append((fleet.stepCount, now.map(\.seconds)))
      if stageMemory.count > 3 { stageMemory.removeFirst() }
    }
    guard let base = stageMemory.first, fleet.stepCount > base.step else { return [] }
    let steps = Double(fleet.stepCount - base.step)
    return now.enumerated().map { index, entry in
      StageTime(stage: entry.stage, seconds: (entry.seconds - base.seconds[index]) / steps)
    }
  }
}

extension ContactMark {
  /// A contact point of the physics.
  init(_ point: ContactPoint) {
    self.init(point: point.point, normal: point.normal, impulse: point.impulse)
  }
}

extension Scenery {
  /// What a viewer must know of a compiled scene.
  public init(model: WorldModel) {
    let scene = model.scene
    self.init(name: scene.name.isEmpty ? "scene" : scene.name, bounds: scene.world.bounds)
    classes = model.classes.enumerated().map { index, robots in
      ClassLook(
        name: robots.name, rows: robots.rows, classIndex: index, embodiment: robots.embodiment)
    }
    obstacles = scene.world.obstacles
    obstacleParts = scene.world.obstacleParts
    obstacleOutlines = scene.world.obstacleShapes.map { $0.outlines() }
    map = scene.world.map
    zones = scene.world.zones
    lanes = model.drawnLanes
    waitingPoints = model.waitingPoints
    stepsPerSecond = scene.clocks.physicsRate
    duration = Double(scene.run.duration)
    orchestratorFeatures = FieldFeature.orchestrators(of: model)
    executorFeatures = FieldFeature.executors
    coupling = Scenery.coupling(of: model)
    readings = LayerReading.all(of: model)
    fieldPeriods = [
      .orchestrator: Double(model.coordination.fields.orchestratorPeriod),
      .executor: Double(model.coordination.fields.executorPeriod),
    ]
    counters = [
      CounterLook(title: "deliveries per hour", key: "deliveries_per_h", unit: "/h", lowest: 0),
      CounterLook(title: "blocked share", key: "blocked_share", unit: "", lowest: 0),
      CounterLook(
        title: "order parameter", key: "order_parameter", unit: "", lowest: 0, highest: 1),
      CounterLook(
        title: "messages per robot", key: "messages_per_robot_per_s", unit: "/s", lowest: 0),
      CounterLook(title: "share at work", key: "share_at_work", unit: "", lowest: 0, highest: 1),
    ]
    scalars = Scenery.fleetScalars
    taskNames = model.tasks.options.map(\.name)
    mode = scene.coordination.mode.rawValue
    successFigure = scene.success?.bars.first?.indicator
  }

  /// Extra numbers per robot of every simulated fleet, in the order of its frames.
  public static var fleetScalars: [ScalarLook] {
    [
      ScalarLook(title: "uncertainty", unit: "", range: 0...1),
      ScalarLook(title: "time stalled", unit: "s", range: 0...20),
    ]
  }

  /// Weight of each class in what the policies of a class read: of the coupling that the run has.
  ///
  /// Where the layers couple differently: what executors read of m^exec, else the first of the others
  /// that the mode grants.
  private static func coupling(of model: WorldModel) -> [Float] {
    guard model.coordination.mode.kind.isAggregated else { return [] }
    let fields = model.coordination.fields
    let readings: [(reader: FieldLayer, source: FieldLayer)] = [
      (.executor, .executor), (.orchestrator, .orchestrator), (.executor, .orchestrator),
      (.orchestrator, .executor),
    ]
    guard let shown = readings.first(where: { fields.grants($0.source, to: $0.reader) }) else {
      return []
    }
    return ReaderCouplings(
      fields.weights, source: shown.source, populations: model.classes.map { $0.rows.count },
      isPooled: fields.granted.isPooled)[shown.reader].weights
  }
}
