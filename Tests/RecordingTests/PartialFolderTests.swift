import Glibc
import Simulation
import TestSupport
import Testing

@testable import Recording

@Suite("PartialFolder")
struct PartialFolderTests {
  /// Digits as a random source would give them, one after the other.
  private static func tokens(_ values: Int...) -> () -> String {
    var left = values
    return {
      let digits = String(left.isEmpty ? 0 : left.removeFirst(), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
  }

  @Test("two runs of one process number that draw the same digits never share a folder")
  func sameDigits() throws {
    let temporary = TemporaryFolder()
    let target = "\(temporary.path)/yard-7"
    let first = try PartialFolder.make(beside: target, token: Self.tokens(7))
    let second = try PartialFolder.make(beside: target, token: Self.tokens(7, 7, 8))
    #expect(first.path == "\(temporary.path)/.yard-7.partial-0000000000000007")
    #expect(second.path == "\(temporary.path)/.yard-7.partial-0000000000000008")
    second.remove()
    #expect(RunFolder.exists(first.path))
    first.remove()
    #expect(temporary.names() == [])
  }

  @Test("a folder that is there without a lock is left alone, and another name is drawn")
  func takenFolder() throws {
    let temporary = TemporaryFolder()
    let target = "\(temporary.path)/yard-7"
    try RunFolder.makeFolders("\(temporary.path)/.yard-7.partial-0000000000000001")
    let folder = try PartialFolder.make(beside: target, token: Self.tokens(1, 2))
    #expect(folder.path.hasSuffix("2"))
    folder.remove()
    #expect(temporary.names() == [".yard-7.partial-0000000000000001"])
  }

  @Test(
    "two runs at once in one process, numbered or into the same --out, end in two whole folders",
    arguments: [true, false])
  func twoAtOnce(isNumbered: Bool) throws {
    let temporary = TemporaryFolder()
    let path = "\(temporary.path)/out"
    let destination: RunDestination =
      isNumbered
      ? .numbered(root: temporary.path, sceneName: "out", seed: 7)
      : try .fixed(path, force: false)
    var first = try RunRecorder(
      destination, scene: plainScene(name: "first"), token: Self.tokens(1))
    var second = try RunRecorder(
      destination, scene: plainScene(name: "second"), token: Self.tokens(1, 2))
    try first.begin(columns: ["first"])
    try second.begin(columns: ["second"])
    for row in 0..<5 {
      try first.add(row: [1])
      try second.add(row: [2])
      try first.add(hash: "0000000000000001", second: row, step: row)
      try second.add(hash: "0000000000000002", second: row, step: row)
    }
    let summary = Self.summary()
    let one = try first.finish(summary)
    var two = "\(path)-1"
    var message: String?
    do throws(RecordingError) { two = try second.finish(summary) } catch { message = error.message }
    // Where the place is taken by now the second one gets the next name, and its user is told.
    #expect((message == nil) == isNumbered)
    #expect(message?.contains("'\(two)'") != false)
    #expect(one != two)
    #expect(try TextFile.read("\(one)/series.csv") == "first\n1\n1\n1\n1\n1\n")
    #expect(try TextFile.read("\(two)/series.csv") == "second\n2\n2\n2\n2\n2\n")
    #expect(Set(try HashLog(folder: one).hashes) == ["0000000000000001"])
    #expect(Set(try HashLog(folder: two).hashes) == ["0000000000000002"])
    #expect(try TextFile.read("\(two)/scene.resolved.yaml").contains("name: second\n"))
    #expect(!temporary.names().contains { $0.contains("partial") })
  }

  @Test("names of what is being written are told from all others")
  func names() {
    let token = PartialName.token()
    #expect(PartialName.beside("a/b/run", token: token) == "a/b/.run.partial-\(token)")
    #expect(PartialName.beside("run/", token: token) == ".run.partial-\(token)")
    #expect(PartialName.final(of: ".run.partial-\(token)") == "run")
    #expect(PartialName.token() != token)
    for name in [
      "run.partial-\(token)", ".run.partial-\(token)0", ".run.partial-12", ".run", "run",
      ".run.partial-\(token.dropLast())X", "",
    ] {
      #expect(!PartialName.isPartial(name), "\(name)")
    }
    let long = PartialName.beside(String(repeating: "Lager", count: 60), token: token)
    #expect(long.utf8.count < 143)
    #expect(PartialName.isPartial(long))
  }

  static func summary() -> RunSummary {
    RunSummary(
      of: FakeWorld(stepsPerSecond: 60, stepLimit: 60), scene: plainScene(),
      sceneFile: "yard.fleet.yaml", overrides: [], robotCount: 3, workerCount: 1, build: "test",
      startedAt: "", setupSeconds: 0, end: RunEnd(isInterrupted: false, wallTime: 1))
  }
}
