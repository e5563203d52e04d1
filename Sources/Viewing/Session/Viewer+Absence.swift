import Contracts

/// Why nothing is seen of what was switched on.
extension Viewer {
  /// What is said of an overlay that was just switched on.
  func answer(to overlay: Overlay) -> String {
    absence(of: overlay).map { "on, but \($0)" } ?? (overlay == .trails ? "on, from now on" : "on")
  }

  /// Says why nothing is seen of the overlay that was switched on last, once a frame with its marks is there.
  mutating func answerOverlay() {
    guard let overlay = unanswered, overlay.capture == nil || frame.holds(overlay) else { return }
    unanswered = nil
    // What was said since about something else stays.
    guard notice?.hasPrefix("\(overlay.summary): on") == true else { return }
    notice = "\(overlay.summary): \(answer(to: overlay))"
  }

  /// Each of some overlays, and the carpets that are on, of which nothing is seen, and why.
  public func absences(of overlays: Set<Overlay>) -> [String] {
    let bare = Overlay.allCases.filter(overlays.contains).compactMap { overlay in
      absence(of: overlay).map { "nothing is seen of \(overlay.rawValue): \($0)" }
    }
    let fields = FieldLayer.allCases.compactMap { layer -> String? in
      let channel = layer == .executor ? options.field : options.plan
      let isThere = layer == .executor ? frame.grid != nil : frame.plan != nil
      guard let channel, !isThere else { return nil }
      return "nothing is seen of \(channel.rawValue): there is no such field under \(scenery.mode)"
    }
    return bare + fields
  }

  /// Why nothing is seen of an overlay; nil where it is seen, or may be.
  private func absence(of overlay: Overlay) -> String? {
    switch overlay {
    case .paths,
      .rays where selection.isEmpty:
      return "it is of selected robots: " + (options.isStill ? "none is" : "click one")
    case .minimap where minimapExtent == nil:
      return "it is there where less than a third of the floor is in view"
    case .places, .names: return scenery.zones.isEmpty ? "this floor has no zones" : nil
    case .links where !scenery.readings.contains(where: \.isGranted):
      return "nobody tells anybody anything under \(scenery.mode)"
    default: return frame.isBare(of: overlay) ? overlay.absence : nil
    }
  }
}
