// Coordination: mode, coupling, fields and channel.

extension KeyMove {
  /// How each robot of a class reads the classes.
  private static func weights(_ word: String, _ cart: String, _ van: String) -> String {
    "coordination.coupling={\(word): {matrix: {cart: [\(cart)], van: [\(van)]}}}"
  }

  private static func ranks(_ readers: String, _ sources: String) -> String {
    "coordination.coupling={all: {finite_rank: {readers: {cart: [\(readers)], van: [1]}, sources: {cart: [\(sources)], van: [1]}}}}"
  }

  private static func feature(_ text: String) -> String {
    "coordination.executor_field.features=[{\(text)}]"
  }

  private static func plan(_ text: String) -> String {
    "coordination.orchestrator_field.features=[{\(text)}]"
  }

  /// A field that is not exact: a filter has something to weigh.
  private static let sampled = "coordination.mode=kSample; coordination.sample=2; "

  static let coordination: [KeyMove] = [
    KeyMove("coordination", to: "coordination.mode=gossip"),
    KeyMove(
      "coordination.mode", given: "policies.plan={kind: greedy}", to: "coordination.mode=none"),
    KeyMove(
      "coordination.coupling", given: "policies.plan={kind: greedy}",
      to: "coordination.coupling=none"),
    KeyMove(
      "coordination.coupling.layers", from: "coordination.coupling={layers: both}",
      to: "coordination.coupling={layers: cross}"),
    KeyMove(
      "coordination.coupling.row_normalised", from: weights("all", "2, 1", "1, 1"),
      to:
        "coordination.coupling={row_normalised: false, all: {matrix: {cart: [2, 1], van: [1, 1]}}}"),
    KeyMove("coordination.coupling.all", to: weights("all", "0, 1", "1, 0")),
    KeyMove(
      "coordination.coupling.all.matrix", from: weights("all", "1, 1", "1, 1"),
      to: weights("all", "0, 1", "1, 0")),
    KeyMove(
      "coordination.coupling.all.graphon", from: weights("all", "1, 1", "1, 1"),
      to: "coordination.coupling={all: {graphon: {cart: [0, 1], van: [1, 0]}}}"),
    KeyMove("coordination.coupling.all.finite_rank", to: ranks("1", "0")),
    KeyMove(
      "coordination.coupling.all.finite_rank.readers",
      from:
        "coordination.coupling={row_normalised: false, all: {finite_rank: {readers: {cart: [1], van: [1]}, sources: {cart: [1], van: [1]}}}}",
      to:
        "coordination.coupling={row_normalised: false, all: {finite_rank: {readers: {cart: [3], van: [1]}, sources: {cart: [1], van: [1]}}}}"
    ),
    KeyMove(
      "coordination.coupling.all.finite_rank.sources", from: ranks("1", "1"), to: ranks("1", "0")),
    KeyMove(
      "coordination.coupling.w_xo", from: weights("w_xo", "1, 1", "1, 1"),
      to: weights("w_xo", "0, 1", "1, 0")),
    KeyMove(
      "coordination.coupling.w_oo", from: weights("w_oo", "1, 1", "1, 1"),
      to: weights("w_oo", "0, 1", "1, 0")),
    KeyMove(
      "coordination.coupling.w_xx", given: "policies.act={kind: aligned}",
      from: weights("w_xx", "1, 1", "1, 1"), to: weights("w_xx", "0, 1", "1, 0")),
    KeyMove(
      "coordination.coupling.w_ox",
      given: "policies.plan={kind: gated, blocked_from: 0, blocked_to: 100 %, pace: 1 s}",
      from: weights("w_ox", "1, 1", "1, 1"),
      to: weights("w_ox", "0, 1", "1, 0")),
    KeyMove(
      "coordination.orchestrator_field", to: "coordination.orchestrator_field.time_constant=10 s"),
    KeyMove(
      "coordination.orchestrator_field.recursion",
      to: "coordination.orchestrator_field.recursion=kalman"),
    KeyMove(
      "coordination.orchestrator_field.time_constant",
      to: "coordination.orchestrator_field.time_constant=0 s"),
    KeyMove(
      "coordination.orchestrator_field.process_variance",
      given: sampled + "coordination.orchestrator_field.recursion=kalman",
      to: "coordination.orchestrator_field.process_variance=0.5"),
    KeyMove(
      "coordination.orchestrator_field.features",
      to: plan("name: age, kind: fourier, input: plan_age, length: 5, count: 2")),
    KeyMove(
      "coordination.orchestrator_field.features[].kind",
      from: plan("name: age, kind: fourier, input: plan_age, length: 5, count: 2"),
      to: plan("name: age, kind: radial, input: plan_age, length: 5, centres: [[1], [4]]")),
    KeyMove(
      "coordination.orchestrator_field.features[].input",
      from: plan("name: age, kind: fourier, input: plan_age, length: 5, count: 2"),
      to: plan("name: age, kind: fourier, input: entropy, length: 5, count: 2")),
    KeyMove(
      "coordination.orchestrator_field.features[].length",
      from: plan("name: age, kind: fourier, input: plan_age, length: 5, count: 2"),
      to: plan("name: age, kind: fourier, input: plan_age, length: 2, count: 2")),
    KeyMove(
      "coordination.orchestrator_field.features[].centres",
      from: plan("name: age, kind: radial, input: plan_age, length: 5, centres: [[1], [4]]"),
      to: plan("name: age, kind: radial, input: plan_age, length: 5, centres: [[2], [4]]")),
    KeyMove(
      "coordination.orchestrator_field.features[].count",
      from: plan("name: age, kind: fourier, input: plan_age, length: 5, count: 2"),
      to: plan("name: age, kind: fourier, input: plan_age, length: 5, count: 3")),
    KeyMove(
      "coordination.orchestrator_field.features[].seed",
      from: plan("name: age, kind: fourier, input: plan_age, length: 5, count: 2"),
      to: plan("name: age, kind: fourier, input: plan_age, length: 5, count: 2, seed: 4")),
    KeyMove("coordination.executor_field", to: "coordination.executor_field.time_constant=5 s"),
    KeyMove(
      "coordination.executor_field.recursion", to: "coordination.executor_field.recursion=kalman"),
    KeyMove(
      "coordination.executor_field.time_constant",
      to: "coordination.executor_field.time_constant=0 s"),
    KeyMove(
      "coordination.executor_field.process_variance",
      given: sampled + "coordination.executor_field.recursion=kalman",
      to: "coordination.executor_field.process_variance=0.5"),
    KeyMove(
      "coordination.executor_field.features",
      to: feature("name: p, kind: fourier, input: position, length: 5, count: 2")),
    KeyMove(
      "coordination.executor_field.features[].kind",
      from: feature("name: p, kind: fourier, input: position, length: 5, count: 2"),
      to: feature("name: p, kind: radial, input: position, length: 5, centres: [[1, 1], [4, 4]]")),
    KeyMove(
      "coordination.executor_field.features[].input",
      from: feature("name: p, kind: fourier, input: position, length: 5, count: 2"),
      to: feature("name: p, kind: fourier, input: velocity, length: 5, count: 2")),
    KeyMove(
      "coordination.executor_field.features[].length",
      from: feature("name: p, kind: fourier, input: position, length: 5, count: 2"),
      to: feature("name: p, kind: fourier, input: position, length: 2, count: 2")),
    KeyMove(
      "coordination.executor_field.features[].centres",
      from: feature("name: p, kind: radial, input: position, length: 5, centres: [[1, 1]]"),
      to: feature("name: p, kind: radial, input: position, length: 5, centres: [[2, 1]]")),
    KeyMove(
      "coordination.executor_field.features[].count",
      from: feature("name: p, kind: fourier, input: position, length: 5, count: 2"),
      to: feature("name: p, kind: fourier, input: position, length: 5, count: 3")),
    KeyMove(
      "coordination.executor_field.features[].seed",
      from: feature("name: p, kind: fourier, input: position, length: 5, count: 2"),
      to: feature("name: p, kind: fourier, input: position, length: 5, count: 2, seed: 4")),
    KeyMove(
      "coordination.executor_field.grid_cell", to: "coordination.executor_field.grid_cell=1 m"),
    KeyMove(
      "coordination.executor_field.kernel",
      to: "coordination.executor_field.kernel={deviation: 2 m}"),
    KeyMove(
      "coordination.executor_field.kernel.shape",
      from: "coordination.executor_field.kernel={deviation: 2 m}",
      to: "coordination.executor_field.kernel={shape: disc, radius: 3 m}"),
    KeyMove(
      "coordination.executor_field.kernel.deviation",
      from: "coordination.executor_field.kernel={deviation: 2 m}",
      to: "coordination.executor_field.kernel={deviation: 4 m}"),
    KeyMove(
      "coordination.executor_field.kernel.radius",
      from: "coordination.executor_field.kernel={shape: disc, radius: 3 m}",
      to: "coordination.executor_field.kernel={shape: disc, radius: 5 m}"),
    KeyMove("coordination.sample", given: "coordination.mode=kSample", to: "coordination.sample=1"),
    KeyMove(
      "coordination.sampling", given: "coordination.mode=kSample; coordination.sample=2",
      to: "coordination.sampling=common"),
    KeyMove(
      "coordination.radius", given: "coordination.mode=neighbours", to: "coordination.radius=2 m"),
    KeyMove("coordination.rounds", given: "coordination.mode=gossip", to: "coordination.rounds=5"),
    KeyMove(
      "coordination.fanout", given: "coordination.mode=hierarchy", to: "coordination.fanout=2"),
    KeyMove(
      "coordination.block", given: "coordination.mode=shuffled; coordination.block=3 s",
      to: "coordination.block=2 s"),
    KeyMove("coordination.board", to: "coordination.board.latency=3 s"),
    KeyMove("coordination.board.period", to: "coordination.board.period=4 s"),
    KeyMove("coordination.board.latency", to: "coordination.board.latency=2 s"),
    KeyMove("coordination.board.loss", to: "coordination.board.loss=70 %"),
    KeyMove("coordination.channel", to: "coordination.channel.loss=90 %"),
    KeyMove("coordination.channel.loss", to: "coordination.channel.loss=50 %"),
    KeyMove("coordination.channel.latency", to: "coordination.channel.latency=2 s"),
    KeyMove("coordination.channel.bits", to: "coordination.channel.bits=2"),
    KeyMove("coordination.channel.budget", to: "coordination.channel.budget=60 B/s"),
    KeyMove(
      "coordination.channel.burst", given: "coordination.channel.budget=12 kB/s",
      to: "coordination.channel.burst=10 ms"),
  ]
}
