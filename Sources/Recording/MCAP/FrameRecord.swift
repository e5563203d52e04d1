import Contracts
import MeanFields
import Scenes
import SimCore
import Simulation

/// The record of a run for other tools: `run.mcap` in its folder.
///
/// | Topic | Message | When |
/// | --- | --- | --- |
/// | `/map` | `nav_msgs/msg/OccupancyGrid` in CDR, where the scene has a map | once |
/// | `/world` | `foxglove.SceneUpdate`: the floor's edge, obstacles and zones | once |
/// | `/fleet/<class>` | `foxglove.PointCloud`, one batch for all robots of a class | every frame |
/// | `/mean_field/<class>/<layer>` | `fleetfield.MeanField` | every frame |
/// | `/field/<layer>` | `foxglove.Grid`, the spatial part of a field | every `grid_period` |
/// | `/tf`, `/robot/<class>_<n>/scan` | `foxglove.FrameTransforms` and `LaserScan` of followed robots | every frame |
/// | `/metrics` | `fleetfield.Metrics`, a row of `series.csv` | every row |
/// | `/directives` | `fleetfield.Directive`, a row of `directives.csv` | as they end |
/// | `/events` | `foxglove.Log`, a row of `events.csv` | as they come |
///
/// `outputs.record` of the scene says which of them there are. The resolved scene is attached as `scene.yaml`; the
/// metadata `fleetfield.run` say what made it. Times are nanoseconds of the run. The same run gives the same bytes.
struct FrameRecord: ~Copyable {
  private var writer: MCAPWriter
  private var schemas: [String: UInt16] = [:]
  private var clouds: [UInt16] = []
  private var fields: [(orchestrator: UInt16, executor: UInt16)] = []
  private var grids: [String: UInt16] = [:]
  private var transforms: UInt16 = 0
  private var scans: [String: UInt16] = [:]
  private var mapChannel: UInt16 = 0
  private var world: UInt16 = 0
  private var metrics: UInt16 = 0
  private var events: UInt16 = 0
  private var directives: UInt16 = 0
  /// What is written.
  private var topics: Set<RecordSpec.Topic> = []
  private var columns: [String] = []
  private var stepsPerSecond = 1.0
  /// Time of the last row of the series, or of the moment that a run goes on from.
  private var lastTime: UInt64 = 0

  /// A record that is not there yet.
  init(at path: String) { writer = MCAPWriter(at: path) }

  /// True from `begin` to `finish`.
  var isOpen: Bool { writer.isOpen }

  /// Makes the file, with what the run is made of.
  ///
  /// - Parameters:
  ///   - scene: The scene in force.
  ///   - build: This program.
  ///   - step: The physics step at which it begins.
  /// - Throws: `RecordingError` where the disk refuses, as all below.
  mutating func begin(_ scene: Scene, build: String, at step: Int = 0) throws(RecordingError) {
    try writer.begin(library: "fleetfield \(Release.version)")
    var pairs: [(key: String, value: String)] = [
      ("version", Release.version), ("build", build), ("scene", scene.name),
      ("scene_sha256", scene.digest), ("seed", String(scene.run.seed)),
      ("physics_rate_hz", String(scene.clocks.physicsRate)),
    ]
    if step > 0 { pairs.append(("from_step", String(step))) }
    for parameter in scene.parameters {
      pairs.append(("parameter.\(parameter.name)", JSONText.digits(parameter.value)))
    }
    try writer.note(name: "fleetfield.run", pairs)
    try writer.attach(
      name: "scene.yaml", mediaType: "application/yaml", Array(scene.resolvedText.utf8))
    declare(scene)
    let time = RunFrame.nanoseconds(Double(step) / stepsPerSecond)
    lastTime = time
    if topics.contains(.map), let map = scene.world.map {
      try writer.write(mapChannel, time: time, MapMessage.bytes(map, frame: "map"))
    }
    if topics.contains(.world) {
      try writer.write(world, time: time, WorldMessage.bytes(scene.world))
    }
  }

  /// Goes on with a file whose writer had a state at a position.
  ///
  /// - Throws: `RecordingError` (`isInput`) where the state is broken.
  mutating func reopen(
    _ scene: Scene, at position: FilePosition, _ state: [UInt8]
  ) throws(RecordingError) {
    declare(scene)
    try writer.reopen(at: position, state)
  }

  /// Hands everything to the disk; how far the file goes, and what its writer must know to go on.
  mutating func settle() throws(RecordingError) -> (position: FilePosition, state: [UInt8]) {
    (try writer.settle(), writer.state)
  }

  /// Declares all schemas and channels of a scene, always in the same order.
  private mutating func declare(_ scene: Scene) {
    stepsPerSecond = Double(scene.clocks.physicsRate)
    topics = Set(scene.outputs.record.topics)
    if topics.contains(.robots), let plan = FramePlan(scene) {
      writer.fitChunks(to: plan.rows.reduce(0) { $0 + $1.count } * RunFrame.stride)
    }
    for (name, messages) in RecordSchemas.all {
      schemas[name] = writer.addSchema(
        name: name, encoding: "protobuf", ProtobufMessage.descriptorSet(messages))
    }
    let map = writer.addSchema(
      name: MapMessage.name, encoding: "ros2msg", Array(MapMessage.definition.utf8))
    mapChannel = writer.addChannel(topic: "/map", schema: map, encoding: "cdr")
    world = channel("/world", "foxglove.SceneUpdate")
    metrics = channel("/metrics", "fleetfield.Metrics")
    events = channel("/events", "foxglove.Log")
    directives = channel("/directives", "fleetfield.Directive")
    transforms = channel("/tf", "foxglove.FrameTransforms")
    for layer in ["executor", "orchestrator"] {
      grids[layer] = channel("/field/\(layer)", "foxglove.Grid")
    }
    for name in scene.outputs.record.follow where scans[Self.frame(name)] == nil {
      scans[Self.frame(name)] = channel("/robot/\(Self.frame(name))/scan", "foxglove.LaserScan")
    }
    for robots in scene.robots {
      clouds.append(channel("/fleet/\(robots.name)", "foxglove.PointCloud"))
      fields.append(
        (
          channel("/mean_field/\(robots.name)/orchestrator", "fleetfield.MeanField"),
          channel("/mean_field/\(robots.name)/executor", "fleetfield.MeanField")
        ))
    }
  }

