/// Keys of the figures that a run's summary can have: what `success` may compare.
///
/// Simulation forms them, which stands above scenes; a test there holds both lists against each other. A figure
/// that says nothing of a run (energy without batteries, goals without such a task) is left out of its
/// summary, and a bar of it is not met.
public enum FigureKeys {
  /// All of them, in the order of the summary.
  public static let all =
    work + orders + lifelong + directives + utilisation + motion + standstill + energy
    + communication
    + health + disturbances

  /// Those that a summary also has of each task, where there are several tasks.
  public static let ofTasks = ["deliveries", "jobs_created", "backlog"]

  private static let work = [
    "robots", "simulated_s", "deliveries", "deliveries_per_hour", "deliveries_per_robot_hour",
    "errands", "errands_per_hour", "jobs_created", "backlog", "open_jobs",
    "backlog_growth_per_h", "backlog_growth_share", "lead_time_s",
    "sojourn_p50_s", "sojourn_p50_at_least_s", "sojourn_p95_s", "sojourn_p95_at_least_s",
    "sojourn_max_s",
  ]
  private static let orders = [
    "orders_to_come", "order_wait_p50_s", "order_wait_p95_s", "orders_due", "on_time_share",
    "lateness_mean_s", "tardiness_p95_s", "tardiness_max_s",
  ]
  private static let lifelong = ["goals_reached", "goals_per_s", "goals_per_cell_time"]
  private static let directives = [
    "goals_held", "share_of_goals_held", "directives", "directives_rejected", "directives_expired",
    "directives_cancelled", "duplicated_claims",
  ]
  private static let utilisation = [
    "idle_share", "moving_share", "queueing_share", "working_share", "charging_share",
    "failed_share",
  ]
  private static let motion = [
    "distance_km", "mean_speed_m_per_s", "blocked_share", "waiting_share", "turning_share",
    "wrong_way_share", "contact_share", "outside_ticks", "retreats",
  ]
  private static let standstill = [
    "jams", "jammed_robots", "jammed_robot_s", "longest_stall_s", "robots_without_way",
    "unjammed_share",
  ]
  private static let energy = [
    "energy_used_kwh", "energy_charged_kwh", "fewest_charges", "dock_use", "dock_refusals",
    "lowest_battery",
  ]
  private static let communication = [
    "messages_per_robot_s", "bytes_per_robot_s", "board_bytes_per_robot_s",
    "busiest_node_bytes_per_s",
    "missed_notices", "lost_messages",
    "late_messages", "orchestrator_decisions", "executor_decisions", "inference_s",
    "saturated_features",
  ]
  private static let health = ["stranded", "quarantined"]
  private static let disturbances = [
    "failures", "delays", "dropouts", "false_reports", "mistake_events", "mistaken_decisions",
  ]
}
