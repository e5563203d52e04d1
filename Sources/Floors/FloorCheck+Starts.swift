import Embodiments
import Scenes
import SimCore

extension FloorCheck {
  /// Puts robots where the scene or its map states it, and reports those that stand in something.
  ///
  /// A robot that is wrong itself is not put, so that one mistake is one message, and a thousand
  /// robots on one spot cost no more than one of them.
  mutating func putStatedStarts() {
    noteShoulders()
    for index in classes.indices where classes[index].embodiment.arm == nil { putStated(index) }
    // Arms choose a bend that is clear of all bodies, wherever those stand in the file.
    for index in classes.indices where classes[index].embodiment.arm != nil { putStated(index) }
  }

  private mutating func putStated(_ index: Int) {
    let robots = classes[index]
    let pattern = scene.robots[index].spawn.pattern
    guard pattern == .poses || pattern == .imported else { return }
    for (number, row) in robots.rows.enumerated() {
      guard let pose = Placement.stated(scene, robotClass: index, number: number) else {
        reportMissingStart(index)
        break
      }
      if let posture = posture(of: pose, row, index, number) {
        placement.put(row, at: pose, posture)
        noteBolted(row, index)
      }
    }
  }

  /// The posture in which a robot may start at a pose, all 0 without an arm; nil, with a report, where it
  /// would stand in something.
  private mutating func posture(
    of pose: Pose, _ row: Int, _ index: Int, _ number: Int
  ) -> SIMD4<Float>? {
    let embodiment = classes[index].embodiment
    let place = startLocation(index, number)
    let keys = startKeys(index, number)
    if let hit = floor.blocker(
      of: embodiment.outline(at: pose), center: pose.position, reach: embodiment.startRadius)
    {
      report("\(words(row: row)) would stand \(words(hit))", at: place, keys: keys)
      return nil
    }
    var posture = SIMD4<Float>.zero
    if let arm = embodiment.arm {
      let homes = homes(of: embodiment, at: pose, row)
      if let home = homes.first {
        armHomes[row] = homes
        return home
      }
      posture = arm.bends[0]
    }
    for (link, shape) in embodiment.links(at: pose, posture).enumerated() {
      if let hit = floor.blocker(of: shape, center: pose.position, reach: embodiment.startRadius) {
        report(
          "link \(link) of the arm of \(words(row: row)) would start \(words(hit)); arms start "
            + "bent, and no bend of this one is free", at: place, keys: keys)
        return nil
      }
    }
    guard let other = placement.table.overlap(with: row, at: pose, posture, slack: floor.slack)
    else { return posture }
    let position = placement.table.poses[other.row].position
    let isSame = (position - pose.position).length <= floor.slack
    let places = "\(words(pose.position)) and \(words(position))"
    let depth = "they overlap by \(decimal(other.depth)) m"
    let (own, theirs) = (words(row: row), words(row: other.row))
    let bends = "arms start bent, and no bend of the former is free"
    let mistake =
      isSame
      ? "\(own) starts at \(words(pose.position)), as \(theirs) does"
      : other.isOfArms
        ? "the arms of \(own) and \(theirs) would start in each other: at \(places) \(depth); \(bends)"
        : "\(own) would stand in \(theirs): at \(places) \(depth)"
          + (embodiment.arm == nil ? "" : "; \(bends)")
    report(mistake, at: place, keys: keys, notes: otherStart(other.row, seenFrom: place))
    return nil
  }

  private func otherStart(_ row: Int, seenFrom place: SourceLocation?) -> [String] {
    guard let index = classes.firstIndex(where: { $0.rows.contains(row) }) else { return [] }
    let other = startLocation(index, row - classes[index].rows.lowerBound)
    return note("the other starts at", other, seenFrom: place)
  }

  private mutating func reportMissingStart(_ index: Int) {
    let spawn = scene.robots[index].spawn
    let count = classes[index].rows.count
    report(
      spawn.pattern == .imported
        ? "class '\(classes[index].name)' needs \(count) imported starts from number "
          + "\(spawn.firstImported), but the map came with \(scene.world.importedStarts.count)"
        : "class '\(classes[index].name)' needs \(count) poses, found \(spawn.poses.count)",
      at: nil, keys: startKeys(index, nil))
  }

  /// Where a stated start is written.
  func startLocation(_ index: Int, _ number: Int) -> SourceLocation? {
    let spawn = scene.robots[index].spawn
    switch spawn.pattern {
    case .poses:
      return spawn.poseLocations.indices.contains(number) ? spawn.poseLocations[number] : nil
    case .imported: return scene.world.importedStartPlaces[spawn.firstImported + number]
    case .grid, .random: return nil
    }
  }

  /// Keys of the scene that a start belongs to, the nearest first.
  func startKeys(_ index: Int, _ number: Int?) -> [String] {
    let spawn = "robots.\(classes[index].name).spawn"
    var keys: [String] = []
    if let number, scene.robots[index].spawn.pattern == .poses {
      keys += ["\(spawn).poses[\(number)]", "\(spawn).poses"]
    }
    return keys + [spawn, "robots.\(classes[index].name)"]
  }

