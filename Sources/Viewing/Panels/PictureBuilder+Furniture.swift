import SimCore
import Simulation

extension PictureBuilder {
  /// Bars, panels, scale bar, minimap, messages and help, from back to front.
  mutating func drawFurniture() {
    let layout = viewer.layout
    drawScaleBar(layout)
    drawOverlays(.furniture)
    for placed in viewer.panels {
      guard let box = layout.panels[placed.kind] else { continue }
      placed.panel.draw(
        into: &list, box: box, theme: theme, scale: scale,
        scroll: viewer.panelScroll[placed.kind] ?? 0,
        isCollapsed: layout.collapsed.contains(placed.kind))
    }
    drawTopBar(layout.topBar)
    drawTimeline(layout)
    drawVerdict(layout)
    drawEditingSign(layout)
    drawMessages(layout)
    if let region = viewer.selectionBox { drawSelectionBox(region) }
    if options.panels.contains(.help) { drawHelp() }
  }

  /// Name, state of play, simulated time, factor, step, steps per second, number of robots.
  private mutating func drawTopBar(_ bar: ClipBox) {
    list.area(bar.origin, bar.size, fill: theme.panel)
    list.box(
      Vec2(0, bar.size.y - max(1, scale)), Vec2(bar.size.x, max(1, scale)), fill: theme.panelEdge)
    let base = 23 * scale
    var x = 14 * scale
    let state = viewer.playback
    let (sign, signColor, word) =
      state.isSeeking
      ? ("→", theme.accent, "seeking")
      : state.isFinished
        ? ("■", theme.mutedText, state.isCut ? "record ends" : "ended")
        : state.isPlaying ? ("▶", theme.success, "playing") : ("‖", theme.accent, "paused")
    if !options.isStill {
      list.text(sign, at: Vec2(x, base), size: 14 * scale, color: signColor, weight: .bold)
      x += 22 * scale
      list.text(word, at: Vec2(x, base), size: 12 * scale, color: signColor, weight: .bold)
      x += 62 * scale
    }
    let replay = drawReplay(bar, base: base)
    // Fixed places, so that nothing jumps while numbers change.
    let fields: [(String, String, Float)] = [
      ("time", Format.clock(frame.time), 112), ("speed", state.speedLabel, 84),
      (
        "real-time factor",
        state.realTimeFactor > 0 ? Format.decimal(state.realTimeFactor, places: 2) : "–", 146
      ),
      ("step", Format.whole(frame.step), 108),
      ("steps/s", state.stepsPerSecond > 0 ? Format.compact(state.stepsPerSecond) : "–", 106),
      ("robots", Format.whole(scenery.robotCount), 118),
    ]
    // A still has been made at no speed.
    let moving = ["speed", "real-time factor", "steps/s"]
    for (name, value, width) in fields where !options.isStill || !moving.contains(name) {
      guard x + width * scale < replay - 40 * scale else { break }
      list.text(name, at: Vec2(x, base), size: 11 * scale, color: theme.mutedText)
      let nameWidth = FontMetrics.width(of: name, size: 11 * scale, weight: .regular)
      list.text(
        value, at: Vec2(x + nameWidth + 6 * scale, base), size: 12.5 * scale, color: theme.text,
        weight: .bold)
      x += width * scale
    }
    // Where not even the head of an open panel has room, it is said here.
    let hidden = viewer.layout.hidden.map(\.rawValue).joined(separator: ", ")
    let help = options.isStill ? "" : "F1 help"
    let hint = hidden.isEmpty ? help : "no room for \(hidden)   \(help)"
    let hintWidth = FontMetrics.width(of: hint, size: 11 * scale, weight: .regular)
    let end = viewer.replay == nil ? bar.size.x - 14 * scale : replay - 12 * scale
    // A note on panels without room is worth more than the numbers beside it.
    if end - hintWidth > x || !hidden.isEmpty {
      list.text(
        hint, at: Vec2(end, base), size: 11 * scale, color: theme.mutedText, alignment: .trailing)
    }
    let right = drawSuccessDial(right: end - hintWidth - 16 * scale, leftLimit: x, base: base)
    let room = right - 6 * scale - x
    if room > 60 * scale {
      list.text(
        FontMetrics.truncated(scenery.name, to: room, size: 12.5 * scale, weight: .bold),
        at: Vec2(right, base), size: 12.5 * scale, color: theme.text, weight: .bold,
        alignment: .trailing)
    }
  }

  /// A bar of a round length, 70 to 190 points long.
  private mutating func drawScaleBar(_ layout: PanelLayout) {
    let metres = Format.niceFloor(Double(190 * scale / camera.pixelsPerMetre))
    let width = Float(metres) * camera.pixelsPerMetre
    let left = 16 * scale
    let base = layout.timeline.origin.y - 14 * scale
    let label = Format.length(metres)
    list.box(
      Vec2(left - 7 * scale, base - 22 * scale), Vec2(width + 14 * scale, 30 * scale),
      fill: theme.panel.opacity(0.78), radius: 5 * scale)
    list.box(Vec2(left, base), Vec2(width, 2 * scale), fill: theme.text)
    list.box(Vec2(left, base - 5 * scale), Vec2(2 * scale, 7 * scale), fill: theme.text)
    list.box(
      Vec2(left + width - 2 * scale, base - 5 * scale), Vec2(2 * scale, 7 * scale),
      fill: theme.text)
    list.text(
      label, at: Vec2(left + width * 0.5, base - 6 * scale), size: 11 * scale, color: theme.text,
      alignment: .center)
    drawFieldScales(layout, left: left + width + 13 * scale)
  }

