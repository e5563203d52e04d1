import MeanFields
import SimCore

/// What there is to know of a way of coordinating before a run.
public struct CoordinationKind: Sendable {
  /// Its word in scenes.
  public let mode: CoordinationMode
  /// What robots learn, in one sentence.
  public let summary: String
  /// What policies may read under it, before the coupling of the layers.
  public let grants: PopulationGrants
  /// True where robots send messages, so that a limited channel has something to limit.
  public let usesChannel: Bool
  /// True where an aggregator forms the fields from all robots' reports and sends them to all.
  public let isAggregated: Bool
  /// Its own keys of `coordination` in scenes.
  public let keys: [CoordinationKey]
  /// Where a robot's picture of the population is its own: how it came by it, in words; else nil.
  public let believed: @Sendable (SchemeSettings) -> String?
  /// Why it carries no density of destinations although it grants fields, as a sentence's end; else nil.
  public let withholdsDestinations: String?
  /// Bytes of the largest payment that is asked of a robot at once: less room would make it mute.
  public let largestMessage:
    @Sendable (SchemeSettings, PopulationLayout, ChannelConfiguration) -> Int
  /// Makes the running scheme.
  public let make: @Sendable (borrowing Exchange, () -> any TwinSource) -> any CoordinationScheme

  /// True where a key of it is the path of a file, without which it cannot run.
  public var needsFile: Bool {
    keys.contains { if case .file = $0.value { true } else { false } }
  }

  /// A way of coordinating from its values.
  public init(
    _ mode: CoordinationMode, summary: String, grants: PopulationGrants, usesChannel: Bool = true,
    isAggregated: Bool = false,
    keys: [CoordinationKey] = [],
    believed: @escaping @Sendable (SchemeSettings) -> String? = { _ in nil },
    withholdsDestinations: String? = nil,
    largestMessage:
      @escaping @Sendable (SchemeSettings, PopulationLayout, ChannelConfiguration) -> Int = {
        _, _, _ in 4096
      },
    make:
      @escaping @Sendable (borrowing Exchange, () -> any TwinSource) -> any CoordinationScheme
  ) {
    self.mode = mode
    self.summary = summary
    self.grants = grants
    self.usesChannel = usesChannel
    self.isAggregated = isAggregated
    self.keys = keys
    self.believed = believed
    self.withholdsDestinations = withholdsDestinations
    self.largestMessage = largestMessage
    self.make = make
  }
}

/// A key of `coordination` in scenes that a way of coordinating reads.
public struct CoordinationKey: Sendable {
  /// What can be written there.
  public enum Value: Sendable {
    /// A whole number.
    case count(ClosedRange<Int>, standard: Int)
    /// A length above 0, metres.
    case length(through: Double, standard: Double)
    /// A time, seconds.
    case time(from: Double, through: Double, standard: Double)
    /// One of some words.
    case word([String], standard: String)
    /// The path of a file; there is no standard, and whoever reads it needs it.
    case file
  }
  /// Its name.
  public let name: String
  /// What can be written there.
  public let value: Value
  /// One sentence for people, the mode first.
  public let doc: String

  /// A key from its values.
  public init(_ name: String, _ value: Value, _ doc: String) {
    self.name = name
    self.value = value
    self.doc = doc
  }
}

/// What a scene sets of the keys of ways of coordinating; the standard where it is silent.
public struct SchemeSettings: Equatable, Sendable {
  private enum Setting: Equatable, Sendable {
    case number(Double)
    case word(String)
  }
  /// One for each key of the catalogue, in its order.
  private var settings: [Setting]

  /// The standards of all keys.
  public init() {
    settings = CoordinationCatalog.keys.map { key in
      switch key.value {
      case .count(_, let standard): .number(Double(standard))
      case .length(_, let standard), .time(_, _, let standard): .number(standard)
      case .word(_, let standard): .word(standard)
      // What is in it is read elsewhere, and identified there.
      case .file: .word("")
      }
    }
  }

  /// Folds all settings into a hash.
  func addIdentity(to hash: inout StateHash) {
    for setting in settings {
      switch setting {
      case .number(let value): hash.add(value.bitPattern)
      case .word(let word): hash.add(word)
      }
    }
  }

  private func index(_ key: String) -> Int {
    guard let index = CoordinationCatalog.keys.firstIndex(where: { $0.name == key }) else {
      preconditionFailure("no way of coordinating has a key \(key)")
    }
    return index
  }

  /// Sets a number.
  public mutating func set(_ key: String, to number: Double) {
    settings[index(key)] = .number(number)
  }

  /// Sets a word.
  public mutating func set(_ key: String, to word: String) { settings[index(key)] = .word(word) }

  /// A whole number; the key must be in the catalogue.
  public func count(_ key: String) -> Int { Int(number(key)) }

  /// A length, metres; the key must be in the catalogue.
  public func length(_ key: String) -> Float { Float(number(key)) }

  /// A time, seconds; the key must be in the catalogue.
  public func seconds(_ key: String) -> Float { Float(number(key)) }

  /// A word; the key must be in the catalogue.
  public func word(_ key: String) -> String {
    guard case .word(let word) = settings[index(key)] else {
      preconditionFailure("\(key) is no word")
    }
    return word
  }

  private func number(_ key: String) -> Double {
    guard case .number(let number) = settings[index(key)] else {
      preconditionFailure("\(key) is no number")
    }
    return number
  }
}
