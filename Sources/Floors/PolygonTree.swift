import SimCore

/// Boxes around convex polygons in a tree, so that only those near a place are looked at.
struct PolygonTree {
  private struct Node {
    var box: AABB
    /// Index of the second child, as the first one follows the node; −1 for a leaf.
    var second: Int32
    /// Range of a leaf in `order`.
    var first: Int32
    var count: Int32
  }

  private var nodes: [Node] = []
  private var order: [Int32]
  private let boxes: [AABB]

  /// A tree over polygons with at least one corner each.
  ///
  /// - Complexity: O(n log² n).
  init(_ polygons: [[Vec2]]) {
    boxes = polygons.map { polygon in
      var box = AABB.empty
      for point in polygon { box.include(point) }
      return box
    }
    order = polygons.indices.map { Int32($0) }
    if !order.isEmpty { build(0, order.count) }
  }

  /// The box around a polygon, metres.
  func box(_ polygon: Int) -> AABB { boxes[polygon] }

  /// The first polygon whose box meets `area` and for which `accept` holds; nil where there is none.
  ///
  /// - Complexity: O(log n + polygons near).
  func first(near area: AABB, where accept: (Int) -> Bool) -> Int? {
    guard !nodes.isEmpty else { return nil }
    var stack: [Int] = [0]
    while let index = stack.popLast() {
      let node = nodes[index]
      guard node.box.overlaps(area) else { continue }
      if node.second >= 0 {
        stack.append(Int(node.second))
        stack.append(index + 1)
        continue
      }
      for k in Int(node.first)..<Int(node.first + node.count) {
        let polygon = Int(order[k])
        if boxes[polygon].overlaps(area), accept(polygon) { return polygon }
      }
    }
    return nil
  }

  private mutating func build(_ first: Int, _ end: Int) {
    var box = AABB.empty
    for k in first..<end {
      box.include(boxes[Int(order[k])].lower)
      box.include(boxes[Int(order[k])].upper)
    }
    let index = nodes.count
    nodes.append(
      Node(box: box, second: -1, first: Int32(first), count: Int32(end - first)))
    guard end - first > 4 else { return }
    // Halves along the longer side: a balanced tree of depth log₂ n, whatever the polygons.
    let isWide = box.size.x >= box.size.y
    let boxes = boxes
    order[first..<end].sort { a, b in
      let (centerA, centerB) = (boxes[Int(a)].center, boxes[Int(b)].center)
      let (keyA, keyB) = isWide ? (centerA.x, centerB.x) : (centerA.y, centerB.y)
      return keyA != keyB ? keyA < keyB : a < b
    }
    let middle = (first + end) / 2
    build(first, middle)
    nodes[index].second = Int32(nodes.count)
    build(middle, end)
  }
}
