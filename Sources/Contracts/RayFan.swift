/// The direction of sensor ray `index` relative to the heading, radians.
///
/// All round, the first ray looks ahead and the others follow anticlockwise; a narrower field of view
/// is spread evenly from its right edge to its left edge.
@inlinable
public func rayAngle(_ index: Int, count: Int, fieldOfView: Float) -> Float {
  if fieldOfView >= 2 * Float.pi - 1e-3 { return 2 * Float.pi * Float(index) / Float(count) }
  guard count > 1 else { return 0 }
  return fieldOfView * (Float(index) / Float(count - 1) - 0.5)
}
