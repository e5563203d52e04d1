import Contracts

/// What the policies of one class and layer read of the fields: what they do not read is not sent to them.
public struct PopulationReads: OptionSet, Hashable, Sendable {
  /// A bit for each field.
  public let rawValue: UInt8

  /// Reads from their bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// m^orch.
  public static let plans = PopulationReads(rawValue: 1)
  /// The features of m^exec.
  public static let contexts = PopulationReads(rawValue: 2)
  /// The spatial part of m^exec.
  public static let grid = PopulationReads(rawValue: 4)
  /// The spatial part of m^orch: where robots are bound.
  public static let destinations = PopulationReads(rawValue: 8)
  /// Both fields, with their spatial parts.
  public static let all: PopulationReads = [.plans, .contexts, .grid, .destinations]

  /// The features of a layer's field.
  public static func field(of source: FieldLayer) -> PopulationReads {
    source == .orchestrator ? .plans : .contexts
  }
}
