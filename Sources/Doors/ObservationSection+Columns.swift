import Contracts

/// The columns of each section, in the order in which `ObservationLayout` writes them.
extension ObservationSection {
  func columns(rayCount: Int, optionNames: [String]) -> [ObservationColumn] {
    switch self {
    case .body: Self.bodyColumns
    case .work: Self.workColumns
    case .way: Self.wayColumns
    case .neighbours: Self.neighbourColumns
    case .rays:
      (0..<rayCount).map {
        ObservationColumn(
          "ray.\($0)", unit: "m", doc: "Free distance along a ray from the body's centre.")
      }
    case .field: (0..<fieldSamplePoints).flatMap(Self.fieldColumns)
    case .goal: Self.goalColumns
    case .tool: Self.toolColumns
    case .plan: Self.planColumns
    case .options: optionNames.indices.flatMap { Self.optionColumns($0, optionNames[$0]) }
    }
  }

  private static let bodyColumns = [
    ObservationColumn("x", unit: "m", doc: "Position in the world, along x."),
    ObservationColumn("y", unit: "m", doc: "Position in the world, along y."),
    ObservationColumn("heading_cos", doc: "Cosine of the heading."),
    ObservationColumn("heading_sin", doc: "Sine of the heading."),
    ObservationColumn("velocity_x", unit: "m/s", doc: "Velocity in the world, along x."),
    ObservationColumn("velocity_y", unit: "m/s", doc: "Velocity in the world, along y."),
    ObservationColumn("turn_rate", unit: "rad/s", doc: "Turn rate, anticlockwise."),
  ]

  private static let workColumns = [
    ObservationColumn(
      "stage",
      doc:
        "0 idle, 1 assigned, 2 travelling, 3 queueing, 4 working, 5 carrying, 6 charging, 7 failed."
    ),
    ObservationColumn(
      "stall_time", unit: "s", doc: "For how long it has wanted to move and has hardly moved."),
    ObservationColumn(
      "directive", doc: "The directive in force: 0 none, 1 serve, 2 charge, 3 make way, 4 wait."),
    ObservationColumn(
      "directive_number", doc: "Number of the directive within its robot, from 1; 0 for none."),
    ObservationColumn("option", doc: "The task option that the directive is about, or -1."),
    ObservationColumn("quality", doc: "Advice: 1 to 5, best is 5; 0 where dropped."),
    ObservationColumn("speed", doc: "Advice: 1 slow, 2 nominal, 3 fast; 0 where dropped."),
    ObservationColumn(
      "strategy", doc: "Advice: 1 direct, 2 yield first, 3 keep right; 0 where dropped."),
    ObservationColumn("mode", doc: "Advice: 1 base, 2 tool; 0 where dropped."),
    ObservationColumn(
      "predicted_success", doc: "The success probability that its orchestrator predicted."),
    ObservationColumn(
      "asked_x",
      doc: "Where it is asked to go, to make room, along the world's x; as long as that is urgent."),
    ObservationColumn(
      "asked_y",
      doc: "Where it is asked to go, to make room, along the world's y; 0 where nobody asks."),
  ]

  private static let wayColumns = [
    ObservationColumn(
      "target_x", unit: "m",
      doc: "The point to steer for, relative to the robot, along the world's x."),
    ObservationColumn(
      "target_y", unit: "m",
      doc: "The point to steer for, relative to the robot, along the world's y."),
    ObservationColumn(
      "distance_to_go", unit: "m", doc: "Length of the way to the goal; 0 at the goal."),
    ObservationColumn(
      "free_distance", unit: "m",
      doc:
        "How far it may still roll before the traffic rule wants it stopped; 1e6 where none does."),
    ObservationColumn("has_goal_heading", doc: "1 where a heading is wanted at the goal."),
    ObservationColumn(
      "goal_heading", unit: "rad", doc: "The heading wanted at the goal; 0 where any will do."),
    ObservationColumn(
      "lane_half_width", unit: "m",
      doc: "How far it may swerve; below 0 where the way is reserved for it alone."),
    ObservationColumn(
      "speed_limit", unit: "m/s", doc: "Speed limit here; 1e6 where there is none."),
    ObservationColumn(
      "lane_side_x",
      doc: "Across the way to the left, along the world's x; 0 where lane_room is 1e6."),
    ObservationColumn("lane_side_y", doc: "The same along the world's y."),
    ObservationColumn(
      "lane_room", unit: "m",
      doc:
        "How far it may go to that side before it is in the way of those that come; 1e6 where nobody comes."
    ),
  ]

