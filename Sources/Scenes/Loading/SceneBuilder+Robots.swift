import Contracts
import Embodiments
import SimCore

extension SceneBuilder {
  /// A class of robots.
  func robotClass(_ name: String, _ node: TypedNode) -> RobotClassSpec {
    let executor = node["executor"]
    return RobotClassSpec(
      name: name, count: node["count"]?.integer ?? 0, embodiment: embodiment(node),
      spawn: spawn(node["spawn"]), orchestrator: node["orchestrator"]?.text ?? "",
      executor: executor?.text ?? executor?["use"]?.text ?? "",
      metadata: metadata(executor?["metadata"]))
  }

  private func embodiment(_ node: TypedNode) -> Embodiment {
    let body = node["body"]
    let drive = node["drive"]
    guard let footprint = Footprint(body) else {
      preconditionFailure("the schema lets through a body without an outline")
    }
    return Embodiment(
      footprint: footprint, mass: body?["mass"]?.number ?? 1,
      friction: body?["friction"]?.number ?? 0, restitution: body?["restitution"]?.number ?? 0,
      drive: self.drive(drive),
      limits: DriveLimits(
        maxSpeed: drive?["max_speed"]?.number ?? 0,
        maxAcceleration: drive?["max_accel"]?.number ?? 0,
        maxTurnRate: drive?["max_turn_rate"]?.number ?? 0,
        traction: drive?["traction"]?.number ?? 0),
      battery: node["battery"].map(battery), sensors: sensors(node["sensors"]),
      arm: node["arm"].map(arm), payload: body?["payload"]?.number ?? 0)
  }

  private func drive(_ node: TypedNode?) -> Drive {
    let word = node?["kind"]?.text ?? "fixed"
    guard let kind = context.vocabulary.drives.kind(word) else {
      preconditionFailure("the schema lets through a drive that nothing builds: \(word)")
    }
    return kind.drive(kind.keys.map { node?[$0.name]?.number ?? 0 })
  }

  private func battery(_ node: TypedNode) -> Battery {
    let initial = node["initial"]?.numbers ?? [1, 1]
    return Battery(
      capacity: node["capacity"]?.number ?? 0, idlePower: node["idle_power"]?.number ?? 0,
      efficiency: node["efficiency"]?.number ?? 1, motorLoss: node["motor_loss"]?.number ?? 0,
      rechargeBelow: node["recharge_below"]?.number ?? 0,
      chargeUntil: node["charge_until"]?.number ?? 1,
      initialCharge: initial[0]...max(initial[0], initial[1]))
  }

  private func sensors(_ node: TypedNode?) -> Sensors {
    Sensors(
      rayCount: node?["rays"]?.integer ?? 0, rayRange: node?["range"]?.number ?? 0,
      fieldOfView: node?["field_of_view"]?.number ?? 0, rayNoise: node?["noise"]?.number ?? 0,
      neighbourRange: node?["neighbour_range"]?.number ?? 0)
  }

  private func arm(_ node: TypedNode) -> Arm {
    let mount = node["mount"]?.numbers ?? [0, 0]
    return Arm(
      links: node["links"]?.numbers ?? [], linkWidth: node["width"]?.number ?? 0,
      linkMass: node["link_mass"]?.number ?? 0,
      maxJointRate: node["max_joint_rate"]?.number ?? 0,
      maxJointTorque: node["max_joint_torque"]?.number ?? 0,
      jointLimit: node["joint_limit"]?.number ?? 0, mount: Vec2(mount[0], mount[1]))
  }

  private func spawn(_ node: TypedNode?) -> SpawnSpec {
    var spawn = SpawnSpec(
      zone: node?["zone"]?.text,
      pattern: node?["pattern"]?.text.flatMap(SpawnSpec.Pattern.init(rawValue:)) ?? .random,
      poses: (node?["poses"]?.elements ?? []).compactMap { pose in
        pose.numbers.map { SIMD3($0[0], $0[1], $0[2]) }
      }, firstImported: node?["first"]?.integer ?? 0)
    for pose in node?["poses"]?.elements ?? [] {
      if let place = pose.place { spawn.poseLocations.append(context.sources.location(place)) }
    }
    return spawn
  }

  private func metadata(_ node: TypedNode?) -> EpisodeMetadata {
    func advice<Advice: EpisodeAdvice>(_ key: String) -> Advice {
      node?[key]?.text.flatMap(Advice.init(word:)) ?? .unknown
    }
    return EpisodeMetadata(
      quality: UInt8(node?["quality"]?.integer ?? 0), speed: advice("speed"),
      strategy: advice("strategy"), mode: advice("mode"))
  }
}
