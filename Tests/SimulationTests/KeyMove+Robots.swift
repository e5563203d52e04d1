// Robots: bodies, drives, batteries, sensors, arms and starts.

extension KeyMove {
  private static let worn = "count: 5 => count: 5\n    extends: worn"

  static let bodies: [KeyMove] = [
    KeyMove("templates", given: worn, to: "templates.worn.drive.max_accel=0.8 m/s^2"),
    KeyMove("robots", to: "robots.van.count=3"),
    KeyMove("robots.*.extends", to: worn),
    KeyMove("robots.*.count", to: "robots.cart.count=6"),
    KeyMove("robots.*.body", to: "robots.van.body.mass=60 kg"),
    KeyMove(
      "robots.*.body.shape",
      to: "robots.van.body={shape: box, size: [0.6 m, 0.5 m], mass: 40 kg, payload: 20 kg}"),
    KeyMove("robots.*.body.radius", to: "robots.van.body.radius=0.4 m"),
    KeyMove(
      "robots.*.body.size",
      from: "robots.van.body={shape: box, size: [0.6 m, 0.5 m], mass: 40 kg, payload: 20 kg}",
      to: "robots.van.body={shape: box, size: [0.7 m, 0.5 m], mass: 40 kg, payload: 20 kg}"),
    KeyMove(
      "robots.*.body.length",
      from:
        "robots.van.body={shape: capsule, radius: 0.2 m, length: 0.3 m, mass: 40 kg, payload: 20 kg}",
      to:
        "robots.van.body={shape: capsule, radius: 0.2 m, length: 0.4 m, mass: 40 kg, payload: 20 kg}"
    ),
    KeyMove(
      "robots.*.body.points",
      from:
        "robots.van.body={shape: polygon, points: [[0.3 m, 0 m], [-0.2 m, 0.3 m], [-0.2 m, -0.3 m]], mass: 40 kg, payload: 20 kg}",
      to:
        "robots.van.body={shape: polygon, points: [[0.4 m, 0 m], [-0.2 m, 0.3 m], [-0.2 m, -0.3 m]], mass: 40 kg, payload: 20 kg}"
    ),
    KeyMove("robots.*.body.mass", to: "robots.cart.body.mass=25 kg"),
    KeyMove(
      "robots.*.body.friction", in: .bump, to: "robots.blind.body.friction=0.9"),
    KeyMove(
      "robots.*.body.restitution", in: .bump, to: "robots.blind.body.restitution=0.9"),
    KeyMove("robots.*.body.payload", to: "robots.van.body.payload=1 kg"),
  ]

  private static let car =
    "robots.van.drive={kind: car, max_speed: 1.2 m/s, wheel_base: 0.4 m}"

  static let forklift =
    "robots.van.drive={kind: forklift, max_speed: 1.2 m/s, wheel_base: 0.4 m}"

  static let drives: [KeyMove] = [
    KeyMove("robots.*.drive", to: car),
    KeyMove("robots.*.drive.kind", to: "robots.van.drive={kind: differential, max_speed: 1.2 m/s}"),
    KeyMove("robots.*.drive.max_speed", to: "robots.cart.drive.max_speed=1 m/s"),
    KeyMove("robots.*.drive.max_accel", to: "robots.cart.drive.max_accel=0.5 m/s^2"),
    KeyMove("robots.*.drive.max_turn_rate", to: "robots.cart.drive.max_turn_rate=60 deg/s"),
    KeyMove("robots.*.drive.traction", to: "robots.cart.drive.traction=0.05"),
    KeyMove(
      "robots.*.drive.axle_width",
      to: "robots.cart.drive.axle_width=0.2 m"),
    KeyMove(
      "robots.*.drive.wheel_base", from: car,
      to: "robots.van.drive={kind: car, max_speed: 1.2 m/s, wheel_base: 0.3 m}"),
    KeyMove(
      "robots.*.drive.max_steer|kind is car", from: car,
      to: "robots.van.drive={kind: car, max_speed: 1.2 m/s, wheel_base: 0.4 m, max_steer: 50 deg}"),
    KeyMove(
      "robots.*.drive.max_steer|kind is forklift", from: forklift,
      to:
        "robots.van.drive={kind: forklift, max_speed: 1.2 m/s, wheel_base: 0.4 m, max_steer: 50 deg}"
    ),
    KeyMove(
      "robots.*.drive.lift_height",
      given: "tasks.move.needs={class: van}; tasks.move.load.pallet=true; "
        + "robots.van.battery={capacity: 20 Wh}; robots.van.spawn.zone=in",
      from: forklift,
      to:
        "robots.van.drive={kind: forklift, max_speed: 1.2 m/s, wheel_base: 0.4 m, lift_height: 2 m}"
    ),
    KeyMove("robots.*.battery", to: "robots.van.battery={capacity: 20 Wh}"),
    KeyMove("robots.*.battery.capacity", to: "robots.cart.battery.capacity=30 Wh"),
    KeyMove("robots.*.battery.idle_power", to: "robots.cart.battery.idle_power=50 W"),
    KeyMove("robots.*.battery.efficiency", to: "robots.cart.battery.efficiency=0.4"),
    KeyMove("robots.*.battery.motor_loss", to: "robots.cart.battery.motor_loss=40 %"),
    KeyMove(
      "robots.*.battery.recharge_below", in: .dock, to: "robots.cart.battery.recharge_below=10 %"),
    KeyMove(
      "robots.*.battery.charge_until", in: .dock, to: "robots.cart.battery.charge_until=30 %"),
    KeyMove("robots.*.battery.initial", to: "robots.cart.battery.initial=[30 %, 90 %]"),
  ]