  private mutating func drawSelectionBox(_ region: ClipBox) {
    list.box(
      region.origin, region.size, fill: theme.accent.opacity(0.08), border: 1.2 * scale,
      stroke: theme.accent)
  }

  /// The time axis: what is known, where it stands, marks of events.
  private mutating func drawTimeline(_ layout: PanelLayout) {
    let bar = layout.timeline
    let track = layout.timelineTrack
    let timeline = viewer.timeline
    list.area(bar.origin, bar.size, fill: theme.panel)
    list.box(bar.origin, Vec2(bar.size.x, max(1, scale)), fill: theme.panelEdge)
    let middle = track.origin.y + track.size.y * 0.5
    let grooveTop = middle - 3 * scale
    func x(_ step: Int) -> Float { track.origin.x + track.size.x * timeline.share(of: step) }
    list.box(
      Vec2(track.origin.x, grooveTop), Vec2(track.size.x, 6 * scale), fill: theme.panelEdge,
      radius: 3 * scale)
    list.box(
      Vec2(track.origin.x, grooveTop),
      Vec2(max(0, x(timeline.knownSteps) - track.origin.x), 6 * scale),
      fill: theme.mutedText.opacity(0.55), radius: 3 * scale)
    list.box(
      Vec2(track.origin.x, grooveTop), Vec2(max(0, x(timeline.step) - track.origin.x), 6 * scale),
      fill: theme.accent.opacity(0.85), radius: 3 * scale)
    // At most one mark per two pixels and kind; the graver kind is drawn last.
    for kind in [
      FleetEvent.Kind.charged, .taskDone, .jamOver, .intervention, .jam, .noWay, .failure,
      .quarantine, .threshold, .mismatch,
    ] {
      var last: Float = -.infinity
      for event in timeline.events where event.kind == kind {
        let place = x(event.step).rounded()
        guard place - last >= 2 * scale else { continue }
        last = place
        // Success is seen among any number of jams.
        let height: Float =
          kind == .taskDone || kind == .charged ? 5 : kind == .threshold ? 12 : 9
        list.box(
          Vec2(place - scale, grooveTop - (height + 1) * scale), Vec2(2 * scale, height * scale),
          fill: theme.color(of: kind), radius: scale)
      }
    }
    let knob = Vec2(x(timeline.step), middle)
    list.disc(knob, radius: 7 * scale, fill: theme.accent, border: 2 * scale, stroke: theme.panel)
    drawTimelineLabels(layout)
  }

  private mutating func drawTimelineLabels(_ layout: PanelLayout) {
    let track = layout.timelineTrack
    let timeline = viewer.timeline
    let rate = Double(max(1, timeline.stepsPerSecond))
    let base = track.origin.y + track.size.y * 0.5 + 4 * scale
    list.text(
      Format.clock(Double(timeline.step) / rate), at: Vec2(14 * scale, base), size: 12 * scale,
      color: theme.text, weight: .bold)
    list.text(
      Format.clock(Double(timeline.totalSteps ?? timeline.knownSteps) / rate),
      at: Vec2(layout.timeline.size.x - 14 * scale, base), size: 12 * scale,
      color: theme.mutedText, alignment: .trailing)
    // Labels below the axis at round times, at least 80 points apart.
    let span = Double(timeline.axisEnd) / rate
    let pitch = Format.timePitch(atLeast: span * Double(80 * scale / max(1, track.size.x)))
    var time = pitch
    while time < span {
      let place = track.origin.x + track.size.x * Float(time / span)
      list.text(
        timeLabel(time), at: Vec2(place, layout.timeline.origin.y + 36 * scale),
        size: 9.5 * scale, color: theme.mutedText, alignment: .center)
      time += pitch
    }
    if let hovered = viewer.hoveredEvent {
      let label = "\(hovered.text)  (\(hovered.kind.rawValue))"
      let width = FontMetrics.width(of: label, size: 11.5 * scale, weight: .regular) + 16 * scale
      let x = track.origin.x + track.size.x * timeline.share(of: hovered.step)
      let left = max(6 * scale, min(layout.timeline.size.x - width - 6 * scale, x - width * 0.5))
      let top = layout.timeline.origin.y - 28 * scale
      list.panelBackground(Vec2(left, top), Vec2(width, 23 * scale), theme: theme, scale: scale)
      list.text(
        label, at: Vec2(left + 8 * scale, top + 15.5 * scale), size: 11.5 * scale,
        color: theme.text)
    }
  }

  private func timeLabel(_ seconds: Double) -> String {
    if seconds < 60 { return Format.trimmed(seconds) + " s" }
    let whole = Int(seconds.rounded())
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
    if whole >= 3600 {
      return whole % 3600 == 0 ? "\(whole / 3600) h" : "\(whole / 3600):\(two(whole / 60 % 60)) h"
    }
    return whole % 60 == 0 ? "\(whole / 60) min" : "\(whole / 60):\(two(whole % 60))"
  }
}
