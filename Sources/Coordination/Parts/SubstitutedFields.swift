import Contracts
import MeanFields
import SimCore

/// What is sent in place of the present fields.
protocol FieldSubstitute: ~Copyable {
  /// What is sent now.
  var sent: FieldCopy { get }
  /// Takes the fields of time zero.
  mutating func prime(_ exchange: borrowing Exchange)
  /// Goes on by an update, after the fields have.
  mutating func update(_ exchange: borrowing Exchange, _ tick: CoordinationTick)
  /// Lists what a snapshot holds.
  mutating func visitState(_ archive: inout StateArchive)
}

/// Everything is reported, formed and billed as under `meanField`; what is sent is something else, over the same
/// channel: a control.
final class SubstitutedFields<Substitute: FieldSubstitute & ~Copyable>: CoordinationScheme {
  private var substitute: Substitute
  private var held: HeldFields

  init(_ exchange: borrowing Exchange, _ substitute: consuming Substitute) {
    self.substitute = substitute
    held = HeldFields(exchange)
  }

  func prime(_ exchange: inout Exchange) {
    substitute.prime(exchange)
    held.prime(from: substitute.sent.sent)
  }

  func update(_ exchange: inout Exchange, _ tick: CoordinationTick) {
    let bytes = exchange.reportBytes
    exchange.report(tick, bytes: bytes)
    exchange.billDeposits(tick, bytes: bytes)
    exchange.fold(tick, isHeard: true)
    exchange.advanceFields(tick)
    substitute.update(exchange, tick)
    held.send(substitute.sent.sent, &exchange, tick)
  }

  func view(
    _ exchange: borrowing Exchange, classIndex: Int, layer: FieldLayer
  ) -> PopulationView {
    let view = exchange.fields.view(classIndex: classIndex, layer: layer)
    return held.view(
      substitute.sent.view(view, classIndex: classIndex, layer: layer), classIndex: classIndex,
      layer: layer)
  }

  func grid(_ exchange: borrowing Exchange, for layer: FieldLayer) -> SpatialFieldView? {
    substitute.sent.grid(exchange.fields.grid(for: layer))
  }

  func destinations(
    _ exchange: borrowing Exchange, for layer: FieldLayer
  ) -> DestinationFieldView? {
    substitute.sent.destinations(exchange.fields.destinations(for: layer))
  }

  func billReads(
    _ exchange: inout Exchange, _ reads: DecisionReads, of view: PopulationView
  ) { exchange.billFieldReads(reads, of: view) }

  func addLinks(_ exchange: borrowing Exchange, to links: inout LinkList) {
    for row in 0..<exchange.robotCount { links.add(row, -1) }
  }

  func visitState(_ archive: inout StateArchive) {
    substitute.visitState(&archive)
    held.visitState(&archive)
  }
}
