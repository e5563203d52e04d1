/// A key of a kind of drive in scene files: one number.
public struct DriveKey: Sendable {
  /// What its number measures, and the range allowed.
  public enum Quantity: Equatable, Sendable {
    /// A length, metres.
    case length
    /// An angle, radians.
    case angle
  }
  /// What stands where a scene gives no value.
  public enum Default: Sendable {
    /// A scene must give it.
    case required
    /// A value as scenes write it, with its unit.
    case value(String)
    /// It follows from the body's width, metres; the key's sentence says how.
    case fromWidth(@Sendable (Double) -> Double)
  }
  /// Name, snake case.
  public let name: String
  /// What it measures.
  public let quantity: Quantity
  /// Largest value, in SI; the least is above 0.
  public let most: Double
  /// What stands where a scene gives none.
  public let standard: Default
  /// One sentence for people, with its full stop.
  public let doc: String

  /// A key from its values.
  public init(
    _ name: String, _ quantity: Quantity, through most: Double, _ standard: Default, doc: String
  ) {
    self.name = name
    self.quantity = quantity
    self.most = most
    self.standard = standard
    self.doc = doc
  }
}

/// A kind of drive: its word, its keys, and how it is built from their values.
///
/// One file holds all of a kind; `DriveCatalog` lists it.
public struct DriveKind: Sendable {
  /// The word in scene files.
  public let word: String
  /// One sentence for people, without a full stop.
  public let summary: String
  /// Its keys, in order.
  public let keys: [DriveKey]
  /// Which motions of its axle are free of slip.
  public let motion: Drive.Motion
  /// What it looks like from above.
  public let look: Drive.Look
  /// True where it carries pallets on a fork.
  public let lifts: Bool
  /// False where it is bolted to the floor: it then has no speed and no traction.
  public var moves: Bool { motion != .none }

  private let build: @Sendable ([Float]) -> Drive.Wheels

  /// A kind from its values.
  ///
  /// - Parameters:
  ///   - word: The word in scene files.
  ///   - summary: One sentence for people, without a full stop.
  ///   - keys: Its keys, in order.
  ///   - motion: Which motions of its axle are free of slip.
  ///   - look: What it looks like from above.
  ///   - lifts: True where it carries pallets on a fork.
  ///   - build: The wheels, from the values of the keys in order.
  public init(
    _ word: String, summary: String, keys: [DriveKey] = [], motion: Drive.Motion,
    look: Drive.Look, lifts: Bool = false, build: @escaping @Sendable ([Float]) -> Drive.Wheels
  ) {
    self.word = word
    self.summary = summary
    self.keys = keys
    self.motion = motion
    self.look = look
    self.lifts = lifts
    self.build = build
  }

  /// A drive of this kind.
  ///
  /// - Precondition: there is a value for each key.
  public func drive(_ values: [Float] = []) -> Drive {
    precondition(values.count == keys.count, "a \(word) drive has \(keys.count) values")
    return Drive(
      word: word, values: values, motion: motion, wheels: build(values), look: look, lifts: lifts)
  }
}
