import Embodiments
import Navigation
import SimCore
import Work

/// What a class of robots is and can do, as fleet managers ask for it: a message of VDA 5050, version 3.0.0, topic
/// `factsheet`.
///
/// All figures are those that the simulation computes with. What it does not have (heights, wheels, a network) is left
/// out where the standard lets it be, and stands as 0 where it does not; the description says so.
public struct Factsheet: Sendable {
  private let scene: Scene
  private let robots: RobotClassSpec
  private let timestamp: String

  /// The factsheet of a class of a scene; `timestamp` is when it is written, UTC, as in ISO 8601.
  public init(_ robots: RobotClassSpec, of scene: Scene, timestamp: String) {
    self.robots = robots
    self.scene = scene
    self.timestamp = timestamp
  }

  /// The message as JSON; SI units, levels of charge in percent.
  public var json: JSONText {
    .object(
      [
        ("headerId", .integer(0)), ("timestamp", .string(timestamp)), ("version", .string("3.0.0")),
        ("manufacturer", .string("fleetfield")), ("serialNumber", .string("simulation")),
        ("typeSpecification", typeSpecification), ("physicalParameters", physicalParameters),
        ("protocolLimits", protocolLimits), ("protocolFeatures", protocolFeatures),
        ("mobileRobotGeometry", geometry), ("loadSpecification", loadSpecification),
      ] + (body.battery.map { [("mobileRobotConfiguration", configuration($0))] } ?? []))
  }

  private var body: Embodiment { robots.embodiment }

  // MARK: What it is

  private var typeSpecification: JSONText {
    let isOnLanes =
      scene.world.traffic.rule == .priority && !scene.world.traffic.lanes.isEmpty
    let ways = isOnLanes ? "VIRTUAL_LINE_GUIDED" : "FREELY_NAVIGATING"
    // What is bolted to the floor goes no way, and heeds no zone.
    let moves = body.drive.moves
    return .object([
      ("seriesName", .string(robots.name)),
      (
        "seriesDescription",
        .string(
          "Class \(robots.name) of the scene \(scene.name) (\(robots.count) robots), as simulated on a plane; "
            + "heights are not simulated and stand as 0")
      ),
      ("mobileRobotKinematics", .string(kinematics)),
      ("mobileRobotClass", .string(body.lifts ? "FORKLIFT" : "CARRIER")),
      ("maximumLoadMass", number(body.payload)), ("localizationTypes", .array([])),
      (
        "navigationTypes",
        .array(moves ? [.string(ways)] : [])
      ),
      (
        "supportedZones",
        .array((moves ? ["BLOCKED", "SPEED_LIMIT", "PENALTY"] : []).map { .string($0) })
      ),
    ])
  }

  /// The nearest word of the standard for how it moves; its own where there is none.
  private var kinematics: String {
    switch body.drive.motion {
    case .strafing: "OMNIDIRECTIONAL"
    case .rolling where body.drive.wheels.steeredBase != 0: "THREE_WHEEL"
    case .rolling: "DIFFERENTIAL"
    case .none: "FIXED"
    }
  }

  private var physicalParameters: JSONText {
    let speed = body.drive.moves ? body.limits.maxSpeed : 0
    return .object([
      ("minimumSpeed", .integer(0)), ("maximumSpeed", number(speed)),
      ("minimumAngularSpeed", .integer(0)),
      ("maximumAngularSpeed", number(body.drive.moves ? body.limits.maxTurnRate : 0)),
      ("maximumAcceleration", number(acceleration(with: body.payload))),
      ("maximumDeceleration", number(acceleration(with: body.payload))),
      ("minimumHeight", .integer(0)), ("maximumHeight", .integer(0)),
      ("width", number(body.footprint.width)), ("length", number(body.footprint.length)),
    ])
  }

  /// What its motors and its wheels' grip give it with a load, m/s².
  private func acceleration(with load: Float) -> Float {
    guard body.drive.moves else { return 0 }
    let motors = body.limits.maxAcceleration * body.mass / (body.mass + load)
    return min(motors, body.limits.traction * standardGravity)
  }

  private var geometry: JSONText {
    let corners = body.footprint.envelope.map { point -> JSONText in
      .object([("x", number(point.x)), ("y", number(point.y))])
    }
    return .object([
      (
        "envelopes2d",
        .array([
          .object([("envelope2dId", .string("body")), ("vertices", .array(corners))])
        ])
      )
    ])
  }

