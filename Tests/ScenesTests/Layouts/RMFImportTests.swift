import Navigation
import Scenes
import Testing
import Work

@Suite("LayoutImporter on buildings of Open-RMF")
struct RMFImportTests {
  /// Two rooms with a door, in pixels of 5 cm with y downwards: 10 m by 4 m.
  static let building = """
    name: depot
    coordinate_system: reference_image
    levels:
      L1:
        elevation: 0
        vertices:
          - [0, 0, 0, ""]
          - [200, 0, 0, ""]
          - [200, 80, 0, ""]
          - [0, 80, 0, ""]
          - [100, 0, 0, ""]
          - [100, 30, 0, ""]
          - [100, 60, 0, ""]
          - [100, 80, 0, ""]
          - [20, 40, 0, in box, {pickup_dispenser: [1, tote]}]
          - [180, 40, 0, out, {dropoff_ingestor: [1, bin]}]
          - [60, 20, 0, dock1, {is_charger: [4, true], spawn_robot_name: [1, cart1], spawn_robot_type: [1, Acme/Cart]}]
          - [140, 20, 0, "", {is_parking_spot: [4, true]}]
        walls:
          - [0, 1, {}]
          - [1, 2, {}]
          - [2, 3]
          - [3, 0, {alpha: [3, 1]}]
          - [4, 5, {}]
          - [6, 7, {}]
        doors:
          - [5, 6, {name: [1, gate], type: [1, sliding]}]
        measurements:
          - [0, 1, {distance: [3, 10]}]
        models:
          - {model_name: Acme/Shelf, x: 1, y: 1, static: true}
          - {model_name: Acme/Shelf, x: 1, y: 1, static: true}
    lifts:
      hoist: {x: 3}
    """

  static let fleet = """
    rmf_fleet:
      name: cart
      limits: {linear: [1.2, 0.6], angular: [0.8, 1.5]}
      profile: {footprint: 0.25, vicinity: 0.4}
      battery_system: {voltage: 24, capacity: 10, charging_current: 4}
      mechanical_system: {mass: 35}
      ambient_system: {power: 15}
      recharge_threshold: 0.2
      recharge_soc: 0.9
      robots:
        cart1: {charger: dock1}
        cart2: {charger: nowhere}
    """

  private static func folder() -> MapFolder {
    MapFolder([
      (name: "depot.building.yaml", bytes: Array(building.utf8)),
      (name: "cart.yaml", bytes: Array(fleet.utf8)),
    ])
  }

