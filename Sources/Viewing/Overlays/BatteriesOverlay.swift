import Contracts
import SimCore
import Simulation

/// How the battery of a robot stands.
public struct BatteryMark: Equatable, Sendable {
  /// What it means for the robot.
  public enum State: Sendable {
    /// It lasts.
    case fine
    /// It is low: the robot charges where there is a dock.
    case low
    /// The robot has a dock of its own, or is on its way there.
    case docked
    /// The robot must charge, or is told to, and no dock is its own.
    case undocked
  }
  /// The robot.
  public var robot: Int
  /// State of charge, in [0, 1].
  public var charge: Float
  /// What it means.
  public var state: State

  /// A mark from its values.
  public init(robot: Int, charge: Float, state: State) {
    self.robot = robot
    self.charge = charge
    self.state = state
  }
}

extension BatteryMark.State {
  /// The state of a robot of a run.
  init(_ charge: ChargeInspection) {
    self.init(
      isLow: charge.isLow, mustCharge: charge.isUrgent || charge.isBound, hasDock: charge.hasDock)
  }

  /// A state from what is true of a robot.
  init(isLow: Bool, mustCharge: Bool, hasDock: Bool) {
    self = hasDock ? .docked : mustCharge ? .undocked : isLow ? .low : .fine
  }
}

/// Robots whose batteries are shown at most: more rings cover the floor.
private let mostBatteries = 2000
/// Pieces of a full ring.
private let ringPieces = 24
/// From this radius of a robot (points) on every battery has its ring; below, those that matter.
private let leastBody: Float = 4.5

extension Overlay {
  /// Batteries as rings, and who needs a dock and has none.
  public static let batteries = Overlay(
    "batteries", key: "r", "batteries, and who has no dock", layer: .overRobots,
    absence: "no robot has a battery",
    capture: { fleet, _ in
      var marks: [BatteryMark] = []
      for row in 0..<fleet.robotCount where marks.count < mostBatteries {
        guard let charge = fleet.charge(ofRobot: row) else { continue }
        marks.append(BatteryMark(robot: row, charge: charge.charge, state: .init(charge)))
      }
      return marks
    },
    sketch: { _, frame in
      (0..<min(SyntheticFleet.markedCount, frame.robotCount)).map { robot in
        let charge = frame.battery[robot]
        return BatteryMark(
          robot: robot, charge: charge,
          state: frame.stage[robot] == .charging
            ? .docked : charge > 0.3 ? .fine : robot % 2 == 0 ? .low : .undocked)
      }
    },
    draw: { $0.drawBatteries() })
}

extension FleetFrame {
  /// How batteries stand; none where that was not asked for.
  public var batteries: [BatteryMark] {
    get { marks(of: .batteries) }
    set { replaceMarks(newValue, of: .batteries) }
  }
}

extension PictureBuilder {
  /// A ring as long as the charge round each robot near enough, and at any zoom round those that need a dock.
  fileprivate mutating func drawBatteries() {
    for mark in frame.batteries where mark.robot >= 0 && mark.robot < frame.robotCount {
      let place = frame.pose[mark.robot].position
      guard place.isFinite else { continue }
      let look = scenery.classes[scenery.classIndex(ofRobot: mark.robot)]
      let body = look.shape.boundingRadius * camera.pixelsPerMetre
      let radius = max(7 * scale, body + 4 * scale)
      guard mark.state == .undocked || mark.state == .low || body >= leastBody * scale,
        camera.visible.expanded(by: radius / camera.pixelsPerMetre).contains(place)
      else { continue }
      list.ring(mark, at: camera.screen(place), radius: radius, theme: theme, scale: scale)
    }
  }
}

extension DrawList {
  /// A battery as a ring that is full at the top and runs out against the clock; with a badge where the robot has
  /// no dock.
  mutating func ring(
    _ mark: BatteryMark, at middle: Vec2, radius: Float, theme: Theme, scale: Float
  ) {
    let charge = max(0, min(1, mark.charge))
    let map = RobotPainter.map(of: .byBattery, theme: theme)
    let color = mark.state == .undocked ? theme.warning : map[charge]
    disc(
      middle, radius: radius + scale, fill: .clear, border: 2 * scale,
      stroke: theme.mutedText.opacity(0.3))
    let pieces = max(1, Int((Float(ringPieces) * charge).rounded(.up)))
    let points = (0...pieces).map { piece in
      let turn = Rotation(angle: 2 * .pi * charge * Float(piece) / Float(pieces)).xAxis
      return middle + Vec2(turn.y, -turn.x) * radius
    }
    path(points, color: color, width: 2 * scale)
    guard mark.state == .undocked else { return }
    // A battery that is nearly empty, at two o'clock.
    let size = Vec2(11, 6.5) * scale
    let corner = middle + Vec2(0.6, -0.8) * radius + Vec2(1, -5) * scale
    box(
      corner, size, fill: theme.panel.opacity(1), radius: 1.5 * scale, border: 1.3 * scale,
      stroke: theme.warning)
    box(
      corner + Vec2(size.x, 2 * scale), Vec2(1.6, 2.5) * scale, fill: theme.warning)
    box(
      corner + Vec2(2, 2) * scale, Vec2(max(1.2, 7 * charge), 2.5) * scale, fill: theme.warning)
  }
}

extension Viewer {
  /// What the rings mean, and how many robots need a dock; nothing while they are off.
  var batteryRows: [PanelRow] {
    guard options.overlays.contains(.batteries) else { return [] }
    func count(_ state: BatteryMark.State) -> String {
      Format.whole(frame.batteries.filter { $0.state == state }.count)
    }
    return [
      .heading("rings: state of charge"),
      .ramp(RobotPainter.map(of: .byBattery, theme: options.theme), low: "empty", high: "full"),
      .swatch(options.theme.warning, "must charge, no dock", note: count(.undocked)),
      .text("\(count(.docked)) have one, \(count(.low)) are low"),
    ]
  }
}
