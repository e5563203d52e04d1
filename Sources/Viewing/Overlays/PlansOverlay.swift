import Contracts
import SimCore
import Simulation
import Work

/// Where a robot is bound, and what for.
public struct PlanMark: Equatable, Sendable {
  /// The robot.
  public var robot: Int
  /// Where it is bound, metres.
  public var destination: Vec2
  /// What it is told to do there.
  public var kind: DirectiveKind
  /// True while its directive has not come into force.
  public var isPending: Bool

  /// A mark from its values.
  public init(robot: Int, destination: Vec2, kind: DirectiveKind, isPending: Bool = false) {
    self.robot = robot
    self.destination = destination
    self.kind = kind
    self.isPending = isPending
  }
}

/// Robots whose plans are drawn at most: more lines cover the floor.
private let mostPlans = 2000

extension Overlay {
  /// Directives of all robots, as lines to where they are bound.
  public static let plans = Overlay(
    "plans", key: "d", "directives of all robots", layer: .underRobots,
    absence: "no robot is bound for anywhere",
    capture: { fleet, _ in
      var marks: [PlanMark] = []
      for row in 0..<fleet.robotCount where marks.count < mostPlans {
        let directive = fleet.directive(ofRobot: row)
        let isPending = directive.status == .pending
        let options = fleet.model.tasks.options
        // What is not in force has no place yet, but a part of the floor.
        let ahead =
          isPending && options.indices.contains(Int(directive.option))
          ? options[Int(directive.option)].anchor : nil
        guard let place = ahead ?? fleet.destination(ofRobot: row) else { continue }
        marks.append(
          PlanMark(robot: row, destination: place, kind: directive.kind, isPending: isPending))
      }
      return marks
    },
    sketch: { crowd, frame in
      (0..<min(SyntheticFleet.markedCount, frame.robotCount)).map { robot in
        PlanMark(
          robot: robot,
          destination: Vec2(crowd.scenery.bounds.upper.x - 2, frame.pose[robot].position.y),
          kind: frame.stage[robot] == .charging ? .charge : .serve, isPending: robot % 9 == 0)
      }
    },
    draw: { $0.drawPlans() })
}

extension FleetFrame {
  /// Where robots are bound; none where that was not asked for.
  public var plans: [PlanMark] {
    get { marks(of: .plans) }
    set { replaceMarks(newValue, of: .plans) }
  }
}

extension Theme {
  /// The colour of what a robot is told: that of the stage which it leads to.
  func color(of kind: DirectiveKind) -> Color {
    switch kind {
    case .serve: color(of: .travelling)
    case .charge: color(of: .charging)
    case .none, .makeWay, .wait: color(of: .idle)
    }
  }
}

extension PictureBuilder {
  /// A line from each robot to where it is bound, dashed while its directive has not come into force.
  fileprivate mutating func drawPlans() {
    let visible = camera.visible
    for plan in frame.plans where plan.robot >= 0 && plan.robot < frame.robotCount {
      let place = frame.pose[plan.robot].position
      var box = AABB.empty
      box.include(place)
      box.include(plan.destination)
      // A line along an axis has a box without area.
      guard place.isFinite, plan.destination.isFinite, box.expanded(by: 0.5).overlaps(visible)
      else { continue }
      let isChosen = viewer.selection.contains(plan.robot)
      let color = theme.color(of: plan.kind).opacity(isChosen ? 1 : 0.5)
      let end = camera.screen(plan.destination)
      list.line(
        camera.screen(place), end, color: color, width: (isChosen ? 2.2 : 1.2) * scale,
        dash: plan.isPending ? 5 * scale : 0)
      list.disc(end, radius: 2.4 * scale, fill: color)
    }
  }
}

extension Viewer {
  /// What the colours of plans mean; nothing while they are off.
  var planRows: [PanelRow] {
    guard options.overlays.contains(.plans) else { return [] }
    let words: [(DirectiveKind, String)] = [
      (.serve, "to serve"), (.charge, "to charge"), (.makeWay, "out of the way"),
    ]
    return [.heading("lines: bound")]
      + words.map { kind, word in
        .swatch(
          options.theme.color(of: kind), word,
          note: Format.whole(frame.plans.filter { $0.kind == kind }.count))
      } + [.text("dashed: not in force yet")]
  }
}
