/// Messages of robots.
enum RobotMessages {
  /// Steps of a metre and of a radian in which clouds have places and headings.
  ///
  /// What a robot's pose has below a millimetre changes with every frame and is half of what a record would hold.
  static let poseSteps: Float = 1024

  /// A `foxglove.PointCloud` of the robots of a class.
  ///
  /// - Complexity: O(robots).
  static func cloud(_ time: UInt64, _ robots: RunFrame.ClassFrame) -> [UInt8] {
    // Float, whole number and byte, as `PackedElementField.NumericType` numbers them.
    let (float, whole, byte) = (UInt64(7), UInt64(5), UInt64(1))
    var cloud = ProtobufBytes()
    cloud.bytes.reserveCapacity(robots.points.count + 256)
    cloud.add(1, time: time)
    cloud.add(2, text: "map")
    cloud.add(3, pose: (0, 0, 0), heading: 0)
    cloud.add(4, fixed32: UInt32(RunFrame.stride))
    cloud.add(
      5,
      elements: [
        ("x", 0, float), ("y", 4, float), ("theta", 8, float), ("id", 12, whole),
        ("phase", 16, byte), ("flags", 17, byte), ("progress", 18, byte), ("battery", 19, byte),
      ])
    cloud.add(6, bytes: rounded(robots.points))
    return cloud.bytes
  }

  /// Points with the three numbers at the front of each in steps of `1 / poseSteps`.
  private static func rounded(_ points: [UInt8]) -> [UInt8] {
    var points = points
    points.withUnsafeMutableBytes { bytes in
      for start in stride(from: 0, to: bytes.count, by: RunFrame.stride) {
        for place in stride(from: start, to: start + 12, by: 4) {
          let pattern = UInt32(
            littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
          bytes.storeBytes(
            of: Float(bitPattern: pattern).inSteps(of: poseSteps).bitPattern.littleEndian,
            toByteOffset: place, as: UInt32.self)
        }
      }
    }
    return points
  }

  /// `foxglove.FrameTransforms` from the map to each followed robot.
  static func transforms(
    _ time: UInt64, _ robots: [RunFrame.Followed], frame: (String) -> String
  ) -> [UInt8] {
    var message = ProtobufBytes()
    for robot in robots {
      message.add(1) {
        $0.add(1, time: time)
        $0.add(2, text: "map")
        $0.add(3, text: frame(robot.name))
        $0.add(4, vector: (robot.x, robot.y, 0))
        $0.add(5, heading: robot.heading)
      }
    }
    return message.bytes
  }

  /// A `foxglove.LaserScan` of a followed robot, in its own frame.
  static func scan(_ time: UInt64, _ robot: RunFrame.Followed, frame: String) -> [UInt8] {
    var message = ProtobufBytes()
    message.add(1, time: time)
    message.add(2, text: frame)
    message.add(3, pose: (0, 0, 0), heading: 0)
    message.add(4, double: robot.scan.lowerBound)
    message.add(5, double: robot.scan.upperBound)
    message.add(6, doubles: robot.ranges.map(Double.init))
    return message.bytes
  }
}

extension Float {
  /// The nearest number in so many steps of 1, with no minus before a zero; a power of two changes no other bit.
  func inSteps(of steps: Float) -> Float {
    // From there on a float has no smaller steps.
    guard !(magnitude >= 8_388_608 / steps) else { return self }
    let value = (self * steps).rounded() / steps
    return value == 0 ? 0 : value
  }
}
