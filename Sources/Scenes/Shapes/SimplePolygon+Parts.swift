import SimCore

extension SimplePolygon {
  /// The most corners a part has: as many as the physics' convex shapes.
  public static let mostPartCorners = 8

  /// The polygon as convex parts that share whole sides and fill it exactly.
  ///
  /// Ears are cut off, then triangles are joined again while they stay convex with at most
  /// `mostPartCorners` corners (Hertel and Mehlhorn, 1983: at most four times the fewest parts).
  /// All corners of the parts are corners of the polygon.
  ///
  /// - Returns: Convex polygons, anticlockwise, metres.
  /// - Complexity: O(n²) for n corners, O(n) where there are no dents.
  public func convexParts() -> [[Vec2]] {
    if corners.count <= Self.mostPartCorners, isConvexOutline { return [corners] }
    var joining = PartJoining(triangles())
    joining.join { before, here, after in
      Self.turn(corners[before], corners[here], corners[after])
        > 1e-9 * Self.scale(corners[before], corners[here], corners[after])
    }
    return joining.parts.map { $0.map { corners[$0] } }
  }

  private var isConvexOutline: Bool {
    corners.indices.allSatisfy { i in
      Self.turn(
        corners[i], corners[(i + 1) % corners.count], corners[(i + 2) % corners.count]) > 0
    }
  }

  private static func scale(_ a: Vec2, _ b: Vec2, _ c: Vec2) -> Double {
    Double((b - a).length) * Double((c - b).length)
  }

  /// Triangles of corner indices, anticlockwise, that fill the polygon.
  private func triangles() -> [[Int]] {
    let count = corners.count
    var next = (0..<count).map { ($0 + 1) % count }
    var previous = (0..<count).map { ($0 + count - 1) % count }
    func turnAt(_ i: Int) -> Double {
      Self.turn(corners[previous[i]], corners[i], corners[next[i]])
    }
    // Only corners that are dents can lie in an ear. Cutting ears makes no new dents.
    var dents = (0..<count).filter { turnAt($0) <= 0 }
    func isEar(_ i: Int) -> Bool {
      guard turnAt(i) > 0 else { return false }
      let (before, after) = (previous[i], next[i])
      let (a, b, c) = (corners[before], corners[i], corners[after])
      for dent in dents where dent != before && dent != after && dent != i {
        let point = corners[dent]
        if Self.turn(a, b, point) >= 0, Self.turn(b, c, point) >= 0, Self.turn(c, a, point) >= 0 {
          return false
        }
      }
      return true
    }
    var result: [[Int]] = []
    var left = count
    var here = 0
    var misses = 0
    while left > 3 {
      // Every polygon has an ear; where rounding hides them all, the sharpest convex corner goes.
      if misses > left { here = sharpest(from: here, next, turnAt) }
      guard misses > left || isEar(here) else {
        here = next[here]
        misses += 1
        continue
      }
      if turnAt(here) > 0 { result.append([previous[here], here, next[here]]) }
      let (before, after) = (previous[here], next[here])
      next[before] = after
      previous[after] = before
      dents.removeAll { $0 == here || (($0 == before || $0 == after) && turnAt($0) > 0) }
      left -= 1
      misses = 0
      // Going on two corners further makes broader triangles than a fan from one corner.
      here = next[after]
    }
    if turnAt(here) > 0 { result.append([previous[here], here, next[here]]) }
    return result
  }

  private func sharpest(from start: Int, _ next: [Int], _ turnAt: (Int) -> Double) -> Int {
    var best = start
    var here = next[start]
    while here != start {
      if turnAt(here) > turnAt(best) { best = here }
      here = next[here]
    }
    return best
  }
}

/// Joins triangles to larger convex parts over the sides they share.
private struct PartJoining {
  /// Loops of corner indices; a part that went into another is empty.
  private var loops: [[Int]]
  /// The part that has a directed side; looked up only, never walked through.
  private var owner: [SIMD2<Int>: Int] = [:]

  /// The parts that are left.
  var parts: [[Int]] { loops.filter { !$0.isEmpty } }

  init(_ triangles: [[Int]]) {
    loops = triangles
    for index in loops.indices { claim(index) }
  }

  /// Joins where the corners at both ends of the shared side stay convex.
  mutating func join(_ isConvex: (Int, Int, Int) -> Bool) {
    for index in loops.indices {
      var at = 0
      while at < loops[index].count {
        let loop = loops[index]
        let (a, b) = (loop[at], loop[(at + 1) % loop.count])
        guard let other = owner[SIMD2(b, a)], other != index,
          let joined = joined(loop, at, loops[other], isConvex)
        else {
          at += 1
          continue
        }
        owner[SIMD2(a, b)] = nil
        owner[SIMD2(b, a)] = nil
        loops[index] = joined
        loops[other] = []
        claim(index)
        at = 0
      }
    }
  }

  /// Two loops without the side from `loop[at]` to the next corner; nil where that is not convex.
  private func joined(
    _ loop: [Int], _ at: Int, _ other: [Int], _ isConvex: (Int, Int, Int) -> Bool
  ) -> [Int]? {
    let count = loop.count + other.count - 2
    guard count <= SimplePolygon.mostPartCorners,
      let start = other.firstIndex(of: loop[at])
    else { return nil }
    // From b round to a, then the other loop from a round to b, both ends once.
    let first = loop.indices.map { loop[(at + 1 + $0) % loop.count] }
    let second = other.indices.map { other[(start + $0) % other.count] }
    let result = first + second[1..<second.count - 1]
    let seam = first.count - 1
    guard isConvex(result[seam - 1], result[seam], result[(seam + 1) % count]),
      isConvex(result[count - 1], result[0], result[1])
    else { return nil }
    return result
  }

  private mutating func claim(_ index: Int) {
    let loop = loops[index]
    for at in loop.indices { owner[SIMD2(loop[at], loop[(at + 1) % loop.count])] = index }
  }
}
