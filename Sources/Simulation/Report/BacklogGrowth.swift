import SimCore
import Statistics

/// The backlog of a run from its beginning on, second by second while it is short, then in ever longer steps; and how
/// it grew in the second half.
///
/// The first half is left out: a run begins empty, and its backlog grows until as many jobs are under way as the
/// demand takes. Where the second half still grows by a share of what comes up, the fleet does not bear the demand.
/// What is kept does not depend on how long the run will be, so that a longer run begins as a shorter one does.
///
/// Source: stability of queues; mathematics (capacity λ*).
struct BacklogGrowth: ~Copyable {
  /// Moments that are kept at most; where they are so many, every second one goes.
  static var room: Int { 512 }

  /// Seconds of the moments kept, the backlog and the jobs that had come up then. [room] each
  private var times = Buffer<Int32>(count: room, repeating: 0)
  private var backlogs = Buffer<Int32>(count: room, repeating: 0)
  private var arrivals = Buffer<Int32>(count: room, repeating: 0)
  private var count = 0
  /// Seconds between two moments.
  private var interval = 1

  /// Takes a moment in, where it is one of those that are kept.
  ///
  /// - Complexity: O(1) in the mean, no allocation.
  mutating func add(second: Int, backlog: Int, arrivals arrived: Int) {
    guard second % interval == 0 else { return }
    if count == Self.room { halve() }
    guard second % interval == 0 else { return }
    times[count] = Int32(truncatingIfNeeded: second)
    backlogs[count] = Int32(truncatingIfNeeded: backlog)
    arrivals[count] = Int32(truncatingIfNeeded: arrived)
    count += 1
  }

  private mutating func halve() {
    interval *= 2
    var kept = 0
    for i in 0..<count where Int(times[i]) % interval == 0 {
      (times[kept], backlogs[kept], arrivals[kept]) = (times[i], backlogs[i], arrivals[i])
      kept += 1
    }
    count = kept
  }

  /// Jobs per second by which the backlog grew in the second half of a run that is `now` seconds old, and that as a
  /// share of the jobs that came up then, nil where none did; nil below three moments.
  ///
  /// - Complexity: O(moments).
  func slope(at now: Double) -> (jobsPerSecond: Double, share: Double?)? {
    guard let first = (0..<count).first(where: { 2 * Double(times[$0]) >= now }), count - first >= 3
    else { return nil }
    let half = first..<count
    guard
      let fit = try? LinearFit(
        half.map { Double(times[$0] - times[first]) },
        half.map { Double(backlogs[$0] - backlogs[first]) })
    else { return nil }
    let span = Double(times[count - 1] - times[first])
    let arrived = Double(arrivals[count - 1] - arrivals[first])
    return (fit.slope, arrived > 0 ? fit.slope * span / arrived : nil)
  }

  /// Lists what a snapshot holds.
  mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&times)
    archive.visit(&backlogs)
    archive.visit(&arrivals)
    archive.visit(&count)
    archive.visit(&interval)
  }
}
