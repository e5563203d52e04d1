import Navigation
import SimCore

#if DEBUG
  extension Fleet {
    /// What must be true of jobs, slots and traffic between two steps and is not; nil where all is.
    ///
    /// Only debug builds have it.
    ///
    /// - Complexity: O(jobs + slots + cells + robots).
    func brokenInvariant() -> String? {
      board.brokenInvariant() ?? slots.brokenInvariant(robotCount: robotCount)
        ?? ways.traffic.brokenInvariant()
    }
  }
#endif
