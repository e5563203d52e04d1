import Contracts
import SimCore
import Simulation

/// A crowd on a warehouse floor that moves by rote, without physics and policies.
///
/// It is for pictures, image tests and load tests of the viewer without a simulation.
/// Robots drive round and round the aisles of a rack storage with a speed of their own; their
/// place is a pure function of (index, step), so a seek costs nothing and pictures can be compared
/// bit by bit.
public struct SyntheticFleet: FrameSource, Sendable {
  /// What does not change.
  public private(set) var scenery: Scenery
  /// The present step.
  public private(set) var step = 0
  /// Never: it drives round for ever.
  public let isFinished = false
  private let laneCount: Int
  private let laneLength: Float
  private let laneSpacing: Float
  let seed: UInt64
  private var pushes: [LoggedIntervention] = []

  /// A floor that is as large as `robotCount` robots at one per `areaPerRobot` m² need.
  public init(robotCount: Int, areaPerRobot: Float = 9, seed: UInt64 = 1) {
    precondition(robotCount >= 1, "a crowd of \(robotCount) robots cannot be shown")
    self.seed = seed
    let area = Float(robotCount) * areaPerRobot
    let height = (area / 1.6).squareRoot()
    // Whole aisles: two lanes 1.6 m apart, racks 2.4 m deep between aisles.
    let aislePitch: Float = 5.6
    let aisleCount = max(1, Int((height / aislePitch).rounded()))
    let floorHeight = Float(aisleCount) * aislePitch
    let floorWidth = max(16, area / floorHeight)
    laneCount = 2 * aisleCount
    laneLength = floorWidth - 3
    laneSpacing = aislePitch
    var made = Scenery(
      name: "synthetic warehouse",
      bounds: AABB(lower: .zero, upper: Vec2(floorWidth, floorHeight)))
    SyntheticFleet.furnish(&made, aisleCount: aisleCount, pitch: aislePitch)
    SyntheticFleet.populate(&made, robotCount: robotCount)
    scenery = made
  }

  /// Advances by one step of 1/60 s.
  public mutating func advance() { step += 1 }

  /// Goes back to step 0.
  public mutating func restart() { step = 0 }

  /// The step is the whole state.
  public func snapshot() -> SourceSnapshot? { SourceSnapshot(byteCount: 8, state: step) }

  /// Goes to a step that `snapshot` gave.
  public mutating func restore(_ snapshot: SourceSnapshot) -> Bool {
    guard let earlier = snapshot.state as? Int else { return false }
    step = earlier
    return true
  }

  /// Takes note; a robot that moves by rote cannot be pushed off its way.
  public mutating func apply(_ intervention: Intervention) -> Bool {
    pushes.append(LoggedIntervention(step: step, intervention: intervention))
    return true
  }

