import SimCore
import Testing

@testable import Navigation

/// Robots that tour the lanes of an open floor without end, and what is seen of them.
private struct LaneFleet: ~Copyable {
  var fleet: PointFleet
  let places: [Vec2]
  /// Goals that were reached, by robot.
  var reached: [Int]
  private var stream: RandomStream
  /// Numbers of the places that each robot goes to.
  private let tours: [[Int]]
  private var stillFor: [Float]

  // Tours are the places that each robot goes to, by their numbers; all where there is none.
  init(
    lanes: [RoadmapLane], points: [RoadmapPoint] = [], places: [Vec2], starts: [Vec2],
    classes: [String] = ["a"], classOf: [Int]? = nil, tours: [[Int]]? = nil, seed: UInt64 = 1
  ) throws {
    let floor = try Floor([String](repeating: String(repeating: ".", count: 24), count: 14))
    var problems: [RoadmapLane.Problem] = []
    let roadmap = try #require(
      Roadmap(
        floor.map, radii: [0.3], places: places, lanes: lanes, points: points, classes: classes,
        problems: &problems))
    #expect(problems.isEmpty, "\(problems)")
    let numbers = classOf ?? starts.map { _ in 0 }
    fleet = try PointFleet(
      roadmap, map: floor.map, starts: starts, kinds: numbers.map { roadmap.kind(ofClass: $0) })
    self.places = places
    self.tours = tours ?? starts.map { _ in Array(places.indices) }
    reached = starts.map { _ in 0 }
    stillFor = starts.map { _ in 0 }
    stream = RandomStream(seed: seed, purpose: .placement)
    for i in starts.indices { choose(i) }
  }

  private mutating func choose(_ i: Int) {
    let here = fleet.robots[i].position
    let taken = (0..<fleet.count).filter { $0 != i }.map { fleet.robots[$0].goal }
    let free = tours[i].map { places[$0] }.filter { place in
      (place - here).length > 0.5 && !taken.contains(place)
    }
    guard !free.isEmpty else { return }
    fleet.robots[i].goal = free[min(free.count - 1, Int(stream.uniform() * Float(free.count)))]
    fleet.robots[i].state = .travelling
  }

  /// Drives for some seconds; calls a body after each step with who has stood for a while on its way.
  mutating func run(_ seconds: Float, _ see: (borrowing PointFleet, [Int]) -> Void) {
    var time: Float = 0
    while time < seconds {
      fleet.step()
      time += fleet.period
      for i in 0..<fleet.count {
        if fleet.robots[i].state == .idle {
          reached[i] += 1
          choose(i)
        }
        let isStill = fleet.robots[i].velocity.length < 0.01
        stillFor[i] = isStill ? stillFor[i] + fleet.period : 0
      }
      see(fleet, stillFor.indices.filter { stillFor[$0] > 0.35 })
    }
  }
}

@Suite("Who may be on which lane")
struct LaneRightsTests {
  /// Two ways from west to east, one along the north and one along the south.
  private static func loops(_ north: [String], _ south: [String]) -> [RoadmapLane] {
    [
      RoadmapLane(
        points: [Vec2(2, 7), Vec2(2, 12), Vec2(22, 12), Vec2(22, 7)], classes: north),
      RoadmapLane(points: [Vec2(2, 7), Vec2(2, 5), Vec2(22, 5), Vec2(22, 7)], classes: south),
    ]
  }
  private static let ends = [Vec2(2, 7), Vec2(22, 7)]

  @Test(
    "robots drive on lanes of their class and of all classes, however much shorter the others are")
  func classes() throws {
    for (north, south) in [(["a"], ["b"]), ([], ["b"]), (["a"], ["a", "b"])] {
      for (number, start) in [(0, Vec2(8, 12)), (1, Vec2(8, 5))] {
        var fleet = try LaneFleet(
          lanes: Self.loops(north, south), places: Self.ends, starts: [start],
          classes: ["a", "b"], classOf: [number])
        fleet.run(30) { _, _ in }
        var (lowest, highest) = (Float.infinity, -Float.infinity)
        fleet.run(150) { fleet, _ in
          lowest = min(lowest, fleet.robots[0].position.y)
          highest = max(highest, fleet.robots[0].position.y)
        }
        #expect(fleet.reached[0] > 4, "\(north) \(south) \(number)")
        // Who may choose takes the shorter way, along the south.
        let isSouth = south.contains(number == 0 ? "a" : "b")
        #expect((lowest < 6.5) == isSouth && (highest > 7.5) == !isSouth, "\(lowest) \(highest)")
      }
    }
  }

