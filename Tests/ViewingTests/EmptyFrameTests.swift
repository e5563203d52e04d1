import Contracts
import MeanFields
import SimCore
import Simulation
import Testing

@testable import Viewing

/// Pictures of moments that hold less than the scenery says: before the first frame of a session, after
/// a scene was read again, of a fleet without robots or classes.
@Suite("Empty frames")
struct EmptyFrameTests {
  /// A viewer that has seen no frame yet, with everything switched on and the minimap in sight.
  private func freshViewer(_ scenery: Scenery) -> Viewer {
    var viewer = Viewer(scenery: scenery, size: Vec2(1280, 720))
    viewer.options.overlays = Set(Overlay.allCases)
    viewer.options.panels = Set(PanelKind.allCases).subtracting([.help])
    viewer.options.field = .flow
    viewer.camera.pixelsPerMetre = 60
    return viewer
  }

  /// Draws under every colouring and theme, at zooms from a speck to a robot.
  private func drawAll(_ viewer: Viewer) {
    var viewer = viewer
    for coloring in [
      Coloring.byClass, .byStage, .bySpeed, .byBattery, .byScalar(0), .byScalar(99),
    ] {
      viewer.options.coloring = coloring
      for zoom in [0.02, 0.5, 4, 60, 4000] as [Float] {
        viewer.camera.pixelsPerMetre = zoom
        _ = viewer.picture()
      }
    }
    viewer.perform(.toggleTheme).forEach { _ in }
    _ = viewer.picture()
  }

  @Test("a picture of a scenery whose first frame has not come is drawn, minimap and all")
  func beforeTheFirstFrame() {
    let scenery = SyntheticFleet(robotCount: 300).scenery
    let viewer = freshViewer(scenery)
    #expect(viewer.layout.minimap != nil, "the minimap must show, or the test tests nothing")
    #expect(scenery.robotCount == 300 && viewer.frame.robotCount == 0)
    drawAll(viewer)
  }

  @Test("a scene that is read again with more robots is drawn before its first frame")
  func afterReading() {
    var viewer = sampleViewer(robots: 60)
    viewer.options.overlays = Set(Overlay.allCases)
    viewer.selection = [3, 59]
    viewer.followed = 59
    viewer.possessed = 3
    viewer.replaceScenery(SyntheticFleet(robotCount: 500).scenery)
    drawAll(viewer)
    viewer.replaceScenery(SyntheticFleet(robotCount: 4).scenery)
    drawAll(viewer)
  }

  @Test("a frame with fewer robots than the scenery has is drawn as far as it goes")
  func shortFrame() {
    var viewer = freshViewer(SyntheticFleet(robotCount: 300).scenery)
    var frame = FleetFrame()
    SyntheticFleet(robotCount: 40).capture(into: &frame, request: CaptureRequest())
    viewer.show(frame)
    drawAll(viewer)
    // Columns of other lengths than the poses', as no source gives them.
    frame.flags.removeLast(30)
    frame.scalars = frame.scalars.map { Array($0.prefix(5)) }
    viewer.show(frame)
    #expect(viewer.frame.robotCount == 10)
    drawAll(viewer)
  }

  @Test("a scenery without robots, and one without classes, is drawn")
  func nobody() {
    var scenery = SyntheticFleet(robotCount: 10).scenery
    for index in scenery.classes.indices { scenery.classes[index].rows = 0..<0 }
    drawAll(freshViewer(scenery))
    drawAll(freshViewer(Scenery(name: "", bounds: AABB(lower: .zero, upper: Vec2(40, 20)))))
  }

  @Test("a robot without a place is left out of the picture, its name and the density too")
  func nowhere() {
    var viewer = sampleViewer(robots: 60)
    viewer.options.overlays = Set(Overlay.allCases)
    viewer.selection = [7]
    viewer.followed = 7
    for place in [Vec2(.nan, .nan), Vec2(.infinity, 0)] {
      viewer.frame.pose[7].position = place
      drawAll(viewer)
      viewer.show(viewer.frame)
      #expect(viewer.camera.center.isFinite)
      #expect(viewer.place(of: 7) == nil)
    }
  }

  @Test("every key and a click everywhere answer before the first frame")
  func keys() {
    var viewer = freshViewer(SyntheticFleet(robotCount: 30).scenery)
    for binding in KeyTable.bindings {
      _ = viewer.perform(binding.action)
      _ = viewer.picture()
      _ = viewer.captureRequest
      _ = viewer.stateText(eventCount: 1)
    }
    viewer.options.panels.remove(.help)
    for x in stride(from: Float(0), through: 1280, by: 64) {
      for y in stride(from: Float(0), through: 720, by: 48) {
        for button in [PointerButton.left, .right, .middle] {
          _ = viewer.handle(.button(button, Vec2(x, y), [.control], isDown: true))
          _ = viewer.handle(.pointerMoved(Vec2(x + 40, y + 9), []))
          _ = viewer.handle(.button(button, Vec2(x + 40, y + 9), [], isDown: false))
        }
      }
    }
    _ = viewer.picture()
  }

  @Test("events with numbers that are none, and pictures without a size, are taken")
  func brokenEvents() {
    var viewer = sampleViewer(robots: 60)
    viewer.options.overlays = Set(Overlay.allCases)
    viewer.options.panels = Set(PanelKind.allCases)
    let odd: [Float] = [.nan, .infinity, -.infinity, 1e30, -1e30, 0]
    for value in odd {
      for pixel in [Vec2(value, 3), Vec2(3, value)] {
        _ = viewer.handle(.pointerMoved(pixel, []))
        _ = viewer.handle(.button(.left, pixel, [], isDown: true))
        _ = viewer.handle(.pointerMoved(Vec2(30, 700), []))
        _ = viewer.handle(.button(.left, pixel, [.shift], isDown: false))
        _ = viewer.handle(.doubleClick(pixel))
        _ = viewer.handle(.wheel(value, pixel))
        _ = viewer.handle(.resized(pixel, scale: value))
        _ = viewer.picture()
      }
    }
    _ = viewer.handle(.resized(Vec2(0, 0), scale: 1))
    _ = viewer.picture()
    _ = viewer.perform(.fitAll)
    _ = viewer.handle(.resized(Vec2(1280, 720), scale: 1))
    #expect(viewer.camera.center.isFinite && viewer.camera.pixelsPerMetre.isFinite)
    _ = viewer.picture()
  }

  @Test("a time axis of a run of unknown length holds what a broken record may claim")
  func hugeAxis() {
    var timeline = Timeline()
    timeline.knownSteps = .max
    #expect(timeline.axisEnd > 0)
    #expect(timeline.step(atShare: 1) >= 0)
    #expect(timeline.step(atShare: 0.5) >= 0)
  }
}
