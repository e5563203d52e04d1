// Tasks and policies.

extension KeyMove {
  private static let points =
    "tasks.move={name: move, points: [[[5 m, 1 m]], [[9 m, 7 m]]], dwell: 0.5 s}"

  /// More robots at the pick-up than jobs.
  private static let crowded =
    "coordination.mode=none; policies.plan={kind: greedy}; robots.cart.spawn.zone=in; tasks.move.rate=20 /min; tasks.back.rate=1 /h"

  /// More robots at both pick-ups than places.
  private static let queues =
    "robots.cart.spawn.zone=in; tasks.move.rate=400 /min; tasks.back.rate=400 /min"

  static let tasks: [KeyMove] = [
    KeyMove("tasks", to: points),
    KeyMove("tasks[].from", to: "tasks.back.from=side"),
    KeyMove("tasks[].to", to: "tasks.move.to=side"),
    KeyMove("tasks[].rate", to: "tasks.move.rate=90 /min"),
    KeyMove(
      "tasks[].rate[].at",
      from: "tasks.move.rate=[{at: 0 s, rate: 60 /min}, {at: 3 s, rate: 0 /s}]",
      to: "tasks.move.rate=[{at: 0 s, rate: 60 /min}, {at: 1 s, rate: 0 /s}]"),
    KeyMove(
      "tasks[].rate[].rate",
      from: "tasks.move.rate=[{at: 0 s, rate: 60 /min}, {at: 1 s, rate: 0 /s}]",
      to: "tasks.move.rate=[{at: 0 s, rate: 60 /min}, {at: 1 s, rate: 90 /min}]"),
    KeyMove(
      "tasks[].source", in: .map,
      from: "tasks.goals={name: goals, points: [[[5.5 m, 1.5 m]]], dwell: 0.5 s}",
      to: "tasks.goals={name: goals, source: goals, dwell: 0.5 s}"),
    KeyMove(
      "tasks[].points", from: points,
      to: "tasks.move={name: move, points: [[[5 m, 2 m]], [[9 m, 7 m]]], dwell: 0.5 s}"),
    KeyMove(
      "tasks[].lifelong", in: .map,
      from: "tasks.goals={name: goals, lifelong: free, dwell: 0 s}",
      to: "tasks.goals={name: goals, lifelong: goals, dwell: 0 s}"),
    KeyMove("tasks[].needs", to: "tasks.move.needs={class: van}"),
    KeyMove(
      "tasks[].needs.class", from: "tasks.move.needs={class: cart}",
      to: "tasks.move.needs={class: van}"),
    KeyMove(
      "tasks[].needs.classes", from: "tasks.move.needs={classes: [cart, van]}",
      to: "tasks.move.needs={classes: [cart]}"),
    KeyMove("tasks[].claim", to: "tasks.move.claim=at_assignment; tasks.back.claim=at_assignment"),
    KeyMove("tasks[].dwell", to: "tasks.move.dwell=2 s"),
    KeyMove("tasks[].deadline", to: "tasks.move.deadline=2 s"),
    KeyMove("tasks[].load", to: "tasks.move.load.mass=8 kg"),
    KeyMove("tasks[].load.mass", to: "tasks.move.load.mass=1 kg"),
    KeyMove(
      "tasks[].load.pallet", given: forklift + "; tasks.move.needs={class: van}",
      to: "tasks.move.load.pallet=true"),
    KeyMove("tasks[].value", to: "tasks.move.value=9"),
    KeyMove("tasks[].announce", to: "tasks.move.announce=5 s; tasks.back.announce=5 s"),
    KeyMove(
      "tasks[].patience", given: crowded, to: "tasks.move.patience=5 s"),
  ]

  /// The keys of logit, which other kinds have, too.
  private static let choices: [KeyMove] = [
    "logit", "gated, pace: 1 s, blocked_to: 100 %", "conwip", "cap",
  ].flatMap { kind in
    [
      ("gain", "9"), ("distance_weight", "9"), ("queue_weight", "99"), ("density_weight", "90 m^2"),
      ("reserve", "0"),
    ].map { key, value in
      KeyMove(
        "policies.*.\(key)|kind is \(kind.prefix { $0 != "," })",
        given: key == "queue_weight" ? queues : "", from: "policies.plan={kind: \(kind)}",
        to: "policies.plan={kind: \(kind), \(key): \(value)}")
    }
  }

  /// What robots go by where nobody tells them, and after they came for nothing.
  private static let priors: [KeyMove] =
    ["logit", "gated", "conwip", "cap", "waterFilling", "decisionRule"].map { kind in
      KeyMove(
        "policies.*.prior_idle|kind is \(kind)", given: "coordination.mode=none",
        from: "policies.plan={kind: \(kind)}",
        to: "policies.plan={kind: \(kind), prior_idle: 40 robots}")
    }
    + [
      "independent", "greedy", "joinFullest", "logit, reserve: 0", "gated, reserve: 0, pace: 0 s",
      "conwip, reserve: 0", "cap, reserve: 0", "waterFilling", "decisionRule",
    ].map { kind in
      KeyMove(
        "policies.*.back_off|kind is \(kind.prefix { $0 != "," })",
        given: crowded + "; tasks.move.rate=45 /min; tasks.move.patience=100 ms",
        from: "policies.plan={kind: \(kind)}",
        to: "policies.plan={kind: \(kind), back_off: 1 h}")
    }

