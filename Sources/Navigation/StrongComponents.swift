/// Strongly connected components of the directed cell graph, by Tarjan's algorithm without recursion.
///
/// Source: R. Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1 (1972).
enum StrongComponents {
  /// The component of each cell that has `isNode`, −1 elsewhere, and their number.
  ///
  /// - Complexity: O(cells).
  static func find(
    exits: UnsafeBufferPointer<UInt8>, isNode: [Bool], steps: [Int]
  ) -> (component: [Int32], count: Int) {
    let count = isNode.count
    var component = [Int32](repeating: -1, count: count)
    var order = [Int32](repeating: -1, count: count)
    var low = [Int32](repeating: 0, count: count)
    var direction = [UInt8](repeating: 0, count: count)
    var path: [Int32] = []
    var open: [Int32] = []
    var nextOrder: Int32 = 0
    var components: Int32 = 0
    for root in 0..<count where isNode[root] && order[root] < 0 {
      path.append(Int32(root))
      while let top = path.last {
        let cell = Int(top)
        if order[cell] < 0 {
          order[cell] = nextOrder
          low[cell] = nextOrder
          nextOrder += 1
          open.append(top)
        }
        var descends = false
        while direction[cell] < 8 {
          let d = Int(direction[cell])
          direction[cell] += 1
          guard exits[cell] & (1 << UInt8(d)) != 0 else { continue }
          let neighbour = cell + steps[d]
          if order[neighbour] < 0 {
            path.append(Int32(neighbour))
            descends = true
            break
          }
          if component[neighbour] < 0 { low[cell] = min(low[cell], order[neighbour]) }
        }
        if descends { continue }
        path.removeLast()
        if let parent = path.last { low[Int(parent)] = min(low[Int(parent)], low[cell]) }
        if low[cell] == order[cell] {
          while let member = open.popLast() {
            component[Int(member)] = components
            if Int(member) == cell { break }
          }
          components += 1
        }
      }
    }
    return (component, Int(components))
  }
}
