/// What a policy of one class may read of the population, as the coordination mode grants it.
///
/// Each field is a stack [own class ; population-weighted mean of the other classes] (correction
/// C2), so its length is 2 × the layer's feature count. A field that is not granted is `nil`: a
/// policy then has to do without, it cannot peek. Pointers are valid during the call only.
///
/// A broadcast is one stack that all robots of the class share; where every robot has an estimate of
/// its own (a private sample, gossip, neighbours, a broadcast that did not reach everybody), there is
/// one stack per robot, a stride apart. A policy reads one robot's at a time (`PopulationReading`).
public struct PopulationView {
  /// z of the orchestrators' field m^orch of the class's first robot, or nil.
  /// [2 × OrchestratorSchema.count]
  @usableFromInline package var orchestratorField: UnsafePointer<Float>?
  /// z of the executors' field m^exec (block mean for orchestrators) of the first robot, or nil.
  /// [2 × ExecutorSchema.count]
  @usableFromInline package var executorField: UnsafePointer<Float>?
  /// Floats from one robot's z of m^orch to the next; 0 where all robots share one.
  @usableFromInline package var orchestratorStride = 0
  /// Floats from one robot's z of m^exec to the next; 0 where all robots share one.
  @usableFromInline package var executorStride = 0
  /// Standard error of z of m^orch, √P, where a Kalman filter maintains it; else nil.
  /// [2 × OrchestratorSchema.count]
  @usableFromInline package var orchestratorDeviation: UnsafePointer<Float>?
  /// Floats from one robot's standard errors to the next; 0 where all robots share them.
  @usableFromInline package var orchestratorDeviationStride = 0
  /// Extra features of m^orch and of m^exec, own class then others, where the scene adds some, the mode
  /// is a broadcast of fields and its channel perfect; else nil. [2 × count] each
  package var extraPlans: UnsafePointer<Float>?
  /// The same of m^exec.
  package var extraContexts: UnsafePointer<Float>?
  /// Number of extra features of m^orch.
  public var extraPlanCount = 0
  /// Number of extra features of m^exec.
  public var extraContextCount = 0
  /// What the weights of z of m^orch add up to, own half and others; 1 where rows are normalised.
  public var orchestratorMass = SIMD2<Float>(1, 1)
  /// What the weights of z of m^exec add up to, own half and others; 1 where rows are normalised.
  public var executorMass = SIMD2<Float>(1, 1)
  /// Number of robots that the own half speaks for: N_c.
  public var ownCount: Float
  /// Number of robots that the other half speaks for.
  public var otherCount: Float

  /// Withholds what a policy does not read.
  package mutating func withhold(plans: Bool, contexts: Bool) {
    if plans {
      (orchestratorField, orchestratorDeviation, extraPlans) = (nil, nil, nil)
      extraPlanCount = 0
    }
    if contexts {
      (executorField, extraContexts) = (nil, nil)
      extraContextCount = 0
    }
  }

  /// Withholds the features that a scene adds.
  package mutating func withholdExtras() {
    (extraPlans, extraContexts) = (nil, nil)
    (extraPlanCount, extraContextCount) = (0, 0)
  }

  /// A view from all its fields.
  package init(
    orchestratorField: UnsafePointer<Float>?, executorField: UnsafePointer<Float>?,
    orchestratorStride: Int = 0, executorStride: Int = 0, ownCount: Float, otherCount: Float
  ) {
    self.orchestratorField = orchestratorField
    self.executorField = executorField
    self.orchestratorStride = orchestratorStride
    self.executorStride = executorStride
    self.ownCount = ownCount
    self.otherCount = otherCount
  }
}
