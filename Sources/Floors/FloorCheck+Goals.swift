import Scenes
import SimCore
import Work

extension FloorCheck {
  /// Reports own goals that their robot cannot reach, and goals that two robots would hold.
  mutating func checkPersonalGoals() {
    var owners: [SIMD2<Float>: Int] = [:]
    for index in classes.indices where isMobile(index) {
      guard let task = personalTask(of: index) else { continue }
      let regions = regions(index)
      let name = "tasks.\(scene.tasks[task].name)"
      for (number, row) in classes[index].rows.enumerated() {
        guard let goal = goalNumber(robotClass: index, number: number) else { continue }
        let point = scene.world.importedGoals[goal]
        let place = scene.world.importedGoalPlaces[goal]
        if let other = owners[point] {
          report(
            "\(words(row: row)) has the goal \(words(point)), as \(words(row: other)) has; two "
              + "robots cannot hold one goal", at: place, keys: [name],
            notes: otherGoal(other, seenFrom: place))
          continue
        }
        owners[point] = row
        guard placement.isPlaced[row] else { continue }
        let start = placement.table.poses[row].position
        let probe = classes[index].embodiment.innerRadius
        let part = regions.part(
          near: point, within: tolerance(ofTask: task, robotClass: index), radius: probe)
        if part < 0, case .blocked(let hit) = lack(at: point, index) {
          report(
            "\(words(robotClass: index)) cannot reach the goal \(words(point)) of robot \(number): "
              + "the body would be \(words(hit))", at: place, keys: [name])
        } else if part < 0 || part != regions.part(near: start, radius: probe) {
          let way = notes(
            ofWay: [index], from: start, to: point,
            within: tolerance(ofTask: task, robotClass: index))
          report(
            "no way for \(words(robotClass: index)) from the start of robot \(number), "
              + "\(words(start)), to its goal \(words(point)) on this floor", at: place,
            keys: [name], notes: way)
        }
      }
    }
  }

  /// The set from which the goals of a task without end are drawn; nil for other tasks.
  func goalSet(ofTask task: Int) -> GoalSet? { (scene.tasks[task].kind as? LifelongTask)?.goals }

  /// Reports sets of goals of which fewer than two are left: there is always another one.
  mutating func checkGoalSets() {
    for (task, rule) in tasks.rules.enumerated() where rule.isLifelong {
      let isDone = classes.indices.contains { isMobile($0) && isAble(task: task, robotClass: $0) }
      let left = tasks.goals(ofTask: task).count { !leftOut.contains(Int($0)) }
      guard isDone, left < 2 else { continue }
      let name = scene.tasks[task].name
      report(
        "task '\(name)' needs two goals or more that all who may do it reach; there \(left == 1 ? "is" : "are") \(left)",
        at: nil, keys: ["tasks.\(name).lifelong", "tasks.\(name)"])
    }
  }

  private func otherGoal(_ row: Int, seenFrom place: SourceLocation?) -> [String] {
    guard let index = classes.firstIndex(where: { $0.rows.contains(row) }),
      let goal = goalNumber(
        robotClass: index, number: row - classes[index].rows.lowerBound)
    else { return [] }
    return note(
      "the other has it at", scene.world.importedGoalPlaces[goal], seenFrom: place)
  }
}
