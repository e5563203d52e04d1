import SimCore
import Testing
import Viewing

@testable import GLViewing

@Suite("NullSurface")
struct NullSurfaceTests {
  @Test("it takes every picture of a viewer and counts them")
  func counts() throws {
    var surface = NullSurface()
    let fleet = SyntheticFleet(robotCount: 30)
    let viewer = Viewer(scenery: fleet.scenery, size: Vec2(320, 200))
    try surface.draw(viewer.picture())
    try surface.draw(viewer.picture())
    #expect(surface.pictureCount == 2)
    #expect(surface.lastList?.commands.isEmpty == false)
  }
}