  private mutating func channel(_ topic: String, _ schema: String) -> UInt16 {
    writer.addChannel(topic: topic, schema: schemas[schema] ?? 0, encoding: "protobuf")
  }

  /// The frame of a followed robot, as `carrier_3`.
  private static func frame(_ name: String) -> String { name.replacing(" ", with: "_") }

  /// Notes the names of the metrics.
  mutating func begin(columns: [String]) { self.columns = columns }

  /// Notes the simulated second that a run goes on from: its row stands there already.
  mutating func goOn(at time: Double) { lastTime = RunFrame.nanoseconds(time) }

  /// Appends a row of the series; its first column is the time in seconds.
  mutating func add(row: [Double]) throws(RecordingError) {
    let time = RunFrame.nanoseconds(row.first ?? 0)
    lastTime = time
    guard topics.contains(.metrics) else { return }
    var message = ProtobufBytes()
    message.add(1, time: time)
    for name in columns.dropFirst() { message.add(2, text: name) }
    message.add(3, doubles: row.dropFirst())
    try writer.write(metrics, time: time, message.bytes)
  }

  /// Appends an event.
  mutating func add(event: FleetEvent) throws(RecordingError) {
    guard topics.contains(.events) else { return }
    let time = RunFrame.nanoseconds(Double(event.step) / stepsPerSecond)
    var message = ProtobufBytes()
    message.add(1, time: time)
    message.add(2, varint: Self.level(event.kind))
    message.add(3, text: event.text)
    message.add(4, text: event.kind.rawValue)
    try writer.write(events, time: time, message.bytes)
  }

  /// Levels of `foxglove.Log`: 2 tells, 3 warns, 4 is a failure.
  private static func level(_ kind: FleetEvent.Kind) -> UInt64 {
    switch kind {
    case .taskDone, .charged, .jamOver, .threshold, .intervention: 2
    case .jam, .noWay: 3
    case .failure, .quarantine, .mismatch: 4
    }
  }

  /// Appends the life of a directive that has ended, at its end; of one that has not, at the last row.
  mutating func add(directive life: DirectiveLife) throws(RecordingError) {
    guard topics.contains(.directives) else { return }
    let time =
      life.endedStep.map { RunFrame.nanoseconds(Double($0) / stepsPerSecond) } ?? lastTime
    func number(_ step: Int?) -> UInt64 { UInt64(bitPattern: Int64(step ?? -1)) }
    var message = ProtobufBytes()
    message.add(1, time: time)
    message.add(2, varint: UInt64(life.robot))
    message.add(3, text: life.className)
    message.add(4, varint: UInt64(life.index))
    message.add(5, varint: UInt64(life.number))
    message.add(6, text: life.kind)
    message.add(7, text: life.option)
    message.add(8, varint: number(life.issuedStep))
    message.add(9, varint: number(life.dueStep))
    message.add(10, varint: number(life.acknowledgedStep))
    message.add(11, varint: number(life.endedStep))
    message.add(12, text: life.outcome)
    message.add(13, varint: number(life.deadlineStep))
    message.add(14, text: life.quality)
    message.add(15, text: life.speed)
    message.add(16, text: life.strategy)
    message.add(17, text: life.mode)
    message.add(18, double: life.predictedSuccess)
    try writer.write(directives, time: time, message.bytes)
  }

  /// Appends a frame.
  mutating func add(frame: RunFrame) throws(RecordingError) {
    for (index, robots) in frame.classes.enumerated() where index < clouds.count {
      if topics.contains(.robots) {
        try writer.write(clouds[index], time: frame.time, RobotMessages.cloud(frame.time, robots))
      }
      guard topics.contains(.fields) else { continue }
      for (channel, layer, mean) in [
        (fields[index].orchestrator, FieldLayer.orchestrator, robots.orchestratorField),
        (fields[index].executor, .executor, robots.executorField),
      ] where !mean.isEmpty {
        try writer.write(
          channel, time: frame.time, FieldMessages.mean(frame.time, robots, layer, mean))
      }
    }
    for grid in frame.grids {
      guard topics.contains(.grids), let channel = grids[grid.name] else { continue }
      try writer.write(channel, time: frame.time, FieldMessages.grid(frame.time, grid))
    }
    if frame.followed.isEmpty { return }
    try writer.write(
      transforms, time: frame.time,
      RobotMessages.transforms(frame.time, frame.followed) { Self.frame($0) })
    for robot in frame.followed where !robot.ranges.isEmpty {
      guard let channel = scans[Self.frame(robot.name)] else { continue }
      try writer.write(
        channel, time: frame.time,
        RobotMessages.scan(frame.time, robot, frame: Self.frame(robot.name)))
    }
  }

  /// Completes the file.
  mutating func finish() throws(RecordingError) { try writer.finish() }
}
