import SimCore

extension MeanFieldBank {
  /// What policies of one class and layer may read of the population under mode and coupling.
  ///
  /// The pointers are valid until the bank is advanced or ends.
  public func view(classIndex: Int, layer: FieldLayer) -> PopulationView {
    let d = OrchestratorSchema.count
    let e = ExecutorSchema.count
    let isFlat = configuration.mode == .flatField
    let plans = broadcast(of: .orchestrator, to: layer)
    let contexts = broadcast(of: .executor, to: layer)
    var others = 0
    for c in 0..<classes.count where c != classIndex { others += classes[c].robotCount }
    var own = classes[classIndex].robotCount
    if isFlat {
      own += others
      others = 0
    }
    var view = PopulationView(
      orchestratorField: configuration.grants(.orchestrator, to: layer)
        ? plans + classIndex * 2 * d : nil,
      executorField: configuration.grants(.executor, to: layer)
        ? contexts + classIndex * 2 * e : nil,
      ownCount: Float(own), otherCount: Float(others))
    if orchestratorDeviations.count > 0 && view.orchestratorField != nil && !isFlat {
      view.orchestratorDeviation = UnsafePointer(
        orchestratorDeviations.base + classIndex * 2 * d)
    }
    if view.orchestratorField != nil {
      view.extraPlans = extraPlans.stack(classIndex: classIndex, reader: layer)
      view.extraPlanCount = extraPlans.count
    }
    if view.executorField != nil {
      view.extraContexts = extraContexts.stack(classIndex: classIndex, reader: layer)
      view.extraContextCount = extraContexts.count
    }
    view.orchestratorMass = mass(classIndex: classIndex, of: .orchestrator, to: layer)
    view.executorMass = mass(classIndex: classIndex, of: .executor, to: layer)
    return view
  }

  /// Extra features of a layer: names, units and ranges, in order; empty where a scene adds none.
  public func extraFeatures(layer: FieldLayer) -> [FeatureDescription] {
    layer == .orchestrator ? extraPlans.descriptions : extraContexts.descriptions
  }

  /// The present extra features of a class, for recording: a copy.
  public func extraSignal(classIndex: Int, layer: FieldLayer) -> [Float] {
    layer == .orchestrator
      ? extraPlans.values(classIndex: classIndex) : extraContexts.values(classIndex: classIndex)
  }

  /// The interaction masses of the two halves of a stack: what its weights add up to, or 1.
  ///
  /// They are 1 where rows are normalised, and constants of the coupling: nothing is sent for them.
  public func mass(
    classIndex: Int, of source: FieldLayer, to reader: FieldLayer
  ) -> SIMD2<Float> {
    let mass = couplings.coupling(reader: reader, source: source).mass(ofClass: classIndex)
    return SIMD2(mass.own, mass.others)
  }

  /// What all classes are sent of a layer: one stack per class. [classCount × 2 × featureCount]
  ///
  /// For orchestrators the executors' part is the block mean. Valid until the bank is advanced or ends.
  public func broadcast(of source: FieldLayer, to reader: FieldLayer) -> UnsafePointer<Float> {
    switch (source, reader) {
    case (.orchestrator, .orchestrator): UnsafePointer(orchestratorStacks.base)
    case (.orchestrator, .executor): UnsafePointer(heldStacks.base)
    case (.executor, .orchestrator):
      UnsafePointer(
        configuration.mode == .flatField ? executorStacks.base : blockStacks.base)
    case (.executor, .executor): UnsafePointer(executorStacks.base)
    }
  }

  /// The spatial field where policies of this layer may read it (it is part of m^exec), else nil;
  /// smoothed by the kernel where there is one.
  public func grid(for layer: FieldLayer) -> SpatialFieldView? {
    guard configuration.mode.hasGrid && configuration.grants(.executor, to: layer) else {
      return nil
    }
    guard smoothed.count > 0 else { return field.view }
    return SpatialFieldView(
      cells: UnsafePointer(smoothed.base), columns: field.columns, rows: field.rows,
      lower: field.lower, cellSize: field.cellSize)
  }

  /// The present m_c of a layer; valid until the bank is advanced or ends. [classCount × featureCount]
  public func signals(layer: FieldLayer) -> UnsafePointer<Float> {
    UnsafePointer(layer == .orchestrator ? orchestrators.base : executors.base)
  }

  /// The present m_c of a layer, for recording and tests: a copy. [featureCount]
  public func signal(classIndex: Int, layer: FieldLayer) -> [Float] {
    switch layer {
    case .orchestrator:
      let d = OrchestratorSchema.count
      return (0..<d).map { orchestrators[classIndex * d + $0] }
    case .executor:
      let d = ExecutorSchema.count
      return (0..<d).map { executors[classIndex * d + $0] }
    }
  }
}

// MARK: - Forming it

extension MeanFieldBank {
  /// What executors read of m^exec; orchestrators too, in mode `flatField`.
  mutating func formExecutorStacks() {
    couplings.executorsReadExecutors.apply(
      executors.base, featureCount: ExecutorSchema.count, into: executorStacks.base)
  }

  /// What both layers read of m^orch, its standard errors, and what orchestrators read of m^exec.
  mutating func formOrchestratorStacks() {
    let d = OrchestratorSchema.count
    couplings.orchestratorsReadOrchestrators.apply(
      orchestrators.base, featureCount: d, into: orchestratorStacks.base)
    couplings.executorsReadOrchestrators.apply(
      orchestrators.base, featureCount: d, into: heldStacks.base)
    couplings.orchestratorsReadExecutors.apply(
      blockMean.base, featureCount: ExecutorSchema.count, into: blockStacks.base)
    guard orchestratorDeviations.count > 0 else { return }
    for c in 0..<classes.count {
      couplings.orchestratorsReadOrchestrators.writeDeviation(
        ofClass: c, featureCount: d, into: orchestratorDeviations.base + c * 2 * d
      ) { orchestratorMemory.deviation(row: $0)?[$1] ?? 0 }
    }
  }

  /// Reads the spatial field with the kernel, where there is one.
  mutating func smooth(_ pool: WorkerPool) {
    guard let kernel = configuration.kernel else { return }
    kernel.apply(field.view, into: smoothed.base, pool: pool)
  }
}