  // MARK: Ways

  /// Reports stated starts from which no way leads to the work of their class.
  mutating func checkStatedWays(_ index: Int) {
    guard work[index].part >= 0 else { return }
    for (number, part) in work[index].startParts.enumerated()
    where part != -2 && part != work[index].part {
      let row = classes[index].rows.lowerBound + number
      let start = placement.table.poses[row].position
      let way = work[index].targetPosition.map { notes(ofWay: [index], from: start, to: $0) }
      report(
        "no way for \(words(robotClass: index)) from \(words(start)), "
          + "where robot \(number) starts, to \(work[index].target) on this floor",
        at: startLocation(index, number), keys: startKeys(index, number), notes: way ?? [])
    }
  }

  /// Finds the starts of a class with pattern random or grid, and says what they leave out.
  mutating func findStarts(_ index: Int) {
    let pattern = scene.robots[index].spawn.pattern
    guard pattern == .random || pattern == .grid, !classes[index].rows.isEmpty else { return }
    let robots = classes[index]
    let wanted = work[index].part
    let regions = isMobile(index) ? regions(index) : nil
    if let regions, wanted >= 0, !warnOfFloorLeftOut(index, regions) { return }
    let goalParts = regions.map { personalParts(index, $0) } ?? []
    let probe = robots.embodiment.innerRadius
    let (found, isPacked) = placement.find(robots, robotClass: index) { number, position in
      let own = number < goalParts.count ? goalParts[number] : -1
      guard let regions, wanted >= 0 || own >= 0 else { return true }
      let part = regions.part(near: position, radius: probe)
      return (wanted < 0 || part == wanted) && (own < 0 || part == own)
    }
    for row in robots.rows { noteBolted(row, index) }
    guard found < robots.rows.count else {
      if isPacked { warnOfPacking(index) }
      return
    }
    report(
      "class '\(robots.name)' \(FloorCheck.roomWords) \(found) of its \(robots.rows.count) robots; "
        + "expected a larger or emptier spawn area, or a smaller count", at: nil,
      keys: startKeys(index, nil))
  }

  /// Words of the mistake that robots find no room.
  static let roomWords = "finds room for"

  /// Says that an area is too full for its pattern.
  private mutating func warnOfPacking(_ index: Int) {
    let robots = classes[index]
    report(
      "the \(robots.rows.count) robots of class '\(robots.name)' start side by side: they nearly "
        + "fill their area, and pattern '\(scene.robots[index].spawn.pattern.rawValue)' finds no "
        + "room for all of them", at: nil, keys: startKeys(index, nil), severity: .warning)
  }

  /// Says how much of the spawn area is left out; false where nothing of it is left.
  private mutating func warnOfFloorLeftOut(_ index: Int, _ regions: FloorRegions) -> Bool {
    let area = Placement.area(scene, robotClass: index)
    // On a raster of at most ten thousand points: the size is said as about so many square metres.
    let step = max(0.25, (area.size.x * area.size.y / 10_000).squareRoot())
    let (columns, rows) = (Int(area.size.x / step), Int(area.size.y / step))
    let probe = classes[index].embodiment.innerRadius
    var inside = 0
    var outside = 0
    var left: Vec2?
    for row in 0..<max(1, rows) {
      for column in 0..<max(1, columns) {
        let point = Vec2(
          min(area.upper.x, area.lower.x + (Float(column) + 0.5) * step),
          min(area.upper.y, area.lower.y + (Float(row) + 0.5) * step))
        let part = regions.part(near: point, radius: probe)
        if part == work[index].part {
          inside += 1
        } else if part >= 0 {
          outside += 1
          left = left ?? point
        }
      }
    }
    guard outside > 0 else { return true }
    let spawn = scene.robots[index].spawn
    let zone = spawn.zone.map { "zone '\($0)'" } ?? "the floor"
    let target = work[index].target
    let way = work[index].targetPosition.map { notes(ofWay: [index], from: left, to: $0) }
    if inside == 0 {
      report(
        "no way for \(words(robotClass: index)) from its starts in \(zone) to \(target) on this "
          + "floor", at: nil, keys: startKeys(index, nil), notes: way ?? [])
      return false
    }
    let size = Float(outside) * step * step
    report(
      "no robot of \(words(robotClass: index)) starts on about \(decimal((size * 10).rounded() / 10)) "
        + "m² of \(zone) that are free: no way leads from there to \(target)", at: nil,
      keys: startKeys(index, nil), notes: way ?? [], severity: .warning)
    return true
  }

  /// The part of each robot's own goal; −1 where it has none.
  private func personalParts(_ index: Int, _ regions: FloorRegions) -> [Int32] {
    guard let task = personalTask(of: index) else { return [] }
    let tolerance = tolerance(ofTask: task, robotClass: index)
    let probe = classes[index].embodiment.innerRadius
    return (0..<classes[index].rows.count).map { number in
      guard let goal = goalNumber(robotClass: index, number: number) else { return -1 }
      return regions.part(
        near: scene.world.importedGoals[goal], within: tolerance, radius: probe)
    }
  }
}
