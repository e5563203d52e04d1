import Contracts
import SimCore
import Simulation
import Testing

@testable import Viewing

@Suite("Two runs side by side")
struct PairTests {
  private func pair(_ size: Vec2 = Vec2(1200, 700)) -> ViewerPair {
    let half = ViewerPair.halfSize(of: size, scale: 1)
    func viewer(_ deliveries: Double, _ steps: Int) -> Viewer {
      var fleet = SyntheticFleet(robotCount: 60)
      for _ in 0..<steps { fleet.advance() }
      var options = ViewOptions()
      options.hasFurniture = false
      var viewer = Viewer(scenery: fleet.scenery, size: half, options: options)
      var frame = FleetFrame()
      fleet.capture(into: &frame, request: viewer.captureRequest)
      frame.figures = [
        RunFigure(
          key: "deliveries_per_hour", title: "deliveries per hour", value: deliveries, unit: "1/h",
          group: "work")
      ]
      viewer.show(frame)
      viewer.fitAll()
      return viewer
    }
    return ViewerPair(
      first: viewer(800, 60), second: viewer(920, 60), names: ("none", "meanField"),
      figureKey: "deliveries_per_hour", size: size)
  }

  @Test("names, both figures, their difference and the one time are in the head")
  func head() {
    var pair = pair()
    pair.link()
    let texts = pair.picture().texts.map(\.text)
    for word in [
      "none", "meanField", "deliveries per hour  800 /h", "deliveries per hour  920 /h",
      "+120 /h (+15 %)", "0:00:01.0",
    ] { #expect(texts.contains(word), "\(word)") }
    pair.second.frame.figures[0].value = 680
    #expect(pair.difference == "−120 /h (−15 %)")
    pair.second.frame.figures = []
    #expect(pair.difference == nil)
    #expect(pair.picture().texts.contains { $0.text == "no figure deliveries_per_hour yet" })
    pair.second.frame.time += 3
    #expect(pair.picture().texts.contains { $0.text == "0:00:01.0  |  0:00:04.0" })
  }

  @Test("the right half follows the left one in camera, colours and overlays")
  func linked() {
    var pair = pair()
    pair.first.camera.pixelsPerMetre = 44
    pair.first.camera.center = Vec2(7, 5)
    pair.first.options.coloring = .byStage
    pair.first.options.theme = .light
    pair.first.options.field = .density
    pair.link()
    #expect(pair.second.camera == pair.first.camera && pair.second.options == pair.first.options)
    // The same moment in both halves: the same picture, moved.
    let list = pair.picture()
    let half = pair.first.picture().robots.count
    let shift = list.size.x - pair.first.camera.viewport.x
    for (left, right) in zip(list.robots[..<half], list.robots[half..<2 * half]) {
      #expect((right.position - left.position - Vec2(shift, 0)).length < 1e-3)
      #expect(left.color == right.color)
    }
    #expect(half > 0 && list.images.count == 2)
  }

  @Test("floors of different size are each shown whole")
  func sizes() {
    var pair = pair()
    pair.second.scenery = SyntheticFleet(robotCount: 900).scenery
    pair.second.fitAll()
    let own = pair.second.camera
    pair.first.camera.pixelsPerMetre = 99
    pair.link()
    #expect(pair.second.camera == own)
  }

  @Test("carpets of runs of different size share the scale that the one legend has")
  func scales() throws {
    var pair = pair()
    pair.first.options.field = .density
    // Smaller robots: more of them find room.
    for index in pair.second.scenery.classes.indices {
      pair.second.scenery.classes[index].shape.radius *= 0.2
      pair.second.scenery.classes[index].shape.corners =
        pair.second.scenery.classes[index].shape.corners.map { $0 * 0.2 }
    }
    pair.second.frame.grid?.cellSize = 0.2
    pair.first.frame.grid?.cellSize = 0.2
    pair.second.options.field = .density
    let own = [pair.first, pair.second].compactMap { $0.carpet(.executor)?.top }
    try #require(own.count == 2 && own[0] < own[1])
    pair.link()
    #expect(pair.first.carpet(.executor)?.top == own[1])
    #expect(pair.second.carpet(.executor)?.top == own[1])
    pair.first.options.fieldTops[.density] = 0.125
    pair.link()
    #expect(pair.first.carpet(.executor)?.top == 0.125)
    #expect(pair.second.carpet(.executor)?.top == 0.125)
  }

  @Test("nothing of a half is drawn outside of it")
  func clips() {
    var pair = pair()
    pair.first.camera.pixelsPerMetre = 120
    pair.link()
    let list = pair.picture()
    let half = pair.first.camera.viewport
    let halves = [
      ClipBox(origin: Vec2(0, ViewerPair.headHeight), size: half),
      ClipBox(origin: Vec2(list.size.x - half.x, ViewerPair.headHeight), size: half),
    ]
    for command in list.commands {
      guard let clip = command.clip else { continue }
      #expect(
        halves.contains {
          let common = $0.intersection(clip)
          return common.size == clip.size
        })
    }
    #expect(list.commands.filter { $0.clip != nil }.count > 4)
  }

  @Test("on demand each half has the other's robots as rings")
  func ghosts() {
    var pair = pair()
    pair.link()
    let bare = pair.picture().primitives.count
    pair.hasGhosts = true
    pair.link()
    #expect(pair.picture().primitives.count == bare + 2 * 60)
    #expect(pair.first.ghost == pair.second.frame.pose)
  }

  @Test("a picture that is appended is the same, moved and cut")
  func appended() {
    let inner = sampleViewer(size: Vec2(640, 480)).picture()
    var list = DrawList(size: Vec2(900, 600), background: Color(0x000000))
    list.append(inner, at: Vec2(100, 50))
    #expect(list.texts.map(\.text) == inner.texts.map(\.text))
    #expect(list.robots.count == inner.robots.count)
    for (moved, own) in zip(list.primitives, inner.primitives) {
      #expect(moved.place == own.place + SIMD4(100, 50, 100, 50) && moved.fill == own.fill)
    }
    for (moved, own) in zip(list.texts, inner.texts) {
      #expect((moved.origin - own.origin - Vec2(100, 50)).length < 1e-3)
    }
    // Its own cuts stay, within its place.
    let whole = ClipBox(origin: Vec2(100, 50), size: Vec2(640, 480))
    #expect(list.commands.allSatisfy { $0.clip.map { $0.intersection(whole) == $0 } ?? false })
    let cuts = inner.commands.compactMap(\.clip?.size)
    #expect(!cuts.isEmpty)
    for cut in cuts { #expect(list.commands.contains { $0.clip?.size == cut }) }
  }
}
