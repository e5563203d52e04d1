import Scenes
import SimCore
import TestSupport
import Testing

@testable import Recording

@Suite("SnapshotFile")
struct SnapshotFileTests {
  private func file(build: String = "0.1.0+00ff") throws -> SnapshotFile {
    var request = RunRequest(
      scene: plainScene(), sceneFile: "a \"yard\".fleet.yaml",
      overrides: [("n", "3"), ("a", "1")], startedAt: "2026-01-01T00:00:00Z",
      destination: .numbered(root: "runs", sceneName: "yard", seed: 7), stepsPerSnapshot: 60)
    request.resumedAt = [30]
    request.branches = [RunRequest.Branch(step: 20, run: "runs/yard-7-1", overrides: [("n", "4")])]
    let positions = [FilePosition(name: "series.csv", bytes: 12, lines: 3, crc32: 0xFFFF_FFFF)]
    return SnapshotFile(
      header: SnapshotFile.Header(
        version: "0.1.0", build: build, step: 60, files: positions, request: request),
      state: Array("state\nwith lines\n".utf8))
  }

  private func refusal(_ bytes: [UInt8], _ folder: borrowing TemporaryFolder) -> String? {
    let path = "\(folder.path)/x.snapshot"
    do throws(RecordingError) {
      try TextFile.replace(path, bytes: bytes)
      _ = try SnapshotFile(path: path, build: "0.1.0+00ff")
      return nil
    } catch {
      #expect(error.isInput)
      return error.message.replacing("'\(path)' ", with: "")
    }
  }

  @Test("what was written comes back: state, positions, and what the run was asked for")
  func roundTrip() throws {
    let folder = TemporaryFolder()
    let file = try file()
    let path = "\(folder.path)/x.snapshot"
    try TextFile.replace(path, bytes: file.bytes)
    let read = try SnapshotFile(path: path, build: "0.1.0+00ff")
    #expect(read.state == file.state)
    #expect(read.header.files == file.header.files)
    #expect(read.header.request.json.rendered == file.header.request.json.rendered)
    #expect(read.bytes == file.bytes)
    // Somebody who only looks need not be the program that wrote it.
    _ = try SnapshotFile(path: path, build: nil)
  }

  @Test("a head that asks for what no run was asked for is refused, whatever its checksum says")
  func hostile() throws {
    let folder = TemporaryFolder()
    let bytes = try file().bytes
    let text = String(decoding: bytes, as: UTF8.self)
    for (old, new) in [
      ("\"state_bytes\":17", "\"state_bytes\":9223372036854775807"),
      ("\"state_bytes\":17", "\"state_bytes\":-1"),
      ("\"record_bytes\":0", "\"record_bytes\":9223372036854775807"),
      ("\"steps_per_snapshot\":60", "\"steps_per_snapshot\":0"),
      ("\"name\":\"yard-7\"", "\"name\":\"../../evil\""), ("\"name\":\"yard-7\"", "\"name\":\"\""),
      ("\"step\":20", "\"step\":-20"), ("\"step\":60", "\"step\":-60"),
    ] {
      #expect(text.contains(old), "\(old)")
      let body = text.replacing(old, with: new).dropLast("crc32 0a1b2c3d\n".count)
      var crc = CRC32()
      crc.add(Array(body.utf8))
      let reason = refusal(Array("\(body)crc32 \(crc.hexadecimal)\n".utf8), folder)
      #expect(reason == "is damaged: its second line does not say what it is of", "\(new)")
    }
  }

  @Test("one changed byte anywhere, or one that is missing, is refused with its reason")
  func damage() throws {
    let folder = TemporaryFolder()
    let bytes = try file().bytes
    #expect(refusal(bytes, folder) == nil)
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 0x10
      #expect(refusal(changed, folder) != nil, "byte \(place)")
    }
    for length in bytes.indices {
      #expect(refusal(Array(bytes[..<length]), folder) != nil, "\(length) bytes")
    }
    var changed = bytes
    changed[bytes.count - 20] ^= 1
    let crc = CRC32.hexadecimal(0)
    #expect(
      refusal(changed, folder)?.hasPrefix("is damaged: its bytes have the checksum ") == true,
      "\(crc)")
    #expect(refusal(Array(bytes.dropLast(1)), folder) == "is damaged: it is cut short")
    #expect(refusal(Array("name: yard\n".utf8), folder) == "is no snapshot")
  }

  @Test("another format and another build are refused by name")
  func others() throws {
    let folder = TemporaryFolder()
    var bytes = try file().bytes
    bytes[20] = UInt8(ascii: "7")
    #expect(refusal(bytes, folder) == "is of format '7'; this program reads format 1")
    #expect(
      refusal(try file(build: "0.0.9+beef").bytes, folder)
        == "was written by fleetfield 0.1.0, build 0.0.9+beef; this is build 0.1.0+00ff, and a state goes "
        + "on only in the program that wrote it")
  }
}

@Suite("FilePosition: how far a file went")
struct FilePositionTests {
  @Test(
    "a file that goes on from a position ends as the one that was written at once", arguments: 0..<6
  )
  func reopened(cut: Int) throws {
    let folder = TemporaryFolder()
    let lines = (0..<6).map { "line \($0), \"with\nquotes\"\n" }
    let path = "\(folder.path)/series.csv"
    var file = TextFile(at: path)
    try file.create()
    for line in lines[..<cut] { try file.write(line) }
    let position = try file.settle()
    #expect(position.name == "series.csv" && position.lines == cut)
    for line in lines[cut...] { try file.write(line) }
    try file.finish()
    let whole = try TextFile.read(path)
    #expect(position.problem(in: folder.path) == nil)
    var again = TextFile(at: path)
    try again.reopen(at: position)
    #expect(again.lineCount == cut)
    for line in lines[cut...] { try again.write(line) }
    let end = try again.settle()
    try again.finish()
    #expect(try TextFile.read(path) == whole)
    #expect(end.lines == 6 && end.problem(in: folder.path) == nil)
  }

  @Test("a beginning that was changed, is too short or is gone is told")
  func problems() throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/hashes.csv"
    var file = TextFile(at: path)
    try file.create()
    try file.write("second,step,hash\n0,0,00\n")
    let position = try file.settle()
    try file.finish()
    try TextFile.replace(path, with: "second,step,hash\n0,0,01\nmore\n")
    #expect(position.problem(in: folder.path) == "hashes.csv was changed since")
    try TextFile.replace(path, with: "second\n")
    #expect(
      position.problem(in: folder.path) == "hashes.csv has fewer than the 24 bytes that it had then"
    )
    var other = position
    other.name = "../secret"
    #expect(other.problem(in: folder.path) == "it names a file '../secret'")
    other.name = "events.csv"
    #expect(other.problem(in: folder.path) == "events.csv: No such file or directory")
  }
}
