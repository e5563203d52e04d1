import CVoronoi
import SimCore

/// The pieces of a boundary: its segments, numbered first, and their end points, each once.
package struct ClearanceSites: Sendable {
  /// Starts and ends of the segments, in units. [segmentCount]
  let starts: [SIMD2<Double>]
  let ends: [SIMD2<Double>]
  /// The corners. [cornerCount]
  let corners: [SIMD2<Double>]
  /// Corner at the start and at the end of each segment, as a site. [segmentCount]
  private let startSite: [Int32]
  private let endSite: [Int32]

  /// Number of sites.
  var count: Int { starts.count + corners.count }

  init(_ segments: [CVSegment]) {
    starts = segments.map { SIMD2(Double($0.ax), Double($0.ay)) }
    ends = segments.map { SIMD2(Double($0.bx), Double($0.by)) }
    // Corners in the order of their coordinates, each once: no dictionary, whose order is nobody's.
    var order = Array(0..<2 * segments.count)
    func key(_ k: Int) -> (Int32, Int32) {
      let segment = segments[k / 2]
      return k % 2 == 0 ? (segment.ax, segment.ay) : (segment.bx, segment.by)
    }
    order.sort { key($0) < key($1) }
    var corners: [SIMD2<Double>] = []
    var (first, second) = (
      [Int32](repeating: 0, count: segments.count), [Int32](repeating: 0, count: segments.count)
    )
    for (rank, k) in order.enumerated() {
      let place = key(k)
      if rank == 0 || key(order[rank - 1]) != place {
        corners.append(SIMD2(Double(place.0), Double(place.1)))
      }
      let site = Int32(segments.count + corners.count - 1)
      if k % 2 == 0 { first[k / 2] = site } else { second[k / 2] = site }
    }
    self.corners = corners
    (startSite, endSite) = (first, second)
  }

  /// The site of a number of the diagram's: 4 × segment + kind.
  func index(ofSite number: Int32) -> Int32 {
    switch number % 4 {
    case 1: return startSite[Int(number / 4)]
    case 2: return endSite[Int(number / 4)]
    default: return number / 4
    }
  }

  /// True for a segment, false for a corner.
  package func isSegment(_ site: Int32) -> Bool { Int(site) < starts.count }

  /// The place of a corner.
  package func corner(_ site: Int32) -> SIMD2<Double> { corners[Int(site) - starts.count] }

  /// The unit vector along a segment.
  package func direction(_ segment: Int32) -> SIMD2<Double> {
    let along = ends[Int(segment)] - starts[Int(segment)]
    return along / dot(along, along).squareRoot()
  }

  /// How far a point lies to the left of a segment's line, in units.
  package func side(of point: SIMD2<Double>, segment: Int32) -> Double {
    cross(direction(segment), point - starts[Int(segment)])
  }

  /// The distance from a point to a site, in units.
  func distance(from point: SIMD2<Double>, to site: Int32) -> Double {
    let arm = point - nearest(to: point, on: site)
    return dot(arm, arm).squareRoot()
  }

  /// The point of a site that is nearest to a point.
  package func nearest(to point: SIMD2<Double>, on site: Int32) -> SIMD2<Double> {
    guard isSegment(site) else { return corner(site) }
    let (start, along) = (starts[Int(site)], ends[Int(site)] - starts[Int(site)])
    let share = dot(point - start, along) / dot(along, along)
    return start + along * min(1, max(0, share))
  }

  /// The piece of a segment that is nearest to a point: itself, or the corner at one of its ends.
  func piece(of segment: Int32, nearestTo point: SIMD2<Double>) -> Int32 {
    let (start, along) = (starts[Int(segment)], ends[Int(segment)] - starts[Int(segment)])
    let share = dot(point - start, along)
    if share <= 0 { return startSite[Int(segment)] }
    return share >= dot(along, along) ? endSite[Int(segment)] : segment
  }

  /// Where the line of equal distances between two sites comes nearest to them; nil between two
  /// segments, where it does so at an end of the stretch.
  package func apex(_ a: Int32, _ b: Int32) -> ClearanceApex? {
    switch (isSegment(a), isSegment(b)) {
    case (true, true): return nil
    case (false, false):
      let gap = corner(b) - corner(a)
      let size = dot(gap, gap).squareRoot()
      return ClearanceApex(
        place: (corner(a) + corner(b)) / 2, along: SIMD2(-gap.y, gap.x) / size,
        clearance: size / 2)
    case (true, false): return parabola(focus: corner(b), segment: a)
    case (false, true): return parabola(focus: corner(a), segment: b)
    }
  }

  private func parabola(focus: SIMD2<Double>, segment: Int32) -> ClearanceApex {
    let along = direction(segment)
    let foot = starts[Int(segment)] + along * dot(focus - starts[Int(segment)], along)
    let arm = focus - foot
    return ClearanceApex(
      place: (focus + foot) / 2, along: along, clearance: dot(arm, arm).squareRoot() / 2)
  }
}

/// Where the line of equal distances between two sites comes nearest to them.
package struct ClearanceApex {
  package let place: SIMD2<Double>
  /// A unit vector along which points of the line are in order.
  let along: SIMD2<Double>
  /// The distance to both sites there, in units.
  let clearance: Double

  /// How far along the line a point of it lies beyond the apex.
  package func position(_ point: SIMD2<Double>) -> Double { dot(point - place, along) }
}

@inline(__always)
func dot(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double { a.x * b.x + a.y * b.y }

@inline(__always)
func cross(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double { a.x * b.y - a.y * b.x }
