/// A small scene: one class of carriers that bring totes from a station in the west, round a block in
/// the middle, to one in the east.
public func pairScene(robots: Int = 6, duration: String = "60 s") -> String {
  """
  fleet: 1
  name: pair
  world:
    size: [20 m, 12 m]
    obstacles:
      - {rect: [9 m, 4 m, 11 m, 8 m]}
    zones:
      - {name: west, kind: station, slots: 4, area: {rect: [1 m, 1 m, 4 m, 11 m]}}
      - {name: east, kind: station, slots: 4, area: {rect: [16 m, 1 m, 19 m, 11 m]}}
  robots:
    carrier:
      count: \(robots)
      body: {shape: circle, radius: 0.3 m, mass: 20 kg}
      drive: {kind: differential, max_speed: 1.5 m/s, max_accel: 1 m/s^2, max_turn_rate: 120 deg/s}
      sensors: {rays: 8, range: 3 m}
      spawn: {pattern: random}
      orchestrator: dispatcher
      executor: mover
  tasks:
    - {name: totes, from: west, to: east, rate: 0.5 /s, dwell: 1 s, needs: {class: carrier}}
  policies:
    dispatcher: {layer: orchestrator, kind: greedy}
    mover: {layer: executor, kind: densityAware, merge_slowdown: 1, crowd_aversion: 0.6 m, jam_horizon: 1}
  run: {duration: \(duration), seed: 3}
  """
}
