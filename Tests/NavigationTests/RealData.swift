#if canImport(Glibc)
  import Glibc
#endif

/// The folder of maps that others wrote, beside the repository; tests that need it skip without it.
enum RealData {
  /// Path of the folder, with a slash at the end.
  static let folder: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    // Tests/NavigationTests/RealData.swift lies three levels below the root.
    parts.removeLast(4)
    return parts.joined(separator: "/") + "/shared/data/"
  }()
  /// True where the folder is there.
  static let isThere = access(folder, R_OK) == 0
}
