import MeanFields
import Policies
import Scenes
import SimCore

/// How the coordination mode forms what policies read of the population.
extension Fleet {
  /// What policies of one class and layer read of the population under the mode and coupling.
  func populationView(classIndex: Int, layer: FieldLayer) -> PopulationView {
    switch model.scene.coordination.mode {
    case .placebo:
      return population.twin.read { $0.fields.view(classIndex: classIndex, layer: layer) }
    case .hierarchy:
      return groupView(classIndex: classIndex, layer: layer)
    default:
      return fields.view(classIndex: classIndex, layer: layer)
    }
  }

  /// The spatial field that policies of a layer read, or nil.
  func spatialField(for layer: FieldLayer) -> SpatialFieldView? {
    model.scene.coordination.mode == .placebo
      ? population.twin.read { $0.fields.grid(for: layer) } : fields.grid(for: layer)
  }

  /// What lies beside the fields in other modes, once per executor tick, after the fields.
  mutating func updatePopulation(isPlanningTick: Bool) {
    if !population.twin.isEmpty {
      for _ in 0..<model.scene.clocks.stepsPerExecutorTick { population.twin.update { $0.step() } }
    }
    if isPlanningTick && population.isTree { advanceTree() }
  }

  // MARK: Hierarchy

  private mutating func advanceTree() {
    readDemand()
    population.tree.advance(
      rows: orchestratorStates.base, demand: planning.demand.base, isAble: model.tasks.isAbleOption)
    let fanout = model.scene.coordination.fanout
    let optionCount = model.tasks.options.count
    for (classIndex, robotClass) in model.classes.enumerated() {
      let first = robotClass.rows.lowerBound
      population.tree.writeQuotas(
        classIndex: classIndex, into: population.quotas.base + first * optionCount)
      for group in stride(from: first, to: robotClass.rows.upperBound, by: fanout) {
        writeGroup(group..<min(group + fanout, robotClass.rows.upperBound))
      }
    }
  }

  /// A manager's table of its robots, as sums over the group per place of the group: a smaller last
  /// group counts for what it is.
  private mutating func writeGroup(_ rows: Range<Int>) {
    let width = OrchestratorSchema.count
    let fanout = model.scene.coordination.fanout
    let first = population.groups.base + rows.lowerBound * 2 * width
    meanOrchestratorFeatures(
      orchestratorStates.base + rows.lowerBound, count: rows.count, into: first)
    for k in 0..<width {
      first[k] *= Float(rows.count) / Float(fanout)
      first[width + k] = 0
    }
    for row in rows.dropFirst() {
      (population.groups.base + row * 2 * width).update(from: first, count: 2 * width)
    }
  }

  private func groupView(classIndex: Int, layer: FieldLayer) -> PopulationView {
    let rows = model.classes[classIndex].rows
    let stride = 2 * OrchestratorSchema.count
    let isGranted = fields.configuration.grants(.orchestrator, to: layer)
    return PopulationView(
      orchestratorField: isGranted
        ? UnsafePointer(population.groups.base + rows.lowerBound * stride) : nil,
      executorField: nil, orchestratorStride: stride,
      ownCount: Float(model.scene.coordination.fanout), otherCount: 0)
  }
}
