/// The kinds of drive that scenes may name.
///
///     let catalog = DriveCatalog.standard.adding(MyDrive.kind)
public struct DriveCatalog: Sendable {
  /// All kinds, in the order in which people read of them.
  public private(set) var kinds: [DriveKind]

  /// The built-in kinds.
  public static let standard = DriveCatalog([
    Differential.kind, Omnidirectional.kind, Car.kind, Forklift.kind, Fixed.kind,
  ])

  /// A catalogue of kinds, each of another word.
  public init(_ kinds: [DriveKind] = []) {
    self.kinds = []
    for kind in kinds { self = adding(kind) }
  }

  /// This catalogue with one more kind.
  ///
  /// - Precondition: no kind of the catalogue has its word.
  public func adding(_ kind: DriveKind) -> DriveCatalog {
    precondition(self.kind(kind.word) == nil, "two kinds of drive are called '\(kind.word)'")
    var result = self
    result.kinds.append(kind)
    return result
  }

  /// The kind of this word, or nil.
  public func kind(_ word: String) -> DriveKind? { kinds.first { $0.word == word } }
}
