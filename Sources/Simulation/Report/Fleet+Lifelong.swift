import Contracts
import Embodiments
import Floors
import Scenes
import SimCore
import Work

/// Tasks without end: what was reached, and what no fleet could exceed.
extension Fleet {
  /// True where robots draw goals without end.
  var hasLifelongGoals: Bool { model.tasks.rules.contains { $0.isLifelong } }

  /// Goals reached of all tasks without end.
  var goalsReached: Int {
    model.tasks.rules.indices.reduce(0) {
      $0 + (model.tasks.rules[$1].isLifelong ? tally.work.deliveriesPerTask[$1] : 0)
    }
  }

  /// Time for a cell of the map (1 m without one) at top speed, seconds, of the fastest class that may do such
  /// a task; nil where there is none.
  var cellTime: Double? {
    var speed: Float = 0
    for task in model.tasks.rules.indices where model.tasks.rules[task].isLifelong {
      for (index, robots) in model.classes.enumerated()
      where !robots.rows.isEmpty && model.tasks.isAble(task: task, robotClass: index) {
        speed = max(speed, robots.descriptor.maxSpeed)
      }
    }
    guard speed > 0 else { return nil }
    return Double(model.scene.world.map?.cellSize ?? 1) / Double(speed)
  }

  /// The bound on goals per second, and how near the run came.
  ///
  /// A goal takes a robot at least the time for the shortest way of a point from the goal before (from its
  /// start, as the crow flies, for the first), less twice how near it has to come, at top speed: without a
  /// radius, acceleration, turns or other robots. With T the mean of that over the goals which were reached
  /// and N robots, no run reaches more of these per second than N / T. Robots that others push faster than
  /// their top speed are left out of account, and bodies whose tolerance is more than their diameter.
  ///
  /// - Complexity: O(goals drawn), a search among corners for each.
  func boundFigures() -> [RunFigure] {
    guard hasLifelongGoals else { return [] }
    var ways = ShortestWays(model.scene.world.map)
    var (least, reached, robots) = (0.0, 0, 0)
    var (length, legs) = (0.0, 0)
    for (classIndex, robotClass) in model.classes.enumerated() {
      let speed = Double(robotClass.descriptor.maxSpeed)
      for row in robotClass.rows {
        guard let index = work.robots[row].job, work.board.jobs[Int(index)].owner == Int32(row)
        else { continue }
        let job = work.board.jobs[Int(index)]
        let rule = model.tasks.rules[Int(job.task)]
        guard rule.isLifelong, speed > 0 else { continue }
        let pace = model.tasks.workers[classIndex].pace
        let near = Double(pace.placeTolerance + (rule.dwellTicks > 0 ? pace.slack : 0))
        robots += 1
        reached += Int(job.ordinal)
        var last: Int32 = -1
        for round in 0...Int(job.ordinal) {
          guard
            let goal = model.tasks.goal(
              task: Int(job.task), row: row, round: round, after: last, seed: model.seeds.tasks)
          else { break }
          let place = model.tasks.stops[Int(goal)]
          var way: Double
          if last < 0 {
            way = Double((place - model.starts[row].position).length) + near
          } else {
            way = ways.distance(from: model.tasks.stops[Int(last)], to: place)
            length += way
            legs += 1
          }
          way -= 2 * near
          if round < Int(job.ordinal) { least += max(0, way) / speed }
          last = goal
        }
      }
    }
    var figures: [RunFigure] = []
    func add(_ key: String, _ title: String, _ value: Double, _ unit: String = "") {
      figures.append(RunFigure(key: key, title: title, value: value, unit: unit, group: "work"))
    }
    if legs > 0 {
      add("mean_goal_distance_m", "mean shortest way between goals", length / Double(legs), "m")
    }
    if reached > 0, least > 0 {
      let bound = Double(robots) * Double(reached) / least
      add("goals_per_s_bound", "goals per second that cannot be exceeded", bound, "1/s")
      add("share_of_bound", "  share reached", Double(reached) / tally.seconds / bound)
    }
    return figures
  }
}