  @Test("a lane that is for each direction another class is driven so")
  func directions() throws {
    let line = [Vec2(2, 5), Vec2(8, 5), Vec2(22, 5)]
    let back = [Vec2(22, 5), Vec2(22, 9), Vec2(8, 9), Vec2(2, 9), Vec2(2, 5)]
    // One class goes round with the clock, the other against it.
    let lanes = [
      RoadmapLane(points: line, isOneWay: true, classes: ["a"]),
      RoadmapLane(points: back, isOneWay: true, classes: ["a"]),
      RoadmapLane(points: line.reversed(), isOneWay: true, classes: ["b"]),
      RoadmapLane(points: back.reversed(), isOneWay: true, classes: ["b"]),
    ]
    for (number, sign) in [(0, Float(1)), (1, Float(-1))] {
      var fleet = try LaneFleet(
        lanes: lanes, places: [Vec2(8, 5), Vec2(8, 9)], starts: [Vec2(14, 5)],
        classes: ["a", "b"], classOf: [number])
      // It comes onto the lane where that is nearest, maybe behind it.
      fleet.run(5) { _, _ in }
      var wrong: Float = 0
      fleet.run(150) { fleet, _ in
        let robot = fleet.robots[0]
        guard robot.position.x > 3, robot.position.x < 21 else { return }
        wrong = max(wrong, -sign * robot.velocity.x * (robot.position.y < 7 ? 1 : -1))
      }
      #expect(fleet.reached[0] > 4 && wrong < 0.1, "\(number) \(wrong)")
    }
  }

