import MeanFields

/// Reads weights of classes from the typed tree, by the names of the classes.
struct CouplingReader {
  /// The classes in scene order.
  let classNames: [String]

  /// Keys that hold weights.
  static let parts = ["all", "w_ox", "w_xo", "w_oo", "w_xx"]

  /// The couplings of a checked tree.
  func weights(_ node: TypedNode?) -> LayerWeights {
    var result = LayerWeights()
    guard let node, !node.entries.isEmpty else { return result }
    result.isRowNormalised = node["row_normalised"]?.boolean ?? true
    let all = node["all"].flatMap(classWeights)
    result.orchestratorsReadExecutors = node["w_ox"].flatMap(classWeights) ?? all
    result.executorsReadOrchestrators = node["w_xo"].flatMap(classWeights) ?? all
    result.orchestratorsReadOrchestrators = node["w_oo"].flatMap(classWeights) ?? all
    result.executorsReadExecutors = node["w_xx"].flatMap(classWeights) ?? all
    return result
  }

  private func classWeights(_ node: TypedNode) -> ClassWeights? {
    if let rows = node["matrix"].flatMap(square) { return ClassWeights(.matrix, rows: rows) }
    if let rows = node["graphon"].flatMap(square) { return ClassWeights(.graphon, rows: rows) }
    guard let rank = node["finite_rank"], let readers = rank["readers"].flatMap(factors),
      let sources = rank["sources"].flatMap(factors)
    else { return nil }
    return ClassWeights(readers: readers, sources: sources)
  }

  /// Rows by class; nil where one is missing or has not one number per class.
  func square(_ node: TypedNode) -> [[Float]]? {
    var rows: [[Float]] = []
    for name in classNames {
      guard let row = node[name].flatMap(row), row.count == classNames.count else { return nil }
      rows.append(row)
    }
    return rows
  }

  private func row(_ node: TypedNode) -> [Float]? {
    guard case .mapping = node.value else { return node.numbers }
    // A plain loop: Swift 6.3.1's optimiser fails on the closure here (CopyPropagation).
    var weights: [Float] = []
    for name in classNames { weights.append(node[name]?.number ?? 0) }
    return weights
  }

  /// Factors by class; nil where one is missing or they have not all the same rank.
  func factors(_ node: TypedNode) -> [[Float]]? {
    var rows: [[Float]] = []
    for name in classNames {
      guard let row = node[name]?.numbers, row.count == (rows.first?.count ?? row.count) else {
        return nil
      }
      rows.append(row)
    }
    return rows
  }

  /// The kernel of a checked tree, in cells; nil where there is none.
  static func kernel(_ node: TypedNode?, cell: Float) -> SpatialKernel? {
    guard let node, cell > 0 else { return nil }
    if node["shape"]?.text == "disc" {
      return node["radius"]?.number.map { SpatialKernel.disc(radius: $0 / cell) }
    }
    return node["deviation"]?.number.map { SpatialKernel.gaussian(deviation: $0 / cell) }
  }
}
