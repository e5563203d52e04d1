/// A route graph of another system: nodes with their names, and edges from one to another.
struct LayoutGraph {
  /// A node.
  struct Node {
    /// Its name in the file, unique there.
    var name: String
    /// Metres.
    var position: Layout.Point
  }

  /// A way from a node to another.
  private struct Edge {
    var from: Int
    var to: Int
    /// m/s; nil where there is no limit.
    var speedLimit: Double?
    var rights: Layout.LaneRights
    /// Where it is written in the file.
    var writtenAt: LayoutPlace

    /// True where a lane of one can go on as a lane of the other.
    func isAlike(_ other: Edge) -> Bool {
      speedLimit == other.speedLimit && rights == other.rights
    }
  }

  private(set) var nodes: [Node] = []
  private var edges: [Edge] = []
  // Only looked up, never gone through: its order cannot matter.
  private var numbers: [String: Int] = [:]

  /// The number of the node of a name; nil where there is none.
  subscript(name: String) -> Int? { numbers[name] }

  /// Adds a node; false where one has its name already.
  mutating func add(_ node: Node) -> Bool {
    guard numbers[node.name] == nil else { return false }
    numbers[node.name] = nodes.count
    nodes.append(node)
    return true
  }

  /// Adds a way in one direction.
  mutating func addEdge(
    from: Int, to: Int, speedLimit: Double?, rights: Layout.LaneRights = Layout.LaneRights(),
    writtenAt: LayoutPlace
  ) {
    guard from != to else { return }
    edges.append(
      Edge(from: from, to: to, speedLimit: speedLimit, rights: rights, writtenAt: writtenAt))
  }

  /// What to add to a message about a name that no node has.
  func hint(_ name: String) -> String {
    MapDiagnostics.suggestion(for: name, among: nodes.prefix(10_000).map(\.name))
  }

  /// The edges as lanes: two that lead to and fro with one limit are one that is driven both ways, and those of
  /// a kind run on into each other.
  ///
  /// - Parameter users: All who may be named by rights: an edge that names them all is for all.
  /// - Returns: The lanes.
  /// - Complexity: O(n log n) for n edges.
  func lanes(users: [String] = []) -> [Layout.Lane] {
    let everybody = users.sorted()
    let edges = self.edges.map { edge in
      var edge = edge
      if edge.rights.users == everybody { edge.rights.users = nil }
      return edge
    }
    var first: [SIMD2<Int>: Int] = [:]
    var isPaired = [Bool](repeating: false, count: edges.count)
    var twoWay: [Int] = []
    for (index, edge) in edges.enumerated() {
      let back = first[[edge.to, edge.from]]
      if let back, !isPaired[back], edges[back].isAlike(edge) {
        isPaired[back] = true
        isPaired[index] = true
        twoWay.append(back)
      } else if first[[edge.from, edge.to]] == nil {
        first[[edge.from, edge.to]] = index
      } else if let known = first[[edge.from, edge.to]], edges[known].isAlike(edge) {
        // The same way once more says nothing new.
        isPaired[index] = true
      }
    }
    func line(_ index: Int) -> (Layout.Point, Layout.Point) {
      (nodes[edges[index].from].position, nodes[edges[index].to].position)
    }
    var lanes: [Layout.Lane] = []
    func limit(_ index: Int) -> Double { edges[index].speedLimit ?? .infinity }
    func rights(_ index: Int) -> (String, String) {
      let rights = edges[index].rights
      return (
        rights.exclusive.joined(separator: " "),
        rights.users.map { "a" + $0.joined(separator: "\n") } ?? ""
      )
    }
    var rest = twoWay.sorted {
      (limit($0), rights($0).0, rights($0).1, $0) < (limit($1), rights($1).0, rights($1).1, $1)
    }[...]
    while let first = rest.first {
      // Where one robot may be at a time, a lane ends at each node: other lanes may lead off there.
      let isGroup = !edges[first].rights.exclusive.isEmpty
      let alike = isGroup ? rest.prefix(1) : rest.prefix { edges[$0].isAlike(edges[first]) }
      rest = rest.dropFirst(alike.count)
      // Only looked up, never gone through: its order cannot matter.
      var places: [[Layout.Point]: LayoutPlace] = [:]
      for index in alike {
        let (from, to) = line(index)
        for ends in [[from, to], [to, from]] where places[ends] == nil {
          places[ends] = edges[index].writtenAt
        }
      }
      lanes += LayoutWalls.lines(alike.map(line)).map {
        Layout.Lane(
          points: $0, speedLimit: edges[first].speedLimit, rights: edges[first].rights,
          writtenAt: places[Array($0.prefix(2))] ?? edges[first].writtenAt)
      }
    }
    for index in edges.indices where !isPaired[index] {
      let (from, to) = line(index)
      lanes.append(
        Layout.Lane(
          points: [from, to], isOneWay: true, speedLimit: edges[index].speedLimit,
          rights: edges[index].rights,
          writtenAt: edges[index].writtenAt))
    }
    return lanes
  }
}

extension Layout {
  /// Gives robots without starts places on the lanes, away from each other and from places of work; where there
  /// are not enough, anywhere on the lanes.
  mutating func seatRobots() {
    guard !lanes.isEmpty else { return }
    let isLimited = lanes.contains { $0.rights.users != nil }
    var taken = robots.flatMap { $0.starts.map(\.position) }
    let width = robots.map { max($0.size.x, $0.size.y) }.max() ?? 0.6
    func gap(_ a: Point, _ others: [Point]) -> Double {
      others.map { (($0 - a) * ($0 - a)).sum().squareRoot() }.min() ?? .infinity
    }
    let work = places.map(\.position)
    // Enough for any fleet that is seated so; a graph may have a hundred thousand nodes.
    let points = lanes.flatMap(\.points).prefix(500)
    var free = points.filter { gap($0, work) > width } + points
    for index in robots.indices where robots[index].starts.isEmpty {
      if isLimited {
        let points = LayoutReach(self, robots: robots[index].name).inside.prefix(500)
        free = points.filter { gap($0, work) > width } + points
      }
      for _ in 0..<robots[index].count {
        guard let seat = free.firstIndex(where: { gap($0, taken) > 1.2 * width }) else { break }
        robots[index].starts.append((free[seat], 0))
        taken.append(free[seat])
        free.removeFirst(seat + 1)
      }
      if robots[index].starts.count < robots[index].count {
        robots[index].count = robots[index].starts.count
      }
    }
    robots.removeAll { $0.starts.isEmpty && $0.count == 0 }
  }
}
