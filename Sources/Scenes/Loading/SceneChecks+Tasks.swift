import Embodiments
import SimCore
import Work

extension SceneChecks {
  /// Tasks: stations exist, rates are in order, some class can do the work.
  func checkTasks() {
    for (index, task) in (tree["tasks"]?.elements ?? []).enumerated() {
      let path = "tasks." + (task["name"]?.text ?? "[\(index)]")
      if let kind = context.vocabulary.tasks.kind(of: task) {
        checkStations(task, kind, path: path)
        checkOtherKeys(task, kind, path: path)
        checkOrders(task, kind, path: path)
      }
      for key in context.vocabulary.tasks.keys(.rate) {
        checkRate(task[key], path: "\(path).\(key)")
      }
      checkSource(task, path: path)
      checkAnnounced(task, path: path)
      for key in context.vocabulary.tasks.keys(.points) {
        checkPoints(task[key], path: "\(path).\(key)")
      }
      for key in context.vocabulary.tasks.keys(.goalSet) {
        checkGoalSet(task[key], path: "\(path).\(key)")
      }
      checkClasses(task, path: path)
    }
  }

  /// A key of another kind is a mistake: it would be passed over.
  private func checkOtherKeys(_ task: TypedNode, _ kind: any TaskKind.Type, path: String) {
    for other in context.vocabulary.tasks.kinds where other.markKey != kind.markKey {
      for key in other.keys where !kind.keys.contains(where: { $0.name == key.name }) {
        guard let entry = task.entries.first(where: { $0.name == key.name }),
          entry.node.origin != .byDefault, key.name != other.markKey
        else { continue }
        context.report(
          entry.place, "\(path).\(key.name)",
          "key '\(key.name)' has no meaning without \(other.markKey)"
            + (key.content == .station ? ": the jobs bring their own places" : ""))
      }
    }
  }

  private func checkStations(_ task: TypedNode, _ kind: any TaskKind.Type, path: String) {
    let keys = kind.keys.filter { $0.content == .station }.map { $0.name }
    for key in keys {
      guard let station = task[key] else {
        context.report(
          task[kind.markKey]?.place ?? task.place, path,
          "a task with a \(kind.markKey) needs '\(key)', a zone of kind station")
        continue
      }
      guard let name = station.text else { continue }
      guard let zone = zones.first(where: { $0.name == name }) else {
        reportUnknownZone(name, station.place, path: "\(path).\(key)")
        continue
      }
      guard let kind = zone.node["kind"]?.text, kind != "station" else { continue }
      context.report(
        station.place, "\(path).\(key)",
        "zone '\(name)' is a \(kind), not a station",
        notes: declared(zone.node["kind"]?.place, seenFrom: station.place))
    }
    guard let first = keys.first, let last = keys.last, keys.count > 1 else { return }
    if let station = task[first]?.text, station == task[last]?.text {
      context.report(
        task[last]?.place, "\(path).\(last)",
        "jobs start and end at the same station, '\(station)'")
    }
  }

  private func checkRate(_ rate: TypedNode?, path: String) {
    var last = -1.0
    for (index, piece) in (rate?.elements ?? []).enumerated() {
      guard let start = piece["at"]?.double else { return }
      if index == 0 && start != 0 {
        context.report(
          piece["at"]?.place, "\(path)[0].at",
          "the first piece starts at \(NumberText.digits(start)) s; it must start at 0")
      } else if start <= last {
        context.report(
          piece["at"]?.place, "\(path)[\(index)].at",
          "pieces must be in order of time; \(NumberText.digits(start)) s follows \(NumberText.digits(last)) s"
        )
      }
      last = start
    }
  }

