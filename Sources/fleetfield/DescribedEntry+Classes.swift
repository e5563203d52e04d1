import Embodiments
import Recording
import Scenes
import SimCore

extension DescribedEntry {
  /// What a robot class can be made of.
  static var embodiments: [DescribedEntry] {
    DriveCatalog.standard.kinds.map {
      DescribedEntry(group: "drive.kind", name: $0.word, summary: $0.summary)
    }
      + Footprint.Shape.allCases.map {
        DescribedEntry(group: "body.shape", name: $0.rawValue, summary: $0.summary)
      } + [
        DescribedEntry(
          group: "arm", name: "links",
          summary: "two or three links on the base, with joint limits and motors")
      ]
  }

  /// The robot classes of a scene.
  static func classes(of scene: Scene) -> [DescribedEntry] {
    scene.robots.map { robots in
      let body = robots.embodiment
      var details: [(name: String, value: String)] = [
        ("body", footprint(body.footprint)), ("mass", "\(number(body.mass)) kg"),
        ("drive", body.drive.word), ("max speed", "\(number(body.limits.maxSpeed)) m/s"),
        ("max acceleration", "\(number(body.limits.maxAcceleration)) m/s²"),
        ("max turn rate", "\(number(body.limits.maxTurnRate)) rad/s"),
        ("traction", number(body.limits.traction)), ("payload", "\(number(body.payload)) kg"),
        (
          "sensors",
          "\(body.sensors.rayCount) rays of \(number(body.sensors.rayRange)) m, "
            + "neighbours within \(number(body.sensors.neighbourRange)) m"
        ),
      ]
      if let battery = body.battery {
        details.append(
          (
            "battery",
            "\(number(battery.capacity / 3600)) Wh, recharges below "
              + "\(number(battery.rechargeBelow * 100)) %"
          ))
      }
      if let arm = body.arm {
        details.append(("arm", arm.links.map(number).joined(separator: " m, ") + " m"))
      }
      details += [("orchestrator", robots.orchestrator), ("executor", robots.executor)]
      return DescribedEntry(
        group: "classes of \(scene.name)", name: robots.name,
        summary: "\(robots.count) × \(body.drive.word), \(footprint(body.footprint))",
        details: details)
    }
  }

  private static func number(_ value: Float) -> String {
    // Through the shortest text of the float: 0.3, not 0.30000001192.
    NumberText.short(Double(value.description) ?? Double(value))
  }

  private static func footprint(_ footprint: Footprint) -> String {
    switch footprint {
    case .circle(let radius): "circle of radius \(number(radius)) m"
    case .box(let length, let width): "box of \(number(length)) m × \(number(width)) m"
    case .capsule(let length, let radius):
      "capsule of length \(number(length)) m and radius \(number(radius)) m"
    case .polygon(let points): "polygon of \(points.count) points"
    }
  }
}
