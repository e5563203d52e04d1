import SimCore

/// Everything a stage of the step reads and writes, as plain pointers.
///
/// A noncopyable world cannot be captured by the workers; this can. It is taken afresh after each
/// stage that may grow a column, and lives only within `step`, while the world does not move.
/// Every stage states which rows a part writes, so that parts never share any.
struct StepFrame: @unchecked Sendable {
  let settings: PhysicsSettings
  let substep: Float
  // Bodies, by row.
  let bodyCount: Int
  let poses: UnsafeMutablePointer<SIMD4<Float>>
  let velocities: UnsafeMutablePointer<SIMD4<Float>>
  let forces: UnsafeMutablePointer<SIMD4<Float>>
  let anchors: UnsafeMutablePointer<SIMD4<Float>>
  let traits: UnsafeMutablePointer<BodyTraits>
  let grounds: UnsafeMutablePointer<GroundState>
  let outputs: UnsafeMutablePointer<ContactState>
  let rests: UnsafeMutablePointer<UInt8>
  /// True where pairs of resting bodies have their result of the step before.
  let skipsRestingPairs: Bool
  let colliders: UnsafeMutablePointer<ColliderRow>
  let forms: UnsafeMutablePointer<SIMD4<Float>>
  let hulls: UnsafeMutablePointer<Hull>
  let segments: UnsafeMutablePointer<StaticSegment>
  // Pairs.
  let pairCount: Int
  let dynamicPairCount: Int
  let pairSlotsA: UnsafeMutablePointer<Int32>
  let pairSlotsB: UnsafeMutablePointer<Int32>
  let pairReaches: UnsafeMutablePointer<Float>
  let pairKinds: UnsafeMutablePointer<UInt8>
  let nearPairs: UnsafeMutablePointer<Int32>
  let pairColliders: UnsafeMutablePointer<SIMD2<UInt32>>
  let pairImpulses: UnsafeMutablePointer<SIMD4<Float>>
  let pairCodes: UnsafeMutablePointer<UInt32>
  let pairTypes: UnsafeMutablePointer<UInt8>
  let pairColors: UnsafeMutablePointer<UInt8>
  let manifolds: UnsafeMutablePointer<Manifold>
  let manifoldRows: UnsafeMutablePointer<Int32>
  // The solver's dense rows; row 0 is the immovable world.
  let solverRows: UnsafeMutablePointer<Int32>
  let slotOfRow: UnsafeMutablePointer<Int32>
  let rowVelocities: UnsafeMutablePointer<SIMD4<Float>>
  let rowDeltas: UnsafeMutablePointer<SIMD4<Float>>
  let rowPushes: UnsafeMutablePointer<SIMD4<Float>>
  let rowDampings: UnsafeMutablePointer<SIMD4<Float>>
  let rowGrounds: UnsafeMutablePointer<GroundRow>
  let rowImpulses: UnsafeMutablePointer<Float>
  let rowBits: UnsafeMutablePointer<UInt32>
  // Contact blocks.
  let blocks: UnsafeMutablePointer<SIMD8<Float>>
  let lanePairs: UnsafeMutablePointer<Int32>
  let laneA: UnsafeMutablePointer<Int32>
  let laneB: UnsafeMutablePointer<Int32>
  let blockOffsets: UnsafeMutablePointer<Int32>
  let blockTypes: UnsafeMutablePointer<UInt8>
  let blockBounces: UnsafeMutablePointer<UInt8>
  let tiles: TileTable
}

extension RigidBodyWorld {
  /// The tiles of this moment.
  var tileTable: TileTable {
    TileTable(
      count: broadPhase.tileCount, size: broadPhase.tileSize, counters: solver.tileCounts.base,
      groups: solver.groups.base)
  }

  /// The pointers of this moment.
  func frame() -> StepFrame {
    StepFrame(
      settings: settings, substep: settings.timeStep / Float(settings.substepCount),
      bodyCount: bodies.count, poses: bodies.poses.base, velocities: bodies.velocities.base,
      forces: bodies.forces.base, anchors: bodies.anchors.base,
      traits: bodies.traits.base, grounds: bodies.grounds.base,
      outputs: bodies.contacts.base, rests: bodies.rests.base,
      skipsRestingPairs: settings.skipsResting && hasResting && !contacts.isNew,
      colliders: bodies.colliders.base, forms: bodies.forms.base,
      hulls: bodies.hulls.base,
      segments: map.segments.base, pairCount: contacts.count,
      dynamicPairCount: contacts.dynamicPairCount, pairSlotsA: contacts.slotsA.base,
      pairSlotsB: contacts.slotsB.base,
      pairReaches: contacts.reaches.base, pairKinds: contacts.kinds.base,
      nearPairs: contacts.nearPairs.base,
      pairColliders: contacts.colliders.base, pairImpulses: contacts.impulses.base,
      pairCodes: contacts.codes.base, pairTypes: contacts.types.base,
      pairColors: contacts.colors.base, manifolds: contacts.manifolds.base,
      manifoldRows: contacts.manifoldRows.base,
      solverRows: solver.rows.base, slotOfRow: solver.slots.base,
      rowVelocities: solver.velocities.base, rowDeltas: solver.deltas.base,
      rowPushes: solver.pushes.base, rowDampings: solver.dampings.base,
      rowGrounds: solver.grounds.base, rowImpulses: solver.impulses.base, rowBits: solver.bits.base,
      blocks: solver.blocks.base,
      lanePairs: solver.lanePairs.base, laneA: solver.laneA.base, laneB: solver.laneB.base,
      blockOffsets: solver.blockOffsets.base, blockTypes: solver.blockTypes.base,
      blockBounces: solver.blockBounces.base, tiles: tileTable)
  }
}
