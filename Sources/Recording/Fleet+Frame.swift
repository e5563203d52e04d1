import Contracts
import MeanFields
import SimCore
import Simulation

extension Fleet {
  /// Writes this moment into a frame, reusing its storage.
  ///
  /// - Complexity: O(robots).
  public func frame(into frame: inout RunFrame) {
    frame.time = RunFrame.nanoseconds(time)
    if frame.classes.count != model.classes.count {
      frame.classes = model.classes.map { RunFrame.ClassFrame(name: $0.name) }
    }
    var poses = [Pose](repeating: Pose(position: .zero), count: robotCount)
    copyPoses(into: &poses)
    for (index, robots) in model.classes.enumerated() {
      frame.classes[index].robotCount = robots.rows.count
      frame.classes[index].orchestratorField = signal(classIndex: index, layer: .orchestrator)
      frame.classes[index].executorField = signal(classIndex: index, layer: .executor)
      frame.classes[index].points.removeAll(keepingCapacity: true)
      frame.classes[index].points.reserveCapacity(robots.rows.count * RunFrame.stride)
      for row in robots.rows { append(row, poses[row], to: &frame.classes[index].points) }
    }
  }

  private func append(_ row: Int, _ pose: Pose, to points: inout [UInt8]) {
    func add(_ value: UInt32) {
      withUnsafeBytes(of: value.littleEndian) { points.append(contentsOf: $0) }
    }
    /// A share in 255 steps.
    func byte(_ share: Float) -> UInt8 { UInt8((max(0, min(1, share)) * 255).rounded()) }
    add(pose.position.x.bitPattern)
    add(pose.position.y.bitPattern)
    add(pose.rotation.angle.bitPattern)
    add(UInt32(truncatingIfNeeded: row))
    var flags: UInt8 = 0
    if isLaden(row) { flags |= RunFrame.Flag.laden }
    if isBlocked(row) { flags |= RunFrame.Flag.blocked }
    if isTouching(row) { flags |= RunFrame.Flag.touching }
    if isJammed(row) { flags |= RunFrame.Flag.jammed }
    points.append(stage(ofRobot: row).rawValue)
    points.append(flags)
    points.append(byte(progress(ofRobot: row)))
    points.append(byte(battery(ofRobot: row)))
  }
}
