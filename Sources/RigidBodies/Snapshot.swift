import SimCore

// The whole state as columns, so that a world restored from them goes on with the same bits.
//
// The map is not in them: a snapshot is restored into a world with the same settings and map, which
// is checked. Scratch of a step is not in them either. A hash takes bodies and joints in the order of
// their names instead: equal motion is equal wherever rows are stored.

extension RigidBodyWorld: StateHolder {
  /// Lists what a snapshot holds.
  ///
  /// - Precondition: the world was stepped or refreshed since the map changed, where it is written.
  /// - Complexity: O(bodies + pairs).
  public mutating func visitState(_ archive: inout StateArchive) {
    switch archive.purpose {
    case .hashing: return archive.fold { addCanonicalState(to: &$0) }
    case .writing:
      precondition(!map.isStale, "the map changed: call refreshQueries before taking a snapshot")
    case .checking, .reading: if map.isStale { map.compile() }
    }
    archive.visit(constant: Self.format, orFail: "the bodies are not a snapshot")
    archive.visit(constant: setupHash, orFail: "the bodies are of another map or other settings")
    archive.visit(&stepCount)
    visitQuarantine(&archive)
    bodies.visitState(&archive)
    contacts.visitState(&archive)
    broadPhase.visitState(&archive)
    joints.visitState(&archive)
    guard archive.purpose == .reading else { return }
    needsInspection = true
    hasGrounds = true
  }

  private mutating func visitQuarantine(_ archive: inout StateArchive) {
    var entries = quarantined.map { QuarantineRow($0) }
    archive.visit(&entries)
    if archive.purpose == .reading { quarantined = entries.map(\.entry) }
  }

  private static var format: UInt64 { 0x464C_5048_5953_0003 }

  /// Of settings and map.
  private var setupHash: UInt64 {
    var hash = StateHash()
    hash.add(settings.timeStep)
    hash.add(settings.substepCount)
    hash.add(settings.skin)
    hash.add(settings.gravity)
    hash.add(settings.rollingResistance)
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

/// An entry of the quarantine list as plain words.
private struct QuarantineRow: BitwiseCopyable {
  var body: BodyID
  var code: UInt64
  var step: Int

  init(_ entry: QuarantinedBody) {
    body = entry.body
    code = entry.quantity.code
    step = entry.step
  }

  var entry: QuarantinedBody {
    QuarantinedBody(body: body, quantity: QuarantinedBody.Quantity(code: code), step: step)
  }
}

extension BodyStorage {
  /// Visits the bodies; `forms` follow from the rest, `rests` are asked anew.
  fileprivate mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&poses)
    archive.visit(&velocities)
    archive.visit(&forces)
    archive.visit(&traits)
    archive.visit(&anchors)
    archive.visit(&grounds)
    archive.visit(&contacts)
    archive.visit(&colliders)
    archive.visit(&hulls)
    archive.visit(&ids)
    archive.visit(&freeIDs)
    guard archive.purpose == .reading, archive.failure == nil else { return }
    layForms()
    rests.fill(count: count, with: 0)
  }
}

extension JointStorage {
  /// Derived: `order`, `starts`, `works`, `masks`.
  fileprivate mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&rows)
    archive.visit(&freeRows)
    archive.visit(&separated)
    if archive.purpose == .reading { isOrderStale = true }
  }
}

extension ContactStorage {
  /// Scratch of a step: the columns that `resizeScratch` sizes.
  fileprivate mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&dynamicPairCount)
    archive.visit(&activeCount)
    archive.visit(&generalCount)
    archive.visit(&manifoldRows)
    archive.visit(&slotsA)
    archive.visit(&slotsB)
    archive.visit(&reaches)
    archive.visit(&kinds)
    archive.visit(&colliders)
    archive.visit(&impulses)
    archive.visit(&codes)
    if archive.purpose == .reading, archive.failure == nil { resizeScratch() }
  }
}

extension BroadPhase {
  fileprivate mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&isStale)
    archive.visit(&isOrderStale)
    archive.visit(&fineCount)
    archive.visit(&largestFine)
    archive.visit(&largestCoarse)
    archive.visit(&largestReach)
    archive.visit(&searchCount)
    fine.visitState(&archive)
    coarse.visitState(&archive)
    archive.visit(&x)
    archive.visit(&y)
    archive.visit(&radius)
    archive.visit(&collider)
    archive.visit(&rows)
    archive.visit(&rowStart)
    archive.visit(&mapRowStart)
    archive.visit(&bodyTiles)
    archive.visit(&tileSize)
    archive.visit(&tileCount)
    // The map was compiled before, with the same numbers.
    if archive.purpose == .reading { isMapNew = false }
  }
}

extension CellGrid {
  fileprivate mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&origin)
    archive.visit(&cellSize)
    archive.visit(&inverseCellSize)
    archive.visit(&columnCount)
    archive.visit(&rowCount)
    archive.visit(&start)
  }
}

extension StateArchive {
  /// A column that grows; reading gives it the length it had.
  fileprivate mutating func visit<Element>(_ column: inout Column<Element>) {
    let count = visitCount(column.count, ofSize: MemoryLayout<Element>.stride)
    guard failure == nil else { return }
    if purpose == .reading { column.resize(count) }
    visitElements(column.base, count: count)
  }
}

extension QuarantinedBody.Quantity {
  var code: UInt64 {
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
