import Contracts
import Foundation
import MeanFields
import SimCore
import TestSupport
import Testing
import Viewing

@testable import GLViewing

/// Whether pictures can be drawn here, and why not.
enum Device {
  static let reason: String? = {
    do {
      _ = try OffscreenContext(width: 16, height: 16)
      return nil
    } catch { return "\(error)" }
  }()
  static var isThere: Bool { reason == nil }
}

/// Pictures of four small scenes against stored references.
///
/// The references were drawn by Mesa's software renderer (llvmpipe). Drivers round coverage
/// differently at edges, so a pixel counts as different beyond 48 of 255 in a channel, and 0.15 %
/// of the picture may differ; a robot that moves by 0.3 m changes more than ten times as much.
/// `FLEETFIELD_UPDATE_PICTURES=1` draws the references anew.
@Suite("Pictures", .serialized, .enabled(if: Device.isThere, "no OpenGL 3.3 is available here"))
struct PictureTests {
  enum Subject: String, CaseIterable, CustomTestStringConvertible {
    case classes, stages, overlays, fields
    var testDescription: String { rawValue }
  }

  @Test("each small scene looks like its reference", arguments: Subject.allCases)
  func reference(subject: Subject) throws {
    let drawn = try PictureTests.draw(PictureTests.viewer(of: subject))
    let path = PictureTests.folder + "/\(subject.rawValue).png"
    if ProcessInfo.processInfo.environment["FLEETFIELD_UPDATE_PICTURES"] == "1" {
      try drawn.write(to: path)
    }
    let stored = try Picture(contentsOf: path)
    let share = PictureTests.differing(drawn, stored)
    if share > PictureTests.tolerance { try drawn.write(to: "/tmp/\(subject.rawValue)-drawn.png") }
    #expect(share <= PictureTests.tolerance, "\(subject): \(share * 100) % of the pixels differ")
  }

  @Test("a robot moved by 0.3 m is seen")
  func movedRobot() throws {
    let stored = try Picture(contentsOf: PictureTests.folder + "/classes.png")
    var frame = PictureTests.frame
    frame.pose[1].position += Vec2(0.3, 0)
    let drawn = try PictureTests.draw(PictureTests.viewer(of: .classes, frame: frame))
    #expect(PictureTests.differing(drawn, stored) > PictureTests.tolerance)
  }

  @Test("a swapped colour is seen")
  func swappedColor() throws {
    let stored = try Picture(contentsOf: PictureTests.folder + "/classes.png")
    var scenery = PictureTests.scenery
    (scenery.classes[0].color, scenery.classes[1].color) = (
      scenery.classes[1].color, scenery.classes[0].color
    )
    let drawn = try PictureTests.draw(PictureTests.viewer(of: .classes, scenery: scenery))
    #expect(PictureTests.differing(drawn, stored) > PictureTests.tolerance)
  }

  @Test("a picture written as PNG reads back as drawn")
  func roundTrip() throws {
    let drawn = try PictureTests.draw(PictureTests.viewer(of: .stages))
    let folder = TemporaryFolder()
    let path = folder.path + "/a.png"
    try drawn.write(to: path)
    let read = try Picture(contentsOf: path)
    #expect(PictureTests.differing(drawn, read) == 0)
  }

  @Test("each half of a pair is the picture that its run has alone")
  func pair() throws {
    let size = Vec2(700, 420)
    var (left, right) = (PictureTests.viewer(of: .fields), PictureTests.viewer(of: .overlays))
    for isLeft in [true, false] {
      var viewer = isLeft ? left : right
      viewer.camera.resize(to: ViewerPair.halfSize(of: size, scale: 1))
      viewer.fitAll()
      viewer.options.overlays = [.grid]
      if isLeft { left = viewer } else { right = viewer }
    }
    right.options = left.options
    let pair = ViewerPair(
      first: left, second: right, names: ("a", "b"), figureKey: "deliveries", size: size)
    let context = try OffscreenContext(width: Int(size.x), height: Int(size.y))
    let renderer = try GLRenderer()
    renderer.theme = left.options.theme
    try renderer.draw(pair.picture())
    context.finish()
    let whole = context.picture()
    for (viewer, isLeft) in [(left, true), (right, false)] {
      let alone = try PictureTests.draw(viewer)
      let corner = isLeft ? 0 : whole.width - alone.width
      var part = Picture(width: alone.width, height: alone.height)
      for y in 0..<alone.height {
        for x in 0..<alone.width * 4 {
          part.bytes[y * alone.width * 4 + x] =
            whole.bytes[((y + 58) * whole.width + corner) * 4 + x]
        }
      }
      #expect(PictureTests.differing(part, alone) < PictureTests.tolerance)
    }
  }

  @Test("the same moment drawn twice is the same picture, byte by byte")
  func repeatable() throws {
    let viewer = PictureTests.viewer(of: .overlays)
    #expect(try PictureTests.draw(viewer) == PictureTests.draw(viewer))
  }
}

