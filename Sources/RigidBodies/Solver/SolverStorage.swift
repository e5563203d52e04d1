import SimCore

/// The solver's dense rows of constrained bodies, and the contact blocks of eight lanes.
///
/// Only bodies with contacts or joints get a row; the others are integrated in one pass. A block
/// holds eight contacts of one type and colour as vectors of eight lanes; its fields are listed in
/// `BlockLayout`. Blocks lie in the order (group, tile, colour, type), so a group of a tile is one
/// contiguous run, and one worker goes through it from front to back.
struct SolverStorage: ~Copyable {
  /// Solver row of each body row; 0 where it has none.
  var rows = Column<Int32>()
  /// Body row of each solver row.
  var slots = Column<Int32>()
  /// Velocity x, y (m/s), spin (rad/s), inverse mass.
  var velocities = Column<SIMD4<Float>>()
  /// Motion since the step began: x, y (m), angle (rad); and inverse inertia.
  var deltas = Column<SIMD4<Float>>()
  /// Change of velocity by forces in a substep.
  var pushes = Column<SIMD4<Float>>()
  /// Factors that damp the velocity in a substep.
  var dampings = Column<SIMD4<Float>>()
  /// Ground contacts, where the bits say that there is one.
  var grounds = Column<GroundRow>()
  /// Contact impulse of the step so far, N·s.
  var impulses = Column<Float>()
  /// `ContactState` bits of the step so far.
  var bits = Column<UInt32>()
  /// Colours taken by each body's contacts.
  var masks = Column<BodyMasks>()
  /// Counters of each tile, see `TileCounter`; a last row for bodies without colliders.
  var tileCounts = Column<Int32>()
  /// First and end block of each [group × tile], then of the far group.
  var groups = Column<SIMD2<Int32>>()
  /// Offset of each block in `blocks`, in vectors.
  var blockOffsets = Column<Int32>()
  /// The type of each block.
  var blockTypes = Column<UInt8>()
  /// Nonzero where a block may have a bounce in this substep.
  var blockBounces = Column<UInt8>()
  /// Pair, first and second solver row of each lane; −1 and 0 where a lane is empty.
  var lanePairs = Column<Int32>()
  var laneA = Column<Int32>()
  var laneB = Column<Int32>()
  var blocks = Column<SIMD8<Float>>()
  var blockCount = 0
  /// Marks the stripes of bodies in which one was not finite.
  var badStripes = Column<UInt8>()
}

/// Fields of a contact block, as vectors of eight lanes.
enum BlockLayout {
  // Discs.
  static let discX = 0
  static let discY = 1
  static let discRadiusA = 2
  static let discRadiusB = 3
  static let discFriction = 4
  static let discRestitution = 5
  static let discNormalImpulse = 6
  static let discTangentImpulse = 7
  static let discApproachX = 8
  static let discApproachY = 9
  static let discTotal = 10
  static let discSize = 11

  // The head of all other types.
  static let normalX = 0
  static let normalY = 1
  static let friction = 2
  static let restitution = 3
  static let headSize = 4

  // Fields of one point, after the head.
  static let normalLeverA = 0
  static let tangentLeverA = 1
  static let normalLeverB = 2
  static let tangentLeverB = 3
  static let separation = 4
  static let normalImpulse = 5
  static let tangentImpulse = 6
  static let approach = 7
  static let total = 8
  static let pointSize = 9

  /// True for blocks whose contacts may have a second point.
  @inline(__always)
  static func hasTwoPoints(_ type: Int) -> Bool {
    type == ContactType.boxes || type == ContactType.twoPoints
      || type == ContactType.staticTwoPoints
  }

  /// The number of vectors of the largest block.
  static let largest = headSize + 2 * pointSize

  /// The number of vectors of a block of this type.
  @inline(__always)
  static func size(of type: Int) -> Int {
    switch type {
    case ContactType.discs: discSize
    case ContactType.discBox, ContactType.onePoint, ContactType.staticOnePoint:
      headSize + pointSize
    default: headSize + 2 * pointSize
    }
  }
}
