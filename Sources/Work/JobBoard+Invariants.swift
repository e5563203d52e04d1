import SimCore

#if DEBUG
  extension JobBoard {
    /// The first thing that must be true of a board between two ticks and is not; nil where all is.
    ///
    /// Each list of open jobs is linked both ways, holds its count of jobs that nobody took, and ends
    /// at its tail; no job is both open and free.
    ///
    /// - Complexity: O(jobs).
    public func brokenInvariant() -> String? {
      var isListed = [Bool](repeating: false, count: used)
      for option in 0..<openHead.count {
        var (index, previous, count) = (openHead[option], Int32(-1), 0)
        while index >= 0 {
          guard index < used else { return "option \(option) lists job \(index) of \(used)" }
          let job = jobs[Int(index)]
          if isListed[Int(index)] { return "job \(index) is listed twice" }
          if job.previousOpen != previous { return "job \(index) does not link to \(previous)" }
          if Int(job.option) != option { return "job \(index) is listed under option \(option)" }
          if job.owner >= 0 { return "open job \(index) belongs to robot \(job.owner)" }
          isListed[Int(index)] = true
          count += 1
          (previous, index) = (index, job.nextOpen)
        }
        if openTail[option] != previous { return "option \(option) does not end at its tail" }
        if openCount[option] != count {
          return "option \(option) counts \(openCount[option]) open jobs and lists \(count)"
        }
      }
      var free = firstFree
      while free >= 0 {
        guard free < used else { return "free job \(free) of \(used)" }
        if isListed[Int(free)] { return "free job \(free) is listed" }
        isListed[Int(free)] = true
        free = jobs[Int(free)].nextOpen
      }
      return nil
    }
  }
#endif