  @Test("a class gets to the places that its lanes lead to and back from")
  func reach() throws {
    let floor = try Floor([String](repeating: String(repeating: ".", count: 24), count: 14))
    // A spur for class b alone, and one from which nobody comes back.
    let lanes = [
      RoadmapLane(points: [Vec2(2, 5), Vec2(12, 5)]),
      RoadmapLane(points: [Vec2(12, 5), Vec2(22, 5)], classes: ["b"]),
      RoadmapLane(points: [Vec2(12, 5), Vec2(12, 11)], isOneWay: true),
    ]
    let places = [Vec2(2, 5), Vec2(12, 5), Vec2(22, 5), Vec2(12, 11)]
    var problems: [RoadmapLane.Problem] = []
    let roadmap = try #require(
      Roadmap(
        floor.map, radii: [0.3], places: places, lanes: lanes, classes: ["a", "b", "c"],
        problems: &problems))
    #expect(problems.isEmpty)
    #expect(roadmap.kind(ofClass: 0) == roadmap.kind(ofClass: 2))
    for (number, expected) in [(0, [true, true, false, false]), (1, [true, true, true, false])] {
      let reach = RoadmapReach(
        roadmap, needed: [0, 1], radius: 0.3, kind: roadmap.kind(ofClass: number))
      #expect(reach.places == expected)
      #expect(reach.isReached(fromStart: Vec2(18, 5), roadmap, floor.map) == (number == 1))
      #expect(!reach.isReached(fromStart: Vec2(12, 11), roadmap, floor.map))
    }
  }

  /// Two sidings at either side of a bridge that has room for one.
  private static func bridge(_ group: [String]) -> [RoadmapLane] {
    [
      RoadmapLane(points: [Vec2(8, 7), Vec2(12, 7), Vec2(16, 7)], exclusive: group),
      RoadmapLane(points: [
        Vec2(8, 7), Vec2(5, 10), Vec2(2, 10), Vec2(2, 4), Vec2(5, 4), Vec2(8, 7),
      ]),
      RoadmapLane(
        points: [Vec2(16, 7), Vec2(19, 10), Vec2(22, 10), Vec2(22, 4), Vec2(19, 4), Vec2(16, 7)]),
    ]
  }

  @Test("one robot at a time is on the lanes of a group, and all get over it", arguments: 1...2)
  func group(seed: UInt64) throws {
    let starts = [Vec2(2, 9), Vec2(2, 5), Vec2(4, 10), Vec2(22, 9), Vec2(22, 5)]
    func run(_ group: [String]) throws -> (most: Int, least: Int) {
      var fleet = try LaneFleet(
        lanes: Self.bridge(group),
        places: [Vec2(2, 10), Vec2(2, 7), Vec2(2, 4), Vec2(22, 10), Vec2(22, 7), Vec2(22, 4)],
        starts: starts, seed: seed)
      var most = 0
      fleet.run(600) { fleet, _ in
        let on = (0..<fleet.count).count {
          let x = fleet.robots[$0].position.x
          return x > 8.1 && x < 15.9
        }
        most = max(most, on)
      }
      #expect(fleet.fleet.leastGap > -1e-3)
      return (most, fleet.reached.min() ?? 0)
    }
    let apart = try run(["bridge"])
    #expect(apart.most == 1 && apart.least > 7, "\(apart)")
    // Without the group they follow each other over it.
    #expect(try run([]).most > 1)
  }

  @Test("crossings of one group exclude each other, those of two do not")
  func twoGroups() throws {
    let lanes = { (second: String) in
      [
        RoadmapLane(points: [Vec2(2, 10), Vec2(2, 4), Vec2(8, 4)]),
        RoadmapLane(points: [Vec2(16, 4), Vec2(22, 4)]),
        RoadmapLane(points: [Vec2(8, 4), Vec2(16, 4)], exclusive: ["x"]),
        RoadmapLane(points: [Vec2(2, 10), Vec2(8, 10)]),
        RoadmapLane(points: [Vec2(16, 10), Vec2(22, 10)]),
        RoadmapLane(points: [Vec2(8, 10), Vec2(16, 10)], exclusive: [second]),
      ]
    }
    for (second, expected) in [("x", 1), ("y", 2)] {
      var fleet = try LaneFleet(
        lanes: lanes(second), places: [Vec2(2, 4), Vec2(22, 4), Vec2(2, 10), Vec2(22, 10)],
        starts: [Vec2(4, 4), Vec2(20, 10)], tours: [[0, 1], [2, 3]])
      var most = 0
      fleet.run(300) { fleet, _ in
        let on = (0..<2).count {
          fleet.robots[$0].position.x > 8.1 && fleet.robots[$0].position.x < 15.9
        }
        most = max(most, on)
      }
      #expect(most == expected)
      #expect(fleet.reached.allSatisfy { $0 > 5 }, "\(fleet.reached)")
    }
  }

  /// A street with sidings, and waiting points at their ends.
  private static let sidings: [RoadmapLane] = [
    RoadmapLane(points: [Vec2(2, 7), Vec2(6, 7), Vec2(18, 7), Vec2(22, 7)]),
    RoadmapLane(points: [Vec2(6, 7), Vec2(6, 11), Vec2(18, 11), Vec2(18, 7)]),
    RoadmapLane(points: [Vec2(6, 7), Vec2(6, 3), Vec2(18, 3), Vec2(18, 7)]),
    RoadmapLane(points: [Vec2(2, 7), Vec2(2, 11)]),
    RoadmapLane(points: [Vec2(22, 7), Vec2(22, 3)]),
  ]

  @Test(
    "who waits stands at a waiting point or where it starts or works, and all get there",
    arguments: 1...2)
  func waiting(seed: UInt64) throws {
    let points = [
      Vec2(9, 11), Vec2(15, 11), Vec2(9, 3), Vec2(15, 3), Vec2(9, 7), Vec2(15, 7), Vec2(2, 9),
      Vec2(22, 5),
    ]
    let places = [Vec2(2, 11), Vec2(22, 3), Vec2(12, 11), Vec2(12, 3)]
    let starts = [Vec2(9, 11), Vec2(15, 3), Vec2(12, 7)]
    var fleet = try LaneFleet(
      lanes: Self.sidings, points: points.map { RoadmapPoint(place: $0, waiting: true) },
      places: places, starts: starts, seed: seed)
    let known = points + places + starts
    var astray: [Vec2] = []
    fleet.run(600) { fleet, still in
      for i in still {
        let at = fleet.robots[i].position
        if known.allSatisfy({ ($0 - at).length > 0.2 }) { astray.append(at) }
      }
    }
    #expect(astray.isEmpty, "\(astray.prefix(5))")
    #expect(fleet.fleet.leastGap > -1e-3)
    #expect(fleet.reached.allSatisfy { $0 > 5 }, "\(fleet.reached)")
  }

  @Test("nobody stands at a point where nobody may, and it is driven through", arguments: 1...2)
  func passing(seed: UInt64) throws {
    let crossing = Vec2(12, 7)
    let lanes = [
      RoadmapLane(points: [Vec2(2, 7), Vec2(12, 7), Vec2(22, 7)]),
      RoadmapLane(points: [Vec2(12, 2), Vec2(12, 7), Vec2(12, 12)]),
      RoadmapLane(points: [Vec2(2, 7), Vec2(2, 12), Vec2(12, 12), Vec2(22, 12), Vec2(22, 7)]),
      RoadmapLane(points: [Vec2(2, 7), Vec2(2, 2), Vec2(12, 2), Vec2(22, 2), Vec2(22, 7)]),
    ]
    var fleet = try LaneFleet(
      lanes: lanes, points: [RoadmapPoint(place: crossing, waiting: false)],
      places: [Vec2(2, 7), Vec2(22, 7), Vec2(12, 2), Vec2(12, 12), Vec2(2, 2), Vec2(22, 12)],
      starts: [Vec2(5, 2), Vec2(5, 12), Vec2(19, 2), Vec2(19, 12)], seed: seed)
    var (stood, passed) = (0, 0)
    fleet.run(400) { fleet, still in
      stood += still.count { (fleet.robots[$0].position - crossing).length < 0.5 }
      passed += (0..<fleet.count).count { (fleet.robots[$0].position - crossing).length < 0.3 }
    }
    #expect(stood == 0 && passed > 10, "\(stood) \(passed)")
    #expect(fleet.reached.allSatisfy { $0 > 3 }, "\(fleet.reached)")
  }

  @Test("who comes to somebody behind such a point stands before it")
  func before() throws {
    let crossing = Vec2(12, 7)
    func end(_ waiting: Bool?) throws -> Float {
      var fleet = try LaneFleet(
        lanes: [RoadmapLane(points: [Vec2(2, 7), Vec2(12, 7), Vec2(22, 7)])],
        points: [RoadmapPoint(place: crossing, exclusive: ["a"], waiting: waiting)],
        places: [Vec2(2, 7), Vec2(22, 7)], starts: [Vec2(3, 7), Vec2(12.8, 7)], tours: [[1], []])
      fleet.fleet.robots[1].state = .holding
      fleet.fleet.robots[1].goal = fleet.fleet.robots[1].position
      fleet.run(30) { _, _ in }
      return fleet.fleet.robots[0].position.x
    }
    #expect(try end(false) < 11.5)
    #expect(try end(true) > 11.8)
  }

  @Test("what cannot be kept is a problem: too many kinds, and waiting points too far apart")
  func problems() throws {
    let floor = try Floor([String](repeating: String(repeating: ".", count: 24), count: 14))
    func problems(_ lanes: [RoadmapLane], _ points: [RoadmapPoint], _ classes: [String])
      -> [RoadmapLane.Problem]
    {
      var problems: [RoadmapLane.Problem] = []
      _ = Roadmap(
        floor.map, radii: [0.1], places: [Vec2(1, 1), Vec2(22, 1)], lanes: lanes, points: points,
        classes: classes, problems: &problems)
      return problems
    }
    let street = RoadmapLane(points: [Vec2(1, 1), Vec2(22, 1)])
    let many = (0..<70).map { k in
      RoadmapLane(points: [Vec2(1, 1), Vec2(22, 1)], classes: ["c\(k)"])
    }
    #expect(problems(many + [street], [], many.flatMap(\.classes)) == [.tooManyKinds(limit: 64)])
    let maze = (1..<12).map { k in
      RoadmapLane(points: [
        Vec2(1, Float(k)), Vec2(22, Float(k)), Vec2(22, Float(k) + 1), Vec2(1, Float(k) + 1),
      ])
    }
    let found = problems([street] + maze, [RoadmapPoint(place: Vec2(1, 1), waiting: true)], ["a"])
    guard case .waitingPointsTooFar(let count, _) = found.first else {
      Issue.record("\(found)")
      return
    }
    #expect(count > 253)
    #expect(
      problems([street], [RoadmapPoint(place: Vec2(5, 9), waiting: true)], ["a"]) == [
        .notOnLane(at: Vec2(5, 9))
      ])
  }
}
