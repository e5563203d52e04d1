import Embodiments

/// A drive of one's own: one driven wheel in front that steers all the way round, two behind that roll.
///
/// So many tow tractors are built. It turns on the spot about the middle of its rear axle.
enum Tricycle {
  static let kind = DriveKind(
    "tricycle", summary: "one driven wheel in front that steers all the way round",
    keys: [
      DriveKey(
        "front_wheel", .length, through: 10, .required,
        doc: "Distance from the rear axle to the driven wheel.")
    ], motion: .rolling, look: .rollers
  ) { values in
    // The wheels are centred on the body: the axle lies half of the distance behind its origin.
    var wheels = Drive.Wheels()
    wheels.axleOffset = -0.5 * values[0]
    wheels.controlPointOffset = 0.5 * values[0]
    wheels.steeredBase = values[0]
    return wheels
  }
}
