import Clearance
import Embodiments
import Navigation
import Scenes
import SimCore
import Work

/// Places the robots of a scene and finds what cannot work on its floor.
///
/// Every start is tested against the edge, the map, obstacles and the other starts; every station
/// place, goal, dock and parking place for every class that may use it; and whether ways lead
/// between them. Ways are asked of the corridors alone: robots, bolted ones too, do not close them.
struct FloorCheck {
  let scene: Scene
  let classes: [FloorClass]
  let tasks: TaskModel
  let floor: FreeFloor
  /// First stop of the fixed jobs or goals of each task, in `TaskModel.stops`; nil where it has none.
  /// [taskCount]
  let firstStop: [Int?]
  /// Where robots start.
  var placement: Placement
  /// What cannot work, and what is worth knowing.
  var problems: [Diagnostic] = []
  /// Goals among free cells that not all who may do their task reach.
  var leftOut: Set<Int> = []
  /// How many mistakes were found and not kept.
  var unlisted = 0
  /// The ways of the floor.
  let corridors: CorridorMap
  /// The parts of the floor, by the radius of bodies, where they were asked for.
  private var parts: [Float: FloorRegions] = [:]
  /// The free widths of the floor, where they were asked for; `.some(nil)` where they take too long.
  var widestWays: WidestWays??
  /// What each class has to reach. [classCount]
  var work: [ClassWork] = []
  /// Robots whose base is bolted down, where their start is sound: where, and the radius of the
  /// circle inside their outline, metres.
  private(set) var bolted: [(row: Int, position: Vec2, radius: Float)] = []
  /// Shoulders of the arms that are bolted down where the scene states it, and how far they reach, metres.
  var shoulders: [(row: Int, place: Vec2, radius: Float)] = []
  /// Postures in which stated arms may start, by row, where their start is sound.
  var armHomes: [Int: [SIMD4<Float>]] = [:]

  /// - Precondition: `classes` are those of the scene, in its order.
  init(
    scene: Scene, classes: [FloorClass], tasks: TaskModel, grid: ClearanceGrid,
    corridors: CorridorMap
  ) {
    precondition(classes.count == scene.robots.count, "every class of the scene is compiled")
    self.scene = scene
    self.classes = classes
    self.tasks = tasks
    firstStop = scene.tasks.indices.map { task in
      tasks.fixedJobs.first { $0.task == task }?.stops.lowerBound
        ?? tasks.goals(ofTask: task).first.map(Int.init)
    }
    floor = FreeFloor(world: scene.world, grid: grid)
    self.corridors = corridors
    placement = Placement(scene: scene, classes: classes, floor: floor)
  }

  /// Places all robots and reports everything that is wrong, in file order.
  ///
  /// - Complexity: O(stretches × distinct radii + robots + places × classes).
  mutating func run() {
    putStatedStarts()
    for index in classes.indices { work.append(survey(index)) }
    for index in classes.indices where isMobile(index) { checkStatedWays(index) }
    for index in classes.indices { findStarts(index) }
    checkPlaces()
    checkPoints()
    checkPersonalGoals()
    checkGoalSets()
    checkArms()
    checkSharedPlaces()
    problems = scene.texts.inFileOrder(problems)
    // Warnings are few, one a class: they stay.
    let first = problems.prefix(FloorCheck.mostProblems)
    let kept = first + problems.dropFirst(first.count).filter { $0.severity == .warning }
    let hidden = problems.count - kept.count + unlisted
    problems = Array(kept)
    if hidden > 0 {
      problems.append(
        Diagnostic(
          severity: .error,
          message: "\(hidden) more mistakes of starts and places are not shown; "
            + "correct those above first", location: nil))
    }
    scene.texts.addLines(to: &problems)
  }

  /// How far before a wall a robot that presses against it stops, metres.
  static let touch: Float = 0.02

  /// Mistakes that are listed; of a fleet that is wrong throughout the rest is counted.
  static let mostProblems = 100

  /// The parts of the floor for a class.
  mutating func regions(_ index: Int) -> FloorRegions {
    let radius = classes[index].embodiment.boundingRadius
    if let known = parts[radius] { return known }
    let made = FloorRegions(corridors, radius: radius)
    parts[radius] = made
    return made
  }

  /// Notes a robot whose base is bolted down.
  mutating func noteBolted(_ row: Int, _ index: Int) {
    guard !classes[index].embodiment.drive.moves, placement.isPlaced[row] else { return }
    bolted.append(
      (row, placement.table.poses[row].position, classes[index].embodiment.innerRadius))
  }

  /// True where robots of a class drive.
  func isMobile(_ index: Int) -> Bool {
    classes[index].embodiment.drive.moves && !classes[index].rows.isEmpty
  }

  /// True where robots of a class may do a task.
  func isAble(task: Int, robotClass: Int) -> Bool {
    tasks.isAble(task: task, robotClass: robotClass)
  }

  /// True where the fixed jobs of a task are points of the floor that are given to whoever takes them.
  func hasPlacesOfItsOwn(_ task: Int) -> Bool {
    !tasks.rules[task].isPersonal && !tasks.rules[task].isLogged
  }

  /// How near to a stop of a task its robots have to be, metres.
  func tolerance(ofTask task: Int, robotClass: Int) -> Float {
    let pace = tasks.workers[robotClass].pace
    let base = tasks.rules[task].needsPlace ? pace.placeTolerance : pace.passingTolerance
    // An arm works from where its tool reaches the stop.
    return max(base, classes[robotClass].embodiment.arm?.links.reduce(0, +) ?? 0)
  }

  /// The task in which each robot has its own goal, if a class may do it.
  func personalTask(of index: Int) -> Int? {
    tasks.rules.indices.first {
      tasks.rules[$0].isPersonal && !tasks.rules[$0].isLifelong
        && isAble(task: $0, robotClass: index)
    }
  }

  /// The number of a robot's own goal in the list that came with the map.
  func goalNumber(robotClass: Int, number: Int) -> Int? {
    let index = scene.robots[robotClass].spawn.firstImported + number
    return scene.world.importedGoals.indices.contains(index) ? index : nil
  }
}

/// What one class has to reach, and in which part of the floor that is.
struct ClassWork {
  /// A place that it may be sent to.
  struct Stop {
    /// Index in `TaskModel.slots`, or in `TaskModel.stops` for a point.
    var index: Int
    /// Zone of a slot; −1 for a point.
    var zone: Int
    /// Task of a point; −1 for a slot.
    var task: Int
    /// How near the class has to come, metres.
    var tolerance: Float
    /// Part of the floor from which it can be reached, −1 for none.
    var part: Int32
  }

  /// Places, zone by zone, then points.
  var stops: [Stop] = []
  /// The part of the floor where most of it lies; −1 where the class has nothing to reach.
  var part: Int32 = -1
  /// Where ways from that part come from, and where ways to it lead, in words: a start where one is
  /// stated there, and a place where there is one.
  var source = ""
  var target = ""
  /// Where `source` and `target` lie, metres; nil where there are none.
  var sourcePosition: Vec2?
  var targetPosition: Vec2?
  /// Parts of the stated starts, in robot order; −2 for those whose start is wrong itself.
  var startParts: [Int32] = []
}
