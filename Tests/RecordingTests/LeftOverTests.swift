import Glibc
import TestSupport
import Testing

@testable import Recording

@Suite("LeftOver")
struct LeftOverTests {
  /// A run folder as `kill -9` leaves it: its lock is there and nobody holds it.
  @discardableResult
  private func killed(_ folder: String, _ name: String = "yard-7") throws -> String {
    let path = "\(folder)/.\(name).partial-\(PartialName.token())"
    try RunFolder.makeFolders(path)
    try TextFile.replace("\(path)/series.csv", with: "time_s\n0\n")
    let lock = PartialFolder.signature + "pid 1\nboot \(PartialFolder.bootIdentity())\n"
    try TextFile.replace(path + PartialFolder.lockEnding, with: lock)
    return path
  }

  @Test("what a killed run left is found with its size, and removed with its lock")
  func abandoned() throws {
    let temporary = TemporaryFolder()
    let path = try killed(temporary.path)
    let found = LeftOver.find(in: temporary.path)
    #expect(found.map(\.path) == [path])
    #expect(found.first?.state == .abandoned)
    #expect(found.first?.fileCount == 1)
    #expect(found.first?.byteCount == 9)
    try found.first?.remove()
    #expect(temporary.names() == [])
  }

  @Test("a run that a fault ended is told from one that was killed, in the run's own words")
  func faults() throws {
    let temporary = TemporaryFolder()
    let path = try killed(temporary.path)
    #expect(LeftOver.find(in: temporary.path).first?.fault == nil)
    try TextFile.replace("\(path)/\(RunFolder.incompleteFile)", with: "a check failed.\nmore\n")
    let found = try #require(LeftOver.find(in: temporary.path).first)
    #expect(found.state == .abandoned && found.fault == "a check failed.")
  }

  @Test("what a living run writes is held, and cannot be removed")
  func held() throws {
    let temporary = TemporaryFolder()
    let target = "\(temporary.path)/yard-7"
    let folder = try PartialFolder.make(beside: target)
    let found = try #require(LeftOver.find(in: temporary.path).first)
    #expect(found.state == .held)
    #expect(throws: RecordingError.self) { try found.remove() }
    // The same one, found while it was free and held again before its removal.
    var early = found
    early.state = .abandoned
    #expect(throws: RecordingError.self) { try early.remove() }
    #expect(RunFolder.exists(folder.path))
    folder.remove()
    #expect(temporary.names() == [])
  }

  @Test("a folder without a lock, one with other files and one whose lock is another's are let be")
  func unknown() throws {
    let temporary = TemporaryFolder()
    let bare = try killed(temporary.path, "a-bare")
    unlink(bare + PartialFolder.lockEnding)
    let mixed = try killed(temporary.path, "b-mixed")
    try TextFile.replace("\(mixed)/thesis.tex", with: "…")
    let other = try killed(temporary.path, "c-other")
    try TextFile.replace(other + PartialFolder.lockEnding, with: "my own notes\n")
    let reasons = LeftOver.find(in: temporary.path).map(\.state)
    #expect(
      reasons == [
        .unknown("it has no lock: a run said that it is kept, or another program made it"),
        .unknown("it holds 'thesis.tex', which no run wrote"),
        .unknown("its lock was not written by a run"),
      ])
    #expect(temporary.names().count == 5)
  }

  @Test("a lock without its folder and a file that was never renamed are left-overs too")
  func files() throws {
    let temporary = TemporaryFolder()
    let path = try killed(temporary.path)
    RunFolder.remove(path)
    let file = "\(temporary.path)/.runs.csv.partial-\(PartialName.token())"
    try TextFile.replace(file, with: "half a li")
    let found = LeftOver.find(in: temporary.path)
    #expect(found.map(\.state) == [.abandoned, .abandoned])
    for leftOver in found { try leftOver.remove() }
    #expect(temporary.names() == [])
  }

  @Test("finished runs, links to them and anything else are no left-overs")
  func others() throws {
    let temporary = TemporaryFolder()
    _ = try recordRun(.numbered(root: temporary.path, sceneName: "yard", seed: 7))
    try TextFile.replace("\(temporary.path)/.notes.partial-1", with: "x")
    try RunFolder.makeFolders("\(temporary.path)/.partial")
    #expect(LeftOver.find(in: temporary.path) == [])
    #expect(LeftOver.find(in: "\(temporary.path)/nowhere") == [])
  }

  @Test("a file that somebody writes is held until it has its name")
  func pending() throws {
    let temporary = TemporaryFolder()
    let target = "\(temporary.path)/film.mp4"
    do {
      let pending = try PendingFile(for: target)
      #expect(LeftOver.find(in: temporary.path).map(\.state) == [.held])
      _ = write(pending.descriptor, "x", 1)
    }
    #expect(temporary.names() == [])
    let pending = try PendingFile(for: target)
    _ = write(pending.descriptor, "film", 4)
    try pending.commit()
    #expect(try TextFile.read(target) == "film")
    #expect(temporary.names() == ["film.mp4"])
  }
}