  private func checkSource(_ task: TypedNode, path: String) {
    guard let source = task["source"],
      case .source(let word, let supply) = context.vocabulary.tasks.kind(of: task)?.mark
    else { return }
    guard map.isNamed else {
      context.report(
        source.place, "\(path).source",
        "source '\(word)' needs a map that brings \(supply == .goals ? "goals" : "tasks"); this "
          + "world has no map")
      return
    }
    guard let imported = map.imported else { return }
    if supply == .goals && imported.goals.isEmpty {
      context.report(
        source.place, "\(path).source",
        "the map brings no goals; name a scenario file with world.map.scen")
    } else if supply == .tasks && imported.tasks.isEmpty {
      context.report(source.place, "\(path).source", "the map brings no tasks")
    }
  }

  /// Only a stream has a rate to announce jobs by, and a pick-up to wait at.
  private func checkAnnounced(_ task: TypedNode, path: String) {
    let comesUp = context.vocabulary.tasks.kind(of: task)?.comesUpAtStation ?? false
    let isTakenThere = comesUp && task["claim"]?.text != "at_assignment"
    guard !isTakenThere else { return }
    for key in ["announce", "patience"] {
      guard let entry = task.entries.first(where: { $0.name == key }),
        (entry.node.number ?? 0) > 0
      else { continue }
      context.report(
        entry.place, "\(path).\(key)",
        "key '\(key)' has no meaning here: only jobs that come up at a station with a rate and are "
          + "taken at the pick-up can be waited for")
    }
  }

  private func checkPoints(_ jobs: TypedNode?, path: String) {
    for (index, job) in (jobs?.elements ?? []).enumerated() {
      checkInside(job.elements, path: "\(path)[\(index)]")
    }
  }

  private func checkInside(_ points: [TypedNode], path: String) {
    guard let bounds = map.bounds else { return }
    for (step, point) in points.enumerated() {
      guard let numbers = point.numbers, numbers.count == 2 else { continue }
      let place = Vec2(numbers[0], numbers[1])
      if !contains(bounds, AABB(lower: place, upper: place)) {
        context.report(
          point.place, "\(path)[\(step)]",
          "the point lies outside the workspace, which is \(words(bounds))")
      }
    }
  }

  /// The places that goals are drawn from are there.
  private func checkGoalSet(_ goals: TypedNode?, path: String) {
    guard let goals, let set = SceneBuilder.goalSet(goals) else { return }
    var count = 0
    switch set {
    case .points: checkInside(goals.elements, path: path)
    case .area(let name):
      guard let zone = zones.first(where: { $0.name == name }) else {
        guard zonesAreKnown else { return }
        context.report(
          goals.place, path,
          "unknown zone \(quoted(name)); goals are drawn from 'goals' or 'free' (cells of the map), a zone "
            + "of kind area, or points"
            + suggestion(for: name, among: zones.map(\.name) + ["goals", "free"]))
        return
      }
      guard let kind = zone.node["kind"]?.text, kind != "area" else { return }
      context.report(
        goals.place, path,
        "zone '\(name)' is a \(kind), not an area: its places are for other work",
        notes: declared(zone.node["kind"]?.place, seenFrom: goals.place))
    case .ofMap, .freeCells:
      guard map.isNamed else {
        context.report(
          goals.place, path,
          "'\(goals.text ?? "")' are cells of a map; this world has no map")
        return
      }
      guard let imported = map.imported else { return }
      count = set == .ofMap ? imported.goals.count : imported.grid.isOccupied.count { !$0 }
      if set == .ofMap && count == 0 {
        context.report(
          goals.place, path, "the map brings no goals; 'free' stands for all of its free cells")
      }
    }
    if count > TaskModel.mostGoals {
      context.report(
        goals.place, path, "\(count) goals are more than \(TaskModel.mostGoals)")
    }
  }

  // MARK: Who can do it

