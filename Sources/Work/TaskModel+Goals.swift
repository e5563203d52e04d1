import SimCore

/// Goals of tasks without end.
extension TaskModel {
  /// The largest number of goals in a set.
  public static let mostGoals = 1 << 20

  /// Adds the places (m) among which robots draw the goals of a task.
  public mutating func addGoals(_ task: Int, _ places: [Vec2]) {
    let first = addStops(places.prefix(TaskModel.mostGoals))
    setGoals(task, (first..<first + min(places.count, TaskModel.mostGoals)).map(Int32.init))
  }

  /// Leaves out goals that cannot be reached, by their index in `stops`.
  public mutating func leaveOutGoals(_ left: Set<Int>) {
    guard !left.isEmpty else { return }
    for task in rules.indices where rules[task].isLifelong {
      setGoals(task, goals(ofTask: task).filter { !left.contains(Int($0)) })
    }
  }

  /// Index in `stops` of a robot's goal after another one (−1 for the first).
  ///
  /// A pure function of its values: so a report can say what a robot had to do without having watched it.
  ///
  /// - Parameters:
  ///   - task: A task with two goals or more.
  ///   - row: The robot.
  ///   - round: How many goals it drew before.
  ///   - last: Index in `stops` of the goal before, or −1.
  ///   - seed: Seed of tasks.
  /// - Returns: The index; nil where there are not two goals.
  /// - Complexity: O(classes).
  public func goal(task: Int, row: Int, round: Int, after last: Int32, seed: UInt64) -> Int32? {
    let goals = goals(ofTask: task)
    guard goals.count > 1, let classIndex = workers.firstIndex(where: { $0.rows.contains(row) })
    else { return nil }
    // Arrivals are drawn by their task, of which there are fewer.
    var stream = RandomStream(
      seed: seed, classIndex: 0x8000 | classIndex,
      index: row - workers[classIndex].rows.lowerBound, step: round, purpose: .tasks)
    // Drawn again where it is the goal before; of two goals that is once in two.
    for _ in 0..<64 {
      let goal = goals[stream.below(goals.count)]
      if goal != last { return goal }
    }
    return goals.first { $0 != last }
  }
}
