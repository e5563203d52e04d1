import Glibc
import Scenes
import Testing

/// Scenes with one mistake each, in `Broken/`, beside the whole message they must give.
///
/// A message that changes on purpose is written anew by `UPDATE_BROKEN=1 swift test --filter Broken`,
/// and then read by a person.
@Suite("SceneLoader on broken scenes")
struct BrokenScenesTests {
  static let folder = TestFiles.folder + "Broken/"
  static let names = listFolder(folder).filter { $0.hasSuffix(".fleet.yaml") }.sorted()

  @Test("there are at least 45 broken scenes, and no two give the same message")
  func eachIsOfItsOwnKind() {
    #expect(Self.names.count >= 45)
    // What a message says apart from names and numbers is its first line without the place.
    let messages = Self.names.map { name in
      SceneLoader.load(path: Self.folder + name).diagnostics.map(\.message).joined(separator: "|")
    }
    for (index, message) in messages.enumerated() {
      #expect(!messages[..<index].contains(message), "\(Self.names[index]) repeats '\(message)'")
    }
  }

  @Test("a broken scene gives its whole expected message", arguments: names)
  func givesItsMessage(name: String) throws {
    let result = SceneLoader.load(path: Self.folder + name)
    let text = withoutFolder(messages(result)) + "\n"
    let path = Self.folder + name.dropLast(".fleet.yaml".count) + ".txt"
    if getenv("UPDATE_BROKEN") != nil { try TestFiles.write(Array(text.utf8), to: path) }
    let expected = try #require(TestFiles.text(path), "no expected message beside \(name)")
    #expect(text == expected)
    let hasError = result.diagnostics.contains { $0.severity == .error }
    #expect((result.scene == nil) == hasError, "a scene comes exactly where there is no error")
    #expect(!result.diagnostics.isEmpty)
  }

  private func withoutFolder(_ text: String) -> String {
    text.split(separator: Self.folder, omittingEmptySubsequences: false).joined()
  }
}

/// The names in a folder, in no order.
private func listFolder(_ path: String) -> [String] {
  guard let folder = opendir(path) else { return [] }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    names.append(
      withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      })
  }
  return names
}
