import Contracts
import Embodiments
import Scenes
import SimCore

extension WorldModel {
  /// True where robots of a class may do a task.
  func isAble(task: Int, robotClass: Int) -> Bool {
    tasks.isAble[task * classes.count + robotClass]
  }

  /// Index in `tasks.fixedJobs` of a task's job number `number`, or nil.
  func fixedJob(task: Int, number: Int) -> Int? {
    guard let first = tasks.fixedJobs.firstIndex(where: { $0.task == task }) else { return nil }
    let index = first + number
    guard index < tasks.fixedJobs.count, tasks.fixedJobs[index].task == task else { return nil }
    return index
  }
}
