import Contracts
import MeanFields
import SimCore

extension CoordinationMode {
  /// The mean fields of a twin run with other seeds: same schema and rate, no information (C11).
  public static let placebo = CoordinationMode("placebo")
}

extension CoordinationKind {
  /// The control: fields that know nothing of the run.
  static let placebo = CoordinationKind(
    .placebo, summary: "the fields of a twin run with other seeds: the control", grants: .fields,
    isAggregated: true,
    believed: { _ in "the twin run (placebo)" },
    make: { exchange, makeTwin in Placebo(exchange, twin: makeTwin()) })
}

/// Everything is reported and billed as under `meanField`; what is sent are the twin's fields, over
/// the same channel.
private final class Placebo: CoordinationScheme {
  private let twin: any TwinSource
  private var held: HeldFields

  init(_ exchange: borrowing Exchange, twin: any TwinSource) {
    self.twin = twin
    held = HeldFields(exchange)
  }

  func prime(_ exchange: inout Exchange) {
    held.prime(from: twin.readFields { FieldStacks(of: $0) })
  }

  func update(_ exchange: inout Exchange, _ tick: CoordinationTick) {
    exchange.formFields(tick)
    twin.advance()
    held.send(twin.readFields { FieldStacks(of: $0) }, &exchange, tick)
  }

  func view(
    _ exchange: borrowing Exchange, classIndex: Int, layer: FieldLayer
  ) -> PopulationView {
    held.view(
      twin.readFields { $0.view(classIndex: classIndex, layer: layer) }, classIndex: classIndex,
      layer: layer)
  }

  func grid(_ exchange: borrowing Exchange, for layer: FieldLayer) -> SpatialFieldView? {
    twin.readFields { $0.grid(for: layer) }
  }

  func destinations(
    _ exchange: borrowing Exchange, for layer: FieldLayer
  ) -> DestinationFieldView? {
    twin.readFields { $0.destinations(for: layer) }
  }

  func billReads(
    _ exchange: inout Exchange, _ reads: DecisionReads, of view: PopulationView
  ) { exchange.billFieldReads(reads, of: view) }

  func addLinks(_ exchange: borrowing Exchange, to links: inout LinkList) {
    links.addAggregator(ofRobots: exchange.robotCount)
  }

  func visitState(_ archive: inout StateArchive) {
    held.visitState(&archive)
    twin.visitState(&archive)
  }
}
