import Contracts
import MeanFields
import SimCore

extension CoordinationMode {
  /// The mean of the run's own fields since its beginning: their level, and nothing of the moment.
  public static let frozen = CoordinationMode("frozen")
}

extension CoordinationKind {
  /// The control that knows how things are in general.
  static let frozen = CoordinationKind(
    .frozen, summary: "the mean of its own fields since the beginning: the control of levels",
    grants: .fields, isAggregated: true,
    believed: { _ in "the fields' mean since the beginning (frozen)" },
    make: { exchange, _ in SubstitutedFields(exchange, LongRunMean(exchange)) })
}

/// The mean over all updates since the beginning, the one of time zero among them.
private struct LongRunMean: FieldSubstitute, ~Copyable {
  private var present: FieldCopy
  private var count: Int32 = 1

  init(_ exchange: borrowing Exchange) { present = FieldCopy(of: exchange.fields) }

  mutating func update(
    _ sent: inout FieldCopy, _ exchange: borrowing Exchange, _ tick: CoordinationTick
  ) {
    present.copyStacks(of: exchange.fields)
    present.copyCells(of: exchange.fields)
    count += 1
    sent.approach(present, by: 1 / Float(count))
  }

  /// Lists what a snapshot holds besides what is sent.
  ///
  /// Scratch: `present`.
  mutating func visitState(_ archive: inout StateArchive) { archive.visit(&count) }
}
