import SimCore
import Testing

@testable import Viewing

@Suite("Camera")
struct CameraTests {
  private let camera = Camera(
    center: Vec2(12, -4), pixelsPerMetre: 37, viewport: Vec2(1280, 720))

  @Test("a pixel mapped to the world and back is the same pixel")
  func roundTrip() {
    for pixel in [Vec2(0, 0), Vec2(1280, 720), Vec2(311, 45), Vec2(-50, 900)] {
      #expect((camera.screen(camera.world(pixel)) - pixel).length < 1e-2)
    }
  }

  @Test("up in the world is up in the picture")
  func orientation() {
    let low = camera.screen(camera.center)
    let high = camera.screen(camera.center + Vec2(0, 1))
    #expect(high.y == low.y - 37 && high.x == low.x)
  }

  @Test("zooming keeps the point under the pointer", arguments: [0.3, 0.9, 1.2, 5] as [Float])
  func zoomAtCursor(factor: Float) {
    var zoomed = camera
    let pixel = Vec2(900, 100)
    let before = zoomed.world(pixel)
    zoomed.zoom(by: factor, at: pixel)
    #expect((zoomed.world(pixel) - before).length < 1e-4)
    #expect((zoomed.pixelsPerMetre - 37 * factor).magnitude < 1e-3)
  }

  @Test("zooming stops at the ends of the range and still keeps the point")
  func zoomLimits() {
    var zoomed = camera
    let pixel = Vec2(10, 10)
    let before = zoomed.world(pixel)
    for _ in 0..<200 { zoomed.zoom(by: 2, at: pixel) }
    #expect(zoomed.pixelsPerMetre == zoomed.zoomRange.upperBound)
    #expect((zoomed.world(pixel) - before).length < 0.05)
  }

  @Test("a fitted box lies inside the margins and touches two of them")
  func fit() {
    var fitted = camera
    let box = AABB(lower: Vec2(-3, 5), upper: Vec2(57, 25))
    fitted.fit(box, margins: Insets(left: 200, top: 40, right: 300, bottom: 60))
    let lower = fitted.screen(Vec2(box.lower.x, box.upper.y))
    let upper = fitted.screen(Vec2(box.upper.x, box.lower.y))
    #expect(lower.x >= 199.9 && upper.x <= 980.1 && lower.y >= 39.9 && upper.y <= 660.1)
    #expect((lower.x - 200).magnitude < 0.1 && (upper.x - 980).magnitude < 0.1)
  }

  @Test("panning moves the world with the pointer")
  func pan() {
    var moved = camera
    let grabbed = moved.world(Vec2(400, 300))
    moved.pan(by: Vec2(25, -60))
    #expect((moved.world(Vec2(425, 240)) - grabbed).length < 1e-4)
  }

  @Test("an empty box leaves the camera as it is")
  func fitNothing() {
    var same = camera
    same.fit(.empty)
    #expect(same == camera)
  }
}

@Suite("LevelOfDetail")
struct LevelOfDetailTests {
  private func level(_ pixels: Float, count: Int = 100) -> LevelOfDetail {
    LevelOfDetail(radius: 1, pixelsPerMetre: pixels, visibleCount: count, pictureArea: 921_600)
  }

  @Test("detail grows with zoom and never falls")
  func monotone() {
    var last = LevelOfDetail.density
    for step in 1..<400 {
      let next = level(Float(step) * 0.05)
      #expect(next >= last)
      last = next
    }
    #expect(last == .body)
  }

  @Test("tiny robots in a crowd become a density image, the same few stay dots")
  func crowd() {
    #expect(level(0.4, count: 500_000) == .density)
    #expect(level(0.4, count: 500) == .dot)
    #expect(level(0.1, count: 10) == .density)
    // 100,000 robots of 0.35 m on a floor of 1.2 km in a picture of 1600 × 900 are snow as dots.
    let fit = LevelOfDetail(
      radius: 0.35, pixelsPerMetre: 1.07, visibleCount: 100_000, pictureArea: 1_440_000)
    #expect(fit == .density)
  }
}
