import Glibc
import Scenes
import SimCore
import TestSupport
import Testing

@testable import Recording

@Suite("FrameSpool and the files made of it")
struct TrajectoryFileTests {
  private static let roster = FrameRoster(
    groups: [
      .init(name: "a, b", first: 0, count: 2), .init(name: "καρ", first: 2, count: 3),
    ], robotCount: 3)

  /// A frame of robots 0, 2 and 4.
  private func frame(_ number: Int) -> RunFrame {
    var frame = RunFrame(
      FramePlan(stepsPerFrame: 1, stepsPerGrid: nil, rows: [[0], [2, 4]], followed: []))
    frame.time = UInt64(number) * 250_000_000
    func robot(_ row: Int) -> [UInt8] {
      var bytes = MCAPBytes()
      for value in [Float(row) + 0.5, Float(number), -1.25] { bytes.add(value.bitPattern) }
      bytes.add(UInt32(row))
      bytes.bytes += [UInt8(row), UInt8(row % 16), 51, 255]
      return bytes.bytes
    }
    frame.classes = [
      RunFrame.ClassFrame(name: "a, b", points: robot(0), robotCount: 2),
      RunFrame.ClassFrame(name: "καρ", points: robot(2) + robot(4), robotCount: 3),
    ]
    return frame
  }

  private func spool(_ count: Int) -> [UInt8] {
    FrameSpool.head(Self.roster) + (0..<count).flatMap { FrameSpool.bytes(frame($0)) }
  }

  @Test("a spool that was cut anywhere holds its whole frames; what is none is refused")
  func cut() throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/x"
    let bytes = spool(4)
    let head = FrameSpool.head(Self.roster).count
    for length in stride(from: 0, through: bytes.count, by: 5) {
      try TextFile.replace(path, bytes: bytes[..<length])
      guard length >= head else {
        #expect(throws: RecordingError.self) { _ = try FrameSpool.Reader(path).frameCount }
        continue
      }
      let reader = try FrameSpool.Reader(path)
      #expect(reader.frameCount == (length - head) / 68 && reader.roster == Self.roster)
      var seen = 0
      try reader.forEachBlock { block throws(RecordingError) in seen += block.count }
      #expect(seen == reader.frameCount * 68)
    }
    for text in [
      "", "fleetfield frames 1\n", "fleetfield frames 1\n{\"robots\":-1,\"classes\":[]}\n",
      "fleetfield frames 1\n{\"robots\":99999999999,\"classes\":[]}\n", "fleetfield frames 2\n{}\n",
      "fleetfield frames 1\n{\"robots\":1,\"classes\":[{\"name\":\"a\",\"first\":-5,\"count\":9}]}\n",
    ] {
      try TextFile.replace(path, with: text)
      #expect(throws: RecordingError.self) { _ = try FrameSpool.Reader(path).frameCount }
      #expect(throws: RecordingError.self) {
        try TrajectoryArrays.write(from: path, to: "\(folder.path)/y")
      }
      #expect(!RunFolder.exists("\(folder.path)/y"))
    }
  }

  @Test("rows that no class has, and a spool without frames, make arrays all the same")
  func strange() throws {
    let folder = TemporaryFolder()
    var bytes = spool(1)
    // The row of the first robot.
    let place = FrameSpool.head(Self.roster).count + 8 + 12
    bytes.replaceSubrange(place..<place + 4, with: [255, 255, 255, 255])
    try TextFile.replace("\(folder.path)/x", bytes: bytes)
    #expect(try TrajectoryArrays.write(from: "\(folder.path)/x", to: "\(folder.path)/y") == 1)
    try TextFile.replace("\(folder.path)/x", bytes: FrameSpool.head(Self.roster))
    #expect(try TrajectoryArrays.write(from: "\(folder.path)/x", to: "\(folder.path)/z") == 0)
  }

  @Test("lines of text name class and number, quote what needs it, and have shares in 255 steps")
  func text() {
    let lines = TrajectoryText.lines(of: frame(3), names: TrajectoryText.names(Self.roster))
    #expect(
      String(decoding: lines, as: UTF8.self) == """
        0.75,0,"a, b",0,0.5,3.0,-1.25,idle,0,0,0,0,0.2,1
        0.75,2,καρ,0,2.5,3.0,-1.25,travelling,0,1,0,0,0.2,1
        0.75,4,καρ,2,4.5,3.0,-1.25,working,0,0,1,0,0.2,1

        """)
    let short = TrajectoryText.pedestrians(of: frame(3), number: 7)
    #expect(
      String(decoding: short, as: UTF8.self) == "0 7 0.5 3.0 0\n2 7 2.5 3.0 0\n4 7 4.5 3.0 0\n")
  }
}
