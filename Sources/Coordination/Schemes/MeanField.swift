import Contracts
import MeanFields
import SimCore

extension CoordinationMode {
  /// The hierarchical mean fields m^orch and m^exec.
  public static let meanField = CoordinationMode("meanField")
}

extension CoordinationKind {
  /// The two layers' mean fields, from an aggregator.
  static let meanField = CoordinationKind(
    .meanField, summary: "the hierarchical mean fields m^orch and m^exec",
    grants: .fields, isAggregated: true, make: { exchange, _ in FieldBroadcast(exchange) })
}

/// Every robot reports to an aggregator, which sends every class its stacks.
///
/// Billed are every robot's microstate per update on the way up, and what is read on the way down:
/// stacks and cells of the grid.
final class FieldBroadcast: CoordinationScheme {
  private var held: HeldFields

  init(_ exchange: borrowing Exchange) { held = HeldFields(exchange) }

  func prime(_ exchange: inout Exchange) { held.prime(from: FieldStacks(of: exchange.fields)) }

  func update(_ exchange: inout Exchange, _ tick: CoordinationTick) {
    exchange.formFields(tick)
    held.send(FieldStacks(of: exchange.fields), &exchange, tick)
  }

  func view(
    _ exchange: borrowing Exchange, classIndex: Int, layer: FieldLayer
  ) -> PopulationView {
    held.view(
      exchange.fields.view(classIndex: classIndex, layer: layer), classIndex: classIndex,
      layer: layer)
  }

  func billReads(
    _ exchange: inout Exchange, _ reads: DecisionReads, of view: PopulationView
  ) { exchange.billFieldReads(reads, of: view) }

  func addLinks(_ exchange: borrowing Exchange, to links: inout LinkList) {
    links.addAggregator(ofRobots: exchange.robotCount)
  }

  func visitState(_ archive: inout StateArchive) { held.visitState(&archive) }
}
