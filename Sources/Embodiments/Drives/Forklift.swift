/// Rear-steered with a fork in front; the front axle is without slip.
///
/// The wheel base is centred on the body, so the axle lies half of it ahead of the origin; the control
/// point lies half a wheel base ahead of the axle, on the fork.
enum Forklift {
  static let kind = DriveKind(
    "forklift", summary: "steered at the rear, a fork in front that lifts pallets",
    keys: steeringKeys(most: "70 deg") + [
      DriveKey(
        "lift_height", .length, through: 20, .value("0.1 m"),
        doc: "How high the fork lifts a load, for the energy it takes.")
    ], motion: .rolling, look: .fork, lifts: true
  ) { values in
    let wheelBase = values[0]
    var wheels = Drive.Wheels()
    wheels.axleOffset = 0.5 * wheelBase
    wheels.controlPointOffset = wheelBase
    wheels.leastRadius = turningRadius(wheelBase: wheelBase, maxSteer: values[1])
    wheels.steeredBase = -wheelBase
    wheels.liftHeight = values[2]
    return wheels
  }
}

extension Drive {
  /// Steered at the rear; `wheelBase` and `liftHeight` in metres, `maxSteer` in radians.
  public static func forklift(
    wheelBase: Float, maxSteer: Float, liftHeight: Float = 0.1
  ) -> Drive {
    Forklift.kind.drive([wheelBase, maxSteer, liftHeight])
  }
}
