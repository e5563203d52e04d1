import Contracts
import Embodiments
import RigidBodies
import Scenes
import SimCore

/// The fleet's rigid bodies: which body is which robot, pallet or arm link.
///
/// A lifting robot's outline is chassis behind and fork in front. The fork is empty floor until a
/// pallet stands on it: every lifting robot has one pallet body of its own, disabled while there
/// is none. Lifting welds it to the chassis and takes its ground friction away.
struct FleetBodies: ~Copyable {
  // On the heap: the compiler checks who owns what field by field, and with all columns of the bodies side
  // by side in one type of some thousand fields that took it ten minutes.
  var world: RigidBodyWorld {
    @inline(__always) unsafeAddress { ownWorld.address }
    @inline(__always) unsafeMutableAddress { ownWorld.mutableAddress }
  }
  var ownWorld: Owned<RigidBodyWorld>
  /// Body of each robot. [robotCount]
  let robotBody: Buffer<BodyID>
  /// Robot of each body by the body's index, or −1. [bodyCount]
  var robotOfBody: Buffer<Int32>
  /// Pallet body of each robot that lifts, or `.none`. [robotCount]
  let palletBody: Buffer<BodyID>
  /// True where any robot lifts.
  let hasLifts: Bool
  /// The weld between fork and pallet while it is lifted, or `.none`. [robotCount]
  var palletWeld: Buffer<JointID>
  /// Mass of the load each robot carries, kg. [robotCount]
  var load: Buffer<Float>
  /// Work of each robot's lift since its battery was last asked, joules. [robotCount]
  var liftWork: Buffer<Float>
  /// Arms of the robots that have one.
  var arms: FleetArms
  /// Last outputs of the physics. [robotCount]
  var poses: Buffer<Pose>
  var twists: Buffer<Twist>
  var contacts: Buffer<ContactState>
  /// What their drives did since the last outputs. [robotCount]
  private var motorUses: Buffer<MotorUse>
  /// Quarantined bodies reported so far.
  var reportedQuarantines = 0
  var rayScratch: RayScratch
  /// Drive targets on their way to the bodies, in the body frames. [robotCount]
  var driveTwists: Buffer<Twist>

  init(model: WorldModel) {
    var settings = PhysicsSettings()
    settings.timeStep = 1 / Float(model.clocks.physicsRate)
    settings.substepCount = model.clocks.substeps
    settings.skipsResting = model.clocks.skipsResting
    settings.rollingResistance = MotorPower.rollingResistance
    let rows = max(1, model.robotCount)
    var world = RigidBodyWorld(
      settings: settings, bounds: model.bounds.expanded(by: 1),
      expectedBodyCount: rows * 2)
    FleetBodies.addStatics(of: model, to: &world)
    var robotBody = Buffer<BodyID>(count: rows, repeating: .none)
    var palletBody = Buffer<BodyID>(count: rows, repeating: .none)
    var arms = FleetArms()
    for robotClass in model.classes {
      for row in robotClass.rows {
        robotBody[row] = world.addBody(
          FleetBodies.definition(robotClass.embodiment, pose: model.starts[row], row: row))
        if robotClass.embodiment.lifts {
          let pallet = world.addBody(
            FleetBodies.palletDefinition(robotClass.embodiment, model.starts[row], row: row))
          world.setEnabled(false, body: pallet)
          palletBody[row] = pallet
        }
        if let arm = robotClass.embodiment.arm {
          arms.add(
            arm, row: row, base: robotBody[row], pose: model.starts[row],
            posture: model.startPosture(ofRow: row), to: &world)
        }
      }
    }
    var robotOfBody = Buffer<Int32>(count: world.bodyCount, repeating: -1)
    for row in 0..<model.robotCount { robotOfBody[Int(robotBody[row].index)] = Int32(row) }
    contacts = Buffer(count: rows, repeating: ContactState.untouched)
    self.robotOfBody = robotOfBody
    self.robotBody = robotBody
    self.palletBody = palletBody
    hasLifts = model.classes.contains { $0.embodiment.lifts && !$0.rows.isEmpty }
    self.arms = arms
    palletWeld = Buffer(count: rows, repeating: .none)
    load = Buffer(count: rows, repeating: 0)
    liftWork = Buffer(count: rows, repeating: 0)
    motorUses = Buffer(count: rows, repeating: MotorUse.none)
    poses = Buffer(count: rows, repeating: Pose(position: .zero))
    twists = Buffer(count: rows, repeating: .zero)
    rayScratch = RayScratch(model: model)
    driveTwists = Buffer(count: rows, repeating: .zero)
    ownWorld = Owned(world)
    for row in 0..<model.robotCount { poses[row] = model.starts[row] }
  }

