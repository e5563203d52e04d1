/// Strongly connected components of a directed graph, by Tarjan's algorithm without recursion.
///
/// Source: R. Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1 (1972).
enum StrongComponents {
  /// The component of each node.
  ///
  /// `exits` calls its visitor with the nodes to which one leads, in the same order each time.
  ///
  /// - Complexity: O(nodes + edges).
  static func find(count: Int, exits: (Int, (Int) -> Void) -> Void) -> [Int32] {
    var component = [Int32](repeating: -1, count: count)
    var order = [Int32](repeating: -1, count: count)
    var low = [Int32](repeating: 0, count: count)
    // The exits of the nodes on the path, and how many of them were looked at.
    var path: [(node: Int, next: Int, exits: [Int])] = []
    var open: [Int] = []
    var nextOrder: Int32 = 0
    var components: Int32 = 0
    func enter(_ node: Int) {
      order[node] = nextOrder
      low[node] = nextOrder
      nextOrder += 1
      open.append(node)
      var found: [Int] = []
      exits(node) { found.append($0) }
      path.append((node, 0, found))
    }
    for root in 0..<count where order[root] < 0 {
      enter(root)
      while let top = path.last {
        if top.next < top.exits.count {
          path[path.count - 1].next += 1
          let head = top.exits[top.next]
          if order[head] < 0 {
            enter(head)
          } else if component[head] < 0 {
            low[top.node] = min(low[top.node], order[head])
          }
          continue
        }
        path.removeLast()
        if let parent = path.last {
          low[parent.node] = min(low[parent.node], low[top.node])
        }
        guard low[top.node] == order[top.node] else { continue }
        while let member = open.popLast() {
          component[member] = components
          if member == top.node { break }
        }
        components += 1
      }
    }
    return component
  }
}
