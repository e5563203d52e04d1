import SimCore

/// Front-steered, rear axle without slip.
///
/// The wheel base is centred on the body, so the axle lies half of it behind the origin; the control
/// point is the middle of the front axle.
enum Car {
  static let kind = DriveKind(
    "car",
    summary: "steered in front, no slip at the rear axle; has a smallest turning circle",
    keys: steeringKeys(most: "35 deg"), motion: .rolling, look: .rollers
  ) { values in
    let wheelBase = values[0]
    var wheels = Drive.Wheels()
    wheels.axleOffset = -0.5 * wheelBase
    wheels.controlPointOffset = 0.5 * wheelBase
    wheels.leastRadius = turningRadius(wheelBase: wheelBase, maxSteer: values[1])
    wheels.steeredBase = wheelBase
    return wheels
  }
}

/// The keys of drives that steer with wheels: `wheel_base` (m) and `max_steer` (rad).
func steeringKeys(most steer: String) -> [DriveKey] {
  [
    DriveKey("wheel_base", .length, through: 100, .required, doc: "Distance between the axles."),
    DriveKey(
      "max_steer", .angle, through: 1.5, .value(steer),
      doc: "Largest steering angle."),
  ]
}

/// Smallest radius of a turn at the axle without slip, metres: L / tan(largest steering angle).
func turningRadius(wheelBase: Float, maxSteer: Float) -> Float {
  wheelBase * cosine(maxSteer) / max(1e-6, sine(maxSteer))
}

extension Drive {
  /// Steered in front; `wheelBase` in metres, `maxSteer` in radians.
  public static func carLike(wheelBase: Float, maxSteer: Float) -> Drive {
    Car.kind.drive([wheelBase, maxSteer])
  }
}
