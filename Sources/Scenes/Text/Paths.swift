import Glibc

/// The folder part of a path with its final slash; empty for a bare file name.
func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "" }
  return String(path[...slash])
}

/// The last part of a path.
func fileName(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return path }
  return String(path[path.index(after: slash)...])
}

/// `path` as seen from `directory`; an absolute path stays as it is.
func resolvePath(_ path: String, in directory: String) -> String {
  path.hasPrefix("/") ? path : directory + path
}

/// The path without links and detours, or the path itself where no such file exists.
func canonicalPath(_ path: String) -> String {
  guard let real = realpath(path, nil) else { return path }
  defer { free(real) }
  return String(cString: real)
}

/// The file that a link leads to, or nil where the path is no link.
func linkTarget(_ path: String) -> String? {
  var status = stat()
  guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return nil }
  return canonicalPath(path)
}

/// True where a file or folder of this path exists.
func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// The path from the root without `.` and `..`; links stay as they are, and no file need be there.
func absolutePath(_ path: String) -> String {
  var parts: [Substring] = []
  let whole = path.hasPrefix("/") ? path : workingFolder() + "/" + path
  for part in whole.split(separator: "/") where part != "." {
    if part == ".." { _ = parts.popLast() } else { parts.append(part) }
  }
  return "/" + parts.joined(separator: "/")
}

private func workingFolder() -> String {
  guard let folder = getcwd(nil, 0) else { return "" }
  defer { free(folder) }
  return String(cString: folder)
}
