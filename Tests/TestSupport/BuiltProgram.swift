import Glibc

/// The programs of this package as they were built beside the program of the tests.
public enum BuiltProgram {
  /// The path of a program; nil where it was not built.
  public static func find(_ name: String) -> String? {
    let path = self.path(name)
    return access(path, X_OK) == 0 ? path : nil
  }

  /// Where a program of this name lies, whether it is there or not.
  public static func path(_ name: String) -> String {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &bytes, bytes.count)
    let path = bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
    let parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let folder = Array(parts.dropLast().joined(separator: [UInt8(ascii: "/")]))
    return String(decoding: folder, as: UTF8.self) + "/" + name
  }
}
