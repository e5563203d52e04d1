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
/// | `/fleet/<class>` | `foxglove.PointCloud`, one batch for all robots of a class | every frame |
/// | `/mean_field/<class>/<layer>` | `fleetfield.MeanField` | every frame |
/// | `/metrics` | `fleetfield.Metrics`, a row of `series.csv` | every row |
/// | `/events` | `foxglove.Log`, a row of `events.csv` | as they come |
///
/// The resolved scene is attached as `scene.yaml`; the metadata `fleetfield.run` say what made it. Times are
/// nanoseconds of the run. The same run gives the same bytes.
struct FrameRecord: ~Copyable {
  private var writer: MCAPWriter
  private var schemas: [String: UInt16] = [:]
  private var clouds: [UInt16] = []
  private var fields: [(orchestrator: UInt16, executor: UInt16)] = []
  private var mapChannel: UInt16 = 0
  private var metrics: UInt16 = 0
  private var events: UInt16 = 0
  private var columns: [String] = []
  private var stepsPerSecond = 1.0

  /// A record that is not there yet.
  init(at path: String) { writer = MCAPWriter(at: path) }

  /// True from `begin` to `finish`.
  var isOpen: Bool { writer.isOpen }

  /// Makes the file, with what the run is made of.
  ///
  /// - Throws: `RecordingError` where the disk refuses, as all below.
  mutating func begin(_ scene: Scene, build: String) throws(RecordingError) {
    try writer.begin(library: "fleetfield \(Release.version)")
    var pairs: [(key: String, value: String)] = [
      ("version", Release.version), ("build", build), ("scene", scene.name),
      ("scene_sha256", scene.digest), ("seed", String(scene.run.seed)),
      ("physics_rate_hz", String(scene.clocks.physicsRate)),
    ]
    for parameter in scene.parameters {
      pairs.append(("parameter.\(parameter.name)", JSONText.digits(parameter.value)))
    }
    try writer.note(name: "fleetfield.run", pairs)
    try writer.attach(
      name: "scene.yaml", mediaType: "application/yaml", Array(scene.resolvedText.utf8))
    declare(scene)
    guard let map = scene.world.map else { return }
    try writer.write(mapChannel, time: 0, MapMessage.bytes(map, frame: "map"))
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
    for (name, messages) in RecordSchemas.all {
      schemas[name] = writer.addSchema(
        name: name, encoding: "protobuf", ProtobufMessage.descriptorSet(messages))
    }
    let map = writer.addSchema(
      name: MapMessage.name, encoding: "ros2msg", Array(MapMessage.definition.utf8))
    mapChannel = writer.addChannel(topic: "/map", schema: map, encoding: "cdr")
    metrics = channel("/metrics", "fleetfield.Metrics")
    events = channel("/events", "foxglove.Log")
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

  /// Notes the names of the metrics.
  mutating func begin(columns: [String]) { self.columns = columns }

  /// Appends a row of the series; its first column is the time in seconds.
  mutating func add(row: [Double]) throws(RecordingError) {
    let time = RunFrame.nanoseconds(row.first ?? 0)
    var message = ProtobufBytes()
    message.add(1, time: time)
    for name in columns.dropFirst() { message.add(2, text: name) }
    message.add(3, doubles: row.dropFirst())
    try writer.write(metrics, time: time, message.bytes)
  }

  /// Appends an event.
  mutating func add(event: FleetEvent) throws(RecordingError) {
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

  /// Appends a frame.
  mutating func add(frame: RunFrame) throws(RecordingError) {
    for (index, robots) in frame.classes.enumerated() where index < clouds.count {
      var cloud = ProtobufBytes()
      cloud.bytes.reserveCapacity(robots.points.count + 256)
      cloud.bytes += Self.head(frame.time)
      cloud.add(6, bytes: robots.points)
      try writer.write(clouds[index], time: frame.time, cloud.bytes)
      for (channel, layer, mean) in [
        (fields[index].orchestrator, FieldLayer.orchestrator, robots.orchestratorField),
        (fields[index].executor, .executor, robots.executorField),
      ] where !mean.isEmpty {
        try writer.write(
          channel, time: frame.time, Self.field(frame.time, robots, "\(layer)", mean))
      }
    }
  }

  private static func field(
    _ time: UInt64, _ robots: RunFrame.ClassFrame, _ layer: String, _ mean: [Float]
  ) -> [UInt8] {
    let names =
      (layer == "orchestrator" ? OrchestratorSchema.all : ExecutorSchema.all).map(\.name)
    var message = ProtobufBytes()
    message.add(1, time: time)
    message.add(2, text: robots.name)
    message.add(3, text: layer)
    for name in names.prefix(mean.count) { message.add(4, text: name) }
    message.add(5, doubles: mean.map(Double.init))
    message.add(6, varint: UInt64(robots.robotCount))
    return message.bytes
  }

  /// Everything of a point cloud but its time and points.
  private static func head(_ time: UInt64) -> [UInt8] {
    var cloud = ProtobufBytes()
    cloud.add(1, time: time)
    cloud.add(2, text: "map")
    cloud.add(3) { pose in
      pose.add(1) { _ in }
      pose.add(2) { $0.add(4, double: 1) }
    }
    cloud.add(4, fixed32: UInt32(RunFrame.stride))
    // Float, whole number and byte, as `PackedElementField.NumericType` numbers them.
    let (float, whole, byte) = (UInt64(7), UInt64(5), UInt64(1))
    for (name, offset, type) in [
      ("x", 0, float), ("y", 4, float), ("theta", 8, float), ("id", 12, whole), ("phase", 16, byte),
      ("flags", 17, byte), ("progress", 18, byte), ("battery", 19, byte),
    ] as [(String, UInt32, UInt64)] {
      cloud.add(5) {
        $0.add(1, text: name)
        $0.add(2, fixed32: offset)
        $0.add(3, varint: type)
      }
    }
    return cloud.bytes
  }

  /// Completes the file.
  mutating func finish() throws(RecordingError) { try writer.finish() }
}
