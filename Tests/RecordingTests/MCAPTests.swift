import Contracts
import Glibc
import MeanFields
import Scenes
import SimCore
import Simulation
import TestSupport
import Testing

@testable import Recording

@Suite("MCAPWriter and MCAPReader")
struct MCAPTests {
  /// A file of two channels with small chunks, a note and an attachment.
  private func file(_ folder: borrowing TemporaryFolder, finishes: Bool = true) throws -> [UInt8] {
    let path = "\(folder.path)/x.mcap"
    unlink(path)
    var writer = MCAPWriter(at: path, chunkSize: 400)
    try writer.begin(library: "test")
    try writer.note(name: "run", [("seed", "7"), ("name", "a \"b\"")])
    try writer.attach(name: "scene.yaml", mediaType: "application/yaml", Array("fleet: 1\n".utf8))
    let schema = writer.addSchema(name: "test.Pair", encoding: "protobuf", [1, 2, 3])
    let other = writer.addSchema(name: "test.Other", encoding: "protobuf", [4, 5])
    // The first to be used has the later schema.
    let first = writer.addChannel(topic: "/a", schema: schema, encoding: "protobuf")
    let second = writer.addChannel(topic: "/b", schema: other, encoding: "protobuf")
    // Declared and never used: it is in no summary.
    _ = writer.addChannel(topic: "/c", schema: schema, encoding: "protobuf")
    for index in 0..<40 {
      try writer.write(
        index % 3 == 0 ? second : first, time: UInt64(index) * 1_000_000,
        Array("message \(index)".utf8))
    }
    if finishes { try writer.finish() }
    return try TextFile.readBytes(path)
  }

  @Test("what was written comes back: messages in order, notes, attachments, schemas")
  func roundTrip() throws {
    let folder = TemporaryFolder()
    let reader = MCAPReader(try file(folder))
    #expect(reader.problem == nil && reader.isComplete && reader.chunkCount > 3)
    #expect(reader.messages.count == 40)
    for (index, message) in reader.messages.enumerated() {
      #expect(message.topic == (index % 3 == 0 ? "/b" : "/a"))
      #expect(message.time == UInt64(index) * 1_000_000)
      #expect(message.bytes == Array("message \(index)".utf8))
    }
    // Sequences count within a channel.
    #expect(reader.messages.filter { $0.topic == "/b" }.map(\.sequence) == (0..<14).map { $0 })
    #expect(reader.metadata == ["run": ["seed": "7", "name": "a \"b\""]])
    #expect(reader.attachments == ["scene.yaml": Array("fleet: 1\n".utf8)])
    #expect(reader.schemas.values.map(\.name).sorted() == ["test.Other", "test.Pair"])
    #expect(reader.channels.count == 2)
  }

  @Test("a file that was cut anywhere gives all its whole chunks, and says that it is cut")
  func cut() throws {
    let folder = TemporaryFolder()
    let bytes = try file(folder)
    let whole = MCAPReader(bytes).messages
    var counts: Set<Int> = []
    for length in 0..<bytes.count {
      let reader = MCAPReader(Array(bytes[..<length]))
      #expect(reader.problem != nil && !reader.isComplete, "\(length) bytes")
      #expect(reader.messages == Array(whole.prefix(reader.messages.count)), "\(length) bytes")
      counts.insert(reader.messages.count)
    }
    #expect(counts.count > 4 && counts.max() == 40)
  }

