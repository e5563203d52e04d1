import Contracts
import SimCore
import Testing

@Suite("RayFan")
struct RayFanTests {
  private func fan(_ count: Int, degrees: Double) -> RayFan {
    RayFan(count: count, fieldOfView: Float(degrees * .pi / 180))
  }

  /// The largest angle by which a ray of one fan has no ray of the other near it, degrees.
  private func distance(_ a: RayFan, _ b: RayFan) -> Float {
    a.directions.map { one in
      b.directions.map { arctangent(one.cross($0), one.dot($0)).magnitude }.min() ?? .infinity
    }.reduce(0, max) * 180 / .pi
  }

  @Test("all round, the first ray looks ahead and the others follow evenly", arguments: 1...64)
  func allRound(count: Int) {
    for (k, direction) in fan(count, degrees: 360).directions.enumerated() {
      let turned = Rotation(angle: 2 * .pi * Float(k) / Float(count)).xAxis
      #expect((direction - turned).length < 1e-5, "ray \(k) of \(count)")
    }
  }

  @Test("a narrow fan reaches from edge to edge", arguments: [2, 5, 8, 31])
  func narrow(count: Int) {
    let rays = fan(count, degrees: 90).directions
    let half = Rotation(angle: .pi / 4).xAxis
    #expect(rays.contains { ($0 - half).length < 1e-6 })
    #expect(rays.contains { ($0 - Vec2(half.x, -half.y)).length < 1e-6 })
    #expect(rays.allSatisfy { $0.x > half.x - 1e-6 })
  }

  @Test(
    "a little more field of view turns no ray by much, up to all round",
    arguments: [1, 2, 3, 5, 8, 16])
  func continuous(count: Int) {
    for degrees in stride(from: 100, through: 359.8, by: 0.2) {
      let (a, b) = (fan(count, degrees: degrees), fan(count, degrees: degrees + 0.2))
      let most = max(distance(a, b), distance(b, a))
      #expect(most < 0.21, "\(count) rays, from \(degrees)° on: \(most)°")
    }
  }

  @Test("no two rays look the same way", arguments: [2, 3, 8, 64])
  func distinct(count: Int) {
    for degrees in [10.0, 180, 359.7, 359.9, 360] {
      let rays = fan(count, degrees: degrees).directions
      for i in rays.indices {
        for j in 0..<i { #expect((rays[i] - rays[j]).length > 2e-3, "\(degrees)°: \(i), \(j)") }
      }
    }
  }
}
