import Glibc
import Scenes
import TestSupport
import Testing

@Suite("What is no regular file is refused, and nothing waits for it")
struct SpecialFilesTests {
  @Test("a pipe as scene, library, map and weights is refused with its place")
  func pipes() throws {
    let scratch = TemporaryFolder()
    let folder = scratch.path + "/"
    #expect(mkfifo(folder + "pipe", 0o600) == 0)
    #expect(
      messages(SceneLoader.load(path: folder + "pipe"))
        == "error: '\(folder)pipe' is a pipe; expected a scene file")
    let library = SceneLoader.load(
      text: "include: [\(folder)pipe]\n" + smallScene(), file: "small.fleet.yaml")
    #expect(
      messages(library).hasPrefix(
        "small.fleet.yaml:1:11: error: '\(folder)pipe' is a pipe; expected a scene file\n"))
    let map = SceneLoader.load(
      text: smallScene().replacing(
        "size: [20 m, 20 m]", with: "map: {file: \(folder)pipe, format: movingai}"),
      file: "small.fleet.yaml")
    #expect(map.scene == nil)
    #expect(messages(map).contains("it is a pipe, not a file of bytes"))
    #expect(map.diagnostics.first?.location?.line == 3)
    let weights = SceneLoader.load(
      text: smallScene(
        rest: "coordination: {executor_field: {recursion: gru, weights: \(folder)pipe}}"),
      file: "small.fleet.yaml")
    #expect(messages(weights).contains("it is a pipe, not a file of bytes"))
  }

  @Test("a device and a socket are named as what they are")
  func devicesAndSockets() throws {
    #expect(
      messages(SceneLoader.load(path: "/dev/zero"))
        == "error: '/dev/zero' is a device; expected a scene file")
    let scratch = TemporaryFolder()
    let folder = scratch.path + "/"
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: (folder + "s").utf8) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(bound == 0)
    #expect(
      messages(SceneLoader.load(path: folder + "s"))
        == "error: '\(folder)s' is a socket; expected a scene file")
  }

  @Test("a linked scene finds its library and map beside the link first, else beside the file")
  func links() throws {
    let scratch = TemporaryFolder()
    let folder = scratch.path + "/"
    let names = ["real/x.fleet.yaml", "real/lib.yaml", "real/m.map", "x.fleet.yaml", "lib.yaml"]
    mkdir(folder + "real", 0o700)
    let scene =
      "include: [lib.yaml]\n"
      + smallScene(count: "$(k)").replacing(
        "size: [20 m, 20 m]", with: "map: {file: m.map, format: movingai}")
    try TestFiles.write(Array(scene.utf8), to: folder + names[0])
    try TestFiles.write(
      Array("fleet: 1\nparameters: {k: {default: 2}}".utf8), to: folder + names[1])
    let map = "type octile\nheight 9\nwidth 9\nmap\n" + String(repeating: ".........\n", count: 9)
    try TestFiles.write(Array(map.utf8), to: folder + names[2])
    #expect(symlink("real/x.fleet.yaml", folder + names[3]) == 0)
    let linked = SceneLoader.load(path: folder + names[3])
    #expect(try #require(linked.scene, "\(messages(linked))").robots[0].count == 2)
    try TestFiles.write(
      Array("fleet: 1\nparameters: {k: {default: 3}}".utf8), to: folder + names[4])
    #expect(SceneLoader.load(path: folder + names[3]).scene?.robots[0].count == 3)
    #expect(SceneLoader.load(path: folder + names[0]).scene?.robots[0].count == 2)
  }
}
