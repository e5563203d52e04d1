/// Where the robots of one class get along the lanes of a layout, and back.
struct LayoutReach {
  /// The points of lanes that are joined in both directions, as one of several such parts.
  private let part: [Layout.Point: Int]
  private let main: Int
  /// Points of all lanes, whoever drives on them; only looked up.
  private let known: Set<Layout.Point>
  /// Points of the lanes that it drives on, in their order.
  private let points: [Layout.Point]

  /// Where a class gets; the part with most places counts, of those the largest.
  ///
  /// - Complexity: O(n log n) for n points of lanes.
  init(_ layout: Layout, robots: String) {
    known = Set(layout.lanes.flatMap(\.points))
    let lanes = layout.lanes.filter { $0.rights.users?.contains(robots) ?? true }
    // Only looked up, never gone through: its order cannot matter.
    var numbers: [Layout.Point: Int] = [:]
    var points: [Layout.Point] = []
    var exits: [[Int]] = []
    func number(_ point: Layout.Point) -> Int {
      if let known = numbers[point] { return known }
      numbers[point] = points.count
      points.append(point)
      exits.append([])
      return points.count - 1
    }
    for lane in lanes {
      for (a, b) in zip(lane.points, lane.points.dropFirst()) {
        let (from, to) = (number(a), number(b))
        exits[from].append(to)
        if !lane.isOneWay { exits[to].append(from) }
      }
    }
    let found = Self.parts(exits)
    var counts: [Int: (places: Int, points: Int)] = [:]
    for part in found { counts[part, default: (0, 0)].points += 1 }
    for place in layout.places {
      if let number = numbers[place.position] {
        counts[found[number], default: (0, 0)].places += 1
      }
    }
    main =
      counts.max {
        ($0.value.places, $0.value.points, -$0.key) < ($1.value.places, $1.value.points, -$1.key)
      }?.key ?? -1
    part = numbers.mapValues { found[$0] }
    self.points = points
  }

  /// True where robots get to a place and back to the others; a place beside the lanes is reached by all.
  func includes(_ place: Layout.Point) -> Bool {
    part[place].map { $0 == main } ?? !known.contains(place)
  }

  /// Points of lanes from which all others of them are reached.
  var inside: [Layout.Point] { points.filter { part[$0] == main } }

  /// The part of each node, from which all others of it are reached: the nodes that it reaches and that reach it
  /// (Kosaraju's algorithm).
  private static func parts(_ exits: [[Int]]) -> [Int] {
    var order: [Int] = []
    var seen = [Bool](repeating: false, count: exits.count)
    for root in exits.indices where !seen[root] {
      var path = [(node: root, next: 0)]
      seen[root] = true
      while let top = path.last {
        if top.next < exits[top.node].count {
          path[path.count - 1].next += 1
          let node = exits[top.node][top.next]
          if !seen[node] {
            seen[node] = true
            path.append((node, 0))
          }
        } else {
          order.append(top.node)
          path.removeLast()
        }
      }
    }
    var entries = [[Int]](repeating: [], count: exits.count)
    for (node, list) in exits.enumerated() { for exit in list { entries[exit].append(node) } }
    var part = [Int](repeating: -1, count: exits.count)
    for root in order.reversed() where part[root] < 0 {
      var open = [root]
      part[root] = root
      while let node = open.popLast() {
        for entry in entries[node] where part[entry] < 0 {
          part[entry] = root
          open.append(entry)
        }
      }
    }
    return part
  }
}

/// The classes of a scene, and what a layout calls them where it says who drives on a lane.
struct LayoutClasses {
  /// Names in the scene, each with that in the layout's file; nil where the file does not know the class.
  private let names: [(scene: String, file: String?)]

  /// The classes that a layout itself makes, in its order.
  init(of layout: Layout) {
    var taken = LayoutNames()
    names = layout.robots.map { robots in
      (taken.take(robots.name), layout.knownUsers.contains(robots.name) ? robots.name : nil)
    }
  }

  /// The classes of a scene that names a layout as its map; they are told by their names.
  init(_ scene: [String], of layout: Layout) {
    names = scene.map { name in
      (name, layout.knownUsers.first { $0 == name || LayoutNames.sceneName($0) == name })
    }
  }

  /// All names in the scene.
  var all: [String] { names.map(\.scene) }

  /// Classes of the scene that the layout does not know.
  var unknown: [String] { names.filter { $0.file == nil }.map(\.scene) }

  /// The classes that drive on a lane, by their names in the scene; nil where all do, none where nobody does.
  func users(of rights: Layout.LaneRights) -> [String]? {
    guard let users = rights.users else { return nil }
    let able = names.filter { $0.file.map(users.contains) ?? true }.map(\.scene)
    return able.count == names.count ? nil : able
  }
}