  @Test("one changed byte anywhere is found by a checksum, or changes nothing that is read")
  func damage() throws {
    let folder = TemporaryFolder()
    let bytes = try file(folder)
    let whole = MCAPReader(bytes)
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 0x04
      let reader = MCAPReader(changed)
      #expect(reader.problem != nil || !reader.isComplete, "byte \(place)")
      #expect(reader.messages.count <= whole.messages.count, "byte \(place)")
    }
  }

  @Test(
    "a file that was cut anywhere is completed with its whole chunks; a complete one is not touched"
  )
  func repaired() throws {
    let folder = TemporaryFolder()
    let bytes = try file(folder)
    let path = "\(folder.path)/x.mcap"
    let whole = MCAPReader(bytes)
    let same = try RecordRepair.repair(path)
    #expect(same.wasComplete && same.chunkCount == whole.chunkCount && same.messageCount == 40)
    #expect(try TextFile.readBytes(path) == bytes)
    for length in stride(from: 30, to: bytes.count, by: 7) {
      try TextFile.replace(path, bytes: bytes[..<length])
      let before = MCAPReader(Array(bytes[..<length]))
      let outcome = try RecordRepair.repair(path)
      let after = MCAPReader(try TextFile.readBytes(path))
      #expect(after.problem == nil && after.isComplete, "\(length) bytes")
      #expect(after.messages == Array(whole.messages.prefix(after.messages.count)))
      #expect(after.messages.count == outcome.messageCount && !outcome.wasComplete)
      // At most the chunk whose indexes were cut is missing.
      #expect(after.chunkCount >= before.chunkCount - 1, "\(length) bytes")
      #expect(after.metadata.count == before.metadata.count)
      #expect(after.attachments == before.attachments)
      #expect(try RecordRepair.repair(path).wasComplete)
    }
    // All data and a summary that is cut: the file as it was.
    try TextFile.replace(path, bytes: bytes.dropLast(60))
    #expect(try RecordRepair.repair(path).wasComplete == false)
    #expect(try TextFile.readBytes(path) == bytes)
    #expect(folder.names() == ["x.mcap"])
    for text in ["", "hello", String(repeating: "x", count: 300)] {
      try TextFile.replace(path, with: text)
      let isRefused = (try? RecordRepair.repair(path)) == nil
      #expect(isRefused)
      #expect(try TextFile.read(path) == text)
    }
  }

  @Test("chunks reach the system one by one: what was not finished ends with a whole one")
  func unfinished() throws {
    let folder = TemporaryFolder()
    let bytes = try file(folder, finishes: false)
    let reader = MCAPReader(bytes)
    #expect(reader.problem == "it ends within a record")
    #expect(reader.wholeLength == bytes.count)
    #expect(reader.messages.count > 20 && reader.messages.count < 40)
  }

  @Test("a writer that goes on from a state ends with the bytes of one that was never interrupted")
  func goneOn() throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/x.mcap"
    /// Schemas and channels as every writer of this file declares them.
    func declare(_ writer: inout MCAPWriter) -> [UInt16] {
      let schemas = ["a", "b"].map {
        writer.addSchema(name: $0, encoding: "protobuf", [UInt8]("\($0)".utf8))
      }
      return (0..<3).map {
        writer.addChannel(topic: "/\($0)", schema: schemas[$0 % 2], encoding: "protobuf")
      }
    }
    func write(_ writer: inout MCAPWriter, _ channels: [UInt16], _ range: Range<Int>) throws {
      for index in range {
        try writer.write(
          channels[index < 20 ? 0 : index % 3], time: UInt64(index),
          Array("message \(index) of many".utf8))
      }
    }
    var whole: [UInt8] = []
    for cut in [60, 0, 1, 7, 19, 20, 33, 59] {
      unlink(path)
      var writer = MCAPWriter(at: path, chunkSize: 300)
      try writer.begin(library: "test")
      try writer.note(name: "run", [("seed", "7")])
      let channels = declare(&writer)
      try write(&writer, channels, 0..<cut)
      if cut == 60 {
        try writer.finish()
        whole = try TextFile.readBytes(path)
        #expect(MCAPReader(whole).messages.count == 60)
        continue
      }
      let position = try writer.settle()
      let state = writer.state
      // What the killed one wrote behind its state, the last of it cut short.
      try write(&writer, channels, cut..<cut + 25)
      try writer.finish()
      var next = MCAPWriter(at: path, chunkSize: 300)
      let again = declare(&next)
      try next.reopen(at: position, state)
      try write(&next, again, cut..<60)
      try next.finish()
      #expect(try TextFile.readBytes(path) == whole, "cut at \(cut)")
      // A state that is cut or of another writer is refused.
      for length in 0..<state.count {
        var other = MCAPWriter(at: path, chunkSize: 300)
        _ = declare(&other)
        let isRefused =
          (try? other.reopen(at: position, Array(state[..<length]))) == nil
        #expect(isRefused, "\(length) of \(state.count) bytes")
      }
    }
  }

  @Test("what Zstandard folds it unfolds, and damaged bytes it does not")
  func compression() throws {
    let bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    let folded = try #require(Zstandard.compress(bytes))
    #expect(folded.count < bytes.count / 5)
    #expect(Zstandard.decompress(folded, count: 5000) == bytes)
    #expect(Zstandard.decompress(folded, count: 4999) == nil)
    #expect(Zstandard.decompress(Array(folded.dropLast()), count: 5000) == nil)
    #expect(Zstandard.decompress([1, 2, 3], count: 5) == nil)
    // No memory is taken for what the bytes do not say that they are.
    #expect(Zstandard.decompress(folded, count: 1 << 46) == nil)
  }
}

