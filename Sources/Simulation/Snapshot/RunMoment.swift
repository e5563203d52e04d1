import SimCore

/// A run between two steps with what was said of it so far: it goes on anywhere, event by event.
///
///     let kept = RunMoment(fleet: fleet.snapshot(), watch: watch).bytes
///     let moment = try RunMoment(bytes: kept)
///     var fleet = try Fleet(model: model, pool: pool, restoring: moment.fleet)
///     var watch = moment.watch
public struct RunMoment: Sendable {
  /// The state.
  public var fleet: FleetSnapshot
  /// What was said of it.
  public var watch: EventWatch

  /// A moment from its parts.
  public init(fleet: FleetSnapshot, watch: EventWatch) {
    self.fleet = fleet
    self.watch = watch
  }

  /// Both as bytes: the length of the snapshot in 8 bytes, the snapshot, the watch.
  ///
  /// - Complexity: O(state).
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(fleet.bytes.count + 64)
    withUnsafeBytes(of: UInt64(fleet.bytes.count).littleEndian) { bytes.append(contentsOf: $0) }
    return bytes + fleet.bytes + watch.stateBytes()
  }

  /// A moment from bytes that were kept.
  ///
  /// - Throws: `damaged` where they are not as `bytes` gives them.
  /// - Complexity: O(bytes).
  public init(bytes: [UInt8]) throws(FleetSnapshotError) {
    guard bytes.count >= 8 else { throw .damaged("it is cut short") }
    let length = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= UInt64(bytes.count - 8) else { throw .damaged("it is cut short") }
    let end = 8 + Int(length)
    fleet = try FleetSnapshot(bytes: Array(bytes[8..<end]))
    watch = EventWatch()
    if let failure = watch.restoreState(from: Array(bytes[end...])) { throw .damaged(failure) }
  }
}
