import SimCore

// The whole state as bytes, so that a world restored from them goes on with the same bits.
//
// The map is not in them: a snapshot is restored into a world with the same settings and map, which
// is checked. Scratch of a step is not in them either.

/// Why a snapshot cannot be restored.
public enum SnapshotError: Error, Equatable {
  /// The bytes are not a snapshot of this version, or are cut short.
  case notASnapshot
  /// The snapshot was taken in a world with another map or other settings.
  case otherWorld
}

extension RigidBodyWorld {
  /// Appends the state to `bytes`; see `restore(from:)`.
  ///
  /// - Precondition: the world was stepped or refreshed since the map changed.
  /// - Complexity: O(bodies + pairs).
  public func snapshot(into bytes: inout [UInt8]) {
    precondition(!map.isStale, "the map changed: call refreshQueries before taking a snapshot")
    write(Self.snapshotVersion, to: &bytes)
    write(setupHash, to: &bytes)
    write(stepCount, to: &bytes)
    write(quarantined.count, to: &bytes)
    for entry in quarantined {
      write(entry.body, to: &bytes)
      write(entry.quantity.code, to: &bytes)
      write(entry.step, to: &bytes)
    }
    bodies.poses.write(to: &bytes)
    bodies.velocities.write(to: &bytes)
    bodies.forces.write(to: &bytes)
    bodies.traits.write(to: &bytes)
    bodies.anchors.write(to: &bytes)
    bodies.grounds.write(to: &bytes)
    bodies.contacts.write(to: &bytes)
    bodies.colliders.write(to: &bytes)
    bodies.hulls.write(to: &bytes)
    bodies.ids.write(to: &bytes)
    bodies.freeIDs.write(to: &bytes)
    contacts.write(to: &bytes)
    broadPhase.write(to: &bytes)
    joints.rows.write(to: &bytes)
    joints.freeRows.write(to: &bytes)
    joints.separated.write(to: &bytes)
  }

  /// Replaces the state by that of a snapshot.
  ///
  /// - Throws: `notASnapshot` where the bytes are of another kind or cut short, `otherWorld` where
  ///   settings or map differ. The world is undefined after `notASnapshot` was thrown midway, and
  ///   unchanged after `otherWorld`.
  /// - Complexity: O(bodies + pairs).
  public mutating func restore(from bytes: [UInt8]) throws(SnapshotError) {
    var reader = SnapshotReader(bytes)
    if try reader.value(UInt64.self) != Self.snapshotVersion { throw .notASnapshot }
    if map.isStale { map.compile() }
    if try reader.value(UInt64.self) != setupHash { throw .otherWorld }
    stepCount = try reader.value(Int.self)
    quarantined = []
    let listed = try reader.value(Int.self)
    for _ in 0..<max(0, listed) {
      let body = try reader.value(BodyID.self)
      let code = try reader.value(UInt64.self)
      let step = try reader.value(Int.self)
      quarantined.append(
        QuarantinedBody(body: body, quantity: QuarantinedBody.Quantity(code: code), step: step))
    }
    try bodies.poses.read(&reader)
    try bodies.velocities.read(&reader)
    try bodies.forces.read(&reader)
    try bodies.traits.read(&reader)
    try bodies.anchors.read(&reader)
    try bodies.grounds.read(&reader)
    try bodies.contacts.read(&reader)
    try bodies.colliders.read(&reader)
    try bodies.hulls.read(&reader)
    bodies.layForms()
    bodies.rests.fill(count: bodies.count, with: 0)
    needsInspection = true
    hasGrounds = true
    try bodies.ids.read(&reader)
    try bodies.freeIDs.read(&reader)
    try contacts.read(&reader)
    try broadPhase.read(&reader)
    try joints.rows.read(&reader)
    try joints.freeRows.read(&reader)
    try joints.separated.read(&reader)
    joints.isOrderStale = true
  }

  private static var snapshotVersion: UInt64 { 0x464C_5048_5953_0002 }

  /// Of settings and map.
  private var setupHash: UInt64 {
    var hash = StateHash()
    hash.add(settings.timeStep)
    hash.add(settings.substepCount)
    hash.add(settings.skin)
    hash.add(settings.gravity)
    hash.add(map.segments.count)
    for i in 0..<map.segments.count {
      let segment = map.segments[i]
      hash.add(segment.start.x)
      hash.add(segment.start.y)
      hash.add(segment.end.x)
      hash.add(segment.end.y)
    }
    return hash.value
  }
}

extension ContactStorage {
  fileprivate func write(to bytes: inout [UInt8]) {
    RigidBodies.write(dynamicPairCount, to: &bytes)
    RigidBodies.write(activeCount, to: &bytes)
    RigidBodies.write(generalCount, to: &bytes)
    manifoldRows.write(to: &bytes)
    slotsA.write(to: &bytes)
    slotsB.write(to: &bytes)
    reaches.write(to: &bytes)
    kinds.write(to: &bytes)
    colliders.write(to: &bytes)
    impulses.write(to: &bytes)
    codes.write(to: &bytes)
  }