  /// Position of a robot after the last step, metres.
  func position(_ row: Int) -> Vec2 { poses[row].position }
  /// Twist of a robot after the last step, in the world.
  func twist(_ row: Int) -> Twist { twists[row] }
  /// Mass of a robot's load, kg.
  func loadMass(_ row: Int) -> Float { load[row] }
  /// What a robot's drive did since the last executor tick.
  func motorUse(_ row: Int) -> MotorUse { motorUses[row] }
  /// True where a robot, its arm or the load that it has lifted pressed on anything that is not its own
  /// during the last step.
  func isTouching(_ row: Int) -> Bool { contacts[row].touchesBody || contacts[row].touchesStatic }
  /// True where a robot's wheels reached the limit of their traction.
  func isSlipping(_ row: Int) -> Bool { contacts[row].isSlipping }
  /// Contact impulse on a robot over the last step, N·s.
  func contactImpulse(_ row: Int) -> Float { contacts[row].impulse }

  /// Advances the bodies by one physics step and copies what robots read of it.
  mutating func advance(_ pool: WorkerPool, isReadOut: Bool, robotCount: Int) {
    world.step(pool)
    guard isReadOut, robotCount > 0 else { return }
    restoreLostPoses()
    world.copyPoses(of: robotBody.base, count: robotCount, into: poses.base)
    world.copyTwists(of: robotBody.base, count: robotCount, into: twists.base)
    world.copyContactStates(of: robotBody.base, count: robotCount, into: contacts.base)
    addContactsOfParts(robotCount: robotCount)
    world.takeMotorUse(of: robotBody.base, count: robotCount, into: motorUses.base, pool)
  }

  /// Puts bodies whose pose was lost back where they last were, so that nobody reads a place that is none.
  ///
  /// They are out of the world by now, and what they carry or hold is let go when their robots are parked.
  private mutating func restoreLostPoses() {
    for entry in world.quarantined[reportedQuarantines...] where entry.quantity == .pose {
      let row = robotOfBody[Int(entry.body.index)]
      guard row >= 0, robotBody[Int(row)] == entry.body else { continue }
      world.setPose(poses[Int(row)], of: entry.body)
    }
  }

