/// One line of the help.
public enum HelpLine: Equatable, Sendable {
  /// A group's name.
  case heading(String)
  /// Keys and what they do.
  case key(String, String)
  /// An empty line between groups.
  case space

  /// All lines: the key table with second keys beside the first, then the mouse.
  public static let all: [HelpLine] = {
    var lines: [HelpLine] = []
    var group = ""
    for binding in KeyTable.bindings {
      if binding.group != group {
        if !lines.isEmpty { lines.append(.space) }
        group = binding.group
        lines.append(.heading(group))
      }
      if binding.summary.isEmpty {
        guard case .key(let label, let summary)? = lines.last else { continue }
        // Bookmarks 2 to 9 are covered by the line of the first.
        if case .recallBookmark = binding.action { continue }
        if case .storeBookmark = binding.action { continue }
        lines[lines.count - 1] = .key(label + "   " + binding.label, summary)
      } else {
        lines.append(.key(binding.label, binding.summary))
      }
    }
    lines += [.space, .heading("Mouse")]
    lines += [
      .key("Click", "select; Shift adds"), .key("Double click", "centre"),
      .key("Drag", "move the view; Shift: box"), .key("Wheel", "zoom at the pointer"),
      .key("Drag a robot", "move it (editing, paused)"),
      .key("Right drag", "turn it (editing, paused)"),
      .key("Ctrl drag", "push it (running)"), .key("Time axis", "click an event, drag to scrub"),
    ]
    return lines
  }()

  /// The lines in columns of about equal length, broken between groups.
  public static func split(_ lines: [HelpLine], columns: Int) -> [[HelpLine]] {
    let groups = lines.split(separator: .space).map(Array.init)
    var result: [[HelpLine]] = [[]]
    let target = (lines.count + columns - 1) / columns
    for group in groups {
      let last = result.count - 1
      if !result[last].isEmpty, result[last].count + 1 + group.count / 2 > target,
        result.count < columns
      {
        result.append(group)
      } else {
        result[last] += (result[last].isEmpty ? [] : [.space]) + group
      }
    }
    return result
  }
}
