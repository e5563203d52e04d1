import Contracts
import Scenes
import SimCore
import Simulation
import TestSupport
import Testing
import Work

@Suite("Goals without end")
struct LifelongTests {
  /// Floors of several kinds, as maps of POGEMA.
  private static let maps: [(name: String, rows: [String])] = [
    ("hall", Array(repeating: "..........", count: 8)),
    (
      "shelves",
      [
        "!@!$$$$$!@!", "!@!####!!@!", "!@!$$$$$!@!", "!!!!!!!!!!!", "!@!$$$$$!@!", "!@!####!!@!",
        "!@!$$$$$!@!",
      ]
    ),
    (
      "rooms",
      [
        "....#....", "....#....", ".........", "....#....", "##.###.##", "....#....", ".........",
      ]
    ),
    ("loop", ["......", ".####.", ".####.", "......"]),
  ]

  private static func text(
    _ folder: borrowing TemporaryFolder, map: Int = 0, count: Int = 4, seed: Int = 1,
    robot: String = "", goals: String = "goals", rest: String = ""
  ) throws -> String {
    let rows = Self.maps[map].rows.map { $0 + "\n" }.joined()
    try folder.write(Array(rows.utf8), to: "map.txt")
    return """
      fleet: 1
      world: {map: {file: \(folder.path)/map.txt, format: pogema}}
      robots:
        cart:
          count: \(count)
          body: {radius: 0.3 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1.5 m/s, max_accel: 2 m/s^2}
          spawn: {pattern: imported}
          \(robot)
      tasks: [{name: tour, lifelong: \(goals), dwell: 0 s}]
      run: {duration: 1 h, seed: \(seed)}
      \(rest)
      """
  }

  private static func model(_ text: String) throws -> WorldModel {
    try WorldModel(scene: SceneLoader.load(text: text, file: "a.fleet.yaml").get())
  }

