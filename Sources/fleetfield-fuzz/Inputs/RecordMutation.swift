import SimCore

/// Mutated records, gathered frames and snapshots, read by `repair` and `resume`.
///
/// Checksums keep most changes from ever being read, so that half of them are made before the checksum is.
enum RecordMutation {
  /// The input of a number.
  static func input(seed: UInt64, index: Int, shipped: ShippedFiles) -> FuzzInput {
    var draw = Draw(seed: seed, "records", index)
    var input = FuzzInput(target: .records, seed: seed, index: index)
    switch draw.integer(0...3) {
    case 0 where !shipped.sample.isEmpty, 1 where !shipped.sample.isEmpty:
      input.words = ["resume", "a", "--quiet"]
      input.files = shipped.sample
      change(&input.files, &draw)
    case 2:
      input.words = ["repair", "a"]
      input.files = [("a/trajectories.frames", frames(&draw))]
    default:
      input.words = ["repair", "run.mcap"]
      input.files = [("run.mcap", record(&draw))]
    }
    return input
  }

  // MARK: Snapshots

  /// Changes one of the snapshots of a folder, and at times the other one too.
  private static func change(_ files: inout [(path: String, bytes: [UInt8])], _ draw: inout Draw) {
    let snapshots = files.indices.filter { files[$0].path.hasSuffix(".snapshot") }
    for place in snapshots where draw.chance(0.7) {
      files[place].bytes = snapshot(files[place].bytes, &draw)
    }
  }

  /// Bytes with a change: anywhere, or in the lines that say what they are of, with the checksum made anew.
  private static func snapshot(_ bytes: [UInt8], _ draw: inout Draw) -> [UInt8] {
    let trailer = "crc32 0a1b2c3d\n".utf8.count
    let ends = bytes.indices.filter { bytes[$0] == 0x0A }.prefix(2)
    guard draw.chance(0.6), ends.count == 2, let first = ends.first, let second = ends.last,
      bytes.count > second + trailer
    else { return Mutation.bytes(bytes, &draw) }
    let head = Array(bytes[(first + 1)..<second])
    var body = Array(bytes[(second + 1)..<(bytes.count - trailer)])
    var line = Mutation.text(head, &draw)
    if draw.chance(0.3) {
      // A state that is cut, under a head that says so.
      line = head
      let text = String(decoding: head, as: UTF8.self)
      let length = draw.integer(0...body.count)
      if let stated = text.split(separator: "\"state_bytes\":").last?.prefix(while: \.isNumber) {
        line = Array(
          text.replacing("\"state_bytes\":\(stated)", with: "\"state_bytes\":\(length)").utf8)
        body = Array(body.prefix(length))
      }
    }
    var fresh = Array(bytes[...first]) + line + [0x0A] + body
    var crc = CRC32()
    crc.add(fresh)
    fresh += Array("crc32 \(crc.hexadecimal)\n".utf8)
    return fresh
  }

  // MARK: Frames

  private static func frames(_ draw: inout Draw) -> [UInt8] {
    let head = """
      fleetfield frames 1
      {"robots":2,"classes":[{"name":"carrier","first":0,"count":1},{"name":"b","first":1,"count":4}]}

      """
    let body = (0..<draw.integer(0...300)).map { _ in UInt8(draw.integer(0...255)) }
    let bytes = Array(head.utf8)
    return (draw.chance(0.7) ? Mutation.text(bytes, &draw) : bytes) + body
  }

  // MARK: Records

  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  private static func text(_ value: String) -> [UInt8] {
    little(value.utf8.count, 4) + Array(value.utf8)
  }
  private static func record(_ opcode: UInt8, _ body: [UInt8]) -> [UInt8] {
    [opcode] + little(body.count, 8) + body
  }

  /// A record of two channels in chunks that are not compressed, as one that was killed leaves it.
  private static func record(_ draw: inout Draw) -> [UInt8] {
    let magic: [UInt8] = [0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A]
    var bytes = magic + record(1, text("") + text("fleetfield"))
    bytes += record(12, text("fleetfield.run") + little(11, 4) + text("a") + text("bc"))
    let spoils = draw.chance(0.6)
    let chunks = draw.integer(0...3)
    let spoiled = draw.integer(0...max(0, chunks - 1))
    for chunk in 0..<chunks {
      var content: [UInt8] = []
      if chunk == 0 {
        for number in 1...2 {
          content += record(
            3, little(number, 2) + text("s\(number)") + text("protobuf") + little(3, 4) + [1, 2, 3])
          content += record(
            4,
            little(number - 1, 2) + little(number, 2) + text("/t\(number)") + text("protobuf")
              + little(0, 4))
        }
      }
      var indexes: [[UInt8]] = [[], []]
      for message in 0..<4 {
        let channel = message % 2
        indexes[channel] += little(message, 8) + little(content.count, 8)
        content += record(
          5,
          little(channel, 2) + little(message, 4) + little(message, 8) + little(message, 8)
            + [7, 7])
      }
      if spoils, chunk == spoiled { content = Mutation.bytes(content, &draw) }
      var crc = CRC32()
      crc.add(content)
      bytes += record(
        6,
        little(0, 8) + little(3, 8) + little(content.count, 8) + little(Int(crc.value), 4)
          + text("") + little(content.count, 8) + content)
      for channel in 0..<2 {
        bytes += record(
          7, little(channel, 2) + little(indexes[channel].count, 4) + indexes[channel])
      }
    }
    return spoils && draw.chance(0.7) ? bytes : Mutation.bytes(bytes, &draw)
  }
}
