import FoundationEssentials
import SimCore

/// A file with a whole run at a moment: enough to go on, and to go on writing its folder.
///
///     fleetfield snapshot 1                  the format
///     {"version":"0.1.0","build":…}          what it is of, as JSON on one line
///     …                                      the state, `state_bytes` of them, and that of the writer of
///                                            run.mcap, `record_bytes`
///     crc32 0a1b2c3d                         over all bytes before this line
///
/// A state belongs to the program that wrote it, so a snapshot of another build is refused, and so is
/// one that was cut short or changed. Files are written under another name, synced and renamed: one that
/// has its name is whole.
public struct SnapshotFile: Sendable {
  /// What it is of.
  public struct Header: Sendable {
    /// The version of the program that wrote it.
    public var version: String
    /// That program: version and hash of its bytes.
    public var build: String
    /// The physics step.
    public var step: Int
    /// How far the files of the folder went, in no order.
    public var files: [FilePosition]
    /// What the run was asked for.
    public var request: RunRequest
  }

  /// What it is of.
  public var header: Header
  /// The state, as the world gave it.
  public var state: [UInt8]
  /// The state of the writer of `run.mcap`; empty where there is none.
  var recordState: [UInt8] = []

  /// The number of the format; it changes with what a header or a file means.
  static let format = 1
  private static let mark = "fleetfield snapshot "
  private static let trailerLength = "crc32 0a1b2c3d\n".utf8.count

  /// A snapshot from its parts.
  init(header: Header, state: [UInt8], recordState: [UInt8] = []) {
    self.header = header
    self.state = state
    self.recordState = recordState
  }

  /// The content of the file.
  ///
  /// - Complexity: O(state).
  var bytes: [UInt8] {
    let text = JSONText.object([
      ("version", .string(header.version)), ("build", .string(header.build)),
      ("step", .integer(header.step)), ("state_bytes", .integer(state.count)),
      ("record_bytes", .integer(recordState.count)),
      ("files", .array(header.files.map(\.json))), ("request", header.request.json),
    ])
    var bytes = Array("\(Self.mark)\(Self.format)\n\(text.dense)\n".utf8)
    bytes.reserveCapacity(bytes.count + state.count + Self.trailerLength)
    bytes += state + recordState
    var crc = CRC32()
    crc.add(bytes)
    bytes += Array("crc32 \(crc.hexadecimal)\n".utf8)
    return bytes
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - build: The program that is to go on with it; nil for a look at it.
  /// - Throws: `RecordingError` (`isInput`) with the reason where it cannot be read, is no snapshot, is
  ///   of another format or build, or is damaged.
  /// - Complexity: O(bytes).
  public init(path: String, build: String?) throws(RecordingError) {
    let bytes = try TextFile.readBytes(path)
    func refuse(_ reason: String) -> RecordingError {
      RecordingError("'\(path)' \(reason)", isInput: true)
    }
    guard bytes.starts(with: Self.mark.utf8) else { throw refuse("is no snapshot") }
    let newline = UInt8(ascii: "\n")
    guard let first = bytes.prefix(64).firstIndex(of: newline) else {
      throw refuse("is damaged: its first line has no end")
    }
    let number = String(decoding: bytes[Self.mark.utf8.count..<first], as: UTF8.self)
    guard number == "\(Self.format)" else {
      throw refuse("is of format '\(number)'; this program reads format \(Self.format)")
    }
    let end = bytes.count - Self.trailerLength
    guard end > first, bytes[end...].starts(with: "crc32 ".utf8), bytes.last == newline else {
      throw refuse("is damaged: it is cut short")
    }
    var crc = CRC32()
    bytes.withUnsafeBytes { crc.add(UnsafeRawBufferPointer(rebasing: $0[..<end])) }
    let stated = String(decoding: bytes[(end + 6)..<(bytes.count - 1)], as: UTF8.self)
    guard stated == crc.hexadecimal else {
      throw refuse("is damaged: its bytes have the checksum \(crc.hexadecimal), not \(stated)")
    }
    guard let second = bytes[(first + 1)..<end].firstIndex(of: newline),
      let text = try? JSONDecoder().decode(Text.self, from: Data(bytes[(first + 1)..<second])),
      (0...end).contains(text.state_bytes), (0...end).contains(text.record_bytes),
      text.state_bytes + text.record_bytes == end - second - 1, text.step >= 0
    else { throw refuse("is damaged: its second line does not say what it is of") }
    if let build, text.build != build {
      throw refuse(
        "was written by fleetfield \(text.version), build \(text.build); this is build \(build), and a "
          + "state goes on only in the program that wrote it")
    }
    header = Header(
      version: text.version, build: text.build, step: text.step, files: text.files,
      request: text.request)
    state = Array(bytes[(second + 1)..<(end - text.record_bytes)])
    recordState = Array(bytes[(end - text.record_bytes)..<end])
  }

  /// The second line.
  private struct Text: Decodable {
    var version: String
    var build: String
    var step: Int
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var state_bytes: Int
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var record_bytes: Int
    var files: [FilePosition]
    var request: RunRequest
  }
}