  private static func run(_ model: WorldModel, seconds: Int, workers: Int = 1) -> Fleet {
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: workers))
    for _ in 0..<seconds * model.clocks.physicsRate { fleet.step() }
    return fleet
  }

  @Test(
    "goals per second never exceed the bound of shortest ways at top speed",
    arguments: maps.indices, [1, 2, 3])
  func bound(map: Int, seed: Int) throws {
    let folder = TemporaryFolder()
    for count in [1, 3] {
      let model = try Self.model(Self.text(folder, map: map, count: count, seed: seed))
      var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
      for second in 1...60 {
        for _ in 0..<model.clocks.physicsRate { fleet.step() }
        guard second % 10 == 0 else { continue }
        let report = fleet.report()
        let goals = try #require(report.value("goals_per_s"))
        #expect((goals - Double(fleet.deliveries) / fleet.time).magnitude < 1e-6)
        guard let bound = report.value("goals_per_s_bound") else { continue }
        #expect(goals <= bound, "\(Self.maps[map].name) at \(second) s")
        let share = try #require(report.value("share_of_bound"))
        #expect((share - goals / bound).magnitude < 1e-9)
      }
      // A lone robot is not far below it: it stops and turns, no more.
      guard count == 1 else { continue }
      let share = try #require(fleet.report().value("share_of_bound"))
      #expect(share > 0.25, "\(Self.maps[map].name)")
    }
  }

  @Test("a robot draws the same goals in any fleet, uniformly and never twice running")
  func draws() throws {
    let folder = TemporaryFolder()
    let one = try Self.model(Self.text(folder, map: 1, count: 1)).tasks
    let six = try Self.model(Self.text(folder, map: 1, count: 6)).tasks
    #expect(one.goals(ofTask: 0).count == 20)
    var counts: [Int32: Int] = [:]
    for row in 0..<6 {
      var last: Int32 = -1
      for round in 0..<500 {
        let goal = try #require(six.goal(task: 0, row: row, round: round, after: last, seed: 9))
        #expect(goal != last)
        if row == 0 {
          #expect(goal == one.goal(task: 0, row: 0, round: round, after: last, seed: 9))
        }
        counts[goal, default: 0] += 1
        last = goal
      }
    }
    // 3000 draws among 20: 150 each, with a deviation of 12.
    #expect(counts.count == 20 && counts.values.allSatisfy { (90...210).contains($0) })
  }

  @Test("a goal is reached at rest, and the next one is there at once")
  func rest() throws {
    let folder = TemporaryFolder()
    let model = try Self.model(Self.text(folder, count: 2))
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    var watch = EventWatch()
    var reached = 0
    for _ in 0..<60 * model.clocks.physicsRate {
      fleet.step()
      for event in watch.look(at: fleet) where event.kind == .taskDone {
        reached += 1
        #expect(fleet.twist(ofRobot: event.robot).linear.length <= 0.051 * 1.5)
        #expect(fleet.stage(ofRobot: event.robot) == .travelling)
      }
    }
    #expect(reached > 8)
  }

  @Test("the same bits for one and two workers")
  func workers() throws {
    let folder = TemporaryFolder()
    let model = try Self.model(Self.text(folder, map: 1, count: 8))
    let one = Self.run(model, seconds: 20).stateHash()
    let two = Self.run(model, seconds: 20, workers: 2).stateHash()
    #expect(one == two)
  }

  @Test("a robot with a low battery charges between two goals and goes on")
  func charges() throws {
    let folder = TemporaryFolder()
    var text = try Self.text(
      folder, count: 1,
      robot: "battery: {capacity: 2 Wh, initial: [40 %, 40 %], idle_power: 40 W}")
    text = text.replacing(
      "format: pogema}",
      with: "format: pogema}, zones: [{name: fill, kind: dock, slots: 1, "
        + "power: 3 kW, area: {rect: [1 m, 1 m, 2 m, 2 m]}}]")
    let fleet = try Self.run(Self.model(text), seconds: 300)
    let report = fleet.report()
    #expect(try #require(report.value("fewest_charges")) >= 1)
    #expect(report.value("stranded") == 0)
    #expect(try #require(report.value("goals_reached")) > 5)
  }

  @Test("of free cells those are drawn that a body gets to")
  func freeCells() throws {
    let folder = TemporaryFolder()
    var text = try Self.text(folder, count: 1, goals: "free")
    try folder.write(Array("!!!!#!\n!@!!##\n!!!!!$\n".utf8), to: "map.txt")
    let model = try Self.model(text)
    // 15 cells are free, of which one lies in a corner that is closed off.
    #expect(model.tasks.goals(ofTask: 0).count == 14)
    text = text.replacing("0.3 m", with: "0.7 m")
    let wide = try Self.model(text).tasks.goals(ofTask: 0).count
    #expect(wide < 14 && wide > 1)
  }

  @Test(
    "what is no set of goals is told at its place",
    arguments: [
      (
        "lobbie",
        "unknown zone 'lobbie'; goals are drawn from 'goals' or 'free' (cells of the map), a zone of "
          + "kind area, or points; did you mean 'lobbies'?"
      ),
      ("fill", "zone 'fill' is a dock, not an area: its places are for other work"),
      ("[[1 m, 1 m], [99 m, 1 m]]", "the point lies outside the workspace"),
      (
        "[[1 m, 1 m]]",
        "task 'tour' needs two goals or more that all who may do it reach; there is 1"
      ),
    ])
  func mistakes(goals: String, message: String) throws {
    let folder = TemporaryFolder()
    let text = try Self.text(folder, goals: goals).replacing(
      "format: pogema}",
      with: "format: pogema}, zones: [{name: lobbies, kind: area, "
        + "area: {rect: [4 m, 4 m, 6 m, 6 m]}}, "
        + "{name: fill, kind: dock, slots: 1, power: 3 kW, area: {rect: [1 m, 1 m, 2 m, 2 m]}}]")
    guard case .wrong(let said) = CompiledScene(SceneLoader.load(text: text, file: "a")) else {
      Issue.record("nothing was said")
      return
    }
    #expect(said.contains { $0.message.hasPrefix(message) && $0.location != nil }, "\(said)")
  }

  @Test("cells of a map need a map")
  func withoutMap() throws {
    for word in ["goals", "free"] {
      let text = """
        fleet: 1
        world: {size: [9 m, 9 m]}
        robots:
          cart:
            count: 1
            body: {radius: 0.3 m, mass: 20 kg}
            drive: {kind: differential, max_speed: 1 m/s}
        tasks: [{name: tour, lifelong: \(word)}]
        """
      let said = SceneLoader.load(text: text, file: "a").diagnostics
      #expect(said.contains { $0.message == "'\(word)' are cells of a map; this world has no map" })
    }
  }
}
