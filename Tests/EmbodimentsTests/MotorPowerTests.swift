import SimCore
import Testing

@testable import Embodiments

@Suite("Motor power")
struct MotorPowerTests {
  private func forklift(_ battery: Battery?) -> Embodiment {
    var body = embodiment(.forklift(wheelBase: 1, maxSteer: 1, liftHeight: 0.2))
    body.mass = 200
    body.payload = 100
    body.limits.maxAcceleration = 0.5
    body.limits.maxSpeed = 2
    body.battery = battery
    return body
  }

  private let battery = Battery(
    capacity: 1e6, idlePower: 30, efficiency: 0.5, motorLoss: 0.2, rechargeBelow: 0.2,
    chargeUntil: 0.9, initialCharge: 1...1)

  @Test("each term is what its formula says")
  func terms() throws {
    let power = try #require(MotorPower(forklift(battery)))
    #expect(power.energy(over: 2, work: 0, squaredForce: 0) == 60)
    #expect(power.energy(over: 0, work: 5, squaredForce: 0) == 10)
    // Full force of 100 N for a second at rest: a fifth of 100 N · 2 m/s.
    #expect(abs(power.energy(over: 0, work: 0, squaredForce: 1e4) - 40) < 1e-3)
    // The payload: m·g·h by efficiency, and a fifth of it as heat.
    let lift = 100 * standardGravity * 0.2
    #expect(
      abs(power.energy(over: 0, work: 0, squaredForce: 0, lift: lift) - lift * 2.2) < 1e-2)
  }

  @Test("a wired robot has no book")
  func wired() { #expect(MotorPower(forklift(nil)) == nil) }
}
