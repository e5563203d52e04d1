/// Two driven wheels: turns on the spot, no lateral motion.
///
/// The control point lies half a bounding radius ahead of the centre.
enum Differential {
  static let kind = DriveKind(
    "differential", summary: "two driven wheels: turns on the spot, no sideways motion",
    keys: [
      DriveKey(
        "axle_width", .length, through: 100,
        .fromWidth { 0.8 * $0 },
        doc: "Distance between the driven wheels; default: 0.8 of the body's width.")
    ], motion: .rolling, look: .wheels
  ) { values in
    var wheels = Drive.Wheels()
    wheels.controlPointOffset = nil
    wheels.axleWidth = values[0]
    return wheels
  }
}

extension Drive {
  /// Two driven wheels, `axleWidth` metres apart.
  public static func differential(axleWidth: Float) -> Drive {
    Differential.kind.drive([axleWidth])
  }
}