  fileprivate mutating func read(_ reader: inout SnapshotReader) throws(SnapshotError) {
    dynamicPairCount = try reader.value(Int.self)
    activeCount = try reader.value(Int.self)
    generalCount = try reader.value(Int.self)
    try manifoldRows.read(&reader)
    try slotsA.read(&reader)
    try slotsB.read(&reader)
    try reaches.read(&reader)
    try kinds.read(&reader)
    try colliders.read(&reader)
    try impulses.read(&reader)
    try codes.read(&reader)
    resizeScratch()
  }
}

extension BroadPhase {
  fileprivate func write(to bytes: inout [UInt8]) {
    RigidBodies.write(isStale, to: &bytes)
    RigidBodies.write(isOrderStale, to: &bytes)
    RigidBodies.write(fineCount, to: &bytes)
    RigidBodies.write(SIMD4(largestFine, largestCoarse, largestReach, 0), to: &bytes)
    RigidBodies.write(searchCount, to: &bytes)
    fine.write(to: &bytes)
    coarse.write(to: &bytes)
    x.write(to: &bytes)
    y.write(to: &bytes)
    radius.write(to: &bytes)
    collider.write(to: &bytes)
    rows.write(to: &bytes)
    rowStart.write(to: &bytes)
    mapRowStart.write(to: &bytes)
    bodyTiles.write(to: &bytes)
    RigidBodies.write(tileSize, to: &bytes)
    RigidBodies.write(tileCount, to: &bytes)
  }

  fileprivate mutating func read(_ reader: inout SnapshotReader) throws(SnapshotError) {
    isStale = try reader.value(Bool.self)
    isOrderStale = try reader.value(Bool.self)
    fineCount = try reader.value(Int.self)
    let largest = try reader.value(SIMD4<Float>.self)
    largestFine = largest.x
    largestCoarse = largest.y
    largestReach = largest.z
    searchCount = try reader.value(Int.self)
    try fine.read(&reader)
    try coarse.read(&reader)
    try x.read(&reader)
    try y.read(&reader)
    try radius.read(&reader)
    try collider.read(&reader)
    try rows.read(&reader)
    try rowStart.read(&reader)
    try mapRowStart.read(&reader)
    try bodyTiles.read(&reader)
    tileSize = try reader.value(Int.self)
    tileCount = try reader.value(Int.self)
    // The map was compiled before, with the same numbers.
    isMapNew = false
  }
}

extension CellGrid {
  fileprivate func write(to bytes: inout [UInt8]) {
    RigidBodies.write(SIMD4(origin.x, origin.y, cellSize, inverseCellSize), to: &bytes)
    RigidBodies.write(columnCount, to: &bytes)
    RigidBodies.write(rowCount, to: &bytes)
    start.write(to: &bytes)
  }

  fileprivate mutating func read(_ reader: inout SnapshotReader) throws(SnapshotError) {
    let geometry = try reader.value(SIMD4<Float>.self)
    origin = Vec2(geometry.x, geometry.y)
    cellSize = geometry.z
    inverseCellSize = geometry.w
    columnCount = try reader.value(Int.self)
    rowCount = try reader.value(Int.self)
    try start.read(&reader)
  }
}

extension Column {
  fileprivate func write(to bytes: inout [UInt8]) {
    RigidBodies.write(count, to: &bytes)
    let raw = UnsafeRawBufferPointer(
      start: base, count: count * MemoryLayout<Element>.stride)
    bytes.append(contentsOf: raw)
  }

  fileprivate mutating func read(_ reader: inout SnapshotReader) throws(SnapshotError) {
    let newCount = try reader.value(Int.self)
    let size = MemoryLayout<Element>.stride
    if newCount < 0 || newCount > reader.remaining / size { throw .notASnapshot }
    resize(newCount)
    reader.copy(UnsafeMutableRawPointer(base), byteCount: newCount * size)
  }
}

/// Takes values off the front of a snapshot.
private struct SnapshotReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var remaining: Int { bytes.count - place }

  mutating func value<T: BitwiseCopyable>(_ type: T.Type) throws(SnapshotError) -> T {
    let size = MemoryLayout<T>.size
    if remaining < size { throw .notASnapshot }
    let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: T.self) }
    place += size
    return value
  }

  /// The bytes are there; the caller has checked.
  mutating func copy(_ target: UnsafeMutableRawPointer, byteCount: Int) {
    bytes.withUnsafeBytes { raw in
      guard byteCount > 0, let source = raw.baseAddress else { return }
      target.copyMemory(from: source + place, byteCount: byteCount)
    }
    place += byteCount
  }
}

private func write<T: BitwiseCopyable>(_ value: T, to bytes: inout [UInt8]) {
  withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
}

extension QuarantinedBody.Quantity {
  fileprivate var code: UInt64 {
    switch self {
    case .force: 0
    case .velocity: 1
    case .pose: 2
    }
  }

  fileprivate init(code: UInt64) {
    self = code == 0 ? .force : (code == 1 ? .velocity : .pose)
  }
}
