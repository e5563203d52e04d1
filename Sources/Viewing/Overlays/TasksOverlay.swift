import SimCore
import Simulation

/// A job on the floor.
public struct TaskMark: Sendable {
  /// Where it is fetched, metres.
  public var pickup: Vec2
  /// Where it goes, metres.
  public var delivery: Vec2
  /// The robot that does it, or −1.
  public var robot: Int
  /// True where the load has been picked up.
  public var isUnderWay: Bool
  /// A mark from its values.
  public init(pickup: Vec2, delivery: Vec2, robot: Int, isUnderWay: Bool) {
    self.pickup = pickup
    self.delivery = delivery
    self.robot = robot
    self.isUnderWay = isUnderWay
  }
}

extension Overlay {
  /// Jobs: pick-up, delivery, who does it.
  public static let tasks = Overlay(
    "tasks", key: "j", "jobs", layer: .underRobots,
    absence: "no job waits or is under way",
    capture: { fleet, _ in
      fleet.jobs(limit: 2000).map {
        TaskMark(
          pickup: $0.pickup, delivery: $0.delivery, robot: $0.robot, isUnderWay: $0.isUnderWay)
      }
    },
    sketch: { crowd, frame in
      let size = crowd.scenery.bounds.size
      return (0..<min(60, frame.pose.count)).map { index in
        var stream = RandomStream(seed: crowd.seed, index: index, step: 1, purpose: .tooling)
        return TaskMark(
          pickup: Vec2(stream.uniform(0.6, 3.4), stream.uniform(0.06, 0.44) * size.y),
          delivery: Vec2(size.x - stream.uniform(0.6, 3.4), stream.uniform(0.06, 0.58) * size.y),
          robot: index % 3 == 0 ? -1 : index, isUnderWay: index % 3 == 2)
      }
    },
    draw: { $0.drawTasks() })
}

extension FleetFrame {
  /// Jobs that wait or are under way.
  public var tasks: [TaskMark] {
    get { marks(of: .tasks) }
    set { replaceMarks(newValue, of: .tasks) }
  }
}

extension PictureBuilder {
  /// Jobs: an open square where to fetch, a filled one where to deliver, a line between.
  fileprivate mutating func drawTasks() {
    let open = theme.yellow
    let taken = ColorMap.categories[2]
    let size = Vec2(repeating: 9 * scale)
    for task in frame.tasks {
      let color = task.robot < 0 ? open : taken
      let from = camera.screen(task.pickup)
      let to = camera.screen(task.delivery)
      let isNear = viewer.selection.contains(task.robot) && task.robot >= 0
      list.line(
        from, to, color: color.opacity(isNear ? 0.9 : 0.16), width: (isNear ? 1.6 : 1) * scale,
        dash: 5 * scale)
      if !task.isUnderWay {
        list.box(
          from - size * 0.5, size, fill: theme.floor, radius: 2 * scale, border: 2 * scale,
          stroke: color)
      }
      list.box(to - size * 0.5, size, fill: color, radius: 2 * scale)
    }
  }
}
