import Contracts
import SimCore

extension MeanFieldBank {
  /// What policies of one class and layer may read of the population under mode and coupling.
  ///
  /// The pointers are valid until the bank is advanced or ends.
  public func view(classIndex: Int, layer: FieldLayer) -> PopulationView {
    let isFlat = configuration.granted.isPooled
    var others = 0
    for c in 0..<classes.count where c != classIndex { others += classes[c].robotCount }
    var own = classes[classIndex].robotCount
    if isFlat {
      own += others
      others = 0
    }
    func stack(_ source: FieldLayer) -> UnsafePointer<Float>? {
      guard configuration.grants(source, to: layer) else { return nil }
      return broadcast(of: source, to: layer) + classIndex * 2 * featureCount(of: source)
    }
    var view = PopulationView(
      orchestratorField: stack(.orchestrator), executorField: stack(.executor),
      ownCount: Float(own), otherCount: Float(others))
    if view.orchestratorField != nil && !isFlat {
      view.orchestratorDeviation = orchestrators.field.plannerDeviation(classIndex: classIndex)
    }
    if view.orchestratorField != nil {
      view.extraPlans = orchestrators.extra.stack(classIndex: classIndex, reader: layer)
      view.extraPlanCount = orchestrators.extra.count
    }
    if view.executorField != nil {
      view.extraContexts = executors.extra.stack(classIndex: classIndex, reader: layer)
      view.extraContextCount = executors.extra.count
    }
    view.orchestratorMass = orchestrators.field.mass(classIndex: classIndex, reader: layer)
    view.executorMass = executors.field.mass(classIndex: classIndex, reader: layer)
    return view
  }

  /// Extra features of a layer: names, units and ranges, in order; empty where a scene adds none.
  public func extraFeatures(layer: FieldLayer) -> [FeatureDescription] {
    switch layer {
    case .orchestrator: orchestrators.extra.descriptions
    case .executor: executors.extra.descriptions
    }
  }

  /// The present extra features of a class, for recording: a copy.
  public func extraSignal(classIndex: Int, layer: FieldLayer) -> [Float] {
    switch layer {
    case .orchestrator: orchestrators.extra.values(classIndex: classIndex)
    case .executor: executors.extra.values(classIndex: classIndex)
    }
  }

  /// The interaction masses of the two halves of a stack; see `Field.mass`.
  public func mass(
    classIndex: Int, of source: FieldLayer, to reader: FieldLayer
  ) -> SIMD2<Float> {
    switch source {
    case .orchestrator: orchestrators.field.mass(classIndex: classIndex, reader: reader)
    case .executor: executors.field.mass(classIndex: classIndex, reader: reader)
    }
  }

  /// What all classes are sent of a layer: one stack per class. [classCount × 2 × featureCount]
  ///
  /// For orchestrators the executors' part is the block mean; one field for both layers has no blocks.
  /// Valid until the bank is advanced or ends.
  public func broadcast(of source: FieldLayer, to reader: FieldLayer) -> UnsafePointer<Float> {
    let isFlat = configuration.granted.isPooled
    // No subscript yields one of the two layers: each use would put a coroutine frame on the heap.
    switch source {
    case .orchestrator: return orchestrators.field.stacks(reader: reader)
    case .executor: return executors.field.stacks(reader: isFlat ? .executor : reader)
    }
  }

  /// The spatial field where policies of this layer may read it (it is part of m^exec), else nil;
  /// smoothed by the kernel where there is one.
  public func grid(for layer: FieldLayer) -> SpatialFieldView? {
    guard configuration.granted.hasGrid && configuration.grants(.executor, to: layer) else {
      return nil
    }
    guard smoothed.count > 0 else { return spatial.view }
    return SpatialFieldView(
      cells: UnsafePointer(smoothed.base), columns: spatial.columns, rows: spatial.rows,
      lower: spatial.lower, cellSize: spatial.cellSize)
  }

  /// The destination density where policies of this layer may read it (it is part of m^orch), else nil;
  /// smoothed by the kernel where there is one.
  public func destinations(for layer: FieldLayer) -> DestinationFieldView? {
    guard
      configuration.granted.hasDestinations && configuration.grants(.orchestrator, to: layer)
    else { return nil }
    guard smoothedDestinations.count > 0 else { return destinations.view }
    return DestinationFieldView(
      cells: UnsafePointer(smoothedDestinations.base), shape: destinations.cellsOf,
      peak: configuration.kernel?.middle ?? 1)
  }

  /// The present m_c of a layer; valid until the bank is advanced or ends. [classCount × featureCount]
  public func signals(layer: FieldLayer) -> UnsafePointer<Float> {
    switch layer {
    case .orchestrator: orchestrators.field.signals
    case .executor: executors.field.signals
    }
  }

  /// The present m_c of a layer, for recording and tests: a copy. [featureCount]
  public func signal(classIndex: Int, layer: FieldLayer) -> [Float] {
    switch layer {
    case .orchestrator: orchestrators.field.values(classIndex: classIndex)
    case .executor: executors.field.values(classIndex: classIndex)
    }
  }

  private func featureCount(of layer: FieldLayer) -> Int {
    switch layer {
    case .orchestrator: orchestrators.field.featureCount
    case .executor: executors.field.featureCount
    }
  }
}
