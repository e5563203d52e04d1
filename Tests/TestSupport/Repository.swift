import Glibc

/// Where the files of the repository lie that tests read.
public enum Repository {
  /// The repository, with a slash at the end.
  public static let root: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    // Tests/TestSupport/Repository.swift lies two levels below it.
    return parts.dropLast(3).joined(separator: "/") + "/"
  }()

  /// A file below `Scenes/`.
  public static func scene(_ name: String) -> String { root + "Scenes/" + name }
}

/// The folder of maps that others wrote, beside the repository; tests that need it skip without it.
public enum RealData {
  /// Path of the folder, with a slash at the end.
  public static let folder: String = {
    let parts = Repository.root.dropLast().split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast().joined(separator: "/") + "/shared/data/"
  }()
  /// True where the folder is there.
  public static let isThere = access(folder, R_OK) == 0

  /// True where a file of the folder is there.
  public static func has(_ file: String) -> Bool { access(folder + file, R_OK) == 0 }
}
