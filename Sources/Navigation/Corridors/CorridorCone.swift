import SimCore

/// What can be reached in a straight line from the last corner of a string, through the gates since.
struct CorridorCone: BitwiseCopyable {
  /// The last corner, metres, and the length of the string up to it.
  var apex: Vec2
  var length: Float
  /// What the way counts beyond its length, metres.
  var toll: Float = 0
  /// The points that bound the view from there, metres; equal to the apex where nothing does.
  var left: Vec2
  var right: Vec2

  /// The whole view from a point (m).
  init(at point: Vec2) {
    apex = point
    left = point
    right = point
    length = 0
  }

  /// True where the string has passed no gate yet.
  @inline(__always)
  var isPoint: Bool { left == apex && right == apex && length == 0 }

  /// Goes through a gate: the view narrows, or the string turns round one of its bounds.
  ///
  /// Gates between that bound and this one are not looked at again: they bind the view less than this
  /// one, or the next ones will show it.
  @inline(__always)
  mutating func pass(left nextLeft: Vec2, right nextRight: Vec2) {
    if left == apex && right == apex {
      (left, right) = (nextLeft, nextRight)
      return
    }
    if (right - apex).cross(nextRight - apex) >= 0 {
      if right == apex || (left - apex).cross(nextRight - apex) < 0 {
        right = nextRight
      } else {
        turn(round: left, nextLeft, nextRight)
        return
      }
    }
    if (left - apex).cross(nextLeft - apex) <= 0 {
      if left == apex || (right - apex).cross(nextLeft - apex) > 0 {
        left = nextLeft
      } else {
        turn(round: right, nextLeft, nextRight)
      }
    }
  }

  private mutating func turn(round corner: Vec2, _ nextLeft: Vec2, _ nextRight: Vec2) {
    length += (corner - apex).length
    apex = corner
    (left, right) = (nextLeft, nextRight)
  }

  /// The length of the string to a point (m) behind the last gate.
  @inline(__always)
  func length(to point: Vec2) -> Float {
    let (corner, length) = corner(before: point)
    return length + (point - corner).length
  }

  /// What the string to a point (m) behind the last gate counts: its length, and what zones add, metres.
  @inline(__always)
  func cost(to point: Vec2) -> Float { length(to: point) + toll }

  /// The last corner of the string to a point (m) behind the last gate, and its length up to there, metres.
  @inline(__always)
  func corner(before point: Vec2) -> (place: Vec2, length: Float) {
    let arm = point - apex
    if (left - apex).cross(arm) > 0 { return (left, length + (left - apex).length) }
    if (right - apex).cross(arm) < 0 { return (right, length + (right - apex).length) }
    return (apex, length)
  }
}
