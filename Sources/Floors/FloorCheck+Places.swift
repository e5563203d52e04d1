import Embodiments
import Scenes
import SimCore
import Work

extension FloorCheck {
  /// Why a class cannot use a place.
  enum Fault: Equatable {
    /// Its body does not fit there.
    case blocked(FreeFloor.Blocker)
    /// A bolted robot stands there.
    case taken(row: Int)
    /// Its body fits, but no straight line leads there from a cell that it can pass.
    case closedIn
    /// It lies in another part of the floor.
    case apart

    /// True for a place where nobody of the class could stand, whatever leads there.
    var isOfPlace: Bool { self != .apart && self != .closedIn }
  }

  /// What is wrong with the places of one zone, in one respect.
  private struct ZoneFault {
    /// Classes that it is wrong for.
    var classes: [Int] = []
    /// The class with most faulty places, their number, and the first of them.
    var worst: Int = -1
    var count = 0
    var first = ClassWork.Stop(index: 0, zone: 0, task: -1, tolerance: 0, part: -1)
    var fault = Fault.apart
  }

  /// Reports the places of zones that a class which may be sent there cannot use: one mistake for
  /// each zone and kind of fault, with all its classes.
  mutating func checkPlaces() {
    // [zoneCount × 2]: faults of the place itself, then of the way.
    var faults = [ZoneFault](repeating: ZoneFault(), count: 2 * scene.world.zones.count)
    for index in classes.indices {
      var own = [(count: Int, first: ClassWork.Stop, fault: Fault)?](
        repeating: nil, count: faults.count)
      for stop in work[index].stops where stop.zone >= 0 {
        guard let fault = fault(stop, index) else { continue }
        let key = 2 * stop.zone + (fault.isOfPlace ? 0 : 1)
        let before = own[key]
        own[key] = ((before?.count ?? 0) + 1, before?.first ?? stop, before?.fault ?? fault)
      }
      for (key, found) in own.enumerated() {
        guard let found else { continue }
        faults[key].classes.append(index)
        guard found.count > faults[key].count else { continue }
        faults[key].worst = index
        faults[key].count = found.count
        faults[key].first = found.first
        faults[key].fault = found.fault
      }
    }
    for fault in faults where fault.count > 0 { report(fault) }
  }

  private mutating func report(_ fault: ZoneFault) {
    let zone = fault.first.zone
    let slots = tasks.slotRange[zone]
    let places = "\(count(fault.count, of: slots.count)) of \(words(zone: zone))"
    let position = words(tasks.slots[fault.first.index].position)
    let who = words(classes: fault.classes)
    let message: String
    switch fault.fault {
    case .blocked(let hit):
      message = "\(who) cannot stand on \(places): at \(position) the body would be \(words(hit))"
    case .taken(let row):
      message =
        "\(who) cannot stand on \(places): \(words(row: row)), which is bolted down, "
        + "stands on that at \(position)"
    case .closedIn:
      message = "no way for \(who) to \(places) on this floor: none leads to \(position)"
    case .apart:
      message =
        "no way for \(who) from \(work[fault.worst].source) to \(places) on "
        + "this floor"
    }
    let name = "world.zones.\(scene.world.zones[zone].name)"
    let way =
      fault.fault.isOfPlace
      ? nil
      : notes(
        ofWay: fault.classes, from: work[fault.worst].sourcePosition,
        to: tasks.slots[fault.first.index].position, within: fault.first.tolerance)
    report(
      message, at: nil, keys: ["\(name).area.rect", "\(name).area", name],
      notes: way ?? [])
  }

