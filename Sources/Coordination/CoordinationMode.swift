/// What robots learn of the population: one word in the scene.
///
/// The mode is the information, not the policy: the same policy, by hash, runs under every mode that
/// grants what it requires. Modes differ in how a policy's population input is formed and in what the
/// ledger counts. `CoordinationCatalog` lists them; each is declared in the file of its scheme.
public struct CoordinationMode: RawRepresentable, Hashable, Sendable {
  /// The word, as scenes write it.
  public let rawValue: String

  /// The mode of a word, known or not.
  public init(_ word: String) { rawValue = word }

  /// The mode of a word; nil where the catalogue has none of that name.
  public init?(rawValue: String) {
    guard CoordinationCatalog.kinds.contains(where: { $0.mode.rawValue == rawValue }) else {
      return nil
    }
    self.rawValue = rawValue
  }

  /// What the catalogue says of it.
  ///
  /// - Precondition: it is in the catalogue.
  public var kind: CoordinationKind {
    guard let kind = CoordinationCatalog.kinds.first(where: { $0.mode == self }) else {
      preconditionFailure("there is no coordination mode \(rawValue)")
    }
    return kind
  }
}

extension CoordinationMode: CaseIterable {
  /// All modes of the catalogue, in its order.
  public static var allCases: [CoordinationMode] { CoordinationCatalog.kinds.map(\.mode) }
}