@Suite("RunFrame and the record of frames")
struct FrameRecordTests {
  @Test("a robot takes 20 bytes: place, heading, row, stage, flags, progress and battery")
  func points() throws {
    let model = try shippedModel("Tutorials/03-mixed-fleet.fleet.yaml")
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    for _ in 0..<240 { fleet.step() }
    var frame = RunFrame(
      FramePlan(
        stepsPerFrame: 6, stepsPerGrid: 60, rows: model.classes.map { Array($0.rows) },
        followed: [2]))
    fleet.frame(into: &frame)
    fleet.frame(into: &frame)
    #expect(frame.time == 4_000_000_000 * 60 / UInt64(model.clocks.physicsRate))
    #expect(frame.classes.map(\.name) == model.classes.map(\.name))
    var poses = [Pose](repeating: Pose(position: .zero), count: fleet.robotCount)
    fleet.copyPoses(into: &poses)
    for (robots, classModel) in zip(frame.classes, model.classes) {
      #expect(robots.points.count == 20 * classModel.rows.count)
      #expect(!robots.executorField.isEmpty && !robots.orchestratorField.isEmpty)
      for (index, row) in classModel.rows.enumerated() {
        let bytes = robots.points[(20 * index)..<(20 * index + 20)]
        func word(_ place: Int) -> UInt32 {
          bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt32.self) }
        }
        #expect(Float(bitPattern: word(0)) == poses[row].position.x)
        #expect(Float(bitPattern: word(4)) == poses[row].position.y)
        #expect(Float(bitPattern: word(8)) == poses[row].rotation.angle)
        #expect(word(12) == UInt32(row))
        let last = Array(bytes.suffix(4))
        #expect(last[0] == fleet.stage(ofRobot: row).rawValue)
        #expect((last[1] & RunFrame.Flag.laden != 0) == fleet.isLaden(row))
        #expect((last[1] & RunFrame.Flag.blocked != 0) == fleet.isBlocked(row))
        #expect(abs(Float(last[3]) / 255 - fleet.battery(ofRobot: row)) <= 0.5 / 255)
      }
    }
  }

  @Test(
    "clouds hold places and headings to half a step of 1/1024, everything else as it is, and huge numbers whole"
  )
  func cloud() {
    var robots = RunFrame.ClassFrame(name: "carrier")
    var draw = RandomStream(seed: 5, purpose: .tooling)
    let given: [[Float]] =
      [[0.000_1, -0.000_1, .pi], [9001.25, .greatestFiniteMagnitude, -.infinity]]
      + (0..<100).map { _ in (0..<3).map { _ in Float(draw.uniform()) * 1000 - 500 } }
    for (row, numbers) in given.enumerated() {
      for number in numbers {
        withUnsafeBytes(of: number.bitPattern.littleEndian) { robots.points += $0 }
      }
      robots.points += [UInt8(row), 1, 2, 3, 4, 5, 6, 7]
    }
    // The points are the last field: what stands before them is of no matter here.
    let points = Array(RobotMessages.cloud(0, robots).suffix(robots.points.count))
    for (row, numbers) in given.enumerated() {
      for (place, number) in numbers.enumerated() {
        let found = points.withUnsafeBytes {
          $0.loadUnaligned(fromByteOffset: 20 * row + 4 * place, as: Float.self)
        }
        if number.magnitude >= 8192 {
          #expect(found == number)
        } else {
          #expect(abs(found - number) <= 0.5 / 1024 && (found * 1024).rounded() == found * 1024)
          #expect(found != 0 || found.sign == .plus)
        }
      }
      #expect(points[(20 * row + 12)..<(20 * row + 20)] == [UInt8(row), 1, 2, 3, 4, 5, 6, 7])
    }
  }

  @Test("a chunk holds twenty frames of a large fleet, from 1 MiB to 16")
  func chunks() throws {
    for (robots, most) in [(100, 1 << 20), (10_000, 4_000_000), (1_000_000, 16 << 20)] {
      var writer = MCAPWriter(at: "unused")
      writer.fitChunks(to: robots * RunFrame.stride)
      #expect(writer.chunkSize == most)
    }
  }

  @Test(
    "rays of a scan go from the rightmost to the leftmost, at equal angles, the one ahead at zero")
  func scan() throws {
    let model = try shippedModel("Tutorials/03-mixed-fleet.fleet.yaml")
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    for _ in 0..<240 { fleet.step() }
    for robots in model.classes where robots.rayFan.count > 1 {
      let row = robots.rows.lowerBound
      var frame = RunFrame(
        FramePlan(
          stepsPerFrame: 6, stepsPerGrid: nil, rows: model.classes.map { _ in [] }, followed: [row])
      )
      fleet.frame(into: &frame)
      let followed = try #require(frame.followed.first)
      let rays = fleet.rays(ofRobot: row)
      #expect(followed.name == "\(robots.name) 0" && followed.ranges.count == rays.count)
      let spacing =
        (followed.scan.upperBound - followed.scan.lowerBound) / Double(rays.count - 1)
      let ahead = (-followed.scan.lowerBound / spacing).rounded()
      #expect(abs(followed.scan.lowerBound + spacing * ahead) < 1e-4)
      #expect(followed.ranges[Int(ahead)] == rays[0])
      #expect(followed.ranges[Int(ahead) + 1] == rays[1])
      #expect(followed.ranges[Int(ahead) - 1] == rays[rays.count - 1])
      #expect(frame.grids.isEmpty)
    }
  }

  @Test(
    "grids are those of the fields, row by row, and come with the first frame behind their time")
  func grids() throws {
    let model = try shippedModel("Tutorials/03-mixed-fleet.fleet.yaml")
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    for _ in 0..<240 { fleet.step() }
    let rows = model.classes.map { Array($0.rows) }
    var frame = RunFrame(
      FramePlan(stepsPerFrame: 6, stepsPerGrid: 60, rows: rows, followed: []))
    fleet.frame(into: &frame)
    #expect(frame.grids.map(\.name) == ["executor", "orchestrator"])
    let (grid, field) = (frame.grids[0], fleet.spatialField)
    #expect(grid.data.count == field.columns * field.rows * 16 && grid.fields.count == 4)
    for cell in 0..<(field.columns * field.rows) {
      for lane in 0..<4 {
        let value = grid.data.withUnsafeBytes {
          $0.loadUnaligned(fromByteOffset: 16 * cell + 4 * lane, as: Float.self)
        }
        #expect(
          abs(value - field.cells[cell][lane]) <= 0.5 / 1024
            && value * 1024 == (value * 1024).rounded())
      }
    }
    // Frames at 0, 7, 14 … and grids every 20: those of 0, 21, 42, 63 …
    let plan = FramePlan(stepsPerFrame: 7, stepsPerGrid: 20, rows: rows, followed: [])
    let due = (0..<100).filter { plan.isDue(at: $0) && plan.hasGrids(at: $0) }
    #expect(due == [0, 21, 42, 63, 84])
  }

  @Test(
    "frames hold evenly spread robots, the same ones whoever counts, and all where there are few")
  func sample() {
    var record = RecordSpec()
    #expect(record.sample(of: 5..<9) == [5, 6, 7, 8])
    record.robots = 3
    #expect(record.sample(of: 10..<17) == [10, 12, 14])
    #expect(record.sample(of: 10..<13) == [10, 11, 12])
    #expect(record.sample(of: 4..<4).isEmpty)
  }
}
