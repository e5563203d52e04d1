import FoundationEssentials
import Glibc
import SimCore

/// Frames one after the other in a file, all of one length, until they become arrays.
///
///     fleetfield frames 1
///     {"robots":4,"classes":[{"name":"carrier","first":0,"count":4}]}
///     …                 frames: the time in seconds as a 64-bit float, then 20 bytes a robot (`RunFrame`)
///
/// A file that was cut, or whose program was killed, holds its whole frames.
enum FrameSpool {
  private static let mark = "fleetfield frames 1\n"

  /// The bytes before the first frame.
  static func head(_ roster: FrameRoster) -> [UInt8] {
    let text = JSONText.object([
      ("robots", .integer(roster.robotCount)),
      (
        "classes",
        .array(
          roster.groups.map {
            .object([
              ("name", .string($0.name)), ("first", .integer($0.first)),
              ("count", .integer($0.count)),
            ])
          })
      ),
    ])
    return Array("\(mark)\(text.dense)\n".utf8)
  }

  /// The bytes of a frame.
  static func bytes(_ frame: RunFrame) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + frame.classes.reduce(0) { $0 + $1.points.count })
    let time = (Double(frame.time) / 1e9).bitPattern
    withUnsafeBytes(of: time.littleEndian) { bytes.append(contentsOf: $0) }
    for robots in frame.classes { bytes += robots.points }
    return bytes
  }

  /// A spool that is read.
  struct Reader: ~Copyable {
    /// Whose frames they are.
    let roster: FrameRoster
    /// Whole frames.
    let frameCount: Int
    /// Bytes of a frame.
    let frameSize: Int
    private let descriptor: Int32
    private let start: Int
    private let path: String

    private struct Head: Decodable {
      var robots: Int
      var classes: [FrameRoster.Group]
    }

    /// Opens a file.
    ///
    /// - Throws: `RecordingError` (`isInput`) where it cannot be read, or is no spool.
    init(_ path: String) throws(RecordingError) {
      self.path = path
      descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
      guard descriptor >= 0 else {
        throw RecordingError(
          "cannot read '\(path)': \(String(cString: strerror(errno)))", isInput: true)
      }
      let length = Int(lseek(descriptor, 0, SEEK_END))
      // A class of a name of 64 letters takes some 100 bytes, and a scene has at most 1,000.
      let first = fileBytes(descriptor, at: 0, count: min(1 << 20, max(0, length)))
      guard first.starts(with: FrameSpool.mark.utf8),
        let end = first[FrameSpool.mark.utf8.count...].firstIndex(of: UInt8(ascii: "\n")),
        let head = try? JSONDecoder().decode(
          Head.self, from: Data(first[FrameSpool.mark.utf8.count..<end])),
        head.robots >= 0, head.robots <= 1 << 30,
        head.classes.allSatisfy({ $0.first >= 0 && $0.count >= 0 && $0.count <= 1 << 30 })
      else {
        Glibc.close(descriptor)
        throw RecordingError("'\(path)' does not begin as frames of a run do", isInput: true)
      }
      roster = FrameRoster(groups: head.classes, robotCount: head.robots)
      start = end + 1
      frameSize = 8 + RunFrame.stride * head.robots
      frameCount = (length - start) / frameSize
    }

    deinit { Glibc.close(descriptor) }

    /// Hands on the bytes of all frames, some whole frames at a time.
    ///
    /// - Throws: `RecordingError` where the file ends before, and what `body` throws.
    func forEachBlock(
      _ body: (UnsafeRawBufferPointer) throws(RecordingError) -> Void
    ) throws(RecordingError) {
      let perBlock = max(1, (1 << 20) / frameSize)
      var frame = 0
      while frame < frameCount {
        let count = min(perBlock, frameCount - frame)
        let bytes = fileBytes(descriptor, at: start + frame * frameSize, count: count * frameSize)
        guard bytes.count == count * frameSize else {
          throw RecordingError("cannot read '\(path)': it ends before its end")
        }
        var thrown: RecordingError?
        bytes.withUnsafeBytes { block in
          do throws(RecordingError) { try body(block) } catch { thrown = error }
        }
        if let thrown { throw thrown }
        frame += count
      }
    }
  }
}
