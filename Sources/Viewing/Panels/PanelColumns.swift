import SimCore

/// A panel is worth opening from this height on, in heads: less is a stump that nobody can read.
private let leastHeads: Float = 3
/// A panel is read down to this width, in heights of a head.
private let leastWidth: Float = 9

/// Shares the height of two columns among panels.
struct PanelColumns {
  private struct Entry {
    var kind: PanelKind
    /// Height that it would have whole, pixels; nil where its head alone is wanted.
    var height: Float?
    var width: Float
    var isLeft: Bool
  }
  private let leftRoom: Float
  private let rightRoom: Float
  private let gap: Float
  private var entries: [Entry] = []

  /// Empty columns of these heights, with so much between panels, pixels.
  init(leftRoom: Float, rightRoom: Float, gap: Float) {
    self.leftRoom = leftRoom
    self.rightRoom = rightRoom
    self.gap = gap
  }

  /// Adds a panel of a height (px) to the column of its kind, or to the other one where it fits only there.
  mutating func add(_ kind: PanelKind, height: Float?, width: Float) {
    let isExplaining =
      kind == .legend || kind == .plots || kind == .profiler || kind == .coupling
    let needed = height ?? 0
    func left(_ isLeft: Bool) -> Float { room(isLeft) - used(isLeft) }
    let goesOver = left(isExplaining) < needed && left(!isExplaining) >= needed
    entries.append(
      Entry(
        kind: kind, height: height, width: width, isLeft: goesOver ? !isExplaining : isExplaining))
  }

  /// Puts all panels into a layout, in columns that begin at `top` in a picture `width` wide, pixels.
  ///
  /// A panel's head is `head` pixels high; of two panels that of the lower `rank` gives way.
  mutating func place(
    into layout: inout PanelLayout, top: Float, width: Float, head: Float,
    rank: (PanelKind) -> Int
  ) {
    if widest(true) + widest(false) + 3 * gap > width {
      let half = (width - 3 * gap) * 0.5
      for index in entries.indices {
        // Narrower panels stand side by side; where they would be too narrow there is one column.
        if half >= leastWidth * head {
          entries[index].width = min(entries[index].width, half)
        } else {
          entries[index].isLeft = false
        }
      }
    }
    thinOut(into: &layout, head: head, width: width, rank: rank)
    for isLeft in [true, false] {
      let column = entries.filter { $0.isLeft == isLeft }
      let heights = share(column, room: room(isLeft), head: head, rank: rank)
      var y = top
      for (entry, height) in zip(column, heights) {
        let size = Vec2(min(entry.width, width - 2 * gap), height)
        let x = isLeft ? gap : width - gap - size.x
        layout.panels[entry.kind] = ClipBox(origin: Vec2(x, y), size: size)
        if height <= head { layout.collapsed.insert(entry.kind) }
        y += height + gap
      }
    }
  }

  /// Where a column has no room for the heads of its panels, those of least rank go to the other one, or are hidden.
  private mutating func thinOut(
    into layout: inout PanelLayout, head: Float, width: Float, rank: (PanelKind) -> Int
  ) {
    func count(_ isLeft: Bool) -> Int { entries.filter { $0.isLeft == isLeft }.count }
    for isLeft in [true, false] {
      while count(isLeft) > 0, heads(count(isLeft), head) > room(isLeft) {
        let own = entries.indices.filter { entries[$0].isLeft == isLeft }
        guard let least = own.min(by: { rank(entries[$0].kind) < rank(entries[$1].kind) }) else {
          return
        }
        let hasRoom =
          count(!isLeft) > 0 && heads(count(!isLeft) + 1, head) <= room(!isLeft)
          && widest(isLeft) + max(widest(!isLeft), entries[least].width) + 3 * gap <= width
        if hasRoom {
          entries[least].isLeft.toggle()
        } else {
          layout.hidden.append(entries.remove(at: least).kind)
        }
      }
    }
  }

  /// Width of a column's widest panel, pixels; less than nothing of an empty one, which takes no gap either.
  private func widest(_ isLeft: Bool) -> Float {
    entries.filter { $0.isLeft == isLeft }.map(\.width).max() ?? -gap
  }

  private func room(_ isLeft: Bool) -> Float { isLeft ? leftRoom : rightRoom }

  private func used(_ isLeft: Bool) -> Float {
    entries.reduce(0) { $1.isLeft == isLeft ? $0 + ($1.height ?? 0) + gap : $0 }
  }

  /// What so many heads take, pixels.
  private func heads(_ count: Int, _ head: Float) -> Float {
    Float(count) * head + Float(count - 1) * gap
  }

  /// Heights of a column's panels: whole, cut to what is left, or the head alone.
  private func share(
    _ column: [Entry], room: Float, head: Float, rank: (PanelKind) -> Int
  ) -> [Float] {
    var heights = column.map { _ in head }
    var free = room - heads(column.count, head)
    for index in column.indices.sorted(by: { rank(column[$0].kind) > rank(column[$1].kind) }) {
      guard let height = column[index].height else { continue }
      let wanted = height - head
      if wanted <= free {
        heights[index] = height
        free -= wanted
      } else if free >= leastHeads * head {
        heights[index] += free
        free = 0
      }
    }
    return heights
  }
}
