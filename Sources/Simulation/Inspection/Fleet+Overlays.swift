import Contracts
import Embodiments
import MeanFields
import RigidBodies
import Scenes
import SimCore

/// A message that robots exchange under the scene's coordination mode.
public struct MessageLink: Equatable, Sendable {
  /// The sender's row.
  public var from: Int
  /// The receiver's row, or −1 for the aggregator of the mean fields.
  public var to: Int
}

/// What pictures of a run show beside its robots. Nothing here changes it.
extension Fleet {
  /// The cells of the broad phase that hold bodies, within a region (m), at most `limit`.
  public func occupiedCells(in region: AABB, limit: Int) -> [AABB] {
    bodies.world.occupiedCells(in: region, limit: limit)
  }

  /// Seconds a robot has wanted to move and has hardly moved.
  public func stallTime(ofRobot row: Int) -> Float { robots.stallTime[row] }

  /// The joints of a robot's arm and its tip in the world, metres, base first; empty without an arm.
  public func armPoints(ofRobot row: Int) -> [Vec2] {
    let robotClass = model.classes[Int(robots.classIndex[row])]
    guard let arm = robotClass.embodiment.arm, let entry = bodies.arms.arm(ofRow: row) else {
      return []
    }
    let base = bodies.world.pose(of: bodies.robotBody[row])
    var points = [base.transform(arm.mount)]
    for k in 0..<min(arm.links.count, Int(entry.linkCount)) {
      let link = k == 0 ? entry.links.0 : k == 1 ? entry.links.1 : entry.links.2
      points.append(bodies.world.pose(of: link).transform(Vec2(0.5 * arm.links[k], 0)))
    }
    return points
  }

  /// Who sends messages to whom once per update under the coordination mode, at most `limit` links.
  ///
  /// Fields: every robot to the aggregator. Tree: every robot to its group's first robot, and so on
  /// up. All to all: every pair, lower row first. Neighbours: every pair within the radius. Samples
  /// and gossip: who was heard at the last update.
  ///
  /// - Parameters:
  ///   - robots: Rows that matter; links between others are left out. Empty: all matter.
  ///   - limit: How many are given at most.
  /// - Returns: Links in order of the sender's row.
  public func messageLinks(touching robots: [Int], limit: Int) -> [MessageLink] {
    var links: [MessageLink] = []
    let wanted = Set(robots)
    func add(_ from: Int, _ to: Int) {
      guard links.count < limit, from != to else { return }
      if wanted.isEmpty || wanted.contains(from) || wanted.contains(to) {
        links.append(MessageLink(from: from, to: to))
      }
    }
    switch model.coordination.mode {
    case .meanField, .placebo, .flatField:
      for row in 0..<robotCount { add(row, -1) }
    case .hierarchy:
      for robotClass in model.classes { addTree(robotClass.rows, add) }
    case .allToAll:
      for row in 0..<robotCount {
        if !wanted.isEmpty, !wanted.contains(row) {
          for other in robots where other > row { add(row, other) }
        } else {
          for other in 0..<robotCount where other > row { add(row, other) }
        }
      }
    case .neighbours:
      let radius = model.coordination.radius
      for row in wanted.isEmpty ? Array(0..<robotCount) : robots.sorted() {
        let here = bodies.position(row)
        for other in 0..<robotCount where (bodies.position(other) - here).length < radius {
          if wanted.contains(other) && other < row { continue }
          if wanted.isEmpty && other < row { continue }
          add(row, other)
        }
        if links.count >= limit { break }
      }
    case .kSample where !fields.configuration.isPrivate:
      for row in 0..<robotCount { add(row, -1) }
    case .kSample, .gossip:
      for row in 0..<robotCount {
        for other in population.channel.executorField.lastHeard(byRobot: row) {
          // An exchange is known to both sides and drawn once.
          if model.coordination.mode == .gossip && other < row { continue }
          add(other, row)
        }
      }
    case .none: break
    }
    return links
  }

  /// A node of the tree runs on the first robot of its first group.
  private func addTree(_ rows: Range<Int>, _ add: (Int, Int) -> Void) {
    let fanout = max(2, model.coordination.fanout)
    var stride = 1
    while stride < rows.count {
      var node = 0
      while node * stride < rows.count {
        add(
          rows.lowerBound + node * stride,
          rows.lowerBound + node / fanout * fanout * stride)
        node += 1
      }
      stride *= fanout
    }
  }
}
