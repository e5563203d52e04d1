import Contracts
import Embodiments
import SimCore

/// An embodiment of a drive, 0.3 m discs or boxes with 1.5 m/s, 1 m/s² and 2 rad/s.
func embodiment(_ drive: Drive, footprint: Footprint = .circle(radius: 0.3), arm: Arm? = nil)
  -> Embodiment
{
  Embodiment(
    footprint: footprint, mass: 20, friction: 0.4, restitution: 0.1, drive: drive,
    limits: DriveLimits(maxSpeed: 1.5, maxAcceleration: 1, maxTurnRate: 2, traction: 0.6),
    battery: nil,
    sensors: Sensors(
      rayCount: 8, rayRange: 3, fieldOfView: 2 * .pi, rayNoise: 0, neighbourRange: 5),
    arm: arm, payload: 10)
}

/// An arm of two links of 0.5 m and 0.4 m.
let twoLinks = Arm(
  links: [0.5, 0.4], linkWidth: 0.08, linkMass: 3, maxJointRate: 1.5, maxJointTorque: 50,
  jointLimit: 2.6, mount: Vec2(0.1, 0))

/// An arm of three links.
let threeLinks = Arm(
  links: [0.5, 0.4, 0.3], linkWidth: 0.08, linkMass: 3, maxJointRate: 1.5, maxJointTorque: 50,
  jointLimit: 2.6, mount: .zero)

/// Every drive that moves, by name: those whose values tests know, and the catalogue's others.
let drives: [(name: String, embodiment: Embodiment)] = known + others

private let known: [(name: String, embodiment: Embodiment)] = [
  ("differential", embodiment(.differential(axleWidth: 0.45))),
  ("omnidirectional", embodiment(.omnidirectional)),
  (
    "car",
    embodiment(.carLike(wheelBase: 0.6, maxSteer: 0.6), footprint: .box(length: 1, width: 0.6))
  ),
  (
    "forklift",
    embodiment(.forklift(wheelBase: 1.2, maxSteer: 1.1), footprint: .box(length: 2, width: 0.9))
  ),
]

/// The kinds that `known` does not name: lengths of 0.6 m, angles of 0.6 rad.
private let others: [(name: String, embodiment: Embodiment)] = DriveCatalog.standard.kinds
  .filter { kind in kind.moves && !known.contains { $0.name == kind.word } }
  .map { kind in
    let drive = kind.drive(kind.keys.map { _ in 0.6 })
    return (kind.word, embodiment(drive, footprint: .box(length: 1, width: 0.6)))
  }

/// A random command, each channel in [−1, 1]; every fourth with a channel at its edge.
func randomCommand(_ index: Int) -> MotionCommand {
  var s = RandomStream(seed: 9, index: index, purpose: .tooling)
  var command = MotionCommand(
    forward: s.uniform(-1, 1), lateral: s.uniform(-1, 1), turn: s.uniform(-1, 1),
    toolForce: s.uniform(-1, 1), toolHeight: s.uniform(-1, 1), grip: s.uniform(-1, 1))
  if index % 4 == 1 { command.forward = index % 8 == 1 ? 1 : -1 }
  if index % 4 == 2 { command.forward = 0 }
  if index % 4 == 3 { command.lateral = index % 8 == 3 ? 1 : -1 }
  return command
}
