import Contracts
import Embodiments
import RigidBodies
import Scenes
import SimCore
import Work

extension FleetBodies {
  /// Does with a robot's load what its work has ordered.
  mutating func carry(_ order: LoadOrder, model: WorldModel) {
    switch order.action {
    case .findPallet: presentPallet(row: order.row, mass: order.mass, model: model)
    case .take: load(row: order.row, isPallet: order.isPallet, mass: order.mass, model: model)
    case .putDown: unload(row: order.row, isPallet: order.isPallet, model: model)
    }
  }

  /// Puts a pallet on the floor at the fork of a robot that has one.
  private mutating func presentPallet(row: Int, mass: Float, model: WorldModel) {
    let pallet = palletBody[row]
    guard pallet != .none else { return }
    let embodiment = model.embodiment(row: row)
    let pose = world.pose(of: robotBody[row])
    let center = FleetBodies.palletCenter(embodiment)
    world.setPose(Pose(position: pose.transform(center), rotation: pose.rotation), of: pallet)
    world.setTwist(.zero, of: pallet)
    world.setMass(max(1, mass), of: pallet)
    world.setGroundContact(
      FleetBodies.palletFriction(FleetBodies.palletSize(embodiment)), of: pallet)
    world.setEnabled(true, body: pallet)
  }

  /// Takes a load: a pallet is welded to the fork and leaves the floor, a tote adds its mass.
  private mutating func load(row: Int, isPallet: Bool, mass: Float, model: WorldModel) {
    guard mass > 0 else { return }
    let embodiment = model.embodiment(row: row)
    load[row] = mass
    if isPallet {
      liftWork[row] += embodiment.liftWork(mass: mass)
      let center = FleetBodies.palletCenter(embodiment)
      world.setGroundContact(.none, of: palletBody[row])
      palletWeld[row] = world.addJoint(
        JointDefinition(
          kind: .weld, bodyA: robotBody[row], bodyB: palletBody[row],
          frameInA: Pose(position: center), frameInB: Pose(position: .zero)))
    } else if embodiment.drive.moves {
      world.setMass(embodiment.mass + mass, of: robotBody[row])
    }
  }

  /// Puts the load down and out of the world: it has been delivered.
  private mutating func unload(row: Int, isPallet: Bool, model: WorldModel) {
    guard load[row] > 0 || isPallet else { return }
    let embodiment = model.embodiment(row: row)
    load[row] = 0
    if palletWeld[row] != .none {
      world.removeJoint(palletWeld[row])
      palletWeld[row] = .none
    }
    if isPallet {
      world.setEnabled(false, body: palletBody[row])
    } else if embodiment.drive.moves {
      world.setMass(embodiment.mass, of: robotBody[row])
    }
  }

  /// Stops a robot for good: no drive, its wheels locked.
  mutating func park(row: Int) {
    world.setDriveTarget(robotBody[row], twistInBody: .zero)
  }

  /// Applies what the adapter made of the motion commands of some robots without arms; the twists
  /// are in `driveTwists`.
  mutating func drive(rows: Range<Int>, _ pool: WorkerPool) {
    world.setDriveTargets(
      of: robotBody.base + rows.lowerBound, count: rows.count,
      twistsInBody: driveTwists.base + rows.lowerBound, pool: pool)
  }

  /// Applies what the adapter made of the motion command of a robot with an arm.
  mutating func drive(row: Int, _ target: DriveTarget) {
    world.setDriveTarget(robotBody[row], twistInBody: target.twistInBody)
    let place = ownWorld.mutableAddress
    arms.drive(row: row, rates: target.jointRates, in: &place.pointee)
  }

  /// Joint angles of a robot's arm, radians, base first.
  func jointAngles(_ row: Int) -> SIMD4<Float> {
    arms.angles(ofRow: row, base: robotBody[row], in: world)
  }

  /// What the motors of a robot's joints did since they were last asked: work, and torque squared.
  mutating func takeJointUse(_ row: Int) -> MotorUse {
    let place = ownWorld.mutableAddress
    return arms.takeMotorUse(row: row, in: &place.pointee)
  }

  /// Work of a robot's lift since it was last asked, joules.
  mutating func takeLiftWork(_ row: Int) -> Float {
    let work = liftWork[row]
    if work != 0 { liftWork[row] = 0 }
    return work
  }

  /// The tip of a robot's arm in the world, metres; its own position where it has none.
  func toolPosition(_ row: Int) -> Vec2 { arms.tip(ofRow: row, in: world) ?? position(row) }

  /// The next body the physics has quarantined and that has not been taken yet.
  mutating func takeQuarantine() -> (row: Int, quantity: String)? {
    while reportedQuarantines < world.quarantined.count {
      let entry = world.quarantined[reportedQuarantines]
      reportedQuarantines += 1
      let row = robotOfBody[Int(entry.body.index)]
      if row >= 0 { return (Int(row), entry.quantity.rawValue) }
    }
    return nil
  }
}

extension WorldModel {
  /// The embodiment of the robot in a row.
  func embodiment(row: Int) -> Embodiment {
    for robots in classes where robots.rows.contains(row) { return robots.embodiment }
    preconditionFailure("row \(row) belongs to no class")
  }
}
