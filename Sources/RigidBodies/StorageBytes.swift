// How much memory the columns hold.

/// The bytes of one column of the world, spare room included.
public struct StorageBytes: Sendable {
  /// The part of the world it belongs to, and its name there.
  public var name: String
  /// Bytes, spare room included.
  public var byteCount: Int
}

extension RigidBodyWorld {
  /// The columns of the world with their bytes, largest first, spare room included.
  public var storageBytes: [StorageBytes] {
    var columns: [StorageBytes] = []
    for (part, rows) in [
      ("bodies", bodies.columns), ("contacts", contacts.columns), ("solver", solver.columns),
      ("broadPhase", broadPhase.columns), ("joints", joints.columns), ("map", map.columns),
    ] {
      columns += rows.map { StorageBytes(name: "\(part).\($0.0)", byteCount: $0.1) }
    }
    return columns.sorted {
      $0.byteCount != $1.byteCount ? $0.byteCount > $1.byteCount : $0.name < $1.name
    }
  }

  /// Bytes of all columns, spare room included.
  public var storageByteCount: Int { storageBytes.reduce(0) { $0 + $1.byteCount } }
}

extension BodyStorage {
  /// The columns and their bytes.
  fileprivate var columns: [(String, Int)] {
    [
      ("poses", poses.byteCount),
      ("velocities", velocities.byteCount),
      ("forces", forces.byteCount),
      ("traits", traits.byteCount),
      ("anchors", anchors.byteCount),
      ("grounds", grounds.byteCount),
      ("contacts", contacts.byteCount),
      ("colliders", colliders.byteCount),
      ("forms", forms.byteCount),
      ("rests", rests.byteCount),
      ("hulls", hulls.byteCount),
      ("ids", ids.byteCount),
      ("freeIDs", freeIDs.byteCount),
    ]
  }
}

extension ContactStorage {
  /// The columns and their bytes.
  fileprivate var columns: [(String, Int)] {
    [
      ("slotsA", slotsA.byteCount),
      ("slotsB", slotsB.byteCount),
      ("reaches", reaches.byteCount),
      ("kinds", kinds.byteCount),
      ("nearPairs", nearPairs.byteCount),
      ("colliders", colliders.byteCount),
      ("impulses", impulses.byteCount),
      ("codes", codes.byteCount),
      ("types", types.byteCount),
      ("colors", colors.byteCount),
      ("manifolds", manifolds.byteCount),
      ("manifoldRows", manifoldRows.byteCount),
    ]
  }
}

extension SolverStorage {
  /// The columns and their bytes.
  fileprivate var columns: [(String, Int)] {
    [
      ("rows", rows.byteCount),
      ("slots", slots.byteCount),
      ("velocities", velocities.byteCount),
      ("deltas", deltas.byteCount),
      ("pushes", pushes.byteCount),
      ("grounds", grounds.byteCount),
      ("dampings", dampings.byteCount),
      ("impulses", impulses.byteCount),
      ("bits", bits.byteCount),
      ("masks", masks.byteCount),
      ("tileCounts", tileCounts.byteCount),
      ("groups", groups.byteCount),
      ("blockBounces", blockBounces.byteCount),
      ("blockOffsets", blockOffsets.byteCount),
      ("blockTypes", blockTypes.byteCount),
      ("lanePairs", lanePairs.byteCount),
      ("laneA", laneA.byteCount),
      ("laneB", laneB.byteCount),
      ("blocks", blocks.byteCount),
      ("badStripes", badStripes.byteCount),
    ]
  }
}

extension BroadPhase {
  /// The columns and their bytes.
  fileprivate var columns: [(String, Int)] {
    [
      ("x", x.byteCount),
      ("y", y.byteCount),
      ("radius", radius.byteCount),
      ("collider", collider.byteCount),
      ("cellOf", cellOf.byteCount),
      ("order", order.byteCount),
      ("newColliderOfOld", newColliderOfOld.byteCount),
      ("proxyOfCollider", proxyOfCollider.byteCount),
      ("rowStart", rowStart.byteCount),
      ("mapRowStart", mapRowStart.byteCount),
      ("bodyTiles", bodyTiles.byteCount),
      ("rows", rows.byteCount),
      ("foundEdges", foundEdges.byteCount),
      ("needs", needs.byteCount),
      ("fine", fine.byteCount),
      ("coarse", coarse.byteCount),
    ]
  }
}

extension JointStorage {
  /// The columns and their bytes.
  fileprivate var columns: [(String, Int)] {
    [
      ("rows", rows.byteCount),
      ("freeRows", freeRows.byteCount),
      ("order", order.byteCount),
      ("starts", starts.byteCount),
      ("works", works.byteCount),
      ("separated", separated.byteCount),
      ("masks", masks.byteCount),
    ]
  }
}

extension StaticMap {
  /// The columns and their bytes.
  fileprivate var columns: [(String, Int)] {
    [
      ("segments", segments.byteCount),
      ("solids", solids.byteCount),
      ("solidPlanes", solidPlanes.byteCount),
      ("clearances", clearances.byteCount),
      ("grid", grid.byteCount),
      ("solidGrid", solidGrid.byteCount),
    ]
  }
}

extension CellGrid {
  /// Bytes of the columns, spare room included.
  var byteCount: Int { start.byteCount + items.byteCount }
}
