import Contracts
import MeanFields
import SimCore

/// A way of coordinating in a run: how messages become what each policy reads of the population, and
/// what they cost.
///
/// It is called once per class and tick, so that it may be a class behind a protocol. What all ways
/// share — the robots' states, the fields, the channel, the ledger — is the `Exchange`; a scheme holds
/// what it alone needs. Whatever it sends it bills where it sends it.
///
/// The same bits for any number of workers: nothing here may depend on the order of threads.
public protocol CoordinationScheme: AnyObject {
  /// Takes the fleet as it was placed: known to all, billed to nobody. The fields are primed already.
  func prime(_ exchange: inout Exchange)

  /// One executor tick after the robots acted: reports, estimates and broadcasts, each with its bill.
  func update(_ exchange: inout Exchange, _ tick: CoordinationTick)

  /// What policies of a class and layer read of the population.
  ///
  /// Pointers are valid until the next update.
  func view(
    _ exchange: borrowing Exchange, classIndex: Int, layer: FieldLayer
  ) -> PopulationView

  /// The spatial field that policies of a layer read, or nil.
  func grid(_ exchange: borrowing Exchange, for layer: FieldLayer) -> SpatialFieldView?

  /// The density of where robots are bound that policies of a layer read, or nil.
  func destinations(_ exchange: borrowing Exchange, for layer: FieldLayer) -> DestinationFieldView?

  /// How far away the density is made of robots that a robot itself may hear.
  func earshot(_ exchange: borrowing Exchange) -> Earshot

  /// Each robot's own share of the open jobs, or nil where all know all. [robotCount × optionCount]
  var demandShares: UnsafePointer<Float>? { get }

  /// Bills what robots of a class read at one decision, where reading costs.
  func billReads(_ exchange: inout Exchange, _ reads: DecisionReads, of view: PopulationView)

  /// Who sends messages to whom once per update; for pictures.
  func addLinks(_ exchange: borrowing Exchange, to links: inout LinkList)

  /// Lists what a snapshot holds besides the exchange.
  func visitState(_ archive: inout StateArchive)
}

extension CoordinationScheme {
  /// The mean fields as the coupling grants them.
  public func view(
    _ exchange: borrowing Exchange, classIndex: Int, layer: FieldLayer
  ) -> PopulationView { exchange.fields.view(classIndex: classIndex, layer: layer) }

  /// The spatial field as mode and coupling grant it.
  public func grid(
    _ exchange: borrowing Exchange, for layer: FieldLayer
  ) -> SpatialFieldView? { exchange.fields.grid(for: layer) }

  /// The destination density as mode and coupling grant it.
  public func destinations(
    _ exchange: borrowing Exchange, for layer: FieldLayer
  ) -> DestinationFieldView? { exchange.fields.destinations(for: layer) }

  /// Everywhere.
  public func earshot(_ exchange: borrowing Exchange) -> Earshot { .everywhere }

  /// All know all.
  public var demandShares: UnsafePointer<Float>? { nil }

  /// Reading costs nothing.
  public func billReads(
    _ exchange: inout Exchange, _ reads: DecisionReads, of view: PopulationView
  ) {}

  /// Nobody sends anything.
  public func addLinks(_ exchange: borrowing Exchange, to links: inout LinkList) {}

  /// Nothing to prime.
  public func prime(_ exchange: inout Exchange) {}

  /// Nothing to keep.
  public func visitState(_ archive: inout StateArchive) {}
}

/// When an update takes place.
public struct CoordinationTick {
  /// The physics step.
  public let step: Int
  /// True where an orchestrator period is complete.
  public let isPlanningTick: Bool

  /// A tick from its values.
  public init(step: Int, isPlanningTick: Bool) {
    self.step = step
    self.isPlanningTick = isPlanningTick
  }
}

/// What robots of one class and layer read at one decision.
public struct DecisionReads {
  /// The layer that decides.
  public let layer: FieldLayer
  /// The class.
  public let classIndex: Int
  /// Robots that decide.
  public let robotCount: Int
  /// Points at which each samples the spatial field.
  public let gridSamples: Int
  /// Ways that each asks about.
  public let ways: Int
  /// Goals of which each asks how many are bound for there.
  public let destinations: Int
  /// True where m^orch is the one of an earlier decision: it came over the wire then.
  public let isHeld: Bool

  /// Reads from their values.
  public init(
    layer: FieldLayer, classIndex: Int, robotCount: Int, gridSamples: Int = 0, ways: Int = 0,
    destinations: Int = 0, isHeld: Bool
  ) {
    self.layer = layer
    self.classIndex = classIndex
    self.robotCount = robotCount
    self.gridSamples = gridSamples
    self.ways = ways
    self.destinations = destinations
    self.isHeld = isHeld
  }
}

/// A run beside the run, with other seeds and under mean fields: where a placebo's fields come from.
public protocol TwinSource: AnyObject {
  /// Goes on by one executor tick.
  func advance()
  /// Calls a function with its fields.
  func readFields<Result>(_ body: (borrowing MeanFieldBank) -> Result) -> Result
  /// Lists what a snapshot holds.
  func visitState(_ archive: inout StateArchive)
}
