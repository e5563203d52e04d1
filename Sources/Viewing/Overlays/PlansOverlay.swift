import Contracts
import Scenes
import SimCore
import Simulation
import Work

/// Where a robot is bound, and what for.
public struct PlanMark: Equatable, Sendable {
  /// The robot.
  public var robot: Int
  /// Where it is bound, metres; nil where it is bound for nowhere.
  public var destination: Vec2?
  /// What it is told to do there.
  public var kind: DirectiveKind
  /// True while its directive has not come into force.
  public var isPending: Bool
  /// True while it goes on after its deadline.
  public var isLate: Bool
  /// What its last directive came to within the last moments, where that was no good end; nil otherwise.
  public var setback: Setback?

  /// A directive that ended badly just now.
  public struct Setback: Equatable, Sendable {
    /// Rejected, expired or failed.
    public var outcome: DirectiveStatus
    /// Simulated seconds since then.
    public var age: Float
    /// A setback from its values.
    public init(outcome: DirectiveStatus, age: Float) {
      self.outcome = outcome
      self.age = age
    }
  }

  /// A mark from its values.
  public init(
    robot: Int, destination: Vec2?, kind: DirectiveKind, isPending: Bool = false,
    isLate: Bool = false, setback: Setback? = nil
  ) {
    self.robot = robot
    self.destination = destination
    self.kind = kind
    self.isPending = isPending
    self.isLate = isLate
    self.setback = setback
  }
}

/// Robots whose plans are drawn at most: more lines cover the floor.
private let mostPlans = 2000
/// Simulated seconds for which a robot shows that its directive ended badly.
private let flashSeconds: Float = 2

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
        let place = ahead ?? fleet.destination(ofRobot: row)
        let setback = fleet.setback(ofRobot: row)
        guard place != nil || setback != nil else { continue }
        marks.append(
          PlanMark(
            robot: row, destination: place, kind: directive.kind, isPending: isPending,
            isLate: !isPending && directive.kind == .serve && place != nil
              && Int(directive.deadlineStep) <= fleet.stepCount, setback: setback))
      }
      return marks
    },
    sketch: { crowd, frame in
      (0..<min(SyntheticFleet.markedCount, frame.robotCount)).map { robot in
        PlanMark(
          robot: robot,
          destination: Vec2(crowd.scenery.bounds.upper.x - 2, frame.pose[robot].position.y),
          kind: frame.stage[robot] == .charging ? .charge : .serve, isPending: robot % 9 == 0,
          setback: robot % 29 == 7 ? PlanMark.Setback(outcome: .rejected, age: 0.5) : nil)
      }
    },
    draw: { $0.drawPlans() })
}

extension Fleet {
  /// What a robot's last directive came to, where it ended badly a moment ago.
  fileprivate func setback(ofRobot row: Int) -> PlanMark.Setback? {
    guard let end = lastEnd(ofRobot: row), [.rejected, .expired, .failed].contains(end.outcome)
    else { return nil }
    let age = Float(stepCount - end.step) / Float(max(1, model.clocks.physicsRate))
    return age < flashSeconds ? PlanMark.Setback(outcome: end.outcome, age: age) : nil
  }
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
  /// A line from each robot to where it is bound, dashed while its directive has not come into force; a ring round
  /// each whose directive has just come to nothing.
  fileprivate mutating func drawPlans() {
    let visible = camera.visible
    for plan in frame.plans where plan.robot >= 0 && plan.robot < frame.robotCount {
      let place = frame.pose[plan.robot].position
      guard place.isFinite else { continue }
      if let setback = plan.setback { flash(setback, at: place, within: visible) }
      guard let destination = plan.destination else { continue }
      var box = AABB.empty
      box.include(place)
      box.include(destination)
      // A line along an axis has a box without area.
      guard destination.isFinite, box.expanded(by: 0.5).overlaps(visible) else { continue }
      let isChosen = viewer.selection.contains(plan.robot)
      let ink = plan.isLate ? theme.color(of: DirectiveStatus.expired) : theme.color(of: plan.kind)
      let color = ink.opacity(isChosen || plan.isLate ? 1 : 0.5)
      let end = camera.screen(destination)
      list.line(
        camera.screen(place), end, color: color, width: (isChosen ? 2.2 : 1.2) * scale,
        dash: plan.isPending ? 5 * scale : 0)
      list.disc(end, radius: 2.4 * scale, fill: color)
    }
  }

  /// A ring that grows and fades.
  private mutating func flash(_ setback: PlanMark.Setback, at place: Vec2, within visible: AABB) {
    let share = max(0, min(1, setback.age / flashSeconds))
    let radius = (8 + 14 * share) * scale
    guard visible.expanded(by: radius / camera.pixelsPerMetre).contains(place) else { return }
    let color = theme.color(of: setback.outcome)
    list.disc(
      camera.screen(place), radius: radius, fill: color.opacity(0.25 * (1 - share)),
      border: 2.5 * scale, stroke: color.opacity(1 - 0.8 * share))
  }
}

extension Theme {
  /// The colour of a bad end: of what was refused, and of what came too late or failed.
  func color(of outcome: DirectiveStatus) -> Color {
    outcome == .rejected ? warning : yellow
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
          note: Format.whole(
            frame.plans.filter { $0.kind == kind && $0.destination != nil }.count))
      } + setbackRows + [.text("dashed: not in force yet")]
  }

  /// How many are late, and how many directives have just come to nothing; nothing where all is well.
  private var setbackRows: [PanelRow] {
    let plans = frame.plans
    let rows: [(DirectiveStatus, String, Int)] = [
      (.expired, "late", plans.filter(\.isLate).count),
      (.rejected, "ring: rejected", plans.filter { $0.setback?.outcome == .rejected }.count),
      (
        .failed, "ring: late or failed",
        plans.filter { $0.setback.map { $0.outcome != .rejected } ?? false }.count
      ),
    ]
    return rows.filter { $0.2 > 0 }.map { outcome, word, count in
      .swatch(options.theme.color(of: outcome), word, note: Format.whole(count))
    }
  }
}
