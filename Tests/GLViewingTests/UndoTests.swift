import Foundation
import SimCore
import TestSupport
import Testing
import Viewing

@testable import fleetfield_view

/// Edits of a scene are taken back and made again.
@Suite("Undo")
struct UndoTests {
  private func opener(in folder: borrowing TemporaryFolder) throws -> any SceneOpener {
    try folder.write(pairScene(robots: 8, duration: "10 s"), to: "a.fleet.yaml")
    let request = try ViewRequest(arguments: ["render", folder.path + "/a.fleet.yaml"])
    return try request.opener()
  }

  private func places(_ scene: OpenedScene?) throws -> [Vec2] {
    var driver = try #require(scene).offscreen()
    return driver.frame(CaptureRequest()).pose.map(\.position)
  }

  @Test("each edit is taken back in turn and made again, and a new one ends what was undone")
  func turns() throws {
    let folder = TemporaryFolder()
    let opener = try opener(in: folder)
    let first = try opener.open()
    #expect(try opener.undo() == nil && opener.redo() == nil)
    var driver = first.offscreen()
    let frame = driver.frame(CaptureRequest())
    let start = frame.pose.map(\.position)
    let moved = try places(opener.edit(.move(robot: 1, to: Vec2(6, 10.5)), frame: frame))
    let fewer = try places(opener.edit(.delete(robot: 0), frame: frame))
    #expect(moved != start && fewer.count == start.count - 1)
    #expect(try places(opener.undo()) == moved)
    let back = try places(opener.undo())
    for (one, other) in zip(back, start) { #expect((one - other).length < 1e-4) }
    #expect(back.count == start.count)
    #expect(try opener.undo() == nil)
    #expect(try places(opener.redo()) == moved)
    #expect(try places(opener.redo()) == fewer)
    #expect(try opener.redo() == nil)
    _ = try opener.undo()
    _ = try opener.edit(.delete(robot: 3), frame: frame)
    #expect(try opener.redo() == nil, "another edit has taken its place")
    // Read anew, there is nothing to take back.
    _ = try opener.open()
    #expect(try opener.undo() == nil)
  }

  @Test("what is saved is what is shown after undo")
  func saved() throws {
    let folder = TemporaryFolder()
    let opener = try opener(in: folder)
    var driver = try opener.open().offscreen()
    let frame = driver.frame(CaptureRequest())
    let moved = try places(opener.edit(.move(robot: 1, to: Vec2(6, 10.5)), frame: frame))
    _ = try opener.edit(.delete(robot: 0), frame: frame)
    _ = try opener.undo()
    let path = try opener.saveAsNew()
    #expect(path.hasPrefix(folder.path))
    let again = try ViewRequest(arguments: ["render", path]).opener().open()
    for (one, other) in zip(try places(again), moved) { #expect((one - other).length < 1e-4) }
  }
}
