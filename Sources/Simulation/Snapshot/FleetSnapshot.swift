import SimCore

/// The whole state of a run between two physics steps, as bytes.
///
///     let snapshot = fleet.snapshot()
///     var copy = try Fleet(model: model, pool: pool, restoring: snapshot)
///     copy.step()                       // the same bits as fleet.step()
///
/// It belongs to a compiled scene and to the build that wrote it: the scene is not in it.
public struct FleetSnapshot: Sendable {
  /// Step count, format, scene and checksum, then the columns of `Fleet.visitState`.
  public let bytes: [UInt8]

  /// The physics step it was taken at.
  public var step: Int { Int(bytes.word(at: 1)) }

  /// A snapshot from bytes that were kept.
  ///
  /// - Throws: `damaged` where they are no snapshot, are cut short or were changed.
  /// - Complexity: O(bytes).
  public init(bytes: [UInt8]) throws(FleetSnapshotError) {
    guard bytes.count >= Self.headerSize, bytes.word(at: 0) == Self.format else {
      throw .damaged("the bytes do not begin as a snapshot does")
    }
    guard bytes.word(at: 3) == Self.checksum(bytes) else {
      throw .damaged("the checksum does not fit the bytes")
    }
    self.bytes = bytes
  }

  /// A snapshot of columns.
  init(step: Int, setup: UInt64, columns: [UInt8]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.headerSize + columns.count)
    for word in [Self.format, UInt64(step), setup, 0] {
      withUnsafeBytes(of: word) { bytes.append(contentsOf: $0) }
    }
    bytes += columns
    let checksum = Self.checksum(bytes)
    withUnsafeBytes(of: checksum) { bytes.replaceSubrange(24..<32, with: $0) }
    self.bytes = bytes
  }

  /// Hash of the compiled scene it belongs to.
  var setup: UInt64 { bytes.word(at: 2) }
  /// The columns.
  var columns: [UInt8] { Array(bytes[Self.headerSize...]) }

  private static let headerSize = 32
  /// "FLEET" and the number of the format.
  private static var format: UInt64 { 0x46_4C45_4554_0001 }

  private static func checksum(_ bytes: [UInt8]) -> UInt64 {
    var hash = StateHash()
    hash.add(bytes.word(at: 1))
    hash.add(bytes.word(at: 2))
    // A last word is filled up with zeros, so the length counts too.
    hash.add(bytes.count)
    bytes[headerSize...].withUnsafeBufferPointer { columns in
      if let base = columns.baseAddress { hash.add(base, count: columns.count) }
    }
    return hash.value
  }
}

/// Why a snapshot cannot be restored; the fleet is as it was before.
public enum FleetSnapshotError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The bytes are not a snapshot, are cut short or were changed.
  case damaged(String)
  /// It was taken of another scene, or by another build.
  case otherScene(String)

  /// One sentence for people.
  public var description: String {
    switch self {
    case .damaged(let reason): "the snapshot is damaged: \(reason)"
    case .otherScene(let reason): "the snapshot is of another scene or build: \(reason)"
    }
  }
}

extension [UInt8] {
  /// The 8-byte word at a place counted in words; the caller has checked the length.
  fileprivate func word(at index: Int) -> UInt64 {
    withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self) }
  }
}