  // MARK: What it does

  /// Directives come at the orchestrator's pace, states at the executor's.
  private var protocolLimits: JSONText {
    let clocks = scene.clocks
    let executor = Double(clocks.stepsPerExecutorTick) / Double(clocks.physicsRate)
    return .object([
      ("maximumStringLengths", .object([])), ("maximumArrayLengths", .object([])),
      (
        "timing",
        .object([
          (
            "minimumOrderInterval",
            .number(executor * Double(clocks.executorTicksPerOrchestratorTick))
          ), ("minimumStateInterval", .number(executor)),
        ])
      ),
    ])
  }

  private var protocolFeatures: JSONText {
    var actions: [(String, String)] = []
    if !loads.isEmpty {
      actions += [("pick", "takes a load at a station"), ("drop", "leaves it at a station")]
    }
    if body.battery != nil {
      actions += [
        ("startCharging", "charges at a dock"), ("stopCharging", "leaves the dock"),
      ]
    }
    let list = actions.map { type, words -> JSONText in
      .object([
        ("actionType", .string(type)), ("actionDescription", .string(words)),
        ("actionScopes", .array([.string("NODE")])), ("blockingTypes", .array([.string("HARD")])),
        ("pauseAllowed", .bool(false)), ("cancelAllowed", .bool(true)),
      ])
    }
    return .object([
      ("optionalParameters", .array([])), ("mobileRobotActions", .array(list)),
    ])
  }

  /// Tasks with stations that the class may do; a loaded scene names none for those who cannot carry it.
  private var loads: [TaskSpec] {
    scene.tasks.filter { task in
      let isCarried = task.kind is StreamTask || task.kind is OrderTask
      return isCarried && (task.classes.isEmpty || task.classes.contains(robots.name))
    }
  }

  private var loadSpecification: JSONText {
    guard !loads.isEmpty else { return .object([]) }
    let sets = loads.map { task -> JSONText in
      .object([
        ("setName", .string(task.name)), ("loadType", .string(task.isPallet ? "pallet" : "load")),
        ("loadPositions", .array([.string("deck")])), ("maximumWeight", number(task.loadMass)),
        ("maximumAcceleration", number(acceleration(with: task.loadMass))),
        ("maximumDeceleration", number(acceleration(with: task.loadMass))),
        ("pickTime", number(task.dwell)), ("dropTime", number(task.dwell)),
      ])
    }
    return .object([("loadPositions", .array([.string("deck")])), ("loadSets", .array(sets))])
  }

  private func configuration(_ battery: Battery) -> JSONText {
    .object([
      (
        "batteryCharging",
        .object([
          ("minimumDesiredChargingLevel", percent(battery.rechargeBelow)),
          ("maximumDesiredChargingLevel", percent(battery.chargeUntil)),
        ])
      )
    ])
  }

  private func percent(_ share: Float) -> JSONText {
    .number((Double(share) * 1e6).rounded() / 1e4)
  }

  /// A figure as a scene would say it: 0.3, not 0.30000001192.
  private func number(_ value: Float) -> JSONText {
    .number(Double(value.description) ?? Double(value))
  }
}

extension Footprint {
  /// A polygon that holds the outline, in order, metres; round parts by the sides of a 24-gon around them.
  fileprivate var envelope: [Vec2] {
    switch self {
    case .box(let length, let width):
      return [
        Vec2(-length, -width), Vec2(length, -width), Vec2(length, width), Vec2(-length, width),
      ]
      .map { $0 * 0.5 }
    case .polygon(let points): return points
    case .circle(let radius): return Self.round(radius, ends: 0)
    case .capsule(let length, let radius): return Self.round(radius, ends: 0.5 * length)
    }
  }

  /// The 24-gon around a circle, its right half moved by `ends` and its left half by as much the other way.
  private static func round(_ radius: Float, ends: Float) -> [Vec2] {
    let sides = 24
    // Its corners lie on this circle, and its sides touch the outline.
    let outer = radius / cosine(.pi / Float(sides))
    return (0..<sides).map { side in
      let angle = 2 * Float.pi * (Float(side) + 0.5) / Float(sides) - .pi / 2
      let x = outer * cosine(angle)
      return Vec2(x + (side < sides / 2 ? ends : -ends), outer * sine(angle))
    }
  }
}
