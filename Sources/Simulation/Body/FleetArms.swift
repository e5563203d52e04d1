import Contracts
import Embodiments
import RigidBodies
import Scenes
import SimCore

/// The arms of a fleet: one body per link, revolute joints with motors.
struct FleetArms: ~Copyable {
  /// One arm.
  struct ArmBodies: BitwiseCopyable {
    var row: Int32
    var linkCount: Int32
    /// Links from the base outwards; unused ones are `.none`.
    var links: InlineArray<4, BodyID>
    var joints: InlineArray<4, JointID>
    var tipOffset: Float
    var maxTorque: Float
  }

  private var arms: [ArmBodies] = []
  /// Index in `arms` by robot row, sparse.
  private var armOfRow: [Int: Int] = [:]

  var isEmpty: Bool { arms.isEmpty }

  /// Adds the arm of a robot in a posture, joint angles in radians, base first.
  mutating func add(
    _ arm: Arm, row: Int, base: BodyID, pose: Pose, posture: SIMD4<Float>,
    to world: inout RigidBodyWorld
  ) {
    var entry = ArmBodies(
      row: Int32(row), linkCount: Int32(arm.links.count), links: .init(repeating: .none),
      joints: .init(repeating: .none), tipOffset: 0, maxTorque: arm.maxJointTorque)
    var start = pose.transform(arm.mount)
    var rotation = pose.rotation
    var parent = base
    var parentFrame = Pose(position: arm.mount)
    for (index, length) in arm.links.enumerated() {
      let half = Vec2(0.5 * length, 0)
      let radius = 0.5 * arm.linkWidth
      rotation = rotation.composed(with: Rotation(angle: posture[index]))
      let link = world.addBody(
        BodyDefinition(
          pose: Pose(position: start + rotation.rotate(half), rotation: rotation),
          colliders: [
            Collider(
              shape: .capsule(length: length, radius: radius), friction: 0.2,
              filter: CollisionFilter(group: -Int32(row) - 1))
          ], mass: arm.linkMass))
      let joint = world.addJoint(
        JointDefinition(
          kind: .revolute(
            limits: -arm.jointLimit...arm.jointLimit, motorSpeed: 0,
            maxMotorTorque: arm.maxJointTorque),
          bodyA: parent, bodyB: link, frameInA: parentFrame, frameInB: Pose(position: -half)))
      entry.links[index] = link
      entry.joints[index] = joint
      entry.tipOffset = 0.5 * length
      start += rotation.xAxis * length
      parent = link
      parentFrame = Pose(position: half)
    }
    armOfRow[row] = arms.count
    arms.append(entry)
  }

  /// The arm of a robot, or nil.
  func arm(ofRow row: Int) -> ArmBodies? { armOfRow[row].map { arms[$0] } }

  /// The tip of a robot's arm in the world, metres; nil where it has none.
  func tip(ofRow row: Int, in world: borrowing RigidBodyWorld) -> Vec2? {
    guard let entry = arm(ofRow: row) else { return nil }
    return world.pose(of: entry.links[Int(entry.linkCount) - 1])
      .transform(Vec2(entry.tipOffset, 0))
  }

  /// Joint angles of a robot's arm, radians, base first; unused ones are 0.
  func angles(ofRow row: Int, base: BodyID, in world: borrowing RigidBodyWorld) -> SIMD4<Float> {
    guard let entry = arm(ofRow: row) else { return .zero }
    var result = SIMD4<Float>.zero
    var parent = world.pose(of: base).rotation
    for k in 0..<Int(entry.linkCount) {
      let own = world.pose(of: entry.links[k]).rotation
      result[k] = arctangent(
        parent.cosine * own.sine - parent.sine * own.cosine,
        parent.cosine * own.cosine + parent.sine * own.sine)
      parent = own
    }
    return result
  }

  /// Sets the joint rates a robot's motors strive for, rad/s, base first.
  func drive(row: Int, rates: SIMD4<Float>, in world: inout RigidBodyWorld) {
    guard let entry = arm(ofRow: row) else { return }
    for k in 0..<Int(entry.linkCount) {
      world.setMotor(entry.joints[k], speed: rates[k], maxForce: entry.maxTorque)
    }
  }

  /// What the motors of a robot's joints did since they were last asked, all together.
  func takeMotorUse(row: Int, in world: inout RigidBodyWorld) -> MotorUse {
    guard let entry = arm(ofRow: row) else { return .none }
    var sum = MotorUse.none
    for k in 0..<Int(entry.linkCount) {
      let use = world.takeMotorUse(of: entry.joints[k])
      sum.work += use.work
      sum.squaredForce += use.squaredForce
    }
    return sum
  }

  /// Adds what the links press on to the contacts of their robots. [robotCount]
  func addContacts(
    in world: borrowing RigidBodyWorld, to contacts: UnsafeMutablePointer<ContactState>
  ) {
    for entry in arms {
      for k in 0..<Int(entry.linkCount) {
        contacts[Int(entry.row)].add(part: world.contactState(of: entry.links[k]))
      }
    }
  }
}
