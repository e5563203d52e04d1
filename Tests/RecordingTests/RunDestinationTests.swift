import Glibc
import TestSupport
import Testing

@testable import Recording

@Suite("RunDestination")
struct RunDestinationTests {
  private func refusal(_ path: String, force: Bool = false) -> String? {
    do throws(RecordingError) {
      _ = try RunDestination.fixed(path, force: force)
      return nil
    } catch {
      return error.isInput ? error.message : "not the user's: \(error.message)"
    }
  }

  @Test("an --out that cannot become a run folder is refused in one sentence, before any run")
  func refused() throws {
    let temporary = TemporaryFolder()
    let folder = temporary.path
    try TextFile.replace("\(folder)/file", with: "x")
    symlink("nowhere", "\(folder)/dangling")
    #expect(refusal("") == "--out needs a folder")
    for name in [".", "..", "/", "\(folder)/.", "\(folder)/.."] {
      #expect(refusal(name)?.hasPrefix("--out needs a folder with a name of its own") == true)
    }
    #expect(refusal("\(folder)/file") == "'\(folder)/file' is in the way: it is not a folder")
    #expect(
      refusal("\(folder)/file/run")
        == "no run folder can be made in '\(folder)/file': it is not a folder")
    #expect(
      refusal("\(folder)/dangling") == "'\(folder)/dangling' is in the way: it is not a folder")
    let long = String(repeating: "x", count: 256)
    #expect(
      refusal("\(folder)/\(long)/run")
        == "the folder's name 'xxxxxxxxxxxxxxxxxxxx…' has 256 bytes, and 255 are possible")
    let deep = String(repeating: "/" + String(repeating: "y", count: 200), count: 20)
    #expect(refusal(folder + deep)?.hasSuffix("which is too long") == true)
    #expect(refusal("/dev/shm")?.contains("is where a disk is mounted") == true)
    #expect(temporary.names() == ["dangling", "file"])
    // Where rights do not tell (nothing can be made in /proc, by nobody), the first step does.
    let error = #expect(throws: RecordingError.self) {
      try recordRun(RunDestination(kind: .fixed(path: "/proc/run", replaces: nil)))
    }
    #expect(error?.message.hasPrefix("no run folder can be made in '/proc': ") == true)
    #expect(error?.isInput == true)
  }

  @Test("an --out of the longest name, in folders not yet there, and through a link are taken")
  func taken() throws {
    let temporary = TemporaryFolder()
    let longest = "\(temporary.path)/\(String(repeating: "x", count: 255))"
    #expect(try recordRun(.fixed(longest, force: false)) == longest)
    let deep = "\(temporary.path)/a/b/c"
    #expect(try recordRun(.fixed(deep, force: false)) == deep)
    try RunFolder.makeFolders("\(temporary.path)/empty")
    symlink("empty", "\(temporary.path)/link")
    let through = try recordRun(.fixed("\(temporary.path)/link", force: false))
    #expect(through == "\(temporary.path)/empty")
    #expect(RunFolder.isRunFolder("\(temporary.path)/link"))
  }

  @Test("replacing a run is one step: at no moment is there no run, and nothing of the old stays")
  func replaced() throws {
    let temporary = TemporaryFolder()
    let path = "\(temporary.path)/out"
    _ = try recordRun(.fixed(path, force: false), robots: "class\ncarrier\n")
    var old = stat()
    stat(path, &old)
    _ = try recordRun(.fixed(path, force: true), seed: 8)
    var new = stat()
    stat(path, &new)
    #expect(old.st_ino != new.st_ino)
    #expect(temporary.names() == ["out"])
    #expect(!temporary.names("out").contains("robots.csv"))
  }

  @Test("of runs that are to replace the same one the first does; the others keep what they wrote")
  func replacedMeanwhile() throws {
    let temporary = TemporaryFolder()
    let path = "\(temporary.path)/out"
    _ = try recordRun(.fixed(path, force: false))
    let destinations = try (0..<3).map { _ in try RunDestination.fixed(path, force: true) }
    #expect(try recordRun(destinations[0], seed: 8) == path)
    for (number, destination) in destinations.dropFirst().enumerated() {
      let error = #expect(throws: RecordingError.self) { try recordRun(destination, seed: 9) }
      #expect(
        error?.message
          == "another run has taken '\(path)' meanwhile; what was written is in "
          + "'\(path)-\(number + 1)'")
    }
    #expect(try HashLog(folder: path).hashes.first == "0000000800000000")
    #expect(try HashLog(folder: "\(path)-2").hashes.first == "0000000900000000")
    // Who asks now has the run of the first before him.
    #expect(try recordRun(.fixed(path, force: true), seed: 10) == path)
    #expect(try HashLog(folder: path).hashes.first == "0000000a00000000")
  }

  @Test("asking for a place by making a folder there leaves none")
  func attempted() throws {
    let temporary = TemporaryFolder()
    try RunDestination.fixed("\(temporary.path)/a/b", force: false).attempt()
    #expect(temporary.names("a").isEmpty)
    let error = #expect(throws: RecordingError.self) {
      try RunDestination.fixed("/proc/run", force: false).attempt()
    }
    #expect(error?.isInput == true)
  }

  @Test("a folder that got a foreign file while a run was to replace it is left alone")
  func strangerMeanwhile() throws {
    let temporary = TemporaryFolder()
    let path = "\(temporary.path)/out"
    _ = try recordRun(.fixed(path, force: false))
    let destination = try RunDestination.fixed(path, force: true)
    try TextFile.replace("\(path)/thesis.tex", with: "…")
    let error = #expect(throws: RecordingError.self) { try recordRun(destination, seed: 8) }
    #expect(
      error?.message
        == "'\(path)' holds 'thesis.tex' by now, which no run wrote; what was written is in "
        + "'\(path)-1'")
    #expect(try HashLog(folder: path).hashes.first == "0000000700000000")
    #expect(try HashLog(folder: "\(path)-1").hashes.first == "0000000800000000")
  }

  @Test("of two runs into one --out the second keeps what it wrote, and says what happened")
  func takenMeanwhile() throws {
    let temporary = TemporaryFolder()
    let path = "\(temporary.path)/out"
    let late = try RunDestination.fixed(path, force: false)
    _ = try recordRun(.fixed(path, force: false))
    let error = #expect(throws: RecordingError.self) { try recordRun(late, seed: 8) }
    #expect(
      error?.message
        == "another run has taken '\(path)' meanwhile; what was written is in '\(path)-1'")
    #expect(try HashLog(folder: path).hashes.first == "0000000700000000")
    #expect(try HashLog(folder: "\(path)-1").hashes.first == "0000000800000000")
  }
}
