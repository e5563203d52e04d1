import SimCore

extension ViewerPair {
  /// Takes one event of the user for both halves; the answer is what must happen outside.
  ///
  /// A place in either half is the same place of its floor. There are no panels and no help; what they would
  /// switch is said to be for one run.
  public mutating func handle(_ event: InputEvent) -> [ViewerEffect] {
    let moved = event.isSound ? inHalf(event) : event
    if case .key(let key, let modifiers, isDown: true) = event {
      switch KeyTable.action(for: key, modifiers: modifiers) {
      case .togglePanel, .help, .toggleEditing, .possess:
        first.notice = "that is for one run: two share one head and one legend"
        return []
      default: break
      }
    }
    let effects = first.handle(moved)
    let count = second.scenery.robotCount
    second.selection = first.selection.filter { $0 < count }
    second.bookmarks = first.bookmarks
    return effects
  }

  /// Another size of the whole picture (px) and scale (px per point).
  public mutating func resize(to size: Vec2, scale: Float) {
    guard InputEvent.resized(size, scale: scale).isSound else { return }
    self.size = size
    let half = ViewerPair.halfSize(of: size, scale: scale)
    for event in [InputEvent.resized(half, scale: scale)] {
      _ = first.handle(event)
      _ = second.handle(event)
    }
  }

  /// An event with its place in the half that it happened in.
  private func inHalf(_ event: InputEvent) -> InputEvent {
    func place(_ pixel: Vec2) -> Vec2 {
      let half = first.camera.viewport
      let isRight = pixel.x > size.x * 0.5
      return pixel
        - Vec2(
          isRight ? size.x - half.x : 0, ViewerPair.headHeight * first.options.scale)
    }
    switch event {
    case .pointerMoved(let pixel, let modifiers): return .pointerMoved(place(pixel), modifiers)
    case .button(let button, let pixel, let modifiers, let isDown):
      return .button(button, place(pixel), modifiers, isDown: isDown)
    case .doubleClick(let pixel): return .doubleClick(place(pixel))
    case .wheel(let notches, let pixel): return .wheel(notches, place(pixel))
    case .key, .resized: return event
    }
  }

  /// What the left run shows, as `Viewer.stateText`, with the right run's step and the difference.
  public func stateText(eventCount: Int) -> String {
    let text = first.stateText(eventCount: eventCount)
    let pairs: [(String, JSONText)] = [
      ("other_step", .integer(second.frame.step)), ("difference", .optional(difference)),
    ]
    return String(text.dropLast(2)) + "," + JSONText.object(pairs).dense.dropFirst() + "\n"
  }
}