  static let policies: [KeyMove] =
    choices + priors + [
      KeyMove("policies", to: "policies.plan.gain=20"),
      KeyMove("policies.*.kind", to: "policies.plan={kind: waterFilling}"),
      KeyMove("policies.*.latency", to: "policies.plan.latency=1 s"),
      KeyMove("policies.*.replan_after", to: "policies.plan.replan_after=1 s"),
      KeyMove(
        "policies.*.blocked_from", from: "policies.plan={kind: gated, blocked_to: 90 %}",
        to: "policies.plan={kind: gated, blocked_to: 90 %, blocked_from: 0}"),
      KeyMove(
        "policies.*.blocked_to", from: "policies.plan={kind: gated}",
        to: "policies.plan={kind: gated, blocked_to: 90 %}"),
      KeyMove(
        "policies.*.pace", from: "policies.plan={kind: gated}",
        to: "policies.plan={kind: gated, pace: 2 s}"),
      KeyMove(
        "policies.*.under_way", from: "policies.plan={kind: conwip}",
        to: "policies.plan={kind: conwip, under_way: 2 robots}"),
      KeyMove(
        "policies.*.admitted", from: "policies.plan={kind: cap}",
        to: "policies.plan={kind: cap, admitted: 1 robots}"),
      KeyMove(
        "policies.*.whole_quorums", from: "policies.plan={kind: waterFilling}",
        to: "policies.plan={kind: waterFilling, whole_quorums: 0}"),
      KeyMove(
        "policies.*.gain|kind is decisionRule", from: "policies.plan={kind: decisionRule}",
        to: "policies.plan={kind: decisionRule, gain: 30}"),
      KeyMove(
        "policies.*.stay", from: "policies.plan={kind: decisionRule}",
        to: "policies.plan={kind: decisionRule, stay: 9}"),
      KeyMove(
        "policies.*.distance_weight|kind is auction", given: "coordination.mode=allToAll",
        from: "policies.plan={kind: auction}",
        to: "policies.plan={kind: auction, distance_weight: 30}"),
      KeyMove(
        "policies.*.increment", given: "coordination.mode=allToAll",
        from: "policies.plan={kind: auction}", to: "policies.plan={kind: auction, increment: 1}"),
      KeyMove(
        "policies.*.horizon|kind is goalSeeking", from: "policies.act={kind: goalSeeking}",
        to: "policies.act={kind: goalSeeking, horizon: 6 s}"),
      KeyMove(
        "policies.*.margin|kind is goalSeeking", from: "policies.act={kind: goalSeeking}",
        to: "policies.act={kind: goalSeeking, margin: 0.4 m}"),
      KeyMove(
        "policies.*.brake_share|kind is goalSeeking", from: "policies.act={kind: goalSeeking}",
        to: "policies.act={kind: goalSeeking, brake_share: 0.2}"),
      KeyMove("policies.*.horizon|kind is densityAware", to: "policies.act.horizon=6 s"),
      KeyMove("policies.*.margin|kind is densityAware", to: "policies.act.margin=0.4 m"),
      KeyMove("policies.*.brake_share|kind is densityAware", to: "policies.act.brake_share=0.2"),
      KeyMove("policies.*.jam_density", to: "policies.act.jam_density=0.1 1/m^2"),
      KeyMove(
        "policies.*.min_speed_share", given: "policies.act.jam_density=0.1 1/m^2",
        to: "policies.act.min_speed_share=0.9"),
      KeyMove("policies.*.crowd_aversion", to: "policies.act.crowd_aversion=5 m"),
      KeyMove("policies.*.look_ahead|kind is densityAware", to: "policies.act.look_ahead=0.5 m"),
      KeyMove(
        "policies.*.merge_slowdown", given: "policies.act.jam_density=0.1 1/m^2",
        to: "policies.act.merge_slowdown=0.2"),
      KeyMove("policies.*.jam_horizon", to: "policies.act.jam_horizon=10"),
      KeyMove(
        "policies.*.horizon|kind is aligned", from: "policies.act={kind: aligned}",
        to: "policies.act={kind: aligned, horizon: 6 s}"),
      KeyMove(
        "policies.*.margin|kind is aligned", from: "policies.act={kind: aligned}",
        to: "policies.act={kind: aligned, margin: 0.4 m}"),
      KeyMove(
        "policies.*.brake_share|kind is aligned", from: "policies.act={kind: aligned}",
        to: "policies.act={kind: aligned, brake_share: 0.2}"),
      KeyMove(
        "policies.*.alignment", from: "policies.act={kind: aligned}",
        to: "policies.act={kind: aligned, alignment: 0.9}"),
    ]
}
