import SimCore

/// A piece of a page: text, or an element with attributes and what is in it.
///
/// What it renders is both HTML and well-formed XML, so that any parser can hold a page to account. Texts are
/// escaped where they are written, so that no name can become a part of the page.
public indirect enum Markup: Sendable {
  /// Text as it is meant.
  case text(String)
  /// An element.
  case element(String, [(String, String)], [Markup])
  /// Pieces one after the other.
  case all([Markup])
  /// Rules of a style sheet, without `<` and `&`.
  case style(String)

  /// An element with a text.
  static func element(
    _ name: String, _ attributes: [(String, String)] = [], _ text: String
  ) -> Markup { .element(name, attributes, [.text(text)]) }

  /// An element of a class.
  static func of(_ name: String, _ className: String, _ content: [Markup]) -> Markup {
    .element(name, [("class", className)], content)
  }

  /// Nothing.
  static let none = Markup.all([])

  /// The text of the piece.
  ///
  /// - Complexity: O(length).
  public var rendered: String {
    var text = ""
    write(into: &text)
    return text
  }

  private func write(into text: inout String) {
    switch self {
    case .text(let value): text += Self.escaped(value)
    case .style(let value): text += "<style>\n\(value)</style>\n"
    case .all(let pieces): for piece in pieces { piece.write(into: &text) }
    case .element(let name, let attributes, let content):
      text += "<\(name)"
      for (key, value) in attributes { text += " \(key)=\"\(Self.escaped(value))\"" }
      if Self.void.contains(name) {
        text += "/>"
      } else {
        text += ">"
        for piece in content { piece.write(into: &text) }
        text += "</\(name)>"
      }
      if Self.ownLine.contains(name) { text += "\n" }
    }
  }

  /// Elements that HTML knows without an end.
  private static let void: Set<String> = ["meta", "br", "img"]
  /// Elements behind which a line ends, so that pages can be read and compared.
  private static let ownLine: Set<String> = [
    "meta", "title", "head", "body", "header", "main", "section", "h1", "h2", "h3", "p", "ul", "li",
    "dl", "dt", "dd", "table", "thead", "tbody", "tr", "figure", "figcaption", "div", "svg", "g",
    "path", "line", "footer", "nav",
  ]

  /// The text without what a parser or a display would act upon.
  static func escaped(_ value: String) -> String {
    var text = ""
    text.reserveCapacity(value.utf8.count)
    for scalar in visibleLines(value).unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "\u{FFFE}", "\u{FFFF}": text += "\u{FFFD}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
