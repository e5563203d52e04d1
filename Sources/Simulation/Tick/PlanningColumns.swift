import Contracts
import Embodiments
import Navigation
import Scenes
import SimCore
import Work

/// Working memory of the plan stage, allocated once.
struct PlanningColumns: ~Copyable {
  /// Rows to decide of the class at hand, relative to the class. [largest class]
  var due: Buffer<Int32>
  /// Rows of the class at hand that are free to be assigned, relative to the class. [largest class]
  var peers: Buffer<Int32>
  /// Decisions. [robotCount of the class at hand]
  var decision: Buffer<OrchestratorDecision>
  /// Where each robot of the class at hand lies in the corridors; stretch −1 where it does nowhere.
  /// [largest class]
  var place: Buffer<CorridorPlace>
  /// Seconds since the robots of the class at hand became idle. [largest class]
  var idleTime: Buffer<Float>
  /// Seconds to each option. [largest class × optionCount]
  var travelTime: Buffer<Float>
  /// Robots in traffic per m² on the ways. [largest class × optionCount]
  var wayDensity: Buffer<Float>
  /// How often the robots of the class at hand found no job where they were sent. [largest class]
  var missCount: Buffer<Float>
  /// Value of a job of each option. [optionCount]
  var value: Buffer<Float>
  /// Docks on the map.
  let dockCount: Float
  /// Share of the other classes' robots that may serve an option. [classCount × optionCount]
  var ableOthers: Buffer<Float>
  /// Longest travel time seen so far, seconds; the scale L of B3, per class.
  var travelScale: Buffer<Float>

  init(model: WorldModel) {
    let rows = max(1, model.classes.map { $0.rows.count }.max() ?? 1)
    let options = max(1, model.tasks.options.count)
    due = Buffer(count: rows, repeating: 0)
    peers = Buffer(count: rows, repeating: 0)
    decision = Buffer(count: rows, repeating: .keep)
    place = Buffer(count: rows, repeating: .nowhere)
    idleTime = Buffer(count: rows, repeating: 0)
    travelTime = Buffer(count: rows * options, repeating: 0)
    wayDensity = Buffer(count: rows * options, repeating: 0)
    missCount = Buffer(count: rows, repeating: 0)
    dockCount = Float(
      model.tasks.docks.reduce(0) { $0 + model.tasks.slotRange[$1].count })
    value = Buffer(count: options, repeating: 1)
    for (index, option) in model.tasks.options.enumerated() { value[index] = option.value }
    ableOthers = Buffer(count: max(1, model.classes.count) * options, repeating: 0)
    for classIndex in model.classes.indices {
      let others = model.robotCount - model.classes[classIndex].rows.count
      for option in model.tasks.options.indices {
        var able = 0
        for other in model.classes.indices where other != classIndex {
          let isAble = model.tasks.isAbleOption[other * model.tasks.options.count + option]
          if isAble { able += model.classes[other].rows.count }
        }
        ableOthers[classIndex * model.tasks.options.count + option] =
          Float(able) / Float(max(1, others))
      }
    }
    // L: the time to cross the floor's diagonal at full speed; a property of the scene, not of N.
    travelScale = Buffer(count: max(1, model.classes.count), repeating: 1)
    for (index, robots) in model.classes.enumerated() {
      travelScale[index] = max(
        1, model.bounds.size.length / max(0.05, robots.descriptor.maxSpeed))
    }
  }
}