extension PictureTests {
  static let tolerance = 0.0015
  static let folder = (#filePath as NSString).deletingLastPathComponent + "/References"

  static func draw(_ viewer: Viewer) throws -> Picture {
    let size = viewer.camera.viewport
    let context = try OffscreenContext(width: Int(size.x), height: Int(size.y))
    let renderer = try GLRenderer()
    renderer.theme = viewer.options.theme
    try renderer.draw(viewer.picture())
    context.finish()
    return context.picture()
  }

  /// Share of pixels that differ by more than 48 in a channel.
  static func differing(_ a: Picture, _ b: Picture) -> Double {
    guard a.width == b.width, a.height == b.height else { return 1 }
    var count = 0
    for pixel in 0..<(a.width * a.height) {
      for channel in 0..<3 {
        let index = pixel * 4 + channel
        if abs(Int(a.bytes[index]) - Int(b.bytes[index])) > 48 {
          count += 1
          break
        }
      }
    }
    return Double(count) / Double(a.width * a.height)
  }

  static var scenery: Scenery {
    var scenery = Scenery(name: "small", bounds: AABB(lower: .zero, upper: Vec2(9, 6)))
    scenery.classes = [
      ClassLook(
        name: "carrier", rows: 0..<3,
        shape: BodyShape(corners: [.zero], radius: 0.4, decoration: .wheels),
        color: ColorMap.categories[0], maxSpeed: 1.5, rayRange: 3, rayCount: 8),
      ClassLook(
        name: "forklift", rows: 3..<5,
        shape: BodyShape(
          corners: [Vec2(0.55, 0.35), Vec2(-0.55, 0.35), Vec2(-0.55, -0.35), Vec2(0.55, -0.35)],
          radius: 0.05, decoration: .fork), color: ColorMap.categories[1], maxSpeed: 1.2),
      ClassLook(
        name: "tug", rows: 5..<6,
        shape: BodyShape(
          corners: [Vec2(0.3, 0), Vec2(-0.3, 0)], radius: 0.3, decoration: .rollers),
        color: ColorMap.categories[2], maxSpeed: 1.8),
    ]
    scenery.obstacles = [
      [Vec2(3, 2), Vec2(6, 2), Vec2(6, 2.8), Vec2(3, 2.8)],
      [Vec2(7, 4), Vec2(8.4, 4.3), Vec2(7.6, 5.4)],
    ]
    scenery.counters = [CounterLook(title: "throughput", key: "throughput_per_h", unit: "/h")]
    return scenery
  }

  static var frame: FleetFrame {
    var frame = FleetFrame()
    frame.step = 600
    frame.time = 10
    let places: [(Float, Float, Float)] = [
      (1.2, 1.2, 0), (2.4, 4.6, 1.1), (4.5, 3.8, -2), (4.2, 0.9, 3.1), (7.4, 1.2, 0.5),
      (1, 3.2, 1.6),
    ]
    frame.pose = places.map { Pose(position: Vec2($0.0, $0.1), rotation: Rotation(angle: $0.2)) }
    frame.stage = [.idle, .carrying, .queueing, .working, .failed, .charging]
    frame.battery = [0.9, 0.5, 0.2, 0.7, 0.1, 0.4]
    frame.speed = [0, 1.2, 0.1, 0, 0, 0]
    frame.flags = [[], [.loaded], [.blocked, .touching], [.loaded], [.failed], [.charging]]
    frame.counters = [120]
    frame.tasks = [
      TaskMark(pickup: Vec2(0.6, 5.4), delivery: Vec2(8.4, 0.6), robot: 1, isUnderWay: false)
    ]
    frame.contacts = [ContactMark(point: Vec2(4.5, 3.2), normal: Vec2(0, 1), impulse: 4)]
    frame.links = [LinkMark(from: 0, to: 5)]
    frame.cells = [AABB(lower: Vec2(4, 3), upper: Vec2(6, 5))]
    var samples: [FieldSample] = []
    for cell in 0..<54 {
      samples.append(
        FieldSample(
          density: Float(cell % 9) * 0.1, flow: Vec2(0.1, Float(cell / 9) * 0.05),
          blockedShare: Float(cell % 5) * 0.2))
    }
    frame.grid = FloorField(columns: 9, rows: 6, cellSize: 1, origin: .zero, samples: samples)
    var detail = RobotDetail(robot: 1)
    detail.rays = [1, 2, 3, 1.5, 2.5, 3, 0.8, 3]
    detail.plannedPath = [Vec2(2.4, 4.6), Vec2(6.4, 4.6), Vec2(8.4, 0.6)]
    frame.details = [detail]
    return frame
  }

  static func viewer(
    of subject: Subject, scenery: Scenery = PictureTests.scenery,
    frame: FleetFrame = PictureTests.frame
  ) -> Viewer {
    var options = ViewOptions()
    options.hasFurniture = subject == .stages
    options.overlays = [.grid]
    switch subject {
    case .classes: break
    case .stages:
      options.coloring = .byStage
      options.theme = .light
    case .overlays:
      options.overlays = Set(Overlay.allCases).subtracting([.minimap, .names])
    case .fields:
      options.field = .flow
      options.coloring = .byBattery
    }
    var viewer = Viewer(scenery: scenery, size: Vec2(480, 320), options: options)
    if subject == .overlays { viewer.selection = [1] }
    viewer.show(frame)
    viewer.fitAll()
    return viewer
  }
}