  private func checkClasses(_ task: TypedNode, path: String) {
    let needs = task["needs"]
    if needs?["class"] != nil, let classes = needs?.entries.first(where: { $0.name == "classes" }) {
      context.report(
        classes.place, "\(path).needs.classes", "'class' and 'classes' exclude each other")
      return
    }
    let named = (needs?["class"].map { [$0] } ?? needs?["classes"]?.elements) ?? []
    for reference in named {
      guard let name = reference.text else { continue }
      guard let robot = robots.first(where: { $0.name == name }) else {
        context.report(
          reference.place, "\(path).needs",
          "unknown robot class \(quoted(name))" + suggestion(for: name, among: robots.map(\.name)))
        continue
      }
      if let reason = inability(of: robot, task) {
        context.report(
          reference.place, "\(path).needs", "class '\(name)' cannot do this task: \(reason)",
          notes: declared(robot.place, seenFrom: reference.place))
      } else {
        for key in context.vocabulary.tasks.keys(.points) {
          checkReach(of: robot, task[key], path: "\(path).\(key)")
        }
      }
    }
    guard named.isEmpty, !robots.isEmpty else { return }
    let reasons = robots.map { inability(of: $0, task) }
    if !reasons.contains(nil), let name = task["name"] {
      let list = zip(robots, reasons).map { "\($0.name) \($1 ?? "")" }
      context.report(
        name.place, path, "no robot class can do this task: \(list.joined(separator: "; "))")
    }
  }

  /// Points for bolted arms must lie where one of them can reach.
  private func checkReach(of robot: TypedEntry, _ jobs: TypedNode?, path: String) {
    guard drive(of: robot)?.moves == false, let arm = robot.node["arm"],
      let links = arm["links"]?.numbers, let mount = arm["mount"]?.numbers, mount.count == 2,
      let poses = robot.node["spawn"]?["poses"]?.elements.compactMap(\.numbers), !poses.isEmpty
    else { return }
    let reach = links.reduce(0, +)
    let shoulders = poses.filter { $0.count == 3 }.map { pose in
      let (sine, cosine) = sineCosine(pose[2])
      return Vec2(
        pose[0] + mount[0] * cosine - mount[1] * sine, pose[1] + mount[0] * sine + mount[1] * cosine
      )
    }
    for (index, job) in (jobs?.elements ?? []).enumerated() {
      for (step, point) in job.elements.enumerated() {
        guard let numbers = point.numbers, numbers.count == 2 else { continue }
        let target = Vec2(numbers[0], numbers[1])
        let nearest = shoulders.reduce(Float.infinity) { min($0, ($1 - target).length) }
        // A point at full stretch is reached, whatever its digits are rounded to.
        if nearest > reach + 0.001 {
          context.report(
            point.place, "\(path)[\(index)][\(step)]",
            "no arm of '\(robot.name)' reaches the point: it is \(metres(nearest)) from the "
              + "nearest, whose links are \(metres(reach)) long")
        }
      }
    }
  }

  /// The kind of drive of a class, or nil where it is not known.
  private func drive(of robot: TypedEntry) -> DriveKind? {
    robot.node["drive"]?["kind"]?.text.flatMap(context.vocabulary.drives.kind)
  }

  /// Why a class cannot do a task; nil where it can, or where that is not known.
  ///
  /// `mass` (kg) stands for what the task says of its loads.
  func inability(of robot: TypedEntry, _ task: TypedNode, mass: Double? = nil) -> String? {
    guard let drive = drive(of: robot) else { return nil }
    if !drive.moves {
      // A bolted base still reaches points with its arm.
      let hasPoints = context.vocabulary.tasks.keys(.points).contains { task[$0] != nil }
      let reaches = robot.node["arm"] != nil && hasPoints
      return reaches ? nil : "does not move"
    }
    if task["load"]?["pallet"]?.boolean == true && !drive.lifts { return "has no fork" }
    guard let mass = mass ?? task["load"]?["mass"]?.double,
      let payload = robot.node["body"]?["payload"]?.double, mass > payload
    else { return nil }
    return "carries \(NumberText.digits(payload)) kg, the load has \(NumberText.digits(mass)) kg"
  }
}
