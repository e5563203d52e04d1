import SimCore

/// A message that robots exchange under a way of coordinating.
public struct MessageLink: Equatable, Sendable {
  /// The sender's row.
  public var from: Int
  /// The receiver's row, or −1 for the aggregator of the mean fields.
  public var to: Int

  /// A link between two rows.
  public init(from: Int, to: Int) {
    self.from = from
    self.to = to
  }
}

/// Links for a picture: at most so many, and only those that touch some robots.
public struct LinkList {
  /// Rows that matter, links between others are left out; empty: all matter.
  public let robots: [Int]
  /// How many are kept at most.
  public let limit: Int
  /// The links so far.
  public private(set) var links: [MessageLink] = []
  /// Where robots are, metres. [robotCount]
  public let positions: [Vec2]
  private let wanted: Set<Int>

  /// No links yet.
  public init(touching robots: [Int], limit: Int, positions: [Vec2]) {
    self.robots = robots
    self.limit = limit
    self.positions = positions
    wanted = Set(robots)
  }

  /// True where there is no room for more.
  public var isFull: Bool { links.count >= limit }

  /// True where links of a robot matter.
  public func matters(_ row: Int) -> Bool { wanted.isEmpty || wanted.contains(row) }

  /// True where some robots matter more than others.
  public var isPartial: Bool { !wanted.isEmpty }

  /// Adds every robot's link to the aggregator.
  public mutating func addAggregator(ofRobots count: Int) {
    for row in 0..<count { add(row, -1) }
  }

  /// Adds a link where it matters and has room.
  public mutating func add(_ from: Int, _ to: Int) {
    guard !isFull, from != to, matters(from) || matters(to) else { return }
    links.append(MessageLink(from: from, to: to))
  }
}