  private static let neighbourColumns =
    [ObservationColumn("neighbour_count", doc: "How many neighbours it sees.")]
    + (0..<neighbourSlots).flatMap { slot in
      [
        ObservationColumn(
          "neighbour.\(slot).x", unit: "m",
          doc: "Position relative to the robot, along the world's x."),
        ObservationColumn(
          "neighbour.\(slot).y", unit: "m",
          doc: "Position relative to the robot, along the world's y."),
        ObservationColumn(
          "neighbour.\(slot).velocity_x", unit: "m/s", doc: "Velocity in the world, along x."),
        ObservationColumn(
          "neighbour.\(slot).velocity_y", unit: "m/s", doc: "Velocity in the world, along y."),
        ObservationColumn(
          "neighbour.\(slot).radius", unit: "m", doc: "Radius of the disc it counts as."),
        ObservationColumn(
          "neighbour.\(slot).cooperation",
          doc: "1 where it also avoids, 0 where it will not move away."),
      ]
    }

  private static func fieldColumns(_ point: Int) -> [ObservationColumn] {
    [
      ObservationColumn("field.\(point).density", unit: "1/m²", doc: "Robots per area."),
      ObservationColumn(
        "field.\(point).flow_x", unit: "1/(m·s)",
        doc: "Flow density of robots, along the world's x."),
      ObservationColumn(
        "field.\(point).flow_y", unit: "1/(m·s)",
        doc: "Flow density of robots, along the world's y."),
      ObservationColumn(
        "field.\(point).blocked", doc: "Share of the robots there that are blocked."),
    ]
  }

  private static let goalColumns = [
    ObservationColumn(
      "has_goal", doc: "1 where it is told how many are bound for its goal."),
    ObservationColumn(
      "bound_density", unit: "1/m²",
      doc: "Other robots per area that are bound for its goal; 0 where it is not told."),
  ]

  private static let toolColumns = [
    ObservationColumn("has_tool_target", doc: "1 where the tool has a target."),
    ObservationColumn(
      "tool_target_x", unit: "m", doc: "The target ahead of the body; 0 without one."),
    ObservationColumn("tool_target_y", unit: "m", doc: "The target to the left; 0 without one."),
    ObservationColumn("tool_x", unit: "m", doc: "The tool ahead of the body."),
    ObservationColumn("tool_y", unit: "m", doc: "The tool to the left."),
    ObservationColumn("reach_planned", doc: "1 where joint motions are planned for the arm."),
    ObservationColumn("reach_x", doc: "Direction in which the tool sets off, ahead."),
    ObservationColumn("reach_y", doc: "Direction in which the tool sets off, to the left."),
    ObservationColumn(
      "reach_to_go", unit: "m", doc: "How far the tool goes at most until the motion ends or turns."
    ),
  ]

  private static let planColumns = [
    ObservationColumn(
      "stage",
      doc:
        "0 idle, 1 assigned, 2 travelling, 3 queueing, 4 working, 5 carrying, 6 charging, 7 failed."
    ),
    ObservationColumn("battery", doc: "State of charge, 0 to 1."),
    ObservationColumn(
      "directive", doc: "The present directive: 0 none, 1 serve, 2 charge, 3 make way, 4 wait."),
    ObservationColumn(
      "directive_status",
      doc: "0 pending, 1 in force, 2 done, 3 rejected, 4 cancelled, 5 expired, 6 failed."),
    ObservationColumn(
      "directive_number", doc: "Number of the directive within its robot, from 1; 0 for none."),
    ObservationColumn("option", doc: "The task option that the directive is about, or -1."),
    ObservationColumn(
      "choice_step",
      doc: "Physics step at which it made the choice that it has been reconsidering since."),
    ObservationColumn(
      "free_docks", doc: "Docks that nobody has claimed, as the board told it."),
    ObservationColumn("docks", doc: "Docks on the map."),
    ObservationColumn(
      "idle_time", unit: "s", doc: "Time since it became idle; 0 where it is not."),
    ObservationColumn(
      "misses", doc: "How often it found no job where it was sent, since it last found one."),
  ]

  private static func optionColumns(_ option: Int, _ name: String) -> [ObservationColumn] {
    [
      ObservationColumn(
        "open_jobs.\(option)",
        doc: "\(name): jobs that wait and are not taken yet, as the board told it."),
      ObservationColumn("value.\(option)", doc: "\(name): value of a job."),
      ObservationColumn(
        "able_others.\(option)",
        doc: "\(name): share of the other classes' robots that may serve it."),
      ObservationColumn(
        "travel_time.\(option)", unit: "s",
        doc: "\(name): time to the pick-up on free ways; 1e6 where it cannot be served."),
      ObservationColumn(
        "way_density.\(option)", unit: "1/m²",
        doc: "\(name): robots in traffic on the way; 0 where withheld."),
    ]
  }
}