  static let sensing: [KeyMove] = [
    KeyMove("robots.*.sensors", to: "robots.cart.sensors={rays: 4}"),
    KeyMove("robots.*.sensors.rays", to: "robots.cart.sensors.rays=3; robots.van.sensors.rays=3"),
    KeyMove(
      "robots.*.sensors.range",
      to: "robots.cart.sensors.range=0.5 m; robots.van.sensors.range=0.5 m"),
    KeyMove(
      "robots.*.sensors.field_of_view",
      to: "robots.cart.sensors.field_of_view=90 deg; robots.van.sensors.field_of_view=90 deg"),
    KeyMove(
      "robots.*.sensors.noise",
      to: "robots.cart.sensors.noise=0.5 m; robots.van.sensors.noise=0.5 m"),
    KeyMove(
      "robots.*.sensors.neighbour_range",
      to: "robots.cart.sensors.neighbour_range=0.8 m; robots.van.sensors.neighbour_range=0.8 m"),
  ]

  static let arms: [KeyMove] = [
    KeyMove("robots.*.arm", in: .arms, to: "robots.picker.arm.width=10 cm"),
    KeyMove("robots.*.arm.links", in: .arms, to: "robots.picker.arm.links=[0.5 m, 0.5 m]"),
    KeyMove("robots.*.arm.width", in: .arms, to: "robots.picker.arm.width=12 cm"),
    KeyMove("robots.*.arm.link_mass", in: .arms, to: "robots.picker.arm.link_mass=6 kg"),
    KeyMove(
      "robots.*.arm.max_joint_rate", in: .arms, to: "robots.picker.arm.max_joint_rate=30 deg/s"),
    KeyMove(
      "robots.*.arm.max_joint_torque", in: .arms, to: "robots.picker.arm.max_joint_torque=1 N*m"),
    KeyMove("robots.*.arm.joint_limit", in: .arms, to: "robots.picker.arm.joint_limit=110 deg"),
    KeyMove("robots.*.arm.mount", in: .arms, to: "robots.picker.arm.mount=[0.1 m, 0 m]"),
    KeyMove(
      "robots.*.executor.metadata.mode", in: .arms, to: "robots.rover.executor.metadata.mode=tool"),
    KeyMove("policies.*.tool_gain", in: .arms, to: "policies.hand.tool_gain=1 1/s"),
    KeyMove("policies.*.tolerance", in: .arms, to: "policies.hand.tolerance=0.2 m"),
  ]

  static let starts: [KeyMove] = [
    KeyMove("robots.*.spawn", to: "robots.cart.spawn.zone=in"),
    KeyMove("robots.*.spawn.zone", to: "robots.cart.spawn.zone=out"),
    KeyMove("robots.*.spawn.pattern", to: "robots.cart.spawn.pattern=grid"),
    KeyMove(
      "robots.*.spawn.poses",
      from: "robots.van.spawn={pattern: poses, poses: [[5 m, 1 m, 0 deg], [5 m, 7 m, 0 deg]]}",
      to: "robots.van.spawn={pattern: poses, poses: [[5 m, 1 m, 90 deg], [5 m, 7 m, 0 deg]]}"),
    KeyMove("robots.*.spawn.first", in: .map, to: "robots.runner.spawn.first=2"),
    KeyMove("robots.*.orchestrator", to: "robots.cart.orchestrator=greedy"),
    KeyMove("robots.*.executor", to: "robots.van.executor=goalSeeking"),
    KeyMove("robots.*.executor.use", to: "robots.cart.executor.use=aligned"),
    KeyMove("robots.*.executor.metadata", to: "robots.cart.executor.metadata.speed=slow"),
    KeyMove("robots.*.executor.metadata.quality", to: "robots.cart.executor.metadata.quality=1"),
    KeyMove("robots.*.executor.metadata.speed", to: "robots.cart.executor.metadata.speed=fast"),
    KeyMove(
      "robots.*.executor.metadata.strategy", to: "robots.cart.executor.metadata.strategy=keep_right"
    ),
  ]
}