  /// Reports points of tasks that a class which may be sent there cannot use.
  mutating func checkPoints() {
    // Faulty classes of each point, so that a point wrong for several is one mistake.
    var faulty: [Int: (fault: Fault, stop: ClassWork.Stop, classes: [Int])] = [:]
    var order: [Int] = []
    for index in classes.indices {
      for stop in work[index].stops where stop.zone < 0 {
        guard let fault = fault(stop, index) else { continue }
        if goalSet(ofTask: stop.task) == .freeCells {
          leftOut.insert(stop.index)
          continue
        }
        if faulty[stop.index] == nil {
          order.append(stop.index)
          faulty[stop.index] = (fault, stop, [])
        }
        faulty[stop.index]?.classes.append(index)
      }
    }
    guard !order.isEmpty else { return }
    for point in order.sorted() {
      guard let (fault, stop, indices) = faulty[point] else { continue }
      let name = scene.tasks[stop.task].name
      let hint =
        scene.tasks[stop.task].classes.isEmpty && indices.count < classes.count
        ? ["note: task '\(name)' is for every class; its key 'needs' keeps classes from it"] : []
      let way =
        fault.isOfPlace
        ? nil
        : notes(
          ofWay: indices, from: work[indices[0]].sourcePosition, to: tasks.stops[point],
          within: stop.tolerance)
      report(
        message(words(classes: indices), at: tasks.stops[point], fault, work[indices[0]].source),
        at: pointLocation(point),
        keys: ["tasks.\(name).points", "tasks.\(name).lifelong", "tasks.\(name)"],
        notes: hint + (way ?? []))
    }
  }

  private func message(
    _ who: String, at point: Vec2, _ fault: Fault, _ reference: String
  ) -> String {
    switch fault {
    case .blocked(let hit):
      "\(who) cannot reach the point \(words(point)): the body would be \(words(hit))"
    case .taken(let row):
      "\(who) cannot reach the point \(words(point)): \(words(row: row)), which is bolted down, "
        + "stands there"
    case .closedIn: "no way for \(who) to the point \(words(point)) on this floor"
    case .apart:
      "no way for \(who) from \(reference) to the point \(words(point)) on this floor"
    }
  }

  /// Where a stop of the fixed jobs is written; nil where that is not known.
  ///
  /// - Complexity: O(tasks); the fixed jobs of a task follow each other.
  func pointLocation(_ stop: Int) -> SourceLocation? {
    guard let task = taskOfStop(stop), let first = firstStop[task] else { return nil }
    let number = stop - first
    switch type(of: scene.tasks[task].kind).mark {
    case .source(_, .tasks): return scene.world.importedTaskPlaces[number]
    case .source(_, .goals): return scene.world.importedGoalPlaces[number]
    case .key where goalSet(ofTask: task) == .ofMap: return scene.world.importedGoalPlaces[number]
    case .key:
      guard scene.taskPointLocations.indices.contains(task) else { return nil }
      let places = scene.taskPointLocations[task]
      return places.indices.contains(number) ? places[number] : nil
    }
  }

  private func taskOfStop(_ stop: Int) -> Int? {
    firstStop.indices.last { firstStop[$0].map { $0 <= stop } ?? false }
  }

  /// Why a class cannot use a stop; nil where it can.
  private func fault(_ stop: ClassWork.Stop, _ index: Int) -> Fault? {
    let isSlot = stop.zone >= 0
    let position = isSlot ? tasks.slots[stop.index].position : tasks.stops[stop.index]
    let near = stop.tolerance
    if let row = boltedRobot(at: position, index, within: near) { return .taken(row: row) }
    if stop.part < 0 { return lack(at: position, index) }
    return work[index].part >= 0 && stop.part != work[index].part ? .apart : nil
  }

  /// Why no way ends at a place that lies in no part of the floor.
  func lack(at position: Vec2, _ index: Int) -> Fault {
    let inner = classes[index].embodiment.innerRadius
    if let hit = floor.blocker(ofDisc: position, radius: inner) { return .blocked(hit) }
    return .closedIn
  }

  /// The bolted robot that keeps a class from coming near a place; nil where none does.
  private func boltedRobot(at position: Vec2, _ index: Int, within tolerance: Float) -> Int? {
    let own = classes[index].embodiment.innerRadius - tolerance - floor.slack
    return bolted.first { ($0.position - position).length < $0.radius + own }?.row
  }
}
