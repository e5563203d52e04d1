import SimCore

/// A page that stands alone: everything it shows and everything it says is in one file.
///
/// It is a function of what it was made of: no date, no name of a machine, no script. The same store gives the same
/// bytes.
public struct Page: Sendable {
  /// A part of the page under a heading.
  public struct Section: Sendable {
    /// What is in it, one below the other.
    public enum Block: Sendable {
      /// A paragraph.
      case text(String)
      /// A remark in small letters.
      case note(String)
      /// Pictures side by side.
      case figures([PageFigure])
      /// Pictures that somebody drew, side by side.
      case pictures([PagePicture])
      /// A table.
      case table(PageTable)
      /// Words with what they mean.
      case words([(word: String, meaning: String)])
    }

    /// The heading.
    public var title: String
    /// Its name in links.
    public var anchor: String
    /// What is in it.
    public var blocks: [Block]

    /// A part from its blocks.
    public init(_ title: String, anchor: String, _ blocks: [Block]) {
      self.title = title
      self.anchor = anchor
      self.blocks = blocks.filter {
        if case .figures(let figures) = $0 { figures.contains { !$0.isEmpty } } else { true }
      }
    }
  }

  /// What the page is about.
  public var title: String
  /// What kind of page it is, in a line.
  public var kind: String
  /// The sentence that comes first.
  public var answer: String
  /// True where the sentence certifies something.
  public var isCertified: Bool
  /// The parts, in order.
  public var sections: [Section]
  /// Who made it: the program and its version.
  public var maker: String

  /// A page from its parts; parts without anything in them are left out.
  public init(
    title: String, kind: String, answer: String, isCertified: Bool, sections: [Section],
    maker: String
  ) {
    self.title = title
    self.kind = kind
    self.answer = answer
    self.isCertified = isCertified
    self.sections = sections.filter { !$0.blocks.isEmpty }
    self.maker = maker
  }
}

extension Page {
  /// Adds pictures of the floor behind the first part.
  public mutating func add(_ pictures: [PagePicture]) {
    guard !pictures.isEmpty else { return }
    sections.insert(
      Section("The floor", anchor: "floor", [.pictures(pictures)]), at: min(1, sections.count))
  }

  /// The most bytes of a page: what mail takes.
  public static let mostBytes = 2_000_000

  /// The page as HTML that is also well-formed XML.
  ///
  /// It stays below `limit`: where all together is more, drawings tell less, then the last of them are left out, and the
  /// numbers of figures are in it as long as there is room, the smaller ones first. What is left out is said.
  ///
  /// - Complexity: O(bytes).
  public func html(limit: Int = mostBytes) -> String {
    // Room for the words that stand in the place of links and figures.
    let reserve = 120 * links.count
    var content = Content(detail: .full)
    for detail in DrawingDetail.levels {
      content.detail = detail
      if document(content).utf8.count + reserve <= limit { break }
    }
    var bare = document(content).utf8.count + reserve
    for figure in figures.reversed() where bare > limit {
      bare -= figure.markup(.none, content.detail).rendered.utf8.count
      content.omitted.insert(figure.name)
    }
    var room = limit - bare
    for link in links.sorted(by: { ($0.byteCount, $0.fileName) < ($1.byteCount, $1.fileName) })
    where link.byteCount <= room {
      room -= link.byteCount
      content.carried.insert(link.fileName)
    }
    return document(content)
  }

  /// What is in the page.
  private struct Content {
    /// How much drawings tell.
    var detail: DrawingDetail
    /// Names of files that are carried along.
    var carried: Set<String> = []
    /// Names of figures that are left out.
    var omitted: Set<String> = []
  }

  private var figures: [PageFigure] {
    sections.flatMap(\.blocks).flatMap { block -> [PageFigure] in
      if case .figures(let figures) = block { figures.filter { !$0.isEmpty } } else { [] }
    }
  }

  /// What lies beside figures and tables, as files.
  public var files: [(name: String, content: String)] { links.map { ($0.fileName, $0.content) } }

  private var links: [DataLink] {
    sections.flatMap(\.blocks).flatMap { block -> [DataLink] in
      switch block {
      case .figures(let figures): figures.filter { !$0.isEmpty }.flatMap(\.links)
      case .table(let table): table.link.map { [$0] } ?? []
      case .text, .note, .pictures, .words: []
      }
    }
  }

  private func document(_ content: Content) -> String {
    let contents = sections.map {
      Markup.element("a", [("href", "#\($0.anchor)")], $0.title)
    }
    let body = Markup.element(
      "body", [],
      [
        .element(
          "header", [],
          [
            .element("p", [("class", "kind")], kind), .element("h1", [], title),
            .element("p", [("class", isCertified ? "answer" : "answer open")], answer),
            .element("nav", [("aria-label", "Contents")], contents),
          ]),
        .element("main", [], sections.map { markup($0, content) }),
        .element("footer", [], [.element("p", [], maker)]),
      ])
    let head = Markup.element(
      "head", [],
      [
        .element("meta", [("charset", "utf-8")], []),
        .element(
          "meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")], []),
        .element("title", [], title), .style(PageStyle.sheet),
      ])
    return "<!DOCTYPE html>\n" + Markup.element("html", [("lang", "en")], [head, body]).rendered
      + "\n"
  }

  private func markup(_ section: Section, _ content: Content) -> Markup {
    .element(
      "section", [("id", section.anchor)],
      [.element("h2", [], section.title)] + section.blocks.map { markup($0, content) })
  }

  private func markup(_ block: Section.Block, _ content: Content) -> Markup {
    switch block {
    case .text(let text): .element("p", [], text)
    case .note(let text): .element("p", [("class", "note")], text)
    case .figures(let figures): markup(figures.filter { !$0.isEmpty }, content)
    case .pictures(let pictures): .of("div", "figures pictures", pictures.map(\.markup))
    case .table(let table): table.markup(saving(table.link.map { [$0] } ?? [], content))
    case .words(let words):
      .element(
        "dl", [],
        words.flatMap { [.element("dt", [], $0.word), .element("dd", [], $0.meaning)] })
    }
  }

  private func markup(_ figures: [PageFigure], _ content: Content) -> Markup {
    let shown = figures.filter { !content.omitted.contains($0.name) }
    let left = figures.count - shown.count
    return .all([
      .of("div", "figures", shown.map { $0.markup(saving($0.links, content), content.detail) }),
      left == 0
        ? .none
        : .element(
          "p", [("class", "note")],
          "\(left) more \(left == 1 ? "figure is" : "figures are") too large for a page: --data FOLDER writes "
            + (left == 1 ? "its" : "their") + " numbers."),
    ])
  }

  private func saving(_ links: [DataLink], _ content: Content) -> Markup {
    let carried = links.filter { content.carried.contains($0.fileName) }
    let left = links.filter { !content.carried.contains($0.fileName) }
    var pieces = carried.map(\.markup)
    if !left.isEmpty {
      pieces.append(
        .text(
          left.map(\.word).joined(separator: " and ")
            + ": too large for a page, --data FOLDER writes it"))
    }
    return .of("span", "save", pieces)
  }
}
