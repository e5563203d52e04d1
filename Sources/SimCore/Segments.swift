// Distances between straight pieces, for whoever asks how near two bodies are.

/// The distance from a point to a segment, metres.
@inlinable
public func distance(from point: Vec2, toSegment start: Vec2, _ end: Vec2) -> Float {
  let edge = end - start
  let share = min(1, max(0, (point - start).dot(edge) / max(1e-12, edge.lengthSquared)))
  return (point - start - edge * share).length
}

/// The distance between two segments, metres; 0 where they cross.
@inlinable
public func segmentDistance(_ a: Vec2, _ b: Vec2, _ c: Vec2, _ d: Vec2) -> Float {
  let (first, second) = (b - a, d - c)
  let sideC = first.cross(c - a)
  let sideD = first.cross(d - a)
  let sideA = second.cross(a - c)
  let sideB = second.cross(b - c)
  if sideC * sideD < 0, sideA * sideB < 0 { return 0 }
  return min(
    min(distance(from: a, toSegment: c, d), distance(from: b, toSegment: c, d)),
    min(distance(from: c, toSegment: a, b), distance(from: d, toSegment: a, b)))
}
