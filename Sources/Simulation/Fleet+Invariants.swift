import Navigation
import SimCore
import Work

#if DEBUG
  extension Fleet {
    /// What must be true of jobs, slots and traffic between two steps and is not; nil where all is.
    ///
    /// Only debug builds have it.
    ///
    /// - Complexity: O(jobs + slots + cells + robots).
    func brokenInvariant() -> String? {
      work.board.brokenInvariant() ?? work.slots.brokenInvariant(robotCount: robotCount)
        ?? ways.traffic.brokenInvariant()
    }
  }
#endif
