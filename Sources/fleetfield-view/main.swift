// The viewer program: `view` opens a window, `render` writes pictures without a display.
import Commands
import GLViewing
import Recording
import SimCore
import Viewing

#if canImport(Glibc)
  import Glibc
#endif

/// Writes a line to standard output, or to standard error.
func say(_ line: String, to descriptor: Int32 = 1) {
  if descriptor == 1 {
    StandardStreams.output(line + "\n")
  } else {
    StandardStreams.error(line + "\n")
  }
}

CrashGuard.install(program: "fleetfield-view")
// Where ffmpeg ends early, too, writing to it must fail with a message and not end the program.
StandardStreams.prepare()
let arguments = Array(CommandLine.arguments.dropFirst())
do {
  let request = try ViewRequest(arguments: arguments)
  switch request.verb {
  case _ where request.wantsHelp: say(ViewHelp.text(of: request.verb))
  case .help: say(ViewHelp.overview)
  case .render: try RenderCommand(request).run()
  case .view where request.isPair: try runPairWindow(request)
  case .view: try runWindow(request)
  case .measure: try MeasureCommand(request).run()
  }
} catch let error as UsageError {
  say("error: \(error.description)", to: 2)
  if let verb = error.verb.flatMap(ViewRequest.Verb.init(rawValue:)) {
    say("Try '\(ViewHelp.program(of: verb)) \(verb.rawValue) --help'.", to: 2)
  }
  exit(2)
} catch let error as SceneOpeningError {
  // Mistakes of the scene bring their own file, line and caret.
  if error.messages.isEmpty { say("error: \(error.description)", to: 2) }
  for message in error.messages { for line in message.lines { say(line, to: 2) } }
  exit(2)
} catch let error as ViewingError {
  say("error: \(error.description)", to: 2)
  exit(1)
} catch {
  say("error: \(error)", to: 2)
  exit(1)
}
if let failure = StandardStreams.outputFailure() {
  say("error: \(failure)", to: 2)
  exit(1)
}

/// Opens a window on two runs and runs until it is closed.
@MainActor
func runPairWindow(_ request: ViewRequest) throws {
  Interruption.listen()
  let opened = try PairOpening(request)
  try request.checkStateFile()
  var playback = Playback()
  playback.isPlaying = !request.isPaused
  playback.speed = request.speed
  let window = try PairWindow(
    (opened.first, opened.second), names: opened.names, figureKey: opened.figureKey,
    hasGhosts: request.hasGhosts, options: request.options,
    size: (request.width, request.height), playback: playback, prepare: request.prepare)
  window.statePath = request.statePath
  window.onMismatch = { say("error: \($0.sentence)", to: 2) }
  window.shouldStop = { Interruption.isRequested }
  try window.run()
  if Interruption.isRequested { throw ViewingError("stopped by \(Interruption.name)") }
}

/// Opens the window and runs until it is closed.
@MainActor
func runWindow(_ request: ViewRequest) throws {
  let opener = try request.opener()
  Interruption.listen()
  var playback = Playback()
  playback.isPlaying = !request.isPaused
  playback.speed = request.speed
  try request.checkStateFile()
  let opened = try opener.open()
  try request.check(opened)
  try request.checkRecord()
  let window = try ViewerWindow(
    opened, by: opener, options: request.options, width: request.width, height: request.height,
    playback: playback, prepare: request.prepare)
  window.statePath = request.statePath
  window.onMismatch = { say("error: \($0.sentence)", to: 2) }
  window.shouldStop = { Interruption.isRequested }
  if let remark = try window.run() {
    if remark.isFailure { throw ViewingError(remark.text) }
    say(remark.text)
  }
  if Interruption.isRequested { throw ViewingError("stopped by \(Interruption.name)") }
}
