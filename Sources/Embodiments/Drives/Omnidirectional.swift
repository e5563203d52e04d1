/// Moves and turns freely in every direction (omni or mecanum wheels); controlled at its centre.
enum Omnidirectional {
  static let kind = DriveKind(
    "omnidirectional", summary: "moves and turns freely in every direction", motion: .strafing,
    look: .rollers
  ) { _ in Drive.Wheels() }
}

extension Drive {
  /// Wheels that roll in every direction.
  public static var omnidirectional: Drive { Omnidirectional.kind.drive() }
}
