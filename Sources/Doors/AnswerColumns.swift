import Contracts

/// What policies outside answer with: one row of numbers per robot that was asked.
public enum AnswerColumns {
  /// The motion command of an executor.
  public static let actions = [
    ObservationColumn(
      "forward", unit: "v_max", doc: "Forward velocity of the control point, -1 to 1."),
    ObservationColumn(
      "lateral", unit: "v_max",
      doc: "Lateral velocity of the control point, left positive, -1 to 1."),
    ObservationColumn("turn", unit: "ω_max", doc: "Turn rate, anticlockwise, -1 to 1."),
    ObservationColumn("tool_force", doc: "Tool force as a share of its maximum, -1 to 1."),
    ObservationColumn("tool_height", doc: "Tool height or extension: -1 down or in, 1 up or out."),
    ObservationColumn("grip", doc: "Below 0 open, above 0 closed."),
  ]

  /// What an executor may tell about its action; it goes into m^exec.
  ///
  /// A `wanted_speed` that is not a number stands for a report that nobody gave: the speed of the
  /// command is then the speed wanted, the tag 0 and the uncertainty 0.
  public static let reports = [
    ObservationColumn(
      "tag",
      doc:
        "Why: 0 rest, 1 cruise, 2 approach, 3 hold, 4 yield, 5 crowd, 6 unstick, 7 tool, or another."
    ),
    ObservationColumn("uncertainty", doc: "Uncertainty of the action, 0 to 1."),
    ObservationColumn(
      "wanted_speed", unit: "m/s", doc: "Speed wanted before avoidance; 0 to stand."),
  ]

  /// The directive of an orchestrator.
  public static let directives = [
    ObservationColumn(
      "directive", doc: "0 keeps the present one, 1 serve, 2 charge, 3 make way, 4 wait."),
    ObservationColumn("option", doc: "The task option to serve, from 0; -1 without one."),
    ObservationColumn("quality", doc: "Advice: 1 to 5, best is 5; 0 to drop it."),
    ObservationColumn("speed", doc: "Advice: 1 slow, 2 nominal, 3 fast; 0 to drop it."),
    ObservationColumn(
      "strategy", doc: "Advice: 1 direct, 2 yield first, 3 keep right; 0 to drop it."),
    ObservationColumn("mode", doc: "Advice: 1 base, 2 tool; 0 to drop it."),
    ObservationColumn("entropy", unit: "nat", doc: "Entropy of the choice, 0 for a certain one."),
    ObservationColumn("predicted_success", doc: "Predicted probability of success, 0 to 1."),
  ]

  /// What a layer's policies answer with.
  public static func answers(of layer: FieldLayer) -> [ObservationColumn] {
    layer == .executor ? actions : directives
  }

  /// What a layer's policies may report beside it.
  public static func reports(of layer: FieldLayer) -> [ObservationColumn] {
    layer == .executor ? reports : []
  }
}
