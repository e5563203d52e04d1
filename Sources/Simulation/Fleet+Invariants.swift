import Scenes
import SimCore
import Work

extension Fleet {
  /// Traps once a simulated second, in debug builds, where jobs or slots contradict themselves.
  func assertInvariants() {
    #if DEBUG
      guard stepCount % model.clocks.physicsRate == 0 else { return }
      let broken = brokenInvariant()
      assert(broken == nil, broken ?? "")
    #endif
  }
}

#if DEBUG
  extension Fleet {
    /// What must be true of jobs and slots between two steps and is not; nil where all is.
    ///
    /// Only debug builds have it.
    ///
    /// - Complexity: O(jobs + slots + robots).
    func brokenInvariant() -> String? {
      work.brokenInvariant()
    }
  }
#endif
