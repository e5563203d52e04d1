import SimCore
import Simulation

/// A contact between two bodies, or a body and a wall.
public struct ContactMark: Sendable {
  /// Where, metres.
  public var point: Vec2
  /// Unit normal.
  public var normal: Vec2
  /// Normal impulse of the last step, N·s.
  public var impulse: Float
  /// A contact from its values.
  public init(point: Vec2, normal: Vec2, impulse: Float) {
    self.point = point
    self.normal = normal
    self.impulse = impulse
  }
}

extension Overlay {
  /// Contact points and impulses.
  public static let contacts = Overlay(
    "contacts", key: "c", "contacts and impulses", layer: .overRobots,
    absence: "nothing in view touches anything",
    capture: { fleet, request in
      fleet.contactPoints(in: request.visible, limit: 4000).map(ContactMark.init)
    },
    sketch: { _, frame in
      (0..<min(frame.pose.count, SyntheticFleet.markedCount))
        .filter { frame.flags[$0].contains(.touching) }
        .map { robot in
          let pose = frame.pose[robot]
          return ContactMark(
            point: pose.transform(Vec2(0.35, 0)), normal: -pose.rotation.xAxis,
            impulse: 2 + Float(robot % 7))
        }
    },
    draw: { $0.drawContacts() })
}

extension FleetFrame {
  /// Contacts in the part of the world that was asked for.
  public var contacts: [ContactMark] {
    get { marks(of: .contacts) }
    set { replaceMarks(newValue, of: .contacts) }
  }
}

extension PictureBuilder {
  /// Contact points with their impulse as an arrow along the normal.
  fileprivate mutating func drawContacts() {
    for contact in frame.contacts where camera.visible.contains(contact.point) {
      let place = camera.screen(contact.point)
      // Length grows with the root of the impulse: 1 N·s is 10 points, 100 N·s is 100.
      let along =
        Vec2(contact.normal.x, -contact.normal.y)
        * (10 * scale * max(0, contact.impulse).squareRoot())
      list.arrow(place, place + along, color: theme.warning, width: 1.6 * scale, head: 5 * scale)
      list.disc(place, radius: 3 * scale, fill: theme.warning)
    }
  }
}
