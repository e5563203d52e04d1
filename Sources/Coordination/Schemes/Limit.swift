import Contracts
import MeanFields
import SimCore

extension CoordinationMode {
  /// The open-loop path of the mean-field limit, known beforehand, and no message.
  public static let limit = CoordinationMode("limit")
}

extension CoordinationKind {
  /// The control that knows how things go in the mean of many runs, and nothing of its own.
  static let limit = CoordinationKind(
    .limit,
    summary: "the path of the mean-field limit, known beforehand: the control of messages",
    grants: .fields, usesChannel: false,
    keys: [
      CoordinationKey(
        "path", .file, "Mode limit: file with the path, as 'fleetfield limit' writes it.")
    ],
    believed: { _ in "the path of the mean-field limit" },
    make: { exchange, _ in OpenLoopFields(exchange) })
}

/// Every robot carries the path and looks up what the fields would be by now: nothing is sent, nothing billed.
///
/// The true fields are formed all the same, for whoever watches. A population that is made without a path, which no
/// scene can ask for, reads those of time zero all along.
private final class OpenLoopFields: CoordinationScheme {
  private let path: FieldPath?
  private var sent: FieldCopy
  private var moment = 0

  init(_ exchange: borrowing Exchange) {
    path = exchange.path
    sent = FieldCopy(of: exchange.fields)
    let shape = FieldPathShape(of: exchange.fields)
    precondition(path == nil || path?.shape == shape, "the path is of another population")
  }

  func prime(_ exchange: inout Exchange) { lookUp() }

  func update(_ exchange: inout Exchange, _ tick: CoordinationTick) {
    exchange.watch(tick)
    guard tick.isPlanningTick else { return }
    moment += 1
    lookUp()
  }

  private func lookUp() { path?.withMoment(moment) { sent.take(numbers: $0) } }

  func view(
    _ exchange: borrowing Exchange, classIndex: Int, layer: FieldLayer
  ) -> PopulationView {
    sent.view(
      exchange.fields.view(classIndex: classIndex, layer: layer), classIndex: classIndex,
      layer: layer)
  }

  func grid(_ exchange: borrowing Exchange, for layer: FieldLayer) -> SpatialFieldView? {
    sent.grid(exchange.fields.grid(for: layer))
  }

  func destinations(
    _ exchange: borrowing Exchange, for layer: FieldLayer
  ) -> DestinationFieldView? {
    sent.destinations(exchange.fields.destinations(for: layer))
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `path`.
  func visitState(_ archive: inout StateArchive) {
    sent.visitState(&archive)
    archive.visit(&moment)
  }
}
