/// The messages of a run's record.
enum RecordSchemas {
  static let timestamp = ProtobufMessage(
    "google.protobuf.Timestamp", ["seconds": .int64, "nanos": .int32])
  static let vector = ProtobufMessage(
    "foxglove.Vector3", ["x": .double, "y": .double, "z": .double])
  private static let quaternion = ProtobufMessage(
    "foxglove.Quaternion", ["x": .double, "y": .double, "z": .double, "w": .double])
  private static let pose = ProtobufMessage(
    "foxglove.Pose",
    [
      "position": .message("foxglove.Vector3"), "orientation": .message("foxglove.Quaternion"),
    ])
  /// What a pose is made of, and it.
  static let poses = [vector, quaternion, pose]
  static let time = ProtobufMessage.Kind.message("google.protobuf.Timestamp")

  private static let element = ProtobufMessage(
    "foxglove.PackedElementField",
    [
      "name": .text, "offset": .fixed32,
      "type": .enumeration("foxglove.PackedElementField.NumericType"),
    ],
    enumerations: [
      (
        "NumericType",
        [
          "UNKNOWN", "UINT8", "INT8", "UINT16", "INT16", "UINT32", "INT32", "FLOAT32", "FLOAT64",
        ]
      )
    ])
  private static let cloud = ProtobufMessage(
    "foxglove.PointCloud",
    [
      "timestamp": time, "frame_id": .text, "pose": .message("foxglove.Pose"),
      "point_stride": .fixed32, "fields[]": .message("foxglove.PackedElementField"), "data": .bytes,
    ])
  private static let plane = ProtobufMessage("foxglove.Vector2", ["x": .double, "y": .double])
  private static let grid = ProtobufMessage(
    "foxglove.Grid",
    [
      "timestamp": time, "frame_id": .text, "pose": .message("foxglove.Pose"),
      "column_count": .fixed32, "cell_size": .message("foxglove.Vector2"), "row_stride": .fixed32,
      "cell_stride": .fixed32, "fields[]": .message("foxglove.PackedElementField"), "data": .bytes,
    ])
  private static let transform = ProtobufMessage(
    "foxglove.FrameTransform",
    [
      "timestamp": time, "parent_frame_id": .text, "child_frame_id": .text,
      "translation": .message("foxglove.Vector3"), "rotation": .message("foxglove.Quaternion"),
    ])
  private static let transforms = ProtobufMessage(
    "foxglove.FrameTransforms", ["transforms[]": .message("foxglove.FrameTransform")])
  private static let scan = ProtobufMessage(
    "foxglove.LaserScan",
    [
      "timestamp": time, "frame_id": .text, "pose": .message("foxglove.Pose"),
      "start_angle": .double, "end_angle": .double, "ranges[]": .double, "intensities[]": .double,
    ])
  private static let log = ProtobufMessage(
    "foxglove.Log",
    [
      "timestamp": time, "level": .enumeration("foxglove.Log.Level"), "message": .text,
      "name": .text, "file": .text, "line": .fixed32,
    ],
    enumerations: [("Level", ["UNKNOWN", "DEBUG", "INFO", "WARNING", "ERROR", "FATAL"])])
  private static let field = ProtobufMessage(
    "fleetfield.MeanField",
    [
      "timestamp": time, "robot_class": .text, "layer": .text, "features[]": .text,
      "mean[]": .double, "robot_count": .uint32,
    ])
  private static let metrics = ProtobufMessage(
    "fleetfield.Metrics", ["timestamp": time, "names[]": .text, "values[]": .double])
  private static let directive = ProtobufMessage(
    "fleetfield.Directive",
    [
      "timestamp": time, "robot": .uint32, "robot_class": .text, "index": .uint32,
      "directive": .uint32, "kind": .text, "option": .text, "issued_step": .int64,
      "due_step": .int64, "acknowledged_step": .int64, "ended_step": .int64, "outcome": .text,
      "deadline_step": .int64, "quality": .text, "speed": .text, "strategy": .text, "mode": .text,
      "predicted_success": .double,
    ])

  /// Every message by its name, with those that it is made of before it.
  static let all: [(name: String, messages: [ProtobufMessage])] = [
    ("foxglove.PointCloud", [timestamp] + poses + [element, cloud]),
    ("foxglove.Grid", [timestamp] + poses + [plane, element, grid]),
    ("foxglove.SceneUpdate", world),
    ("foxglove.FrameTransforms", [timestamp, vector, quaternion, transform, transforms]),
    ("foxglove.LaserScan", [timestamp] + poses + [scan]),
    ("foxglove.Log", [timestamp, log]),
    ("fleetfield.MeanField", [timestamp, field]),
    ("fleetfield.Metrics", [timestamp, metrics]),
    ("fleetfield.Directive", [timestamp, directive]),
  ]
}
