import Commands
import Glibc
import Recording

/// `fleetfield view` and `fleetfield render`: hand over to the viewer program beside this one.
///
/// The command itself links no GL, so that it runs on machines without any.
enum ViewLauncher {
  /// `view` in the list of verbs; the viewer program knows its options and prints its help.
  static let viewSpec = VerbSpec(
    name: "view", summary: "watch a scene live, or replay a run folder, in a window",
    operands: ["SCENE|RUN"], options: [])

  /// `render` in the list of verbs; likewise.
  static let renderSpec = VerbSpec(
    name: "render", summary: "draw a scene or a run into a picture or film, without a display",
    operands: ["SCENE|RUN"], options: [])

  /// Replaces this process by the viewer with the same words; returns only where it cannot start.
  static func run(_ words: [String]) -> Int32 {
    var path = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &path, path.count - 1)
    let own =
      length > 0
      ? String(decoding: path.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
    let program = own + "-view"
    var arguments: [UnsafeMutablePointer<CChar>?] = ([program] + words).map { strdup($0) }
    arguments.append(nil)
    execv(program, &arguments)
    Terminal.error(
      "fleetfield: error: the viewer '\(program)' does not start; "
        + "build it with 'swift build -c release --product fleetfield-view'\n")
    return ExitCode.failed
  }
}
