import Contracts
import MeanFields
import SimCore

/// What is sent in place of the present fields.
protocol FieldSubstitute: ~Copyable {
  /// Goes on by an update, after the fields have, and changes what is sent; at time zero it was the fields.
  mutating func update(
    _ sent: inout FieldCopy, _ exchange: borrowing Exchange, _ tick: CoordinationTick)
  /// Lists what a snapshot holds besides what is sent.
  mutating func visitState(_ archive: inout StateArchive)
}

/// Everything is reported, formed and billed as under `meanField`; what is sent is something else, over the same
/// channel: a control.
final class SubstitutedFields<Substitute: FieldSubstitute & ~Copyable>: CoordinationScheme {
  private var substitute: Substitute
  private var sent: FieldCopy
  private var held: HeldFields

  init(_ exchange: borrowing Exchange, _ substitute: consuming Substitute) {
    self.substitute = substitute
    sent = FieldCopy(of: exchange.fields)
    held = HeldFields(exchange)
  }

  func prime(_ exchange: inout Exchange) {
    sent.copyStacks(of: exchange.fields)
    sent.copyCells(of: exchange.fields)
    held.prime(from: sent.sent)
  }

  func update(_ exchange: inout Exchange, _ tick: CoordinationTick) {
    exchange.formFields(tick)
    substitute.update(&sent, exchange, tick)
    held.send(sent.sent, &exchange, tick)
  }

  func view(
    _ exchange: borrowing Exchange, classIndex: Int, layer: FieldLayer
  ) -> PopulationView {
    let view = exchange.fields.view(classIndex: classIndex, layer: layer)
    return held.view(
      sent.view(view, classIndex: classIndex, layer: layer), classIndex: classIndex, layer: layer)
  }

  func grid(_ exchange: borrowing Exchange, for layer: FieldLayer) -> SpatialFieldView? {
    sent.grid(exchange.fields.grid(for: layer))
  }

  func destinations(
    _ exchange: borrowing Exchange, for layer: FieldLayer
  ) -> DestinationFieldView? {
    sent.destinations(exchange.fields.destinations(for: layer))
  }

  func billReads(
    _ exchange: inout Exchange, _ reads: DecisionReads, of view: PopulationView
  ) { exchange.billFieldReads(reads, of: view) }

  func addLinks(_ exchange: borrowing Exchange, to links: inout LinkList) {
    links.addAggregator(ofRobots: exchange.robotCount)
  }

  func visitState(_ archive: inout StateArchive) {
    sent.visitState(&archive)
    substitute.visitState(&archive)
    held.visitState(&archive)
  }
}