  @Test("a building with its fleet is this scene, and what it cannot have is told")
  func whole() throws {
    let folder = Self.folder()
    let (scene, text) = folder.importLayout(["depot.building.yaml", "cart.yaml"])
    let found = try #require(scene)
    #expect(found.name == "depot")
    #expect(
      found.text == """
        # yaml-language-server: $schema=fleet.schema.json
        # Open-RMF building, level 'L1', imported: 3 walls, 2 stations, 1 dock, 1 parking place, 1 robot.
        # A pixel of the drawing is 0.05 m, the mean of 1 measurement.
        # A place of the file in metres (x to the right, y upwards) lies here at (x + 1 m, y + 5 m).
        #
        # Not taken over:
        #   depot.building.yaml:27: the door 'gate' (sliding) not taken over: it is an opening that is never shut
        #   depot.building.yaml:31: the models (2 Shelf) not taken over: the file does not say their sizes
        #   depot.building.yaml:34: the lift 'hoist' not taken over: a scene has one level, and its cabin is free floor
        #   cart.yaml:4: 'profile.vicinity' not taken over: robots keep the room that the rule of traffic asks for
        #   cart.yaml:3: the angular acceleration not taken over: a body turns as fast as its wheels let it
        #   cart.yaml:12: the robot 'cart2' not taken over: its charger 'nowhere' is no vertex of this level
        fleet: 1
        name: depot

        world:
          size: [12 m, 6 m]
          obstacles:
            - wall: {points: [[1 m, 5 m], [11 m, 5 m], [11 m, 1 m], [1 m, 1 m]], thickness: 0.1 m, closed: true}
            - wall: {points: [[6 m, 5 m], [6 m, 3.5 m]], thickness: 0.1 m}
            - wall: {points: [[6 m, 2 m], [6 m, 1 m]], thickness: 0.1 m}
          zones:
            - {name: in_box, kind: station, slots: 1, claims_per_slot: 1, loads_per_slot: 1, area: {rect: [1.75 m, 2.75 m, 2.25 m, 3.25 m]}}  # 'in box'
            - {name: out, kind: station, slots: 1, claims_per_slot: 1, loads_per_slot: 1, area: {rect: [9.75 m, 2.75 m, 10.25 m, 3.25 m]}}
            - {name: dock1, kind: dock, slots: 1, power: 96 W, area: {rect: [3.75 m, 3.75 m, 4.25 m, 4.25 m]}}
            - {name: parking_11, kind: parking, slots: 1, area: {rect: [7.75 m, 3.75 m, 8.25 m, 4.25 m]}}

        robots:
          cart:  # from cart.yaml
            count: 1
            body: {shape: circle, radius: 0.25 m, mass: 35 kg}
            drive: {kind: differential, max_speed: 1.2 m/s, max_accel: 0.6 m/s^2, max_turn_rate: 0.8 rad/s}
            battery: {capacity: 240 Wh, idle_power: 15 W, recharge_below: 20 %, charge_until: 90 %}
            spawn: {pattern: poses, poses: [[4 m, 4 m, 0 rad]]}

        # The file holds no jobs. These are made up: loads come up at random, as many as keep the robots
        # busy for about 40 % of their time by straight distances.
        tasks:
          - {name: in_box_to_out, from: in_box, to: out, rate: 0.837 /min}

        run: {duration: 10 min, seed: 1}

        """)
    // The same items with their places, in the order of the files.
    #expect(text.split(separator: "\n").count { $0.contains("not taken over") } == 6)
    #expect(
      text.hasPrefix(
        """
        depot.building.yaml:27:9: warning: the door 'gate' (sliding) not taken over: it is an opening that is never shut
              - [5, 6, {name: [1, gate], type: [1, sliding]}]
                ^
        """), "\(text)")
    let loaded = SceneLoader.load(text: found.text, file: "depot.fleet.yaml")
    #expect(loaded.scene != nil && loaded.diagnostics.isEmpty, "\(loaded.diagnostics)")
  }

  @Test("without a fleet the class of a robot is its type, and is said to be assumed")
  func assumed() throws {
    let folder = Self.folder()
    let found = try #require(folder.importLayout(["depot.building.yaml"]).scene)
    #expect(found.text.contains("  Cart:  # no file describes this class; all of it is assumed\n"))
    #expect(
      found.text.contains(
        "power: 100 W, area: {rect: [3.75 m, 3.75 m, 4.25 m, 4.25 m]}}  # the power is assumed"))
  }

  @Test("metres of a file are taken as they are, y upwards")
  func cartesian() throws {
    let text = Self.building.replacing("reference_image", with: "cartesian_meters")
    let folder = MapFolder([(name: "a.building.yaml", bytes: Array(text.utf8))])
    let found = try #require(folder.importLayout(["a.building.yaml"]).scene)
    #expect(found.text.contains("size: [202 m, 82 m]"))
    #expect(
      found.text.contains(
        "{name: in_box, kind: station, slots: 1, claims_per_slot: 1, loads_per_slot: 1, area: {rect: [20.75 m, 40.75 m, 21.25 m, 41.25 m]}}"
      ))
  }

  @Test("of several levels one is chosen, and the others are told")
  func levels() throws {
    let second = """
        L2:
          vertices: [[0, 0, 0, a], [100, 0, 0, b], [100, 50, 0, ""]]
          walls: [[0, 1], [1, 2]]
          measurements: [[0, 1, {distance: [3, 20]}]]
      lifts:
      """
    let text = Self.building.replacing("lifts:", with: second)
    let folder = MapFolder([(name: "a.building.yaml", bytes: Array(text.utf8))])
    let (none, asked) = folder.importLayout(["a.building.yaml"])
    #expect(none == nil)
    #expect(
      asked.contains("this building has the levels 'L1', 'L2'; say which is meant with --level"))
    var options = LayoutOptions()
    options.level = "L2"
    let (scene, said) = folder.importLayout(["a.building.yaml"], options: options)
    let found = try #require(scene)
    #expect(found.name == "a-L2")
    #expect(found.text.contains("A pixel of the drawing is 0.2 m"))
    #expect(said.contains("warning: the level 'L1' not taken over"))
    options.level = "l2"
    #expect(
      folder.importLayout(["a.building.yaml"], options: options).text.contains(
        "this building has no level 'l2'; it has 'L1', 'L2'; did you mean 'L2'?"))
  }

  @Test("a level without measurements counts a pixel as 5 cm, and says so")
  func unmeasured() throws {
    let text = Self.building.replacing("- [0, 1, {distance: [3, 10]}]", with: "[]")
    let folder = MapFolder([(name: "a.building.yaml", bytes: Array(text.utf8))])
    let (scene, said) = folder.importLayout(["a.building.yaml"])
    #expect(scene != nil)
    #expect(said.contains("nothing is measured on this level; a pixel counts as 0.05 m"))
  }

  @Test("lanes of several graphs are all taken over, and that nobody keeps to one is told")
  func graphs() throws {
    let lanes = """
          lanes:
            - [8, 11, {graph_idx: [2, 0]}]
            - [11, 9, {graph_idx: [2, 1]}]
            - [9, 10, {graph_idx: [2, 1]}]
            - [10, 8, {}]
          models:
      """
    let text = Self.building.replacing("    models:", with: lanes)
    let folder = MapFolder([(name: "a.building.yaml", bytes: Array(text.utf8))])
    let (scene, said) = folder.importLayout(["a.building.yaml"])
    #expect(
      said.contains(
        "the graph (graph_idx) of the class 'Cart' not taken over: its robots start on several, and drive on all lanes"
      ),
      "\(said)")
    let loaded = SceneLoader.load(text: try #require(scene).text, file: "a.fleet.yaml")
    #expect(loaded.scene?.world.traffic.lanes.count == 4)
    // One graph is no matter, whatever its number.
    let one = text.replacing("graph_idx: [2, 0]", with: "graph_idx: [2, 1]")
      .replacing("- [10, 8, {}]", with: "- [10, 8, {graph_idx: [2, 1]}]")
    let alone = MapFolder([(name: "a.building.yaml", bytes: Array(one.utf8))])
    #expect(!alone.importLayout(["a.building.yaml"]).text.contains("graph_idx"))
  }

  @Test("lanes keep their directions and limits, and what else they say is told")
  func lanes() throws {
    let lanes = """
          lanes:
            - [8, 10, {bidirectional: [4, true], speed_limit: [3, 0], mutex: [1, door]}]
            - [10, 9, {bidirectional: [4, true], orientation: [1, forward]}]
            - [11, 9, {bidirectional: [4, false], speed_limit: [3, 0.4]}]
          models:
      """
    let text = Self.building.replacing("    models:", with: lanes)
    let folder = MapFolder([(name: "a.building.yaml", bytes: Array(text.utf8))])
    let (scene, said) = folder.importLayout(["a.building.yaml"])
    let found = try #require(scene, "\(said)")
    #expect(
      found.text.contains(
        """
          traffic:
            rule: priority  # the rule under which robots drive on lanes as drawn
            lanes:
              - {points: [[4 m, 4 m], [10 m, 3 m]]}
              - {points: [[2 m, 3 m], [4 m, 4 m]], exclusive: [door]}
              - {points: [[8 m, 4 m], [10 m, 3 m]], one_way: true, max_speed: 0.4 m/s}

        """))
    #expect(!said.contains("mutex") && !said.contains("exclude"))
    #expect(said.contains("a.building.yaml:32:9: warning: orientations of lanes not taken over"))
    let world = try #require(SceneLoader.load(text: found.text, file: "a.fleet.yaml").scene).world
    #expect(world.traffic.lanes.map(\.isOneWay) == [false, false, true])
    #expect(world.traffic.lanes.map(\.speedLimit) == [.infinity, .infinity, 0.4])
    #expect(world.traffic.lanes.map(\.exclusive) == [[], ["door"], []])
  }

  @Test("places of one name, or of names that become one, get numbers")
  func sameNames() throws {
    let text = Self.building.replacing(
      "      - [140, 20, 0, \"\", {is_parking_spot: [4, true]}]",
      with: "      - [140, 20, 0, out]\n      - [140, 60, 0, in_box]\n      - [160, 60, 0, out]")
    let folder = MapFolder([(name: "a.building.yaml", bytes: Array(text.utf8))])
    let found = try #require(folder.importLayout(["a.building.yaml"]).scene)
    let scene = try #require(SceneLoader.load(text: found.text, file: "a.fleet.yaml").scene)
    #expect(
      scene.world.zones.map(\.name) == ["in_box", "out", "dock1", "out_2", "in_box_2", "out_3"])
  }
}
