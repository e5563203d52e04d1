import TestSupport
import Testing

@testable import Recording

@Suite("RunCourse")
struct RunCourseTests {
  @Test(
    "scenes of the past come in order of their steps; a moment of a change belongs to both sides")
  func legs() throws {
    let folder = TemporaryFolder()
    for name in ["scene.resolved.yaml", "scene.until-1200.yaml", "scene.until-600.yaml"] {
      try folder.write("fleet: 1\n", to: name)
    }
    let course = RunCourse(folder: folder.path)
    #expect(course.legs.map(\.lastStep) == [600, 1200, nil])
    #expect(
      course.legs.map { $0.scenePath.replacing("\(folder.path)/", with: "") }
        == ["scene.until-600.yaml", "scene.until-1200.yaml", "scene.resolved.yaml"])
    #expect([0, 599, 600, 601, 1200, 1201].map { course.leg(at: $0) } == [0, 0, 0, 1, 1, 2])
    #expect([0, 599, 600, 601, 1200, 1201].map { course.leg(from: $0) } == [0, 0, 1, 1, 2, 2])
    #expect(course.past(until: 0).isEmpty)
    #expect(course.past(until: 600).map(\.lastStep) == [600])
    #expect(course.past(until: 601).map(\.lastStep) == [600, 1200])
  }

  @Test("other names are no scenes of the past, and strangers in a run folder")
  func names() throws {
    let folder = TemporaryFolder()
    for name in [
      "scene.until-0.yaml", "scene.until-007.yaml", "scene.until-x.yaml", "scene.until-5",
    ] {
      try folder.write("x", to: name)
      #expect(RunFolder.stranger(in: folder.path) != nil)
    }
    #expect(RunCourse(folder: folder.path).legs.count == 1)
    #expect(RunFolder.isOwn("scene.until-5.yaml") && RunFolder.isOwn("snapshots"))
  }
}
