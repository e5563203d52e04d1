import SimCore
import Simulation

/// Events that the list has at most; of more, those that happen all the time are left out.
private let mostEvents = 200

/// What happened, as a panel: the latest first, each a click away.
extension Viewer {
  /// The events of the list, the latest first.
  ///
  /// Jobs that are done and robots that are charged give way to what is rarer.
  var listedEvents: [FleetEvent] {
    let events = timeline.events
    guard events.count > mostEvents else { return events.reversed() }
    let rare = events.filter { ![.taskDone, .charged].contains($0.kind) }
    let common = events.filter { [.taskDone, .charged].contains($0.kind) }
    let kept = common.suffix(max(0, mostEvents - rare.count))
    return Array((rare + kept).sorted { $0.step < $1.step }.suffix(mostEvents).reversed())
  }

  /// The rows of the list with the events that a click on them leads to.
  private var eventRows: [(row: PanelRow, event: FleetEvent?)] {
    let events = listedEvents
    guard !events.isEmpty else { return [(.text("nothing has happened yet"), nil)] }
    var rows: [(row: PanelRow, event: FleetEvent?)] = []
    var isPast = false
    let rate = Double(max(1, timeline.stepsPerSecond))
    for event in events {
      if event.step <= timeline.step, !isPast {
        isPast = true
        if !rows.isEmpty { rows.append((.heading("until now"), nil)) }
      }
      rows.append(
        (
          .swatch(
            options.theme.color(of: event.kind), event.text,
            note: Format.clock(Double(event.step) / rate)), event
        ))
    }
    let left = timeline.events.count - events.count
    if left > 0 { rows.append((.text("\(Format.whole(left)) jobs and charges are left out"), nil)) }
    return rows
  }

  /// The list of events.
  var eventPanel: Panel? {
    Panel(
      title: "events", note: Format.whole(timeline.events.count), width: 350,
      rows: eventRows.map(\.row))
  }

  /// The event whose row of the list is at a pixel; nil where there is none.
  func listedEvent(at pixel: Vec2) -> FleetEvent? {
    guard let box = layout.panels[.events], !layout.collapsed.contains(.events),
      box.contains(pixel), let panel = eventPanel
    else { return nil }
    let scale = options.scale
    let limit = max(0, panel.height - box.size.y / scale)
    var top =
      box.origin.y + (Panel.headHeight - min(limit, panelScroll[.events] ?? 0)) * scale
    for (row, event) in eventRows {
      let end = top + row.height * scale
      if (top..<end).contains(pixel.y) { return event }
      top = end
    }
    return nil
  }
}

extension Theme {
  /// The colour of a kind of event.
  func color(of kind: FleetEvent.Kind) -> Color {
    switch kind {
    case .taskDone: success
    case .charged: ColorMap.categories[2]
    case .failure, .jam, .noWay: warning
    case .jamOver: mutedText
    case .quarantine: ColorMap.categories[3]
    case .threshold: yellow
    case .intervention: ColorMap.categories[0]
    case .mismatch: warning
    }
  }
}
