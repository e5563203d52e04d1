import SimCore

extension Viewer {
  /// What is shown and switched on as one line of JSON, for scripts that steer the window.
  ///
  /// - Parameter eventCount: How many events of the user were handled so far.
  /// - Returns: An object with a newline after it.
  public func stateText(eventCount: Int) -> String {
    var pairs: [(String, String)] = [
      ("events", "\(eventCount)"), ("step", "\(frame.step)"),
      ("robots", "\(frame.pose.count)"), ("playing", "\(playback.isPlaying)"),
      ("running", "\(isRunning)"), ("speed", Viewer.quoted(playback.speedLabel)),
      ("seeking", "\(playback.isSeeking)"), ("known_steps", "\(timeline.knownSteps)"),
      ("timeline_events", "\(timeline.events.count)"),
      ("selected", "[" + selection.map { "\($0)" }.joined(separator: ",") + "]"),
      ("followed", followed.map { "\($0)" } ?? "null"),
      ("driven", possessed.map { "\($0)" } ?? "null"), ("editing", "\(isEditing)"),
      ("overlays", Viewer.list(options.overlays.map(\.rawValue))),
      ("panels", Viewer.list(options.panels.map(\.rawValue))),
      ("field", options.field.map { Viewer.quoted($0.rawValue) } ?? "null"),
      ("color", Viewer.quoted(options.coloring.title(in: scenery))),
      ("theme", options.theme.isDark ? "\"dark\"" : "\"light\""),
      ("scale", "\(options.scale)"), ("pixels_per_metre", "\(camera.pixelsPerMetre)"),
      ("center", "[\(camera.center.x),\(camera.center.y)]"),
      ("obstacles", "\(scenery.obstacleCount)"),
      ("messages", Viewer.list(messages.map(\.title))),
      ("notice", notice.map(Viewer.quoted) ?? "null"),
    ]
    if let position = selection.last.flatMap(place(of:)) {
      let place = camera.screen(position)
      pairs.append(("selected_pixel", "[\(place.x),\(place.y)]"))
    }
    return "{" + pairs.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}\n"
  }

  private static func list(_ words: [String]) -> String {
    "[" + words.sorted().map(quoted).joined(separator: ",") + "]"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 32: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
