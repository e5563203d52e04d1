import Contracts
import Coordination
import Doors
import Embodiments
import MeanFields
import Policies
import Scenes
import SimCore
import Work

extension Fleet {
  /// What policies outside see and answer: a shape for each class and layer whose policy the scene leaves
  /// to others, orchestrators first, in class order.
  ///
  /// - Complexity: O(classes × columns).
  public func outsideShapes() -> [PolicyGroupShape] {
    FieldLayer.allCases.flatMap { layer in
      model.classes.indices.compactMap { outsideShape($0, layer) }
    }
  }

  private func outsideShape(_ classIndex: Int, _ layer: FieldLayer) -> PolicyGroupShape? {
    let (robots, spec) = (model.classes[classIndex], model.scene.robots[classIndex])
    let isExecutor = layer == .executor
    guard isExecutor ? robots.executor.kind.isExternal : robots.orchestrator.kind.isExternal else {
      return nil
    }
    let options = isExecutor ? [] : model.tasks.options.map(\.name)
    let hasArm = robots.embodiment.arm != nil
    let readsField =
      robots.executor.fieldLookAhead > 0
      && population.grid(for: .executor, classIndex: classIndex) != nil
    let readsGoals = population.destinations(for: .executor, classIndex: classIndex) != nil
    let ticks = isExecutor ? 1 : model.clocks.executorTicksPerOrchestratorTick
    var shape = PolicyGroupShape(
      policy: isExecutor ? spec.executor : spec.orchestrator, className: robots.name,
      classIndex: classIndex, robotCount: robots.rows.count,
      layout: isExecutor
        ? .executor(
          rayCount: robots.rayFan.count, hasArm: hasArm, readsField: readsField,
          readsGoals: readsGoals)
        : .orchestrator(optionNames: options), embodiment: robots.descriptor,
      rayDirections: robots.rayFan.directions, optionNames: options, seed: model.seeds.policies,
      period: model.executorPeriod * Float(ticks))
    shape.hasArm = hasArm
    shape.readsField = readsField
    shape.readsGoals = readsGoals
    shape.rechargeBelow = robots.embodiment.battery?.rechargeBelow ?? -1
    shape.travelScale = planning.travelScale[classIndex]
    shape.schedule = isExecutor ? [] : robots.orchestrator.timing.schedule.named
    let view = population.view(classIndex: classIndex, layer: layer)
    func rows(_ field: UnsafePointer<Float>?, _ stride: Int) -> Int {
      field == nil ? 0 : stride == 0 ? 1 : robots.rows.count
    }
    shape.planRows = rows(view.orchestratorField, view.orchestratorStride)
    shape.planErrorRows = rows(view.orchestratorDeviation, view.orchestratorDeviationStride)
    shape.contextRows = rows(view.executorField, view.executorStride)
    return shape
  }
}

extension DispatchSchedule {
  /// Its times by name, seconds.
  fileprivate var named: [(name: String, seconds: Float)] {
    [
      ("orchestrator_period", orchestratorPeriod), ("relaxation_time", relaxationTime),
      ("field_time_constant", fieldTimeConstant), ("latency", latency),
    ]
  }
}
