import SimCore
import Testing

@testable import Viewing

@Suite("Crowds seen from afar")
struct CrowdTests {
  /// A viewer of robots far below a pixel.
  private func viewer(_ robots: Int, zoom: Float = 0.5) -> Viewer {
    var viewer = sampleViewer(robots: robots)
    viewer.options.overlays = []
    viewer.options.panels = []
    viewer.camera.pixelsPerMetre *= zoom
    return viewer
  }

  @Test("the density picture counts every robot in view once")
  func counts() throws {
    let viewer = viewer(40_000)
    let list = viewer.picture()
    let image = try #require(list.images.first)
    #expect(list.robots.isEmpty && image.isSmooth)
    // Cells are large enough to hold several robots, so that chance is no pattern.
    let floor = viewer.scenery.bounds.size * viewer.camera.pixelsPerMetre
    let cell = image.extent.x / Float(image.columns)
    let perCell = 40_000 / (floor.x * floor.y / (cell * cell))
    #expect(perCell > 18 && perCell < 90, "\(perCell)")
    let filled = image.cells.filter { $0.alpha > 0 }.count
    let covered = floor.x * floor.y / (cell * cell)
    #expect(Float(filled) > 0.5 * covered && Float(filled) < 1.6 * covered)
  }

  @Test(
    "its scale is the same at every moment and zoom, has its unit, and is said beside the scale bar"
  )
  func scale() throws {
    func words(_ viewer: Viewer) -> [String] {
      viewer.picture().texts.map(\.text).filter { $0.hasPrefix("≥ ") || $0 == "robots here" }
    }
    let near = words(viewer(40_000))
    #expect(near.count == 2 && near.contains { $0.hasSuffix("/m²") })
    #expect(words(viewer(40_000, zoom: 0.3)) == near)
    var later = viewer(40_000)
    later.frame.pose = later.frame.pose.map { _ in later.frame.pose[0] }
    #expect(words(later) == near)
    #expect(words(viewer(60, zoom: 1)).isEmpty, "robots that are drawn need no scale")
  }
}
