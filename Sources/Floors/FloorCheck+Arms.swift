import Embodiments
import Scenes
import SimCore
import Work

extension FloorCheck {
  /// Notes the discs that arms cover which are bolted down where the scene states it.
  mutating func noteShoulders() {
    for (index, robots) in classes.enumerated() where !robots.embodiment.drive.moves {
      guard let arm = robots.embodiment.arm else { continue }
      for (number, row) in robots.rows.enumerated() {
        guard let pose = Placement.stated(scene, robotClass: index, number: number) else { break }
        shoulders.append((row, pose.transform(arm.mount), arm.reach + 0.5 * arm.linkWidth))
      }
    }
  }

  /// The postures in which an arm may start, clear of the floor's solids and of all robots placed so far,
  /// the farthest out of other arms' discs first.
  func homes(of embodiment: Embodiment, at pose: Pose, _ row: Int) -> [SIMD4<Float>] {
    guard let arm = embodiment.arm else { return [] }
    let own = pose.transform(arm.mount)
    let reach = arm.reach + 0.5 * arm.linkWidth
    let others =
      embodiment.drive.moves
      ? []
      : shoulders.filter { $0.row != row && ($0.place - own).length < reach + $0.radius }
    return Arm.homes(of: arm, at: pose, others: others.map { ($0.place, $0.radius) }) { posture in
      embodiment.links(at: pose, posture).allSatisfy {
        floor.blocker(of: $0, center: pose.position, reach: embodiment.startRadius) == nil
      } && placement.table.overlap(with: row, at: pose, posture, slack: floor.slack) == nil
    }
  }

  /// The robots with arms, and the postures they may start in, in row order.
  var armStarts: [(row: Int, homes: [SIMD4<Float>])] {
    classes.flatMap { robots -> [(row: Int, homes: [SIMD4<Float>])] in
      guard let arm = robots.embodiment.arm else { return [] }
      // Those placed at random have their whole disc to themselves.
      let standard = Array(arm.bends.prefix(Arm.mostHomes))
      return robots.rows.map { ($0, armHomes[$0] ?? standard) }
    }
  }

  /// Reports jobs with stops that no bolted arm of a class that may take them reaches alone.
  ///
  /// Where a task names no classes its jobs go to arms too, and one that takes a job out of its reach
  /// never ends it.
  mutating func checkArms() {
    for (index, robots) in classes.enumerated() where !robots.embodiment.drive.moves {
      guard let arm = robots.embodiment.arm else { continue }
      let bases = robots.rows.filter { placement.isPlaced[$0] }.map { placement.table.poses[$0] }
      guard !bases.isEmpty else { continue }
      for job in tasks.fixedJobs where hasPlacesOfItsOwn(job.task) {
        guard isAble(task: job.task, robotClass: index) else { continue }
        check(job.stops, ofTask: job.task, bases, arm, index)
      }
    }
  }

  private mutating func check(
    _ stops: Range<Int>, ofTask task: Int, _ bases: [Pose], _ arm: Arm, _ index: Int
  ) {
    // The farthest stop from each shoulder; one shoulder has to reach them all.
    var best: (stop: Int, distance: Float) = (stops.lowerBound, .infinity)
    // What lies within the length of the links and yet beyond what the joints' limits allow.
    var barred: (stop: Int, gap: Float)?
    for base in bases {
      var farthest: (stop: Int, distance: Float) = (stops.lowerBound, 0)
      for stop in stops {
        let distance = (tasks.stops[stop] - base.transform(arm.mount)).length
        if distance > farthest.distance { farthest = (stop, distance) }
      }
      if farthest.distance <= arm.reach + 0.001 {
        guard let stop = firstBarred(stops, base, arm) else { return }
        if stop.gap < barred?.gap ?? .infinity { barred = stop }
      }
      if farthest.distance < best.distance { best = farthest }
    }
    let name = scene.tasks[task].name
    let isForAll = scene.tasks[task].classes.isEmpty
    let limit = (arm.jointLimit * 1800 / .pi).rounded() / 10
    let reason =
      barred.map {
        "the nearest posture within the joint limit of \(decimal(limit))° leaves the tool "
          + "\(decimal($0.gap)) m from \(words(tasks.stops[$0.stop]))"
      }
      ?? "\(words(tasks.stops[best.stop])) is \(decimal(best.distance)) m from the shoulder that "
      + "fits best, and its links are \(decimal(arm.reach)) m long"
    report(
      "no arm of class '\(classes[index].name)' reaches "
        + (stops.count > 1 ? "all stops of the job: " : "the point: ") + reason,
      at: pointLocation(barred?.stop ?? best.stop),
      keys: ["tasks.\(name).points", "tasks.\(name)"],
      notes: isForAll
        ? ["note: task '\(name)' is for every class; its key 'needs' keeps classes from it"] : [])
  }

  /// The first stop that no posture of an arm reaches, and how far from it the nearest stays, metres.
  private func firstBarred(_ stops: Range<Int>, _ base: Pose, _ arm: Arm) -> (
    stop: Int, gap: Float
  )? {
    for stop in stops {
      let point = base.inverseTransform(tasks.stops[stop])
      let gap = arm.postures(reaching: point, near: arm.bends[0]).gap
      if gap > WorkPace.postureTolerance { return (stop, gap) }
    }
    return nil
  }
}
