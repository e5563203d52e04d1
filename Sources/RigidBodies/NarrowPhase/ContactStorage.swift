import SimCore

/// What two colliders share where they touch; 48 bytes.
///
/// Points are relative to the centre of mass of the first body, in world axes. Between two moving
/// bodies they lie midway between the surfaces, so that one impulse acts at one place and angular
/// momentum is kept; against the map they lie on the body's own surface, so that its lever is exact.
struct Manifold: BitwiseCopyable {
  /// Unit normal from the first body to the second.
  var normal = Vec2.zero
  var point0 = Vec2.zero
  var point1 = Vec2.zero
  /// Gaps, metres; negative where the surfaces overlap.
  var separation0: Float = 0
  var separation1: Float = 0
  /// Which features touch; equal codes of two steps mean that impulses may be carried over.
  var code: UInt32 = 0
  /// 0, 1 or 2.
  var pointCount: UInt32 = 0
  var friction: Float = 0
  var restitution: Float = 0
}

/// How a pair is constrained in this step, and the row of its bucket.
enum ContactType {
  /// Two discs around their centres of mass: normal and gap are found anew in each substep.
  static let discs = 0
  /// A disc and a box around their centres of mass: one point, prepared eight at once.
  static let discBox = 1
  /// Two boxes around their centres of mass: two points, prepared eight at once.
  static let boxes = 2
  /// One point between moving bodies.
  static let onePoint = 3
  /// Two points between moving bodies.
  static let twoPoints = 4
  /// One point against the map.
  static let staticOnePoint = 5
  /// Two points against the map.
  static let staticTwoPoints = 6
  /// Types between moving bodies come first, then those against the map.
  static let dynamicCount = 5
  static let staticCount = 2
  /// The pair does not touch.
  static let none: UInt8 = 255
}

/// How the contact of a pair of bodies is found.
enum PairKind {
  static let discs: UInt8 = 0
  static let discBox: UInt8 = 1
  static let boxes: UInt8 = 2
  /// By the routines for any two convex shapes, one pair at a time.
  static let general: UInt8 = 3
  static let count = 4

  /// The kind of a pair of collider forms.
  @inline(__always)
  static func of(_ a: UInt32, _ b: UInt32) -> UInt8 {
    if a == ColliderForm.general || b == ColliderForm.general { return general }
    return UInt8(truncatingIfNeeded: a + b - 2)
  }
}

/// The persistent pairs with their impulses, and the manifolds of this step.
///
/// Pairs of bodies come first, in rows of their first proxy; pairs with the map follow. A pair
/// keeps its impulses while its features stay; there are no contact objects and no hash table.
struct ContactStorage: ~Copyable {
  /// Row of the first body.
  var slotsA = Column<Int32>()
  /// Row of the second body; that of the first again against the map.
  var slotsB = Column<Int32>()
  /// Sum of the bounding radii around the centres of mass, metres.
  var reaches = Column<Float>()
  /// See `PairKind`.
  var kinds = Column<UInt8>()
  /// Scratch: the near pairs of each kind, in four lists for each chunk of pairs.
  var nearPairs = Column<Int32>()
  /// Collider rows; the second is an edge of the map in pairs with the map.
  var colliders = Column<SIMD2<UInt32>>()
  /// Normal and tangent impulse of the first point, then of the second, N·s.
  var impulses = Column<SIMD4<Float>>()
  /// Features of the last step; 0 where there was no contact.
  var codes = Column<UInt32>()
  /// `ContactType` of this step, or `none`.
  var types = Column<UInt8>()
  /// Colour of this step.
  var colors = Column<UInt8>()
  /// Manifolds of the general pairs and of those with the map; the wide kinds need none.
  var manifolds = Column<Manifold>()
  /// The manifold of each pair, where it has one.
  var manifoldRows = Column<Int32>()
  /// The number of general pairs between bodies.
  var generalCount = 0
  /// True from a search to the end of the next step.
  var isNew = true
  /// The number of pairs between bodies.
  var dynamicPairCount = 0
  /// The number of contacts kept from before a search, see `keepContacts`.
  var keptCount = 0
  /// The number of contacts of this step.
  var activeCount = 0

  var count: Int { slotsA.count }

  /// Starts a new list of pairs with room for the new ones; what was there is overwritten.
  mutating func beginSearch(count newCount: Int, dynamicCount: Int) {
    dynamicPairCount = dynamicCount
    slotsA.resize(newCount)
    slotsB.resize(newCount)
    reaches.resize(newCount)
    kinds.resize(newCount)
    colliders.resize(newCount)
    manifoldRows.resize(newCount)
  }

  /// Ends the list: the other columns get their size; nothing touched yet, so no impulse counts.
  mutating func endSearch() {
    impulses.resize(count)
    codes.fill(count: count, with: 0)
    resizeScratch()
  }

  /// Gives the columns that each step writes anew the size of the list.
  mutating func resizeScratch() {
    // Eight lanes may be read from the last row on.
    isNew = true
    slotsA.pad(with: 0)
    slotsB.pad(with: 0)
    types.resize(count)
    colors.resize(count)
    manifolds.resize(generalCount + count - dynamicPairCount)
    nearPairs.resize(StepFrame.nearPairRoom(pairCount: count))
  }
}
