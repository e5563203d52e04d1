import Contracts
import MeanFields
import Scenes
import Simulation
import SimCore
import Work

extension SyntheticFleet {
  /// Racks between the aisles, stations at the left, docks at the right.
  static func furnish(_ scenery: inout Scenery, aisleCount: Int, pitch: Float) {
    let size = scenery.bounds.size
    let first: Float = 5
    let last = size.x - 5
    for aisle in 0...aisleCount {
      let middle = Float(aisle) * pitch
      let lower = max(0, middle - 1.1)
      let upper = min(size.y, middle + 1.1)
      var start = first
      while start + 1.5 < last {
        let end = min(start + 11.2, last)
        scenery.obstacles.append([
          Vec2(start, lower), Vec2(end, lower), Vec2(end, upper), Vec2(start, upper),
        ])
        start = end + 2.8
      }
    }
    func zone(_ name: String, _ kind: ZoneSpec.Kind, _ a: Vec2, _ b: Vec2) {
      scenery.zones.append(
        ZoneSpec(name: name, kind: kind, area: AABB(lower: a, upper: b), slots: 8, power: 2000))
    }
    zone("inbound", .station, Vec2(0.3, size.y * 0.05), Vec2(3.8, size.y * 0.45))
    zone("charge", .dock, Vec2(0.3, size.y * 0.55), Vec2(3.8, size.y * 0.95))
    zone("outbound", .station, Vec2(size.x - 3.8, size.y * 0.05), Vec2(size.x - 0.3, size.y * 0.6))
    zone("parking", .parking, Vec2(size.x - 3.8, size.y * 0.68), Vec2(size.x - 0.3, size.y * 0.95))
  }

  /// Three classes in the shares 7 : 2 : 1, and the names of everything measured.
  static func populate(_ scenery: inout Scenery, robotCount: Int) {
    let carriers = max(1, Int((0.7 * Float(robotCount)).rounded()))
    let forklifts = min(robotCount - carriers, Int((0.2 * Float(robotCount)).rounded()))
    scenery.classes = [
      ClassLook(
        name: "carrier", rows: 0..<carriers,
        shape: BodyShape(corners: [.zero], radius: 0.35, decoration: .wheels),
        color: ColorMap.categories[0], maxSpeed: 1.5, rayRange: 3, rayCount: 16),
      ClassLook(
        name: "forklift", rows: carriers..<(carriers + forklifts),
        shape: BodyShape(
          corners: [Vec2(0.5, 0.3), Vec2(-0.5, 0.3), Vec2(-0.5, -0.3), Vec2(0.5, -0.3)],
          radius: 0.08, decoration: .fork),
        color: ColorMap.categories[1], maxSpeed: 1.2, rayRange: 4, rayCount: 16),
      ClassLook(
        name: "tug", rows: (carriers + forklifts)..<robotCount,
        shape: BodyShape(
          corners: [Vec2(0.3, 0), Vec2(-0.3, 0)], radius: 0.3, decoration: .rollers),
        color: ColorMap.categories[2], maxSpeed: 1.8, rayRange: 3, rayCount: 12),
    ]
    scenery.orchestratorFeatures =
      RobotStage.allCases.map { FieldFeature(name: "\($0)") }
      + ["replanning", "entropy", "plan failed", "progress"].map { FieldFeature(name: $0) }
    scenery.executorFeatures =
      ["speed ratio", "contact", "blocked", "slip", "impulse", "battery", "uncertainty"].map {
        FieldFeature(name: $0)
      } + [
        FieldFeature(name: "flow x", range: -1...1), FieldFeature(name: "flow y", range: -1...1),
      ]
    scenery.coupling = [1, 0.4, 0.1, 0.4, 1, 0.3, 0.1, 0.3, 1]
    scenery.readings = FieldLayer.allCases.flatMap { reader in
      FieldLayer.allCases.map {
        LayerReading(
          reader: reader, source: $0, isGranted: true, isUsed: reader == .executor || $0 == reader,
          weights: scenery.coupling)
      }
    }
    scenery.fieldPeriods = [.orchestrator: 1, .executor: 0.1]
    scenery.counters = [
      CounterLook(title: "throughput", key: "throughput_per_h", unit: "/h", lowest: 0),
      CounterLook(title: "blocked share", key: "blocked_share", unit: "", lowest: 0),
      CounterLook(
        title: "order parameter", key: "order_parameter", unit: "", lowest: 0, highest: 1),
      CounterLook(
        title: "messages per robot", key: "messages_per_robot_per_s", unit: "/s", lowest: 0),
    ]
    scenery.scalars = SyntheticFleet.scalars
    scenery.taskNames = ["move tote", "move pallet"]
    scenery.mode = "meanField"
    scenery.duration = 600
  }

