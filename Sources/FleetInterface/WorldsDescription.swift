import Contracts
import Doors
import MeanFields
import Scenes
import SimCore
import Simulation

/// What a caller must know of the arrays, as JSON.
extension FleetWorlds {
  /// Classes, shapes, columns with units, and the clocks.
  var description: JSONText {
    .object([
      ("abi", .integer(fleetInterfaceVersion)),
      ("scene", .string(model.scene.name)),
      ("worlds", .integer(request.worldCount)),
      (
        "tick_s",
        .number(Double(model.clocks.stepsPerExecutorTick) / Double(model.clocks.physicsRate))
      ),
      ("physics_hz", .integer(model.clocks.physicsRate)),
      ("duration_s", .number(model.duration)),
      ("robots", .integer(model.robotCount)),
      ("plans", .array(OrchestratorSchema.all.map { .string($0.name) })),
      ("contexts", .array(ExecutorSchema.all.map { .string($0.name) })),
      (
        "rewards",
        .object(request.rewards.map { ($0.indicator.rawValue, .number(Double($0.weight))) })
      ),
      ("groups", .array(arrays.map { Self.group($0.shape) })),
    ])
  }

  private static func group(_ shape: PolicyGroupShape) -> JSONText {
    .object([
      ("policy", .string(shape.policy)),
      ("class", .string(shape.className)),
      ("layer", .string("\(shape.layer)")),
      ("robots", .integer(shape.robotCount)),
      ("sections", .array(shape.layout.sections.map { .string($0.rawValue) })),
      ("columns", columns(shape.layout.columns)),
      ("answers", columns(AnswerColumns.answers(of: shape.layer))),
      ("reports", columns(AnswerColumns.reports(of: shape.layer))),
      ("plan_rows", .integer(shape.planRows)),
      ("plan_error_rows", .integer(shape.planErrorRows)),
      ("context_rows", .integer(shape.contextRows)),
      ("options", .array(shape.optionNames.map { .string($0) })),
      ("period_s", .number(Double(shape.period))),
      (
        "body",
        .object([
          ("radius_m", .number(Double(shape.embodiment.radius))),
          ("max_speed_m_per_s", .number(Double(shape.embodiment.maxSpeed))),
          ("max_turn_rate_rad_per_s", .number(Double(shape.embodiment.maxTurnRate))),
          ("max_acceleration_m_per_s2", .number(Double(shape.embodiment.maxAcceleration))),
        ])
      ),
    ])
  }

  private static func columns(_ columns: [ObservationColumn]) -> JSONText {
    .array(
      columns.map { column in
        .object([
          ("name", .string(column.name)), ("unit", .string(column.unit)),
          ("doc", .string(column.doc)),
        ])
      })
  }
}