  /// Adds what arms and lifted loads press on to what their robots do.
  private mutating func addContactsOfParts(robotCount: Int) {
    arms.addContacts(in: world, to: contacts.base)
    guard hasLifts else { return }
    for row in 0..<robotCount where palletWeld[row] != .none {
      contacts[row].add(part: world.contactState(of: palletBody[row]))
    }
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `robotBody`, `robotOfBody`, `palletBody`, `hasLifts`, `arms` (their
  /// links and joints are in `world`). Scratch: `rayScratch`, `driveTwists`, `motorUses` (of the tick that
  /// reads them). Where `world` lies: `ownWorld`.
  mutating func visitState(_ archive: inout StateArchive) {
    world.visitState(&archive)
    archive.visit(&palletWeld)
    archive.visit(&load)
    archive.visit(&liftWork)
    archive.visit(&poses)
    archive.visit(&twists)
    archive.visit(&contacts)
    archive.visit(&reportedQuarantines)
  }

  // MARK: Building

  private static func addStatics(of model: WorldModel, to world: inout RigidBodyWorld) {
    let material = StaticMaterial(friction: 0.2)
    for polygon in model.obstacles { world.addStatic(.polygon(polygon), material: material) }
    let bounds = model.bounds
    // The wall around the floor: a closed chain, clockwise, so that its inside is free.
    world.addStatic(
      .chain(
        [
          bounds.lower, Vec2(bounds.lower.x, bounds.upper.y), bounds.upper,
          Vec2(bounds.upper.x, bounds.lower.y),
        ], isClosed: true), material: material)
  }

  private static func definition(_ embodiment: Embodiment, pose: Pose, row: Int) -> BodyDefinition {
    let isFixed = !embodiment.drive.moves
    let group = FleetBodies.group(embodiment, row: row)
    let colliders = outline(of: embodiment).map { shape, local in
      Collider(
        shape: shape, localPose: local, density: 100, friction: embodiment.friction,
        restitution: embodiment.restitution, filter: CollisionFilter(group: group))
    }
    return BodyDefinition(
      pose: pose, colliders: colliders, mass: isFixed ? nil : embodiment.mass,
      inertia: isFixed ? nil : embodiment.momentOfInertia, centerOfMass: .zero,
      isKinematic: isFixed, groundContact: driveContact(embodiment, mass: embodiment.mass))
  }

  /// The colliders of an outline: a fork's front part is left to its pallet.
  private static func outline(of embodiment: Embodiment) -> [(Shape, Pose)] {
    let atOrigin = Pose(position: .zero)
    switch embodiment.footprint {
    case .circle(let radius): return [(.circle(radius: radius), atOrigin)]
    case .box(let length, let width):
      guard embodiment.lifts else { return [(.box(length: length, width: width), atOrigin)] }
      let chassis = length * chassisShare
      let center = Vec2(-0.5 * length + 0.5 * chassis, 0)
      return [(.box(length: chassis, width: width), Pose(position: center))]
    case .capsule(let length, let radius):
      return [(.capsule(length: length, radius: radius), atOrigin)]
    case .polygon(let points): return [(.polygon(points), atOrigin)]
    }
  }

  /// Collision category of pallets; distance rays do not see them, or a robot would see its own.
  static let palletCategory: UInt16 = 2

  /// Share of a lifting robot's outline that is chassis; the rest is fork.
  static let chassisShare: Float = 0.56

  /// The pallet on a robot's fork: as long as the fork, nearly as wide as the robot.
  static func palletSize(_ embodiment: Embodiment) -> Vec2 {
    guard case .box(let length, let width) = embodiment.footprint else { return Vec2(0.5, 0.5) }
    // Four centimetres of play; the fork of a toy has less.
    let fork = length * (1 - chassisShare)
    return Vec2(fork - min(0.04, 0.5 * fork), width * 0.9)
  }

  /// Centre of the pallet in the frame of the robot that carries it, metres.
  static func palletCenter(_ embodiment: Embodiment) -> Vec2 {
    guard case .box(let length, _) = embodiment.footprint else { return Vec2(0.6, 0) }
    return Vec2(0.5 * length - 0.5 * palletSize(embodiment).x, 0)
  }

  /// The collision group of a robot with parts, which pass through each other; 0 for one of one piece.
  static func group(_ embodiment: Embodiment, row: Int) -> Int32 {
    embodiment.arm != nil || embodiment.lifts ? -Int32(row) - 1 : 0
  }

  private static func palletDefinition(
    _ embodiment: Embodiment, _ pose: Pose, row: Int
  ) -> BodyDefinition {
    let size = palletSize(embodiment)
    return BodyDefinition(
      pose: pose,
      colliders: [
        Collider(
          shape: .box(length: size.x, width: size.y), friction: 0.3,
          filter: CollisionFilter(
            category: palletCategory, group: group(embodiment, row: row)))
      ], mass: 100,
      groundContact: palletFriction(size))
  }

  /// Wood on concrete, μ about 0.45 (0.4–0.6 in handbooks); lever of a rectangle's friction against
  /// turning about 0.38 of its diagonal.
  static func palletFriction(_ size: Vec2) -> GroundContact {
    .slide(friction: 0.45, torsionRadius: 0.38 * size.length)
  }

  /// The drive of a class at a given total mass: motors as for the unladen robot, traction with it.
  static func driveContact(_ embodiment: Embodiment, mass: Float) -> GroundContact {
    let limits = embodiment.limits
    if !embodiment.drive.moves { return .none }
    let force = embodiment.mass * limits.maxAcceleration
    // Full turn rate within a quarter of a second.
    let torque = embodiment.momentOfInertia * limits.maxTurnRate * 4
    return .drive(
      maxForce: force, maxTorque: torque, traction: limits.traction,
      axleOffset: embodiment.axleOffset,
      maxLateralForce: embodiment.drive.strafes ? force : .greatestFiniteMagnitude,
      motorLever: 0.5 * embodiment.drive.wheels.axleWidth)
  }
}
