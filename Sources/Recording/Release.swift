import Glibc
import SimCore

/// Which program this is, so that results can say what made them.
public enum Release {
  /// The version of the sources.
  public static let version = "0.1.0"

  /// "debug" or "release": the bits of a run are the same, its speed is not.
  public static var configuration: String {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }

  /// The version and a hash of the program's own bytes: two builds never share it by accident.
  ///
  /// - Complexity: O(size of the program), about 10 ms; call it once.
  public static func buildIdentity() -> String {
    var hash = StateHash()
    let descriptor = open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "\(version)+unknown" }
    defer { _ = close(descriptor) }
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &block, block.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return "\(version)+\(hash.hexadecimal)" }
      block.withUnsafeBufferPointer { bytes in
        if let base = bytes.baseAddress { hash.add(base, count: count) }
      }
    }
  }
}
