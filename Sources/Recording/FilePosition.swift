import Glibc
import SimCore

/// How far a file of a run folder went at a moment: what comes behind is not of that moment.
public struct FilePosition: Equatable, Sendable, Decodable {
  /// The file's name in the folder.
  public var name: String
  /// Its bytes.
  public var bytes: Int
  /// Its whole lines.
  public var lines: Int
  /// The CRC-32 of those bytes.
  public var crc32: UInt32

  /// The position as JSON.
  var json: JSONText {
    .object([
      ("name", .string(name)), ("bytes", .integer(bytes)), ("lines", .integer(lines)),
      ("crc32", .integer(Int(crc32))),
    ])
  }

  /// Why a folder's file does not begin with those bytes; nil where it does.
  ///
  /// - Complexity: O(bytes).
  func problem(in folder: String) -> String? {
    guard RunFolder.ownFiles.contains(name), bytes >= 0 else { return "it names a file '\(name)'" }
    let descriptor = open("\(folder)/\(name)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return "\(name): \(String(cString: strerror(errno)))" }
    defer { _ = close(descriptor) }
    var left = bytes
    var crc = CRC32()
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while left > 0 {
      let count = read(descriptor, &block, min(left, block.count))
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return "\(name) has fewer than the \(bytes) bytes that it had then" }
      block.withUnsafeBytes { crc.add(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      left -= count
    }
    return crc.value == crc32 ? nil : "\(name) was changed since"
  }
}
