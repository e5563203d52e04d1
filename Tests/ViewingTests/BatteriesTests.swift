import Contracts
import SimCore
import Simulation
import TestSupport
import Testing
import Work

@testable import Viewing

@Suite("Batteries that are seen")
struct BatteriesTests {
  /// The primitives that one battery adds to a picture at a zoom (px/m).
  private func added(
    _ charge: Float, _ state: BatteryMark.State, zoom: Float = 30, robot: Int = 0
  ) -> [Primitive] {
    var viewer = sampleViewer()
    viewer.options.panels = []
    viewer.options.overlays = [.batteries]
    viewer.camera.pixelsPerMetre = zoom
    viewer.camera.center = viewer.frame.pose[0].position
    viewer.frame.batteries = []
    let bare = viewer.picture().primitives
    viewer.frame.batteries = [BatteryMark(robot: robot, charge: charge, state: state)]
    let full = viewer.picture().primitives
    // Overlays lie between robots and furniture, so what is new is in one piece.
    let start = zip(bare, full).prefix { $0 == $1 }.count
    return Array(full[start..<full.count - (bare.count - start)])
  }

  @Test("the ring is as long as the charge, from the top, in the colour that the legend has for it")
  func ring() {
    for charge: Float in [0.1, 0.5, 0.92] {
      let parts = added(charge, .fine)
      let lines = parts.filter { $0.kind == .line }
      let length = lines.reduce(Float(0)) {
        $0 + Vec2($1.place.z - $1.place.x, $1.place.w - $1.place.y).length
      }
      let disc = parts[0].place
      let radius = 0.5 * (disc.z - disc.x) - 1
      #expect((length / (2 * .pi * radius) - charge).magnitude < 0.01, "\(charge)")
      let top = lines[0].place
      #expect((top.x - 0.5 * (disc.x + disc.z)).magnitude < 0.1 && top.y < 0.5 * (disc.y + disc.w))
      #expect(
        lines.allSatisfy { $0.fill == RobotPainter.map(of: .byBattery, theme: .dark)[charge] })
    }
    #expect(added(1, .fine).filter { $0.kind == .line }.count == 24)
  }

  @Test("who must charge and has no dock has a badge and the colour of warnings, at any zoom")
  func undocked() {
    let warning = Theme.dark.warning
    for zoom: Float in [3, 30] {
      let parts = added(0.1, .undocked, zoom: zoom)
      #expect(parts.filter { $0.kind == .line }.allSatisfy { $0.fill == warning })
      #expect(parts.filter { $0.kind == .box }.count == 4, "ring, battery, its pole, its charge")
    }
    #expect(added(0.9, .fine, zoom: 3).isEmpty && added(0.9, .docked, zoom: 3).isEmpty)
    #expect(!added(0.2, .low, zoom: 3).isEmpty)
    #expect(added(0.1, .undocked, robot: 999).isEmpty)
  }

  @Test(
    "in a run each robot with a battery has a ring, and docks are those that places say are claimed"
  )
  func run() throws {
    let source = FleetSource(
      model: try shippedModel("Showcase/warehouse.fleet.yaml", [("n", "40")]), workerCount: 1)
    var request = CaptureRequest()
    request.overlays = [.batteries, .places]
    var states: Set<String> = []
    var frame = FleetFrame()
    for step in 1...1200 {
      source.advance()
      guard step % 60 == 0 else { continue }
      source.capture(into: &frame, request: request)
      #expect(frame.batteries.count == source.scenery.robotCount)
      let docks = frame.work.filter {
        guard case .place(let place) = $0 else { return false }
        return source.scenery.zones[place.zone].kind == .dock && place.state != .free
      }
      let docked = frame.batteries.filter { $0.state == .docked }
      #expect(docked.count <= docks.count)
      for mark in frame.batteries {
        #expect(mark.charge == frame.battery[mark.robot])
        states.insert("\(mark.state)")
        if frame.flags[mark.robot].contains(.charging) { #expect(mark.state == .docked) }
      }
    }
    #expect(states.isSuperset(of: ["fine", "docked"]), "\(states)")
  }

  @Test("a robot that must charge while all docks are others' is told apart")
  func states() {
    func state(_ isLow: Bool, _ mustCharge: Bool, _ hasDock: Bool) -> BatteryMark.State {
      BatteryMark.State(isLow: isLow, mustCharge: mustCharge, hasDock: hasDock)
    }
    #expect(state(false, false, false) == .fine && state(true, false, false) == .low)
    #expect(state(true, true, false) == .undocked && state(false, true, false) == .undocked)
    #expect(state(true, true, true) == .docked && state(false, false, true) == .docked)
  }

  @Test("the legend counts who has no dock, and nothing of it is there while the rings are off")
  func legend() {
    var viewer = sampleViewer()
    viewer.options.overlays = [.batteries]
    viewer.frame.batteries = [
      BatteryMark(robot: 1, charge: 0.1, state: .undocked),
      BatteryMark(robot: 2, charge: 0.1, state: .undocked),
      BatteryMark(robot: 3, charge: 0.4, state: .docked),
    ]
    let texts = viewer.picture().texts.map(\.text)
    #expect(texts.contains("must charge, no dock") && texts.contains("2"))
    #expect(texts.contains("1 have one, 0 are low"))
    viewer.options.overlays = []
    #expect(
      !viewer.picture().texts.contains { $0.text.contains("dock") && $0.text.contains("has") })
  }
}
