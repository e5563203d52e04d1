/// Who may make which moves of a roadmap: kinds of robots, and sets of kinds.
///
/// Classes of robots that may drive on the same lanes are one kind. A move names a set of kinds by its number; set 0
/// are all.
struct RoadmapUsers: Sendable {
  /// Kinds that a roadmap tells apart: a bit of a set each.
  static let mostKinds = 64

  /// The sets, a bit for each kind.
  private(set) var sets: [UInt64] = [.max]
  /// The kind of each class. [classCount]
  private(set) var kindOfClass: [UInt8] = []
  /// Number of kinds; 1 where all classes may drive everywhere.
  private(set) var kindCount = 1
  // Only looked up, never gone through: its order cannot matter.
  private var numbers: [UInt64: UInt16] = [.max: 0]

  /// One kind, which may drive everywhere.
  init(classCount: Int = 0) {
    kindOfClass = [UInt8](repeating: 0, count: classCount)
  }

  /// The kinds of some classes, by which of the lanes each may drive on; nil where there are more than `mostKinds`.
  ///
  /// - Complexity: O(classes × lanes).
  init?(classes: [String], lanes: [RoadmapLane]) {
    let limited = Set(lanes.map(\.classes).filter { !$0.isEmpty })
    // A fixed order, so that kinds have the same numbers in every run.
    let lists = limited.sorted { $0.lexicographicallyPrecedes($1) }.map { Set($0) }
    var known: [[Bool]: UInt8] = [:]
    for name in classes {
      let rights = lists.map { $0.contains(name) }
      let kind = known[rights] ?? UInt8(min(known.count, Self.mostKinds))
      guard kind < Self.mostKinds else { return nil }
      known[rights] = kind
      kindOfClass.append(kind)
    }
    kindCount = max(1, known.count)
  }

  /// The set of the kinds that may drive on a lane.
  func set(of lane: RoadmapLane, classes: [String]) -> UInt64 {
    guard !lane.classes.isEmpty else { return .max }
    var set: UInt64 = 0
    for (name, kind) in zip(classes, kindOfClass) where lane.classes.contains(name) {
      set |= 1 << UInt64(kind)
    }
    return set
  }

  /// The number of a set; a new one where it is not known yet.
  mutating func number(of set: UInt64) -> UInt16 {
    if let known = numbers[set] { return known }
    // There are no more sets than lanes, and those are fewer than numbers.
    let number = UInt16(clamping: sets.count)
    numbers[set] = number
    sets.append(set)
    return number
  }

  /// True where a kind belongs to the set of a number.
  @inline(__always)
  func mayUse(_ number: UInt16, kind: UInt8) -> Bool {
    number == 0 || sets[Int(number)] >> UInt64(kind) & 1 == 1
  }
}