  /// Extra numbers per robot of every synthetic crowd.
  public static var scalars: [ScalarLook] {
    [ScalarLook(title: "uncertainty", unit: "", range: 0...1)]
  }

  /// Class means and the spatial grid, counted from the crowd itself.
  func fillFields(_ frame: inout FleetFrame) {
    frame.fields = scenery.classes.map { look in
      var stages = [Float](repeating: 0, count: RobotStage.allCases.count)
      var blocked: Float = 0
      var touching: Float = 0
      var battery: Float = 0
      var speed: Float = 0
      var flow = Vec2.zero
      for robot in look.rows {
        stages[Int(frame.stage[robot].rawValue)] += 1
        if frame.flags[robot].contains(.blocked) { blocked += 1 }
        if frame.flags[robot].contains(.touching) { touching += 1 }
        battery += frame.battery[robot]
        speed += frame.speed[robot] / look.maxSpeed
        flow += frame.pose[robot].rotation.xAxis * frame.speed[robot] / look.maxSpeed
      }
      let share = 1 / Float(max(1, look.rows.count))
      return ClassField(
        orchestrator: stages.map { $0 * share } + [0.12, 0.41, 0.03, 0.55],
        executor: [
          speed * share, touching * share, blocked * share, 0.04, 0.07, battery * share, 0.5,
          flow.x * share, flow.y * share,
        ])
    }
  }

  /// Both fields on the floor, of the class that is asked for or of all; everybody is bound for the east.
  func fillFloor(_ frame: inout FleetFrame, _ request: CaptureRequest) {
    let size = scenery.bounds.size
    let cell = max(2, size.x / 160)
    let grid = FloorGrid(
      columns: Int((size.x / cell).rounded(.up)), rows: Int((size.y / cell).rounded(.up)),
      cellSize: cell, origin: .zero)
    let chosen = request.fieldClass.map(scenery.classes.indices.contains) ?? false
    let rows =
      chosen ? scenery.classes[request.fieldClass ?? 0].rows : 0..<scenery.robotCount
    frame.grid = FloorField(
      cellsOf: grid,
      robots: rows.map { robot in
        (
          frame.pose[robot].position, frame.pose[robot].rotation.xAxis * frame.speed[robot],
          frame.flags[robot].contains(.blocked)
        )
      })
    guard request.wantsPlan else {
      frame.plan = nil
      return
    }
    var plan = PlanField(cellsOf: grid)
    for robot in rows where frame.stage[robot] == .carrying || frame.stage[robot] == .travelling {
      plan.add(
        destination: Vec2(scenery.bounds.upper.x - 2, frame.pose[robot].position.y),
        isClaim: frame.stage[robot] == .travelling)
    }
    frame.plan = plan
  }

  /// A figure, so that pictures of two crowds have one to compare.
  func figures(of frame: FleetFrame) -> [RunFigure] {
    [
      RunFigure(
        key: "deliveries_per_hour", title: "deliveries per hour", value: frame.counters.first ?? 0,
        unit: "1/h", group: "work")
    ]
  }

  /// How many robots overlays may mark: the first ones.
  static let markedCount = 400

