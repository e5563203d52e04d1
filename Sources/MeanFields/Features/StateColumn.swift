import Contracts
import SimCore

/// A part of a microstate that extra features can be of: one or two numbers at a place in it.
///
/// Each microstate has one table of them, `columns`; words, units and reading follow from it.
public struct StateColumn: Equatable, Sendable {
  /// As scenes write it.
  public let word: String
  /// Unit of its numbers; "1" where they have none.
  public let unit: String
  /// The layer whose microstate has it.
  public let layer: FieldLayer
  /// How many numbers it is.
  public let dimension: Int
  /// The byte of the microstate at which they begin.
  let byteOffset: Int

  /// One number of a microstate.
  fileprivate init<State: Microstate>(_ word: String, _ part: KeyPath<State, Float>, _ unit: String)
  {
    self.init(word, of: State.self, at: part, dimension: 1, unit)
  }

  /// Two numbers of a microstate.
  fileprivate init<State: Microstate>(_ word: String, _ part: KeyPath<State, Vec2>, _ unit: String)
  {
    self.init(word, of: State.self, at: part, dimension: 2, unit)
  }

  private init<State: Microstate>(
    _ word: String, of type: State.Type, at part: PartialKeyPath<State>, dimension: Int,
    _ unit: String
  ) {
    guard let place = MemoryLayout<State>.offset(of: part) else {
      preconditionFailure("'\(word)' is not stored in the microstate")
    }
    self.word = word
    self.unit = unit
    self.dimension = dimension
    layer = State.layer
    byteOffset = place
  }

  /// The part that a scene names, or nil.
  public init?(word: String) {
    guard let found = StateColumn.all.first(where: { $0.word == word }) else { return nil }
    self = found
  }

  /// All parts of both layers' microstates.
  public static var all: [StateColumn] {
    ExecutorMicrostate.columns + OrchestratorMicrostate.columns
  }

  /// The parts of a layer's microstate, in the order of its row of floats.
  public static func columns(of layer: FieldLayer) -> [StateColumn] {
    all.filter { $0.layer == layer }
  }

  /// The bytes of a layer's microstate at which the numbers of its row lie, in order.
  static func byteOffsets(of layer: FieldLayer) -> [Int32] {
    columns(of: layer).flatMap { column in
      (0..<column.dimension).map { Int32(column.byteOffset + 4 * $0) }
    }
  }

  /// First float of it in the row.
  var offset: Int {
    Self.columns(of: layer).prefix { $0 != self }.reduce(0) { $0 + $1.dimension }
  }
}

extension ExecutorMicrostate {
  /// What extra features of m^exec can be of.
  fileprivate static let columns: [StateColumn] = [
    StateColumn("position", \Self.position, "m"),
    StateColumn("velocity", \Self.velocity, "1"),
    StateColumn("spin", \Self.spin, "1"),
    StateColumn("speed_ratio", \Self.speedRatio, "1"),
    StateColumn("impulse", \Self.impulse, "1"),
    StateColumn("battery", \Self.battery, "1"),
    StateColumn("uncertainty", \Self.uncertainty, "1"),
  ]
}

extension OrchestratorMicrostate {
  /// What extra features of m^orch can be of.
  fileprivate static let columns: [StateColumn] = [
    StateColumn("plan_age", \Self.planAge, "periods"),
    StateColumn("entropy", \Self.entropy, "1"),
    StateColumn("progress", \Self.progress, "1"),
    StateColumn("predicted_success", \Self.predictedSuccess, "1"),
  ]
}
