import Coordination
import SimCore
import Simulation

/// Two robots that exchange messages.
public struct LinkMark: Equatable, Sendable {
  /// The sender.
  public var from: Int
  /// The receiver, or −1 for the aggregator of the mean fields.
  public var to: Int
  /// A link from its ends.
  public init(from: Int, to: Int) {
    self.from = from
    self.to = to
  }
}

extension Overlay {
  /// Messages between robots, or to the aggregator.
  public static let links = Overlay(
    "links", key: "l", "messages", layer: .underRobots,
    absence: "no message is under way",
    capture: { fleet, request in
      fleet.messageLinks(touching: request.details, limit: 20_000).map {
        LinkMark(from: $0.from, to: $0.to)
      }
    },
    sketch: { _, frame in
      let count = min(frame.pose.count, SyntheticFleet.markedCount)
      return stride(from: 0, to: count - 1, by: 4).map { LinkMark(from: $0, to: $0 + 1) }
    },
    draw: { $0.drawLinks() })
}

extension FleetFrame {
  /// Messages under way or lately sent, in robot numbers.
  public var links: [LinkMark] {
    get { marks(of: .links) }
    set { replaceMarks(newValue, of: .links) }
  }
}

extension PictureBuilder {
  /// Messages between robots, or to the aggregator: those of selected robots stand out.
  fileprivate mutating func drawLinks() {
    let links = frame.links
    guard !links.isEmpty else { return }
    let color = ColorMap.categories[3]
    let count = frame.pose.count
    let hub = aggregatorPlace
    let chosen = Set(viewer.selection)
    // Many lines on top of each other would be a solid block.
    let faint = max(0.06, min(0.5, 60 / Float(links.count)))
    var hasHub = false
    for link in links where link.from >= 0 && link.from < count && link.to < count {
      let isChosen = chosen.contains(link.from) || chosen.contains(link.to)
      let end = link.to < 0 ? hub : camera.screen(frame.pose[link.to].position)
      hasHub = hasHub || link.to < 0
      list.line(
        camera.screen(frame.pose[link.from].position), end,
        color: color.opacity(isChosen ? 0.9 : faint), width: (isChosen ? 1.8 : 1) * scale)
    }
    guard hasHub else { return }
    let size = Vec2(repeating: 16 * scale)
    list.box(
      hub - size * 0.5, size, fill: theme.floor, radius: 3 * scale, border: 2 * scale,
      stroke: color)
    list.disc(hub, radius: 3 * scale, fill: color)
    let width = FontMetrics.width(of: "aggregator", size: 11 * scale, weight: .bold)
    list.box(
      hub + Vec2(11 * scale, -9 * scale), Vec2(width + 10 * scale, 18 * scale), fill: theme.panel,
      radius: 4 * scale)
    list.text(
      "aggregator", at: hub + Vec2(16 * scale, 4 * scale), size: 11 * scale, color: theme.text,
      weight: .bold)
  }

  /// Where the aggregator is drawn: it has no place, so beyond the middle of the floor's upper edge,
  /// or below the bar where that is out of sight.
  private var aggregatorPlace: Vec2 {
    let edge = camera.screen(Vec2(scenery.bounds.center.x, scenery.bounds.upper.y))
    let top = (options.hasFurniture ? Viewer.topBarHeight + 14 : 14) * scale
    return Vec2(edge.x, max(top, edge.y - 14 * scale))
  }
}

extension Viewer {
  /// What messages cost so far; nothing while they are not shown.
  var linkRows: [PanelRow] {
    guard options.overlays.contains(.links), !frame.figures.isEmpty else { return [] }
    func figure(_ key: String) -> RunFigure? { frame.figures.first { $0.key == key } }
    let hub = figure("busiest_node_bytes_per_s")
    let isHub = hub?.title.contains("aggregator") ?? false
    let rows: [(String, String?)] = [
      ("per robot", figure("messages_per_robot_s").map { Format.compact($0.value) + " /s" }),
      ("bytes per robot", figure("bytes_per_robot_s").map { Format.byteRate($0.value) }),
      ("busiest: " + (isHub ? "aggregator" : "a robot"), hub.map { Format.byteRate($0.value) }),
      ("lost", figure("lost_messages").map { Format.decimal($0.value, places: 0) }),
      (
        "late for want of budget",
        figure("late_messages").map { Format.decimal($0.value, places: 0) }
      ),
    ]
    let shown = rows.compactMap { name, value in value.map { PanelRow.pair(name, $0) } }
    return shown.isEmpty ? [] : [.heading("messages so far")] + shown
  }
}
