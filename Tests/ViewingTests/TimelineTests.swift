import SimCore
import Simulation
import Testing

@testable import Viewing

@Suite("Timeline")
struct TimelineTests {
  private func event(_ step: Int, _ text: String = "x") -> FleetEvent {
    FleetEvent(step: step, kind: .taskDone, robot: 0, text: text)
  }

  @Test("events are kept in order and once, however they arrive")
  func order() {
    var timeline = Timeline()
    timeline.add([event(30), event(10), event(20), event(10), event(10, "y")])
    timeline.add([event(20)])
    #expect(timeline.events.map(\.step) == [10, 10, 20, 30])
  }

  @Test("a place on the axis and its step belong together, cut to what is known")
  func axis() {
    var timeline = Timeline()
    timeline.totalSteps = 1000
    timeline.knownSteps = 400
    #expect(timeline.step(atShare: 0.25) == 250)
    #expect(timeline.step(atShare: 0.9) == 400)
    #expect((timeline.share(of: 250) - 0.25).magnitude < 1e-6)
  }

  @Test("a click on a mark jumps to its event and selects its robot")
  func jump() {
    var viewer = sampleViewer()
    viewer.timeline.knownSteps = 30_000
    viewer.timeline.add([FleetEvent(step: 9000, kind: .failure, robot: 2, text: "failed")])
    let track = viewer.layout.timelineTrack
    let pixel = Vec2(
      track.origin.x + track.size.x * viewer.timeline.share(of: 9000), track.origin.y + 2)
    _ = viewer.handle(.pointerMoved(pixel, []))
    #expect(viewer.hoveredEvent?.step == 9000)
    #expect(viewer.handle(.button(.left, pixel, [], isDown: true)) == [.seek(step: 9000)])
    #expect(viewer.selection == [2])
  }

  @Test("dragging along the axis scrubs and pauses")
  func scrub() {
    var viewer = sampleViewer()
    viewer.timeline.knownSteps = 36_000
    let track = viewer.layout.timelineTrack
    let pixel = Vec2(track.origin.x + track.size.x * 0.5, track.origin.y + track.size.y * 0.6)
    let effects = viewer.handle(.button(.left, pixel, [], isDown: true))
    #expect(effects == [.setPlayback(isPlaying: false, speed: 1), .seek(step: 18_000)])
  }
}
