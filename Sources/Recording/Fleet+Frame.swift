import Contracts
import MeanFields
import SimCore
import Simulation

extension Fleet {
  /// Writes this moment into a frame, as far as its plan wants it, reusing its storage.
  ///
  /// - Complexity: O(robots), and O(cells) where grids are due.
  public func frame(into frame: inout RunFrame) {
    frame.time = RunFrame.nanoseconds(time)
    if frame.classes.count != model.classes.count {
      frame.classes = model.classes.map { RunFrame.ClassFrame(name: $0.name) }
    }
    var poses = [Pose](repeating: Pose(position: .zero), count: robotCount)
    copyPoses(into: &poses)
    for (index, robots) in model.classes.enumerated() {
      let rows = frame.plan.rows[index]
      frame.classes[index].robotCount = robots.rows.count
      frame.classes[index].orchestratorField = signal(classIndex: index, layer: .orchestrator)
      frame.classes[index].executorField = signal(classIndex: index, layer: .executor)
      frame.classes[index].points.removeAll(keepingCapacity: true)
      frame.classes[index].points.reserveCapacity(rows.count * RunFrame.stride)
      for row in rows { append(row, poses[row], to: &frame.classes[index].points) }
    }
    frame.followed = frame.plan.followed.map { followed($0, poses[$0]) }
    frame.grids = frame.plan.hasGrids(at: stepCount) ? grids() : []
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

  private func followed(_ row: Int, _ pose: Pose) -> RunFrame.Followed {
    let robots = model.classes[model.classes.firstIndex { $0.rows.contains(row) } ?? 0]
    // Readers want rays from the rightmost to the leftmost; the fan begins with the one ahead.
    let angles = robots.rayFan.directions.map {
      Double(Rotation(cosine: $0.x, sine: $0.y).angle)
    }
    let order = angles.indices.sorted { angles[$0] < angles[$1] }
    let rays = rays(ofRobot: row)
    return RunFrame.Followed(
      name: "\(robots.name) \(row - robots.rows.lowerBound)",
      x: Double(pose.position.x), y: Double(pose.position.y), heading: Double(pose.rotation.angle),
      scan: order.isEmpty ? 0...0 : angles[order[0]]...angles[order[order.count - 1]],
      ranges: order.map { rays[$0] })
  }

  /// The spatial parts of m^exec and m^orch.
  private func grids() -> [RunFrame.Grid] {
    let traffic = spatialField
    let bound = destinationField
    return [
      RunFrame.Grid(
        name: "executor", x: Double(traffic.lower.x), y: Double(traffic.lower.y),
        cellSize: Double(traffic.cellSize), columns: traffic.columns,
        fields: ["density", "flow_x", "flow_y", "blocked"],
        data: rounded(
          UnsafeRawBufferPointer(
            UnsafeBufferPointer(start: traffic.cells, count: traffic.columns * traffic.rows)))),
      RunFrame.Grid(
        name: "orchestrator", x: Double(bound.shape.lower.x), y: Double(bound.shape.lower.y),
        cellSize: Double(bound.shape.cellSize), columns: bound.shape.columns,
        fields: ["bound"],
        data: rounded(
          UnsafeRawBufferPointer(
            UnsafeBufferPointer(start: bound.cells, count: bound.shape.columns * bound.shape.rows)))
      ),
    ]
  }

  /// Numbers in steps of 1/1024: what is left where robots were long ago is nothing then, and folds away.
  ///
  /// Both fields of 10,000 robots on 258 × 258 cells take 171 kB so, and 218 in steps of 1/4096.
  private func rounded(_ cells: UnsafeRawBufferPointer) -> [UInt8] {
    let numbers = cells.assumingMemoryBound(to: Float.self)
    return [UInt8](unsafeUninitializedCapacity: cells.count) { bytes, count in
      for place in numbers.indices {
        let pattern = numbers[place].inSteps(of: RunFrame.gridSteps).bitPattern
        for byte in 0..<4 {
          bytes[4 * place + byte] = UInt8(truncatingIfNeeded: pattern >> (8 * UInt32(byte)))
        }
      }
      count = cells.count
    }
  }
}
