import Contracts
import Glibc
import SimCore

/// Makes the arrays of `trajectories.npz` of a spool of frames.
///
/// | Array | Type and shape | Holds |
/// | --- | --- | --- |
/// | `time_s` | float64 [F] | simulated time of each frame |
/// | `robot`, `index` | int32 [N] | row in `robots.csv`, number in its class |
/// | `robot_class` | text [N] | its class |
/// | `x_m`, `y_m`, `theta_rad` | float32 [F, N] | place and heading |
/// | `stage` | uint8 [F, N] | place in `stages` |
/// | `flags` | uint8 [F, N] | 1 laden, 2 blocked, 4 touching, 8 jammed |
/// | `progress`, `battery` | float32 [F, N] | 0 to 1, in 255 steps |
/// | `stages` | text [8] | names of the stages |
enum TrajectoryArrays {
  /// Writes the arrays.
  ///
  /// - Throws: `RecordingError`: `isInput` where the spool is none; else where the disk refuses, and there is no
  ///   file at `path` then.
  /// - Returns: Whole frames.
  /// - Complexity: O(bytes of the spool); memory for one block of it.
  @discardableResult
  static func write(from spool: String, to path: String) throws(RecordingError) -> Int {
    let reader = try FrameSpool.Reader(spool)
    do throws(RecordingError) {
      var archive = try NumPyArchive(at: path)
      try write(reader, to: &archive)
      try archive.finish()
    } catch {
      unlink(path)
      throw error
    }
    return reader.frameCount
  }

  private static func write(
    _ reader: borrowing FrameSpool.Reader, to archive: inout NumPyArchive
  ) throws(RecordingError) {
    let (frames, robots) = (reader.frameCount, reader.roster.robotCount)
    let size = reader.frameSize
    try archive.begin("time_s", type: "<f8", shape: [frames])
    try reader.forEachBlock { block throws(RecordingError) in
      var times: [UInt8] = []
      for start in stride(from: 0, to: block.count, by: size) { times += block[start..<start + 8] }
      try archive.add(times)
    }
    try archive.end()
    var rows: [Int]?
    try reader.forEachBlock { block throws(RecordingError) in
      if rows == nil {
        rows = (0..<robots).map { FrameRobot(block, at: 8 + RunFrame.stride * $0).row }
      }
    }
    let names = (rows ?? []).map { reader.roster.robot($0) ?? ("", -1) }
    try archive.add("robot", numbers: rows ?? [])
    try archive.add("index", numbers: names.map(\.index))
    try archive.add("robot_class", texts: names.map(\.className))
    let shape = [frames, rows == nil ? 0 : robots]
    for (name, place) in [("x_m", 0), ("y_m", 4), ("theta_rad", 8)] {
      try archive.begin(name, type: "<f4", shape: shape)
      try reader.forEachBlock { block throws(RecordingError) in
        try archive.add(column(block, size, at: place, width: 4))
      }
      try archive.end()
    }
    for (name, place) in [("stage", 16), ("flags", 17)] {
      try archive.begin(name, type: "|u1", shape: shape)
      try reader.forEachBlock { block throws(RecordingError) in
        try archive.add(column(block, size, at: place, width: 1))
      }
      try archive.end()
    }
    for (name, place) in [("progress", 18), ("battery", 19)] {
      try archive.begin(name, type: "<f4", shape: shape)
      try reader.forEachBlock { block throws(RecordingError) in
        var values = MCAPBytes()
        for step in column(block, size, at: place, width: 1) {
          values.add((Float(step) / 255).bitPattern)
        }
        try archive.add(values.bytes)
      }
      try archive.end()
    }
    try archive.add("stages", texts: RobotStage.allCases.map { "\($0)" })
  }

  /// Some bytes of every robot in a block of frames.
  private static func column(
    _ block: UnsafeRawBufferPointer, _ frameSize: Int, at place: Int, width: Int
  ) -> [UInt8] {
    let robots = (frameSize - 8) / RunFrame.stride
    let count = block.count / frameSize * robots * width
    return [UInt8](unsafeUninitializedCapacity: count) { target, written in
      for start in stride(from: 8, to: block.count, by: frameSize) {
        for robot in 0..<robots {
          let source = start + robot * RunFrame.stride + place
          for byte in 0..<width {
            target[written] = block[source + byte]
            written += 1
          }
        }
      }
    }
  }
}
