import SimCore

/// A `nav_msgs/msg/OccupancyGrid` of ROS 2, as its middleware writes it (CDR, lowest byte first).
///
/// Rerun interprets this message and no grid of Foxglove's; Foxglove reads both.
enum MapMessage {
  /// The schema's name.
  static let name = "nav_msgs/msg/OccupancyGrid"

  /// The schema, with those that it is made of.
  static let definition = """
    std_msgs/Header header
    nav_msgs/MapMetaData info
    int8[] data
    ================================================================================
    MSG: std_msgs/Header
    builtin_interfaces/Time stamp
    string frame_id
    ================================================================================
    MSG: nav_msgs/MapMetaData
    builtin_interfaces/Time map_load_time
    float32 resolution
    uint32 width
    uint32 height
    geometry_msgs/Pose origin
    ================================================================================
    MSG: geometry_msgs/Pose
    geometry_msgs/Point position
    geometry_msgs/Quaternion orientation
    ================================================================================
    MSG: geometry_msgs/Point
    float64 x
    float64 y
    float64 z
    ================================================================================
    MSG: geometry_msgs/Quaternion
    float64 x
    float64 y
    float64 z
    float64 w
    ================================================================================
    MSG: builtin_interfaces/Time
    int32 sec
    uint32 nanosec

    """

  /// The message of a map: 100 where a cell is occupied, 0 where it is free; row 0 at the bottom.
  ///
  /// - Complexity: O(cells).
  static func bytes(_ map: OccupancyGrid, frame: String) -> [UInt8] {
    var message = MCAPBytes()
    // Numbers stand at multiples of their size behind the four bytes that name the encoding.
    func align(_ size: Int) {
      while (message.bytes.count - 4) % size != 0 { message.bytes.append(0) }
    }
    func add(_ value: UInt32) {
      align(4)
      message.add(value)
    }
    func add(_ value: Double) {
      align(8)
      message.add(value.bitPattern)
    }
    message.bytes = [0, 1, 0, 0]
    add(UInt32(0))
    add(UInt32(0))
    add(UInt32(frame.utf8.count + 1))
    message.bytes += Array(frame.utf8) + [0]
    add(UInt32(0))
    add(UInt32(0))
    add(map.cellSize.bitPattern)
    add(UInt32(map.columns))
    add(UInt32(map.rows))
    for value in [Double(map.origin.x), Double(map.origin.y), 0, 0, 0, 0, 1] { add(value) }
    add(UInt32(map.isOccupied.count))
    message.bytes += map.isOccupied.map { $0 ? 100 : 0 }
    return message.bytes
  }
}
