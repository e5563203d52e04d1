/// The message of shapes, with every kind of shape that it may hold: readers look for all of them.
extension RecordSchemas {
  private static let pose = ProtobufMessage.Kind.message("foxglove.Pose")
  private static let size = ProtobufMessage.Kind.message("foxglove.Vector3")
  private static let color = ProtobufMessage.Kind.message("foxglove.Color")
  private static let point = ProtobufMessage.Kind.message("foxglove.Point3")

  /// `foxglove.SceneUpdate` with all that it is made of before it.
  static let world: [ProtobufMessage] =
    [
      timestamp,
      ProtobufMessage("google.protobuf.Duration", ["seconds": .int64, "nanos": .int32]),
    ] + poses + [
      ProtobufMessage("foxglove.Point3", ["x": .double, "y": .double, "z": .double]),
      ProtobufMessage("foxglove.Color", ["r": .double, "g": .double, "b": .double, "a": .double]),
      ProtobufMessage("foxglove.KeyValuePair", ["key": .text, "value": .text]),
    ] + shapes + [
      ProtobufMessage(
        "foxglove.SceneEntityDeletion",
        [
          "timestamp": time, "type": .enumeration("foxglove.SceneEntityDeletion.Type"), "id": .text,
        ], enumerations: [("Type", ["MATCHING_ID", "ALL"])]),
      ProtobufMessage(
        "foxglove.SceneEntity",
        [
          "timestamp": time, "frame_id": .text, "id": .text,
          "lifetime": .message("google.protobuf.Duration"), "frame_locked": .boolean,
          "metadata[]": .message("foxglove.KeyValuePair"),
          "arrows[]": .message("foxglove.ArrowPrimitive"),
          "cubes[]": .message("foxglove.CubePrimitive"),
          "spheres[]": .message("foxglove.SpherePrimitive"),
          "cylinders[]": .message("foxglove.CylinderPrimitive"),
          "lines[]": .message("foxglove.LinePrimitive"),
          "triangles[]": .message("foxglove.TriangleListPrimitive"),
          "texts[]": .message("foxglove.TextPrimitive"),
          "models[]": .message("foxglove.ModelPrimitive"),
        ]),
      ProtobufMessage(
        "foxglove.SceneUpdate",
        [
          "deletions[]": .message("foxglove.SceneEntityDeletion"),
          "entities[]": .message("foxglove.SceneEntity"),
        ]),
    ]

  private static let shapes: [ProtobufMessage] = [
    ProtobufMessage(
      "foxglove.ArrowPrimitive",
      [
        "pose": pose, "shaft_length": .double, "shaft_diameter": .double, "head_length": .double,
        "head_diameter": .double, "color": color,
      ]),
    ProtobufMessage("foxglove.CubePrimitive", ["pose": pose, "size": size, "color": color]),
    ProtobufMessage("foxglove.SpherePrimitive", ["pose": pose, "size": size, "color": color]),
    ProtobufMessage(
      "foxglove.CylinderPrimitive",
      [
        "pose": pose, "size": size, "bottom_scale": .double, "top_scale": .double, "color": color,
      ]),
    ProtobufMessage(
      "foxglove.LinePrimitive",
      [
        "type": .enumeration("foxglove.LinePrimitive.Type"), "pose": pose, "thickness": .double,
        "scale_invariant": .boolean, "points[]": point, "color": color, "colors[]": color,
        "indices[]": .fixed32,
      ], enumerations: [("Type", ["LINE_STRIP", "LINE_LOOP", "LINE_LIST"])]),
    ProtobufMessage(
      "foxglove.TriangleListPrimitive",
      ["pose": pose, "points[]": point, "color": color, "colors[]": color, "indices[]": .fixed32]),
    ProtobufMessage(
      "foxglove.TextPrimitive",
      [
        "pose": pose, "billboard": .boolean, "font_size": .double, "scale_invariant": .boolean,
        "color": color, "text": .text,
      ]),
    ProtobufMessage(
      "foxglove.ModelPrimitive",
      [
        "pose": pose, "scale": size, "color": color, "override_color": .boolean, "url": .text,
        "media_type": .text, "data": .bytes,
      ]),
  ]
}
