import Glibc

/// Names of what is being written: `.NAME.partial-` and 16 hexadecimal digits drawn at random.
///
/// A process number does not tell two programs apart: in containers it is 1 for most of them, and
/// on a disk that machines share it repeats. With 64 random bits and a creation that fails where
/// the name exists, no two programs ever write into the same place.
enum PartialName {
  private static let mark = ".partial-"
  private static let digitCount = 16
  /// Bytes kept of NAME, so that the whole stays below the 255 that file systems allow, and below
  /// the 143 of encrypted ones.
  private static let stemLimit = 100

  /// 16 hexadecimal digits from the system's random source.
  static func token() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: digitCount - digits.count) + digits
  }

  /// The path beside `path` at which it is written until it is whole.
  static func beside(_ path: String, token: String) -> String {
    let trimmed = RunFolder.withoutTrailingSlash(path)
    var name = Substring(trimmed)
    var folder = ""
    if let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/")) {
      folder = String(trimmed[...slash])
      name = trimmed[trimmed.utf8.index(after: slash)...]
    }
    while name.utf8.count > stemLimit { name.removeLast() }
    while name.hasPrefix(".") { name.removeFirst() }
    return "\(folder).\(name)\(mark)\(token)"
  }

  /// True where a name was made by `beside`.
  static func isPartial(_ name: String) -> Bool { final(of: name) != nil }

  /// The name that `beside` made this one of (cut where it was too long), or nil.
  static func final(of name: String) -> String? {
    let bytes = Array(name.utf8)
    let tail = Array(mark.utf8)
    let start = bytes.count - digitCount - tail.count
    guard start >= 1, bytes[0] == UInt8(ascii: "."),
      bytes[start...].starts(with: tail),
      bytes.suffix(digitCount).allSatisfy({
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      })
    else { return nil }
    return String(decoding: bytes[1..<start], as: UTF8.self)
  }
}