  /// A full inspection of one robot, made up but consistent with its pose.
  func detail(of robot: Int, in frame: FleetFrame) -> RobotDetail {
    let look = scenery.classes[scenery.classIndex(ofRobot: robot)]
    let pose = frame.pose[robot]
    var detail = RobotDetail(robot: robot)
    detail.twist = Twist(linear: pose.rotation.xAxis * frame.speed[robot], angular: 0.11)
    detail.loadMass = frame.flags[robot].contains(.loaded) ? 12 : 0
    detail.directive = Directive(
      identifier: 7, kind: .serve, status: .acknowledged, option: 0,
      metadata: EpisodeMetadata(quality: 4, speed: .nominal, strategy: .keepRight, mode: .base),
      issuedStep: Int32(max(0, step - 140)), effectiveStep: Int32(max(0, step - 122)),
      deadlineStep: Int32(step + 6000), predictedSuccess: 0.87)
    detail.command = MotionCommand(forward: frame.speed[robot] / look.maxSpeed, turn: 0.08)
    let ahead = scenery.bounds.upper.x - 2 - pose.position.x
    let goal = Vec2(scenery.bounds.upper.x - 2, pose.position.y)
    detail.plannedPath = [
      pose.position, pose.position + Vec2(ahead * 0.6, 0), goal,
      goal + Vec2(0, -min(6, pose.position.y * 0.5)),
    ]
    detail.way = WayAhead(
      target: Vec2(1.5, 0), distanceToGo: ahead + 6, freeDistance: 4.2, goalHeading: .nan,
      halfWidth: 0.8, speedLimit: 1.5)
    detail.rays = (0..<look.rayCount).map { ray in
      let turn = Float(ray) / Float(look.rayCount) * 2 * .pi
      let along = pose.rotation.composed(with: Rotation(angle: turn)).xAxis
      return freeDistance(from: pose.position, along: along, of: robot, range: look.rayRange, frame)
    }
    for other in max(0, robot - 3)..<min(frame.pose.count, robot + 4) where other != robot {
      detail.neighbours.append(
        Neighbour(
          offset: frame.pose[other].position - pose.position,
          velocity: frame.pose[other].rotation.xAxis * frame.speed[other], radius: 0.35,
          cooperation: 1))
    }
    detail.contacts = [
      ContactMark(
        point: pose.transform(Vec2(0.3, 0.2)), normal: -pose.rotation.xAxis, impulse: 3.4)
    ]
    let classIndex = scenery.classIndex(ofRobot: robot)
    detail.believedOrchestrator = frame.fields[classIndex].orchestrator.map { $0 * 0.9 + 0.02 }
    detail.believedExecutor = frame.fields[classIndex].executor.map { $0 * 1.05 }
    detail.fieldSamples = [
      FieldSample(density: 0.11, flow: Vec2(0.05, 0), blockedShare: 0.08),
      FieldSample(density: 0.16, flow: Vec2(0.06, 0.01), blockedShare: 0.1),
    ]
    detail.lastObservationStep = max(0, step - 20)
    return detail
  }

  /// Metres from a point along a direction to the first rack or robot, at most `range`.
  private func freeDistance(
    from start: Vec2, along: Vec2, of robot: Int, range: Float, _ frame: FleetFrame
  ) -> Float {
    var free = range
    for corners in scenery.obstacles {
      for index in corners.indices {
        let a = corners[index]
        let edge = corners[(index + 1) % corners.count] - a
        let across = along.cross(edge)
        guard across.magnitude > 1e-9 else { continue }
        let distance = (a - start).cross(edge) / across
        let share = (a - start).cross(along) / across
        if distance > 0, distance < free, share >= 0, share <= 1 { free = distance }
      }
    }
    for look in scenery.classes {
      let radius = look.shape.boundingRadius
      for other in look.rows where other != robot {
        let offset = frame.pose[other].position - start
        let middle = offset.dot(along)
        let aside = offset.lengthSquared - middle * middle
        guard middle > 0, aside < radius * radius else { continue }
        free = min(free, max(0, middle - (radius * radius - aside).squareRoot()))
      }
    }
    return free
  }

  /// Counters that move, so that plots have something to plot.
  func fillCounters(_ frame: inout FleetFrame) {
    let time = Float(frame.time)
    let slow = sineCosine(time * 0.11)
    let fast = sineCosine(time * 0.9)
    var blocked = 0
    var sum = Vec2.zero
    for robot in 0..<frame.pose.count {
      if frame.flags[robot].contains(.blocked) { blocked += 1 }
      sum += frame.pose[robot].rotation.xAxis
    }
    let count = Float(max(1, frame.pose.count))
    frame.counters = [
      Double(max(0, 60 * time / (time + 20) * (1 + 0.1 * slow.sine)) * count / 10),
      Double(Float(blocked) / count * (1 + 0.3 * slow.cosine + 0.1 * fast.sine)),
      Double(sum.length / count), Double(2 + 0.3 * fast.cosine),
    ]
    frame.stageSeconds = [
      ("sense", 0.31), ("plan", 0.12), ("act", 0.22), ("actuate", 0.06), ("physics", 1.42),
      ("tasks", 0.05), ("quarantine", 0.02), ("mean fields", 0.14), ("record", 0.01),
    ].map { StageTime(stage: $0.0, seconds: $0.1 * 1e-3 * Double(1 + 0.1 * fast.sine)) }
  }
}
