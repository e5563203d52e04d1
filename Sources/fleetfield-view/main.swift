// The viewer program: `view` opens a window, `render` writes pictures without a display.
import GLViewing
import SimCore
import Viewing

#if canImport(Glibc)
  import Glibc
#endif

/// Writes a line to a file descriptor; `stderr` itself is no Sendable global.
func say(_ line: String, to descriptor: Int32 = 1) {
  var bytes = Array(line.utf8)
  bytes.append(10)
  var sent = 0
  while sent < bytes.count {
    let count = bytes[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard count > 0 else { return }
    sent += count
  }
}

CrashGuard.install(program: "fleetfield-view")
// Where ffmpeg ends early, writing to it must fail with a message instead of ending the program.
_ = signal(SIGPIPE, SIG_IGN)
let arguments = Array(CommandLine.arguments.dropFirst())
do {
  let request = try ViewRequest(arguments: arguments)
  switch request.verb {
  case .help: say(ViewRequest.help)
  case .render: try RenderCommand(request).run()
  case .view: try runWindow(request)
  case .measure: try MeasureCommand(request).run()
  }
} catch let error as UsageError {
  say("error: \(error.description)", to: 2)
  exit(2)
} catch let error as SceneOpeningError {
  // Mistakes of the scene bring their own file, line and caret.
  if error.messages.isEmpty { say("error: \(error.description)", to: 2) }
  for message in error.messages { for line in message.lines { say(line, to: 2) } }
  exit(2)
} catch let error as ViewingError {
  say("error: \(error.description)", to: 2)
  exit(1)
}

/// Opens the window and runs until it is closed.
@MainActor
func runWindow(_ request: ViewRequest) throws {
  let opener = try request.opener()
  var playback = Playback()
  playback.isPlaying = !request.isPaused
  playback.speed = request.speed
  let window = try ViewerWindow(
    opener: opener, options: request.options, width: request.width, height: request.height,
    playback: playback, prepare: request.prepare)
  window.statePath = request.statePath
  window.onMismatch = { say("error: \($0.sentence)", to: 2) }
  if let remark = try window.run() { say(remark) }
}
