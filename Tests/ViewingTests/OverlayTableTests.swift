import SimCore
import Simulation
import TestSupport
import Testing

@testable import Viewing

@Suite("the table of overlays")
struct OverlayTableTests {
  @Test("each overlay has a word and a key of its own, and its word leads back to it")
  func words() {
    #expect(Set(Overlay.allCases.map(\.rawValue)).count == Overlay.allCases.count)
    #expect(Set(Overlay.allCases.map(\.key)).count == Overlay.allCases.count)
    for overlay in Overlay.allCases {
      #expect(Overlay(rawValue: overlay.rawValue) == overlay)
      #expect(!overlay.summary.isEmpty)
    }
    #expect(Overlay(rawValue: "nothing") == nil)
  }

  @Test(
    "marks are captured only of what is on, of a fleet and of a synthetic crowd",
    arguments: Overlay.allCases.filter { $0.capture != nil }.map(\.rawValue))
  func marks(word: String) throws {
    let overlay = try #require(Overlay(rawValue: word))
    let fleet = FleetSource(model: try inlineModel(pairScene()), workerCount: 1)
    for _ in 0..<120 { fleet.advance() }
    let crowd = SyntheticFleet(robotCount: 40)
    var request = CaptureRequest()
    var frame = FleetFrame()
    for overlays in [[], [overlay]] as [Set<Overlay>] {
      request.overlays = overlays
      fleet.capture(into: &frame, request: request)
      #expect(Set(frame.overlayMarks.keys) == Set(overlays.map(\.rawValue)))
      crowd.capture(into: &frame, request: request)
      #expect(Set(frame.overlayMarks.keys) == Set(overlays.map(\.rawValue)))
    }
  }
}
