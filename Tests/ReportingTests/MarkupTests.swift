import Foundation
import Testing

@testable import Reporting

@Suite("Page")
struct MarkupTests {
  private func page(_ name: String, _ blocks: [Page.Section.Block]) -> Page {
    Page(
      title: name, kind: "a test", answer: name, isCertified: false,
      sections: [Page.Section(name, anchor: "one", blocks)], maker: name)
  }

  @Test("no text becomes a part of the page, whatever is in it")
  func escaped() {
    let evil = "a <b>&amp; \"q\" 'r' ]]> <script>alert(1)</script>\u{0}\u{1B}[31m\u{FFFE}\u{202E}é🙂"
    let plot = Plot(
      name: "p", title: evil, caption: evil, x: Plot.Axis(evil, key: evil),
      y: Plot.Axis(evil, key: evil),
      series: [Plot.Series(evil, [Plot.Point(x: 1, y: 2, note: evil)], tone: 0)],
      rules: [Plot.Rule(atX: 1, evil), Plot.Rule(atY: 1.5, evil)])
    let table = PageTable(name: "t", header: [evil], rows: [[evil]])
    let html = page(
      evil, [.text(evil), .figures([.plot(plot)]), .table(table), .words([(evil, evil)])]
    ).html()
    let parser = PageParser(html)
    #expect(parser.mistake == nil)
    #expect(!html.contains("<script") && !html.contains("<b>"))
    let shown = "a <b>&amp; \"q\" 'r' ]]> <script>alert(1)</script>··[31m\u{FFFD}·é🙂"
    #expect(
      parser.texts["h1"] == [shown] && parser.texts["td"] == [shown]
        && parser.texts["dt"] == [shown])
    // What is saved is what it was.
    #expect(
      parser.saved("t.csv")
        == "\"a <b>&amp; \"\"q\"\" 'r' ]]> <script>alert(1)</script>\u{0}\u{1B}[31m\u{FFFE}\u{202E}é🙂\"\n\"a <b>&amp; \"\"q\"\" 'r' ]]> <script>alert(1)</script>\u{0}\u{1B}[31m\u{FFFE}\u{202E}é🙂\"\n"
    )
  }

  @Test("a page needs nothing beside it, and prints, and is dark for those who want it")
  func alone() {
    let html = page("x", [.text("y")]).html()
    #expect(!html.contains("http://") && !html.contains("https://") && !html.contains("src="))
    #expect(html.contains("@media print") && html.contains("prefers-color-scheme: dark"))
  }

  @Test("a page keeps its limit: the largest data are left out first, with a word")
  func limited() {
    let small = PageTable(name: "small", header: ["a"], rows: [["1"]])
    let large = PageTable(
      name: "large", header: ["a"], rows: [["1"]], fileRows: (0..<30_000).map { ["row \($0)"] })
    let made = page("x", [.table(large), .table(small)])
    let html = made.html(limit: 60_000)
    #expect(html.utf8.count <= 60_000)
    let parser = PageParser(html)
    #expect(parser.attributes["a download"] == ["small.csv"])
    #expect(html.contains("CSV: too large for a page, --data FOLDER writes it"))
    #expect(made.html().contains("large.csv"))
    #expect(made.files.map(\.name) == ["large.csv", "small.csv"])
  }

  @Test(
    "a page of far too much keeps its limit, too: drawings tell less, and figures are left out with a word"
  )
  func overfull() {
    let plots = (0..<12).map { number in
      PageFigure.plot(
        Plot(
          name: "p\(number)", title: "t", caption: "", x: Plot.Axis("x", key: "x"),
          y: Plot.Axis("y", key: "y"),
          series: (0..<6).map { tone in
            Plot.Series(
              "s\(tone)",
              (0..<40).map {
                Plot.Point(x: Double($0), y: Double($0 * tone), lower: 0, upper: 300)
              },
              tone: tone)
          }))
    }
    let made = page("x", [.figures(plots)])
    for (limit, figures, isTold) in [
      (2_000_000, 12, true), (170_000, 12, false), (80_000, 2, false),
    ] {
      let html = made.html(limit: limit)
      #expect(html.utf8.count <= limit)
      let parser = PageParser(html)
      #expect(parser.mistake == nil)
      let shown = parser.texts["figure"]?.count ?? 0
      #expect(shown >= figures && (figures == 12 || shown < 12), "\(limit): \(shown)")
      #expect(html.contains("<title>s1: ") == isTold, "\(limit)")
      #expect(html.contains("more figures are too large for a page") == (shown < 12))
    }
  }

  @Test("pictures are in the page, and what is no PNG is none")
  func pictures() throws {
    // A picture of one black point.
    let bytes = [UInt8](
      Data(
        base64Encoded:
          "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
      ) ?? Data())
    var made = page("x", [.text("y")])
    made.add([try #require(PagePicture(caption: "n = 4 & <more>", png: bytes))])
    let parser = PageParser(made.html())
    #expect(parser.mistake == nil && parser.texts["figcaption"] == ["n = 4 & <more>"])
    #expect(
      parser.attributes["img src"] == ["data:image/png;base64,\(Data(bytes).base64EncodedString())"]
    )
    #expect(PagePicture(caption: "", png: Array(bytes.dropFirst())) == nil)
    #expect(
      PagePicture(caption: "", png: Array("not a picture, whatever its name says".utf8)) == nil)
    #expect(PagePicture(caption: "", png: []) == nil)
    made = page("x", [.text("y")])
    made.add([])
    #expect(made.sections.count == 1)
  }

  @Test(
    "links carry bytes as RFC 4648 has them",
    arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar", "äöü€🙂\n"])
  func linked(_ text: String) {
    let link = DataLink(fileName: "f", word: "w", type: "text/plain", content: text)
    #expect(link.markup.rendered.contains("base64,\(Data(text.utf8).base64EncodedString())\""))
  }

  @Test("every word that pages ask for has an entry, and every style rule is free of markup")
  func words() {
    for word in Glossary.sizes + Glossary.sweeps + Glossary.runs + Glossary.comparisons {
      #expect(Glossary.meaning(of: word) != nil, "\(word)")
    }
    #expect(!PageStyle.sheet.contains("<") && !PageStyle.sheet.contains("&"))
  }

  @Test("figures say themselves where nobody knows them, and tasks have their own")
  func figures() {
    #expect(FigureWords.title(of: "blocked_share") == "share of robots under way that are blocked")
    #expect(
      FigureWords.title(of: "backlog_pallets") == "jobs not delivered yet (backlog), task pallets")
    #expect(FigureWords.title(of: "no_such") == "no such" && FigureWords.unit(of: "no_such") == "")
    #expect(FigureWords.label(of: "distance_km") == "distance driven [km]")
  }
}
