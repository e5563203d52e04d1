import Contracts
import MeanFields
import Scenes
import SimCore

/// How the coordination mode forms what policies read of the population.
extension Fleet {
  /// What policies of one class and layer read of the population under the mode and coupling.
  func populationView(classIndex: Int, layer: FieldLayer) -> PopulationView {
    let mode = model.coordination.mode
    if mode == .hierarchy { return groupView(classIndex: classIndex, layer: layer) }
    if fields.configuration.isPrivate { return privateView(classIndex: classIndex, layer: layer) }
    let view =
      mode == .placebo
      ? population.twin.read { $0.fields.view(classIndex: classIndex, layer: layer) }
      : fields.view(classIndex: classIndex, layer: layer)
    guard population.channel.isLimited && fields.configuration.isBroadcast else { return view }
    return heldView(view, classIndex: classIndex, layer: layer)
  }

  /// The spatial field that policies of a layer read, or nil.
  ///
  /// In mode `neighbours` a robot may ask only for points near enough that no robot beyond its radius
  /// has been deposited there; see `isWithinHearing(_:)`.
  func spatialField(for layer: FieldLayer) -> SpatialFieldView? {
    model.coordination.mode == .placebo
      ? population.twin.read { $0.fields.grid(for: layer) } : fields.grid(for: layer)
  }

  /// True where the density `distance` metres away is made of robots that the robot itself may hear.
  func isWithinHearing(_ distance: Float) -> Bool {
    let coordination = model.coordination
    guard coordination.mode == .neighbours else { return true }
    // A robot reaches the four nearest cells, and a sample reads the four nearest: two cells in all,
    // along both axes; a kernel carries it further.
    let cells = Float(2 + (fields.configuration.kernel?.radius ?? 0))
    return distance + cells * 1.414_213_6 * coordination.gridCell <= coordination.radius
  }

  private func privateView(classIndex: Int, layer: FieldLayer) -> PopulationView {
    let configuration = fields.configuration
    let first = model.classes[classIndex].rows.lowerBound
    let d = 2 * OrchestratorSchema.count
    let e = 2 * ExecutorSchema.count
    let isPlanner = layer == .orchestrator
    let executors =
      isPlanner
      ? population.channel.executorField.plannerStacks.base
      : population.channel.executorField.stacks.base
    let orchestrators =
      isPlanner
      ? population.channel.orchestratorField.plannerStacks.base
      : population.channel.orchestratorField.stacks.base
    let own = model.classes[classIndex].rows.count
    var view = PopulationView(
      orchestratorField: configuration.grants(.orchestrator, to: layer)
        ? UnsafePointer(orchestrators + first * d) : nil,
      executorField: configuration.grants(.executor, to: layer)
        ? UnsafePointer(executors + first * e) : nil, orchestratorStride: d, executorStride: e,
      ownCount: Float(own), otherCount: Float(robotCount - own))
    if population.channel.orchestratorField.deviations.count > 0 && view.orchestratorField != nil {
      view.orchestratorDeviation = UnsafePointer(
        population.channel.orchestratorField.deviations.base + first * d)
      view.orchestratorDeviationStride = d
    }
    view.orchestratorMass = fields.mass(classIndex: classIndex, of: .orchestrator, to: layer)
    view.executorMass = fields.mass(classIndex: classIndex, of: .executor, to: layer)
    return view
  }

  /// The same view with what each robot has of the broadcasts.
  private func heldView(_ view: PopulationView, classIndex: Int, layer: FieldLayer)
    -> PopulationView
  {
    var held = view
    // Extra features come over a perfect channel or not at all.
    (held.extraPlans, held.extraContexts) = (nil, nil)
    (held.extraPlanCount, held.extraContextCount) = (0, 0)
    held.orchestratorDeviation = view.orchestratorDeviation
    if view.orchestratorField != nil {
      held.orchestratorField = population.channel.orchestratorStacks.stack(
        ofClass: classIndex, isSecond: layer == .executor)
      held.orchestratorStride = population.channel.orchestratorStacks.width
    }
    if view.executorField != nil {
      let isBlock = layer == .orchestrator
      held.executorField =
        isBlock
        ? population.channel.blockStacks.stack(ofClass: classIndex)
        : population.channel.executorStacks.stack(ofClass: classIndex)
      held.executorStride = population.channel.executorStacks.width
    }
    return held
  }

  /// What lies beside the fields in other modes, once per executor tick, after the fields.
  mutating func updatePopulation(isPlanningTick: Bool) {
    if !population.twin.isEmpty {
      for _ in 0..<model.clocks.stepsPerExecutorTick { population.twin.update { $0.step() } }
    }
    if isPlanningTick && population.isTree { advanceTree() }
  }

  // MARK: Hierarchy

  private mutating func advanceTree() {
    readDemand()
    let isLimited = population.channel.isLimited
    population.tree.advance(
      rows: isLimited ? population.channel.orchestrators.heard.base : orchestratorStates.base,
      demand: planning.demand.base, isAble: model.tasks.isAbleOption)
    let fanout = model.coordination.fanout
    let optionCount = model.tasks.options.count
    for (classIndex, robotClass) in model.classes.enumerated() {
      let first = robotClass.rows.lowerBound
      for i in 0..<robotClass.rows.count where receivesQuota(classIndex, i, first + i) {
        population.tree.writeQuota(
          classIndex: classIndex, robot: i,
          into: population.quotas.base + (first + i) * optionCount)
      }
      for group in stride(from: first, to: robotClass.rows.upperBound, by: fanout) {
        writeGroup(group..<min(group + fanout, robotClass.rows.upperBound))
      }
    }
  }

  /// False where a robot's share of the work does not reach it; it then keeps the share it has.
  ///
  /// It is lost on the last hop, or the robot's budget has no room for it. Hops between nodes of the tree are not disturbed.
  private mutating func receivesQuota(_ classIndex: Int, _ index: Int, _ row: Int) -> Bool {
    guard population.channel.isLimited else { return true }
    let channel = population.channel.configuration
    let bytes = channel.bytes(ofNumbers: model.tasks.options.count)
    if channel.budget < .infinity && !population.channel.budget.spend(bytes: bytes, robot: row) {
      ledger.recordTrouble(lost: 0, late: 1)
      return false
    }
    var stream = RandomStream(
      seed: derivedSeed(population.channel.seed, 11), classIndex: classIndex, index: index,
      step: stepCount, purpose: .communication)
    guard channel.loss > 0, stream.uniform() < channel.loss else { return true }
    ledger.recordTrouble(lost: 1, late: 0)
    return false
  }

  /// A manager's table of its robots, as sums over the group per place of the group: a smaller last
  /// group counts for what it is.
  private mutating func writeGroup(_ rows: Range<Int>) {
    let width = OrchestratorSchema.count
    let fanout = model.coordination.fanout
    let first = population.groups.base + rows.lowerBound * 2 * width
    OrchestratorMicrostate.meanFeatures(
      of: orchestratorStates.base + rows.lowerBound, count: rows.count, into: first)
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
      ownCount: Float(model.coordination.fanout), otherCount: 0)
  }
}
