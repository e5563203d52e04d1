import Embodiments
import Scenes
import SimCore
import Work

extension FloorCheck {
  /// Reports jobs with stops that no bolted arm of a class that may take them reaches alone.
  ///
  /// Where a task names no classes its jobs go to arms too, and one that takes a job out of its reach
  /// never ends it.
  mutating func checkArms() {
    for (index, robots) in classes.enumerated() where !robots.embodiment.drive.moves {
      guard let arm = robots.embodiment.arm else { continue }
      let shoulders = robots.rows.filter { placement.isPlaced[$0] }
        .map { placement.table.poses[$0].transform(arm.mount) }
      guard !shoulders.isEmpty else { continue }
      let reach = arm.links.reduce(0, +)
      for job in tasks.fixedJobs where !tasks.rules[job.task].isPersonal {
        guard isAble(task: job.task, robotClass: index) else { continue }
        check(job.stops, ofTask: job.task, shoulders, reach, index)
      }
    }
  }

  private mutating func check(
    _ stops: Range<Int>, ofTask task: Int, _ shoulders: [Vec2], _ reach: Float, _ index: Int
  ) {
    // The farthest stop from each shoulder; one shoulder has to reach them all.
    var best: (stop: Int, distance: Float) = (stops.lowerBound, .infinity)
    for shoulder in shoulders {
      var farthest: (stop: Int, distance: Float) = (stops.lowerBound, 0)
      for stop in stops {
        let distance = (tasks.stops[stop] - shoulder).length
        if distance > farthest.distance { farthest = (stop, distance) }
      }
      if farthest.distance <= reach { return }
      if farthest.distance < best.distance { best = farthest }
    }
    let name = scene.tasks[task].name
    let isForAll = scene.tasks[task].classes.isEmpty
    report(
      "no arm of class '\(classes[index].name)' reaches "
        + (stops.count > 1 ? "all stops of the job: " : "the point: ")
        + "\(words(tasks.stops[best.stop])) is \(decimal(best.distance)) m from the "
        + "shoulder that fits best, and its links are \(decimal(reach)) m long",
      at: pointLocation(best.stop), keys: ["tasks.\(name).points", "tasks.\(name)"],
      notes: isForAll
        ? ["note: task '\(name)' is for every class; its key 'needs' keeps classes from it"] : [])
  }
}