  /// A hash of the step alone.
  public func stateHash() -> String {
    let digits = String(derivedSeed(UInt64(step), seed), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Writes the crowd at the present step.
  public func capture(into frame: inout FleetFrame, request: CaptureRequest) {
    let count = scenery.robotCount
    let time = Float(step) / 60
    frame.step = step
    frame.time = Double(step) / 60
    resize(&frame, to: count)
    for (classIndex, look) in scenery.classes.enumerated() {
      for robot in look.rows {
        let state = self.state(robot: robot, classIndex: classIndex, look: look, time: time)
        frame.pose[robot] = state.pose
        frame.stage[robot] = state.stage
        frame.battery[robot] = state.battery
        frame.speed[robot] = state.speed
        frame.flags[robot] = state.flags
        frame.scalars[0][robot] = state.uncertainty
      }
    }
    fillFields(&frame)
    fillFloor(&frame, request)
    let moment = frame
    frame.overlayMarks = Overlay.captured(request.overlays) { $0.sketch?(self, moment) }
    frame.details = request.details.filter { $0 >= 0 && $0 < count }.map {
      detail(of: $0, in: frame)
    }
    fillCounters(&frame)
    frame.figures = request.wantsFigures ? figures(of: frame) : []
    frame.events = []
    if step > 0, step % 180 == 0 {
      let robot = (step / 180 * 17) % count
      frame.events.append(
        FleetEvent(
          step: step, kind: step % 1260 == 0 ? .failure : .taskDone, robot: robot,
          text: "\(scenery.robotName(robot)) \(step % 1260 == 0 ? "failed" : "delivered")"))
    }
  }
}

extension SyntheticFleet {
  private struct RobotState {
    var pose: Pose
    var stage: RobotStage
    var battery: Float
    var speed: Float
    var flags: RobotFlags
    var uncertainty: Float
  }

  /// A robot's place on its round: up one lane of its aisle, across, down the other.
  private func state(
    robot: Int, classIndex: Int, look: ClassLook, time: Float
  ) -> RobotState {
    var stream = RandomStream(
      seed: seed, classIndex: classIndex, index: robot, step: 0, purpose: .tooling)
    let aisle = stream.below(laneCount / 2)
    let phase = stream.uniform()
    let own = 0.35 + 0.65 * stream.uniform()
    let draw = stream.uniform()
    let loadDraw = stream.uniform()
    let charge = stream.uniform(0.15, 1)
    // The lane gap is a turning semicircle of radius 0.8 m.
    let half: Float = 0.8
    let straight = laneLength - 2 * half
    let round = 2 * straight + 2 * Float.pi * half
    // Slow near the middle of the floor: a jam for the density picture to show.
    let walked = (phase * round + own * look.maxSpeed * 0.6 * time)
    var place = walked - (walked / round).rounded(.down) * round
    let middle = (Float(aisle) + 0.5) * laneSpacing
    let left: Float = 1.5 + half
    var position: Vec2
    var heading: Float
    if place < straight {
      position = Vec2(left + place, middle - half)
      heading = 0
    } else if place < straight + .pi * half {
      let turned = (place - straight) / half
      let pair = sineCosine(turned)
      position = Vec2(left + straight + half * pair.sine, middle - half * pair.cosine)
      heading = turned
    } else if place < 2 * straight + .pi * half {
      place -= straight + .pi * half
      position = Vec2(left + straight - place, middle + half)
      heading = .pi
    } else {
      let turned = (place - 2 * straight - .pi * half) / half
      let pair = sineCosine(turned)
      position = Vec2(left - half * pair.sine, middle + half * pair.cosine)
      heading = .pi + turned
    }
    // A little swerve, so that lanes look driven rather than drawn.
    let swerve = sineCosine(walked * 0.9 + phase * 6.28)
    position += Rotation(angle: heading).yAxisOfBody * (0.12 * swerve.sine)
    heading += 0.10 * swerve.cosine
    let isFailed = draw > 0.985
    let isBlocked = !isFailed && draw > 0.93
    let stage: RobotStage =
      isFailed
      ? .failed
      : draw < 0.42
        ? .carrying
        : draw < 0.74
          ? .travelling
          : draw < 0.82
            ? .queueing : draw < 0.88 ? .working : draw < 0.92 ? .charging : .idle
    var flags: RobotFlags = []
    if stage == .carrying || (stage == .working && loadDraw > 0.5) { flags.insert(.loaded) }
    if isBlocked { flags.insert(.blocked) }
    if isFailed { flags.insert(.failed) }
    if draw > 0.9 && draw < 0.95 { flags.insert(.touching) }
    if stage == .charging { flags.insert(.charging) }
    let drained = time * 0.0004 * own
    return RobotState(
      pose: Pose(position: position, rotation: Rotation(angle: heading)), stage: stage,
      battery: charge - (drained - drained.rounded(.down)) * charge * 0.9,
      speed: isFailed ? 0 : isBlocked ? 0.02 : own * look.maxSpeed * 0.6, flags: flags,
      uncertainty: loadDraw)
  }

  private func resize(_ frame: inout FleetFrame, to count: Int) {
    guard frame.pose.count != count || frame.scalars.count != 1 else { return }
    frame.pose = Array(repeating: Pose(position: .zero), count: count)
    frame.stage = Array(repeating: .idle, count: count)
    frame.battery = Array(repeating: 1, count: count)
    frame.speed = Array(repeating: 0, count: count)
    frame.flags = Array(repeating: [], count: count)
    frame.scalars = [Array(repeating: 0, count: count)]
  }
}

extension Rotation {
  /// The body's y axis in the world.
  fileprivate var yAxisOfBody: Vec2 { Vec2(-sine, cosine) }
}
