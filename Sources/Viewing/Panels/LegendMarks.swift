import SimCore

/// Radius of a robot in the legend, points.
private let legendRadius: Float = 7.6

extension Viewer {
  /// The marks of robots, in the order of the legend.
  static let robotMarks: [(flags: RobotFlags, meaning: String)] = [
    (.loaded, "carries a load"), (.blocked, "blocked"), (.charging, "charges"), (.failed, "failed"),
    (.jammed, "jammed, or no way"),
  ]

  /// What marks on robots and places mean: of those that this run has shown so far.
  var markRows: [PanelRow] {
    var rows: [PanelRow] = []
    for (flags, meaning) in Viewer.robotMarks {
      // Both have the same ring.
      let alike: RobotFlags = flags == .jammed ? [.jammed, .lost] : flags
      if !seenFlags.isDisjoint(with: alike) { rows.append(.robot(flags, meaning)) }
    }
    if options.overlays.contains(.places), !frame.work.isEmpty {
      rows += [
        .place(.free, waiting: 0, "place: free"), .place(.claimed, waiting: 0, "place: claimed"),
        .place(.taken, waiting: 2, "place: taken, two wait"),
      ]
    }
    return rows.isEmpty ? [] : [.heading("marks")] + rows
  }
}

extension PanelPen {
  /// A robot with its marks, as it is drawn on the floor, and what they mean.
  func robot(_ flags: RobotFlags, _ name: String, into list: inout DrawList) {
    let middle = Vec2(left + 8 * scale, y + 8.5 * scale)
    let isRing = flags == .jammed
    let mark = RobotMark(
      position: middle, heading: .identity, color: ColorMap.categories[0],
      flags: isRing ? [] : flags)
    let zoom = legendRadius * scale * (isRing ? 0.5 : 1)
    list.bodies(BodyShape(corners: [.zero], radius: 1), pixelsPerMetre: zoom) { $0.append(mark) }
    if isRing {
      list.disc(
        middle, radius: 7 * scale, fill: .clear, border: 2 * scale, stroke: theme.warning)
    }
    label(name, into: &list)
  }

  /// A place as it is drawn on the floor, and what it means.
  func place(
    _ state: PlaceMark.State, _ waiting: Int, _ name: String, into list: inout DrawList
  ) {
    list.place(
      PlaceMark(position: .zero, zone: 0, state: state, waitingCount: waiting),
      at: Vec2(left + 8 * scale, y + 8.5 * scale), color: ColorMap.categories[2], side: 10,
      theme: theme, scale: scale)
    label(name, into: &list)
  }

  private func label(_ name: String, into list: inout DrawList) {
    let start = left + 26 * scale
    list.text(
      FontMetrics.truncated(name, to: right - start, size: textSize, weight: .regular),
      at: Vec2(start, y + 13 * scale), size: textSize, color: theme.mutedText)
  }
}
