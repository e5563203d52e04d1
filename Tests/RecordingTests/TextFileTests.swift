import Glibc
import TestSupport
import Testing

@testable import Recording

@Suite("TextFile")
struct TextFileTests {
  @Test("what has no room is an error with the path and the system's reason")
  func full() {
    #expect(throws: RecordingError("cannot write '/dev/full': No space left on device")) {
      try TextFile.replace("/dev/full", with: "text\n")
    }
  }

  @Test("a device is written to and stays one, and a link stays a link")
  func devicesAndLinks() throws {
    try TextFile.replace("/dev/null", with: "text\n")
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    let temporary = TemporaryFolder()
    try TextFile.replace("\(temporary.path)/a.csv", with: "old\n")
    symlink("a.csv", "\(temporary.path)/link.csv")
    try TextFile.replace("\(temporary.path)/link.csv", with: "new\n")
    #expect(try TextFile.read("\(temporary.path)/a.csv") == "new\n")
    #expect(lstat("\(temporary.path)/link.csv", &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFLNK)
    #expect(temporary.names() == ["a.csv", "link.csv"])
  }

  @Test("a folder in the way is the user's to mend, before anything is written")
  func folder() throws {
    let temporary = TemporaryFolder()
    let error = RecordingError(
      "'\(temporary.path)' is in the way: it is a folder", isInput: true)
    #expect(throws: error) { try TextFile.replace(temporary.path, with: "") }
    #expect(throws: error) { try TextFile.check(temporary.path) }
    #expect(throws: RecordingError.self) { try TextFile.check("\(temporary.path)/none/a.csv") }
    try TextFile.check("\(temporary.path)/a.csv")
    try TextFile.check("/dev/stdout")
    #expect(temporary.names() == [])
  }

  @Test("two writers of one file never share a temporary one, and the last one wins whole")
  func twoWriters() throws {
    let temporary = TemporaryFolder()
    let path = "\(temporary.path)/runs.csv"
    for text in ["first\n", "second\n"] { try TextFile.replace(path, with: text) }
    #expect(try TextFile.read(path) == "second\n")
    #expect(temporary.names() == ["runs.csv"])
  }
}
