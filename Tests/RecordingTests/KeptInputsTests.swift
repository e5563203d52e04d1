import Scenes
import TestSupport
import Testing

@testable import Recording

@Suite("KeptInputs")
struct KeptInputsTests {
  private func file(_ path: String, _ role: InputRole, bytes: Int, filledWith byte: UInt8 = 7)
    -> InputFile
  {
    InputFile(path: path, role: role, bytes: [UInt8](repeating: byte, count: bytes))
  }

  @Test("files up to 1 MiB are kept under their digest and name, larger ones are not")
  func limitOfOne() {
    let small = file("maps/Halle 3.map", .map, bytes: 1 << 20)
    let large = file("b.map", .map, bytes: 1 << 20 + 1)
    let kept = KeptInputs([small, large])
    #expect(kept.place(small) == "inputs/\(small.sha256.prefix(16))-Halle-3.map")
    #expect(kept.place(large) == nil)
    #expect(large.contents == nil)
    #expect(large.byteCount == 1 << 20 + 1)
  }

  @Test("all copies together stay below 8 MiB, and what a replay needs comes first")
  func limitOfAll() {
    let scene = file("a.fleet.yaml", .scene, bytes: 1000)
    let maps = (0..<9).map { file("\($0).map", .map, bytes: 1 << 20, filledWith: UInt8($0)) }
    let kept = KeptInputs([scene] + maps)
    #expect(maps.map { kept.place($0) != nil } == [Bool](repeating: true, count: 8) + [false])
    #expect(kept.place(scene) == nil)
  }

  @Test("equal bytes are kept once")
  func once() {
    let first = file("a.pgm", .picture, bytes: 10)
    let second = file("b.pgm", .picture, bytes: 10)
    #expect(KeptInputs([first, second]).place(second) == KeptInputs([first]).place(first))
  }

  @Test("copies are written and removed, and what somebody else put there stays")
  func writtenAndRemoved() throws {
    let temporary = TemporaryFolder()
    try KeptInputs([file("a.map", .map, bytes: 3)]).write(into: temporary.path)
    #expect(temporary.names("inputs").count == 1)
    try TextFile.replace("\(temporary.path)/inputs/notes.txt", with: "mine")
    KeptInputs.remove(from: temporary.path)
    #expect(temporary.names("inputs") == ["notes.txt"])
  }
}
