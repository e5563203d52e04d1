import Contracts
import Coordination
import Embodiments
import Floors
import MeanFields
import Navigation
import Policies
import Scenes
import SimCore
import Work

extension WorldModel {
  /// The orchestrator policy a class names; nil with a problem where it cannot be made.
  static func orchestrator(
    _ robots: RobotClassSpec, _ scene: Scene, _ problems: inout [Diagnostic]
  ) -> OrchestratorPolicy? {
    guard let spec = scene.policies.first(where: { $0.name == robots.orchestrator }) else {
      return try? OrchestratorPolicy(kind: "greedy", parameters: [:])
    }
    do {
      return try OrchestratorPolicy(
        kind: spec.kind, parameters: spec.parameters,
        schedule: schedule(of: scene, latency: spec.latency), in: scene.vocabulary.policies)
    } catch {
      problems.append(policyProblem("\(error)", spec, scene))
      return nil
    }
  }

  /// The executor policy a class names; nil with a problem where it cannot be made.
  static func executor(
    _ robots: RobotClassSpec, _ scene: Scene, _ problems: inout [Diagnostic]
  ) -> ExecutorPolicy? {
    guard let spec = scene.policies.first(where: { $0.name == robots.executor }) else {
      return try? ExecutorPolicy(
        kind: robots.embodiment.arm == nil ? "goalSeeking" : "reach", parameters: [:])
    }
    do {
      return try ExecutorPolicy(
        kind: spec.kind, parameters: spec.parameters, in: scene.vocabulary.policies)
    } catch {
      problems.append(policyProblem("\(error)", spec, scene))
      return nil
    }
  }

  private static func policyProblem(_ text: String, _ spec: PolicySpec, _ scene: Scene)
    -> Diagnostic
  {
    Diagnostic(
      severity: .error, message: "policy '\(spec.name)': \(text)",
      location: scene.locations["policies.\(spec.name)"],
      notes: ["at scene.policies.\(spec.name)"])
  }

  /// The hash that two runs share where their policies are the same in every respect (C10).
  static func hash(of scene: Scene, _ classes: [RobotClassModel]) -> String {
    var hash = StateHash()
    for robots in classes {
      hash.add(robots.name)
      robots.orchestrator.addIdentity(to: &hash)
      robots.executor.addIdentity(to: &hash)
      hash.add(Int(robots.latencySteps))
      hash.add(Int(robots.replanSteps))
      let advice = robots.advice
      for word in [
        advice.quality, advice.speed.rawValue, advice.strategy.rawValue, advice.mode.rawValue,
      ] { hash.add(Int(word)) }
    }
    for task in scene.tasks {
      hash.add(task.name)
      hash.add(task.claim == .atAssignment ? 1 : 0)
    }
    let clocks = scene.clocks
    for rate in [
      clocks.physicsRate, clocks.substeps, clocks.stepsPerExecutorTick,
      clocks.executorTicksPerOrchestratorTick, clocks.isStaggered ? 1 : 0,
    ] { hash.add(rate) }
    fieldConfiguration(of: scene).addIdentity(to: &hash)
    scene.coordination.board.addIdentity(to: &hash)
    hash.add(scene.world.traffic.rule.rawValue)
    hash.add(scene.world.traffic.margin ?? -1)
    for lane in scene.world.traffic.lanes {
      for point in lane.points {
        hash.add(point.x)
        hash.add(point.y)
      }
      hash.add(lane.isOneWay ? 1 : 0)
      hash.add(lane.speedLimit)
      for name in lane.classes { hash.add(name) }
      for name in lane.exclusive { hash.add(name) }
    }
    for point in scene.world.traffic.points {
      hash.add(point.place.x)
      hash.add(point.place.y)
      for name in point.exclusive { hash.add(name) }
      hash.add(point.waiting.map { $0 ? 1 : 0 } ?? -1)
    }
    for zone in scene.world.traffic.zones {
      switch zone.effect {
      case .penalty(let penalty): hash.add(penalty)
      case .speedLimit(let limit): hash.add(-limit)
      case .speedShare(let share):
        hash.add("share")
        hash.add(share)
      }
      for corner in zone.corners {
        hash.add(corner.x)
        hash.add(corner.y)
      }
    }
    return hash.hexadecimal
  }

  /// Whatever decides what policies learn of the population, as one number: equal where two runs differ in their
  /// policies alone.
  static func informationHash(of coordination: CoordinationSetup) -> String {
    var hash = StateHash()
    coordination.addInformation(to: &hash)
    return hash.hexadecimal
  }
}

extension WorldModel {
  /// How the robots of a scene coordinate.
  static func coordination(of scene: Scene) -> CoordinationSetup {
    CoordinationSetup(
      mode: scene.coordination.mode, settings: scene.coordination.settings,
      path: scene.coordination.path,
      channel: scene.coordination.channel, fields: fieldConfiguration(of: scene),
      board: scene.coordination.board)
  }

  /// What the scene's mean fields are made of.
  static func fieldConfiguration(of scene: Scene) -> MeanFieldConfiguration {
    let coordination = scene.coordination
    var configuration = MeanFieldConfiguration()
    configuration.coupling = coordination.coupling
    configuration.weights = coordination.weights
    configuration.kernel = coordination.kernel
    configuration.orchestratorFeatures = coordination.orchestratorField.features
    configuration.executorFeatures = coordination.executorField.features
    configuration.orchestratorRecursion = recursion(coordination.orchestratorField)
    configuration.executorRecursion = recursion(coordination.executorField)
    configuration.executorPeriod = scene.clocks.executorPeriod
    configuration.orchestratorPeriod =
      configuration.executorPeriod * Float(scene.clocks.executorTicksPerOrchestratorTick)
    configuration.gridCell = coordination.gridCell
    return configuration
  }

  private static func recursion(_ field: FieldSpec) -> Recursion {
    switch field.kind {
    case .average: Recursion(timeConstant: field.timeConstant)
    case .kalman: .kalman(processVariance: field.processVariance)
    case .gru: field.weights.map { .gru($0) } ?? .exact
    }
  }

  /// When robots decide and how late the field is, for the automatic gain of dispatch.
  static func schedule(of scene: Scene, latency: Float) -> DispatchSchedule {
    let configuration = fieldConfiguration(of: scene)
    return DispatchSchedule(
      orchestratorPeriod: configuration.orchestratorPeriod, relaxationTime: 0,
      fieldTimeConstant: scene.coordination.orchestratorField.timeConstant, latency: latency)
  }
}

extension WorldModel {
  /// What is said of obstacles that lie over each other so often that ways would take minutes; nil
  /// where they may be compiled.
  static func excessOfObstacles(_ scene: Scene, _ radii: [Float]) -> Diagnostic? {
    let steps = ClearanceGrid.carvingSteps(
      world: scene.world, largestRadius: radii.max() ?? 0.3)
    let most = ClearanceGrid.mostCarvingSteps
    guard steps > most else { return nil }
    let times = (steps / most * 10).rounded() / 10
    var problems = [
      Diagnostic(
        severity: .error,
        message: "the obstacles and racks take \(times) times the work that ways around them may; "
          + "leave out what lies in others, and split what is long and slanted: each part counts "
          + "with the box around it",
        location: scene.locations["world.obstacles"] ?? scene.locations["world"],
        notes: ["at scene.world.obstacles"])
    ]
    scene.texts.addLines(to: &problems)
    return problems.first
  }
}
