import SimCore

extension Viewer {
  /// What is shown and switched on as one line of JSON, for scripts that steer the window.
  ///
  /// - Parameter eventCount: How many events of the user were handled so far.
  /// - Returns: An object with a newline after it.
  public func stateText(eventCount: Int) -> String {
    func words(_ list: some Sequence<String>) -> JSONText {
      .array(list.sorted().map { .string($0) })
    }
    func number(_ value: Int?) -> JSONText { value.map { .integer($0) } ?? .null }
    var pairs: [(String, JSONText)] = [
      ("events", .integer(eventCount)), ("step", .integer(frame.step)),
      ("robots", .integer(frame.pose.count)), ("playing", .bool(playback.isPlaying)),
      ("running", .bool(isRunning)), ("speed", .string(playback.speedLabel)),
      ("seeking", .bool(playback.isSeeking)), ("known_steps", .integer(timeline.knownSteps)),
      ("timeline_events", .integer(timeline.events.count)),
      ("selected", .array(selection.map { .integer($0) })), ("followed", number(followed)),
      ("driven", number(possessed)), ("editing", .bool(isEditing)),
      ("overlays", words(options.overlays.map(\.rawValue))),
      ("panels", words(options.panels.map(\.rawValue))),
      ("collapsed", words(layout.collapsed.map(\.rawValue))),
      ("field", .optional(options.field?.rawValue)), ("plan", .optional(options.plan?.rawValue)),
      ("field_class", .optional(options.fieldClass.map { scenery.classes[$0].name })),
      ("color", .string(options.coloring.title(in: scenery))),
      ("theme", .string(options.theme.isDark ? "dark" : "light")),
      ("scale", .raw("\(options.scale)")), ("pixels_per_metre", .raw("\(camera.pixelsPerMetre)")),
      ("center", place(camera.center)), ("obstacles", .integer(scenery.obstacleCount)),
      ("messages", words(messages.map { visibleText($0.title) })),
      ("replay", .optional(replay.map { visibleText($0.name) })),
      ("replay_says", .optional(replay?.words)), ("ended", .bool(playback.isFinished)),
      ("filming", .bool(isFilming)), ("notice", .optional(notice.map(visibleText))),
    ]
    if let position = selection.last.flatMap(place(of:)) {
      pairs.append(("selected_pixel", place(camera.screen(position))))
    }
    return JSONText.object(pairs).dense + "\n"
  }

  /// Single precision has fewer digits than a double's text would show.
  private func place(_ point: Vec2) -> JSONText { .raw("[\(point.x),\(point.y)]") }
}
