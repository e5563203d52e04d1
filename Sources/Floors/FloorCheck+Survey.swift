import Embodiments
import Scenes
import SimCore
import Work

extension FloorCheck {
  /// Lists what a class has to reach and chooses the part of the floor where it works.
  mutating func survey(_ index: Int) -> ClassWork {
    var work = ClassWork()
    guard isMobile(index) else { return work }
    let robots = classes[index]
    let regions = regions(index)
    let probe = robots.embodiment.innerRadius
    for row in robots.rows {
      guard placement.isPlaced[row] else {
        work.startParts.append(-2)
        continue
      }
      let position = placement.table.poses[row].position
      work.startParts.append(regions.part(near: position, radius: probe))
    }
    for (zone, tolerance) in zoneTolerances(index).enumerated() {
      guard let tolerance else { continue }
      for slot in tasks.slotRange[zone] {
        let part = regions.part(
          near: tasks.slots[slot].position, within: tolerance, radius: probe)
        work.stops.append(
          ClassWork.Stop(index: slot, zone: zone, task: -1, tolerance: tolerance, part: part))
      }
    }
    for job in tasks.fixedJobs where hasPlacesOfItsOwn(job.task) {
      guard isAble(task: job.task, robotClass: index) else { continue }
      let tolerance = tolerance(ofTask: job.task, robotClass: index)
      for stop in job.stops {
        let part = regions.part(near: tasks.stops[stop], within: tolerance, radius: probe)
        work.stops.append(
          ClassWork.Stop(index: stop, zone: -1, task: job.task, tolerance: tolerance, part: part))
      }
    }
    for task in tasks.rules.indices where isAble(task: task, robotClass: index) {
      let tolerance = tolerance(ofTask: task, robotClass: index)
      for stop in tasks.goals(ofTask: task).map(Int.init) {
        let part = regions.part(near: tasks.stops[stop], within: tolerance, radius: probe)
        work.stops.append(
          ClassWork.Stop(index: stop, zone: -1, task: task, tolerance: tolerance, part: part))
      }
    }
    choosePart(&work, index, partCount: regions.count)
    return work
  }

  /// How near a class has to come to the places of each zone, metres; nil where it has no business.
  func zoneTolerances(_ index: Int) -> [Float?] {
    var result = [Float?](repeating: nil, count: scene.world.zones.count)
    let pace = tasks.workers[index].pace
    guard isMobile(index) else { return result }
    for (task, rule) in tasks.rules.enumerated() where isAble(task: task, robotClass: index) {
      let near = tolerance(ofTask: task, robotClass: index)
      guard let stations = rule.stations else { continue }
      for zone in [stations.from, stations.to] { result[zone] = min(result[zone] ?? near, near) }
    }
    // Orders are numbered as the fixed jobs of logs are, task by task.
    let logged = tasks.fixedJobs.filter { tasks.rules[$0.task].isLogged }
    for (job, order) in zip(logged, tasks.orders)
    where tasks.isAble(option: job.option, robotClass: index) {
      let near = tolerance(ofTask: job.task, robotClass: index)
      for zone in [order.from, order.to] { result[zone] = min(result[zone] ?? near, near) }
    }
    if classes[index].embodiment.battery != nil {
      for zone in tasks.docks {
        result[zone] = pace.slack + pace.placeTolerance
      }
    }
    for zone in tasks.parkings { result[zone] = pace.parkingTolerance }
    return result
  }

  /// The part in which most starts, stations and points lie: then the fewest of them are wrong.
  private func choosePart(_ work: inout ClassWork, _ index: Int, partCount: Int) {
    var starts = [Int](repeating: 0, count: partCount)
    var places = starts
    for part in work.startParts where part >= 0 { starts[Int(part)] += 1 }
    // Work decides; docks, and then parking places, where there is none.
    let kinds: [[ZoneSpec.Kind]] = [[.station], [.dock], [.parking]]
    for kind in kinds where !places.contains(where: { $0 > 0 }) {
      var lastZone = -1
      var seen: [Int32] = []
      for stop in work.stops where stop.part >= 0 {
        if stop.zone < 0 {
          if kind == [.station] { places[Int(stop.part)] += 1 }
          continue
        }
        guard kind.contains(scene.world.zones[stop.zone].kind) else { continue }
        // A zone counts once in each part, however many places it has.
        if stop.zone != lastZone { seen = [] }
        lastZone = stop.zone
        if seen.contains(stop.part) { continue }
        seen.append(stop.part)
        places[Int(stop.part)] += 1
      }
    }
    guard places.contains(where: { $0 > 0 }) else { return }
    var best = 0
    for part in 1..<max(1, partCount) {
      let (score, bestScore) = (starts[part] + places[part], starts[best] + places[best])
      if score > bestScore || score == bestScore && starts[part] > starts[best] { best = part }
    }
    work.part = Int32(best)
    if let stop = work.stops.first(where: { $0.part == work.part }) {
      work.target =
        stop.zone >= 0 ? words(zone: stop.zone) : "the point \(words(tasks.stops[stop.index]))"
      work.source = work.target
      work.targetPosition =
        stop.zone >= 0 ? tasks.slots[stop.index].position : tasks.stops[stop.index]
      work.sourcePosition = work.targetPosition
    }
    if let number = work.startParts.firstIndex(of: work.part) {
      let position = placement.table.poses[classes[index].rows.lowerBound + number].position
      let start = "the start of robot \(number), \(words(position))"
      work.source = "\(start),"
      work.sourcePosition = position
      if work.target.isEmpty {
        work.target = start
        work.targetPosition = position
      }
    }
  }
}
