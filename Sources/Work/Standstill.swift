import SimCore

/// Who has something to do and gets nowhere, and since when.
///
/// A robot **has something to do** while it heads for a place, is at work there or charges: a stop of its
/// job, a dock, a place out of others' way. It has nothing to do while it is idle, has failed, or waits
/// at a pick-up for a job to come up.
///
/// It **makes progress** in an executor tick in which
///
/// - it works at its stop or charges at its dock; or
/// - what is left of its way has become shorter by a *stride* than it was when it last made progress,
///   and it stands at least half a stride from where it then was. Where the way becomes longer by a
///   *detour*, another was chosen, and the longer one counts from then on; a robot that only drives to
///   and fro has to get nearer than it was. A detour is what a tenth of its top speed covers in the time
///   after which it counts as jammed, so that it is made good long before; a stride is the radius of its
///   body, the width of a link for an arm, and at most a detour; or
/// - it stands in line for a place whose holder makes progress: the holder has something to do, and the
///   robot is as near as those who want the same place take up in line. So a queue that moves is no
///   jam, and one that waits for a robot that does not move is, as that robot is.
///
/// A robot that has something to do and has made no progress for `jamAfter` seconds is **jammed** until
/// it makes progress or has nothing to do. While it has nothing to do that time runs back, so that a
/// directive that expires and is given again hides no standstill. It has **no way** while no way leads to
/// where it is to go, as its way ahead says; that needs no time.
///
/// No decision reads any of it.
public struct Standstill: StateHolder, ~Copyable {
  /// What a robot is about at an executor tick, as far as progress goes.
  public struct Course {
    /// Where it heads, metres; nil where it has nothing to do.
    public var destination: Vec2?
    /// True where it works or charges in its place.
    public var isInPlace: Bool
    /// What is left of its way, metres; infinite where there is none.
    public var left: Float
    /// Where it is, metres; the tool of an arm.
    public var place: Vec2
    /// How much less has to be left for progress, metres.
    public var stride: Float
    /// How much more has to be left for another way to have been chosen, metres.
    public var detour: Float
    /// The robot that holds the place it stands in line for; nil where it stands in none.
    public var holder: Int?

    /// A course from its values.
    public init(
      destination: Vec2?, isInPlace: Bool, left: Float, place: Vec2, stride: Float, detour: Float,
      holder: Int?
    ) {
      self.destination = destination
      self.isInPlace = isInPlace
      self.left = left
      self.place = place
      self.stride = stride
      self.detour = detour
      self.holder = holder
    }
  }

  /// Seconds without progress after which a robot is jammed.
  public let jamAfter: Float
  /// Seconds since each robot has made progress, as far as it had something to do. [robotCount]
  public private(set) var seconds: Buffer<Float>
  /// 1 where a robot has no way. [robotCount]
  public private(set) var isLost: Buffer<UInt8>
  /// Where each robot headed at the last tick, metres; NaN where it had nothing to do. [robotCount]
  private var goal: Buffer<Vec2>
  /// What was left as it last made progress, metres; infinite where that is not known. [robotCount]
  private var mark: Buffer<Float>
  /// Where it was then, metres. [robotCount]
  private var markPlace: Buffer<Vec2>

  /// Times a robot was jammed.
  public private(set) var jams = 0
  /// Seconds of all jammed robots together.
  public private(set) var jammedSeconds = 0.0
  /// Seconds of all robots with something to do together.
  public private(set) var busySeconds = 0.0
  /// The longest time without progress, seconds.
  public private(set) var longest: Float = 0

  /// Nobody has stood yet.
  public init(robotCount: Int, jamAfter: Float) {
    let rows = max(1, robotCount)
    self.jamAfter = jamAfter
    seconds = Buffer(count: rows, repeating: 0)
    isLost = Buffer(count: rows, repeating: 0)
    goal = Buffer(count: rows, repeating: Vec2(repeating: .nan))
    mark = Buffer(count: rows, repeating: .infinity)
    markPlace = Buffer(count: rows, repeating: .zero)
  }

  /// True where a robot is jammed.
  public func isJammed(_ row: Int) -> Bool { seconds[row] >= jamAfter }

  /// Books an executor tick of `period` seconds of a robot that has nothing to do.
  public mutating func rest(_ row: Int, period: Float) {
    seconds[row] = max(0, min(seconds[row], jamAfter) - period)
    isLost[row] = 0
    goal[row] = Vec2(repeating: .nan)
  }

  /// Books an executor tick of `period` seconds of a robot.
  ///
  /// Robots in line read of their holder what its row last held, so rows come in their order.
  ///
  /// - Complexity: O(1).
  public mutating func observe(_ row: Int, _ course: Course, period: Float) {
    guard let destination = course.destination else { return rest(row, period: period) }
    var now = seconds[row] + period
    if makesProgress(row, course, to: destination) { now = 0 }
    if let holder = course.holder { now = min(now, seconds[holder] + period) }
    if now >= jamAfter {
      if seconds[row] < jamAfter { jams += 1 }
      jammedSeconds += Double(period)
    }
    busySeconds += Double(period)
    longest = max(longest, now)
    seconds[row] = now
  }

  private mutating func makesProgress(
    _ row: Int, _ course: Course, to destination: Vec2
  ) -> Bool {
    if course.isInPlace {
      isLost[row] = 0
      return note(row, course, destination, left: .infinity)
    }
    if goal[row] != destination {
      // The way ahead is still that to the place before, and a new place is no progress.
      if !goal[row].isFinite { markPlace[row] = course.place }
      goal[row] = destination
      mark[row] = .infinity
      return false
    }
    isLost[row] = course.left == .infinity ? 1 : 0
    if mark[row] == .infinity || course.left > mark[row] + course.detour {
      mark[row] = course.left
      return false
    }
    let gap = (course.place - markPlace[row]).lengthSquared
    guard course.left <= mark[row] - course.stride, gap >= 0.25 * course.stride * course.stride
    else { return false }
    return note(row, course, destination, left: course.left)
  }

  /// Notes where a robot has made progress.
  private mutating func note(
    _ row: Int, _ course: Course, _ destination: Vec2, left: Float
  ) -> Bool {
    goal[row] = destination
    mark[row] = left
    markPlace[row] = course.place
    return true
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `jamAfter`.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&seconds)
    archive.visit(&isLost)
    archive.visit(&goal)
    archive.visit(&mark)
    archive.visit(&markPlace)
    archive.visit(&jams)
    archive.visit(&jammedSeconds)
    archive.visit(&busySeconds)
    archive.visit(&longest)
  }
}
