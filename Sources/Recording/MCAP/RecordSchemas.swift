/// The messages of a run's record.
enum RecordSchemas {
  private static let timestamp = ProtobufMessage(
    name: "google.protobuf.Timestamp",
    fields: [
      .init(number: 1, name: "seconds", kind: .int64),
      .init(number: 2, name: "nanos", kind: .int32),
    ])
  private static let vector = ProtobufMessage(
    name: "foxglove.Vector3",
    fields: [
      .init(number: 1, name: "x", kind: .double), .init(number: 2, name: "y", kind: .double),
      .init(number: 3, name: "z", kind: .double),
    ])
  private static let quaternion = ProtobufMessage(
    name: "foxglove.Quaternion",
    fields: [
      .init(number: 1, name: "x", kind: .double), .init(number: 2, name: "y", kind: .double),
      .init(number: 3, name: "z", kind: .double), .init(number: 4, name: "w", kind: .double),
    ])
  private static let pose = ProtobufMessage(
    name: "foxglove.Pose",
    fields: [
      .init(number: 1, name: "position", kind: .message("foxglove.Vector3")),
      .init(number: 2, name: "orientation", kind: .message("foxglove.Quaternion")),
    ])
  private static let element = ProtobufMessage(
    name: "foxglove.PackedElementField",
    fields: [
      .init(number: 1, name: "name", kind: .text),
      .init(number: 2, name: "offset", kind: .fixed32),
      .init(
        number: 3, name: "type", kind: .enumeration("foxglove.PackedElementField.NumericType")),
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
    name: "foxglove.PointCloud",
    fields: [
      .init(number: 1, name: "timestamp", kind: .message("google.protobuf.Timestamp")),
      .init(number: 2, name: "frame_id", kind: .text),
      .init(number: 3, name: "pose", kind: .message("foxglove.Pose")),
      .init(number: 4, name: "point_stride", kind: .fixed32),
      .init(
        number: 5, name: "fields", kind: .message("foxglove.PackedElementField"), isRepeated: true),
      .init(number: 6, name: "data", kind: .bytes),
    ])
  private static let log = ProtobufMessage(
    name: "foxglove.Log",
    fields: [
      .init(number: 1, name: "timestamp", kind: .message("google.protobuf.Timestamp")),
      .init(number: 2, name: "level", kind: .enumeration("foxglove.Log.Level")),
      .init(number: 3, name: "message", kind: .text), .init(number: 4, name: "name", kind: .text),
      .init(number: 5, name: "file", kind: .text), .init(number: 6, name: "line", kind: .fixed32),
    ],
    enumerations: [("Level", ["UNKNOWN", "DEBUG", "INFO", "WARNING", "ERROR", "FATAL"])])
  private static let field = ProtobufMessage(
    name: "fleetfield.MeanField",
    fields: [
      .init(number: 1, name: "timestamp", kind: .message("google.protobuf.Timestamp")),
      .init(number: 2, name: "robot_class", kind: .text),
      .init(number: 3, name: "layer", kind: .text),
      .init(number: 4, name: "features", kind: .text, isRepeated: true),
      .init(number: 5, name: "mean", kind: .double, isRepeated: true),
      .init(number: 6, name: "robot_count", kind: .uint32),
    ])
  private static let metrics = ProtobufMessage(
    name: "fleetfield.Metrics",
    fields: [
      .init(number: 1, name: "timestamp", kind: .message("google.protobuf.Timestamp")),
      .init(number: 2, name: "names", kind: .text, isRepeated: true),
      .init(number: 3, name: "values", kind: .double, isRepeated: true),
    ])

  /// Every message by its name, with those that it is made of before it.
  static let all: [(name: String, messages: [ProtobufMessage])] = [
    ("foxglove.PointCloud", [timestamp, vector, quaternion, pose, element, cloud]),
    ("foxglove.Log", [timestamp, log]),
    ("fleetfield.MeanField", [timestamp, field]),
    ("fleetfield.Metrics", [timestamp, metrics]),
  ]
}
