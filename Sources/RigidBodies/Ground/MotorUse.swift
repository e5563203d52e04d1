import SimCore

/// What motors have done, from the impulses the solver gave them: their work, and how hard they pushed.
///
/// With F the force a motor gave in a substep of h seconds and v* the speed it strove for,
///
///     work           = Σ max(0, F·v*·h + R·|v|·h)      J
///     squaredForce   = Σ F²·h                          N²·s
///
/// A motor turns at the speed it strives for, so pushing a wall is work as well, and a start from rest
/// pays for the slip: a body of mass m that is to have v* at once takes m·v*², of which half becomes
/// motion. A motor that is driven (a brake) gives nothing back. R is the rolling resistance of the
/// wheels, c·m·g, borne at the speed v at which they roll, where that is the way they strive for.
///
/// | contact | motors | work | squared force |
/// |---|---|---|---|
/// | drive with a lever l | two, F = ½F_x ∓ ½τ/l at v* = v_x* ∓ ω*·l | of each | F_x² + (τ/l)² |
/// | other drive | one to drive, one to turn | F·v* of both axes; τ·ω* | F² + (τ·F_max/τ_max)² |
/// | joint | one | τ·q̇* | τ², N²·m²·s |
///
/// Sideways force counts where it is a motor's, as under a drive that strafes, not where wheels hold.
@frozen
public struct MotorUse: BitwiseCopyable, Equatable, Sendable {
  /// Work at the motors' shafts, joules.
  public var work: Float
  /// Integral of the force squared, N²·s; of a joint that turns, of the torque squared, N²·m²·s.
  public var squaredForce: Float

  /// Nothing done.
  public static let none = MotorUse(work: 0, squaredForce: 0)

  /// A use from its values.
  public init(work: Float, squaredForce: Float) {
    self.work = work
    self.squaredForce = squaredForce
  }

  /// From sums over substeps of `substep` seconds; none where a state was not finite.
  fileprivate init(work: Float, squares: Float, substep: Float) {
    // 0 × finite is 0; anything else is not a number.
    let isFinite = (work + squares) * 0 == 0
    self.init(work: isFinite ? work : 0, squaredForce: isFinite ? squares / substep : 0)
  }
}

extension RigidBodyWorld {
  /// What the drives of `count` bodies did since they were last asked; the counts start anew.
  ///
  /// - Precondition: the bodies exist and each is named once; `into` has room for `count` uses.
  /// - Complexity: O(count), parallel, no allocation.
  public mutating func takeMotorUse(
    of names: UnsafePointer<BodyID>, count: Int, into uses: UnsafeMutablePointer<MotorUse>,
    _ pool: WorkerPool
  ) {
    let substep = settings.timeStep / Float(settings.substepCount)
    let grounds = bodies.grounds.base
    pool.run(count: count, stripe: 1024) { stripe in
      for i in stripe {
        let ground = grounds + bodies.slot(of: names[i])
        uses[i] = MotorUse(
          work: ground.pointee.work, squares: ground.pointee.squares, substep: substep)
        ground.pointee.work = 0
        ground.pointee.squares = 0
      }
    }
  }

  /// What the motor of a joint did since it was last asked; the count starts anew.
  ///
  /// - Precondition: the joint exists.
  public mutating func takeMotorUse(of joint: JointID) -> MotorUse {
    let index = jointRow(joint)
    let row = joints.rows[index]
    joints.rows[index].work = 0
    joints.rows[index].squares = 0
    return MotorUse(
      work: row.work, squares: row.squares,
      substep: settings.timeStep / Float(settings.substepCount))
  }
}

extension JointRow {
  /// Books what the motor did in the substep that ends.
  @inline(__always)
  mutating func bookMotor() {
    let done = motorImpulse * motorSpeed
    work += done > 0 ? done : 0
    squares += motorImpulse * motorImpulse
  }
}
