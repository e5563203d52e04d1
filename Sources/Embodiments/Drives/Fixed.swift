/// Does not move: the bolted base of an arm.
enum Fixed {
  static let kind = DriveKind(
    "fixed", summary: "bolted to the floor: the base of an arm", motion: .none, look: .base
  ) { _ in Drive.Wheels() }
}

extension Drive {
  /// Bolted to the floor.
  public static var fixed: Drive { Fixed.kind.drive() }
}
