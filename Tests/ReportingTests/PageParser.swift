import Foundation
import FoundationXML

/// A page as a parser of others sees it (libxml2).
final class PageParser: NSObject, XMLParserDelegate {
  /// Texts of elements by name, in order.
  private(set) var texts: [String: [String]] = [:]
  /// Values of attributes by element and name, in order.
  private(set) var attributes: [String: [String]] = [:]
  /// What is wrong; nil for a well-formed page.
  private(set) var mistake: String?
  private var open: [(name: String, text: String)] = []

  init(_ page: String) {
    super.init()
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = self
    if !parser.parse() {
      mistake = "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "unknown")"
    }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?,
    attributes found: [String: String]
  ) {
    open.append((name, ""))
    for (key, value) in found { attributes["\(name) \(key)", default: []].append(value) }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    for place in open.indices { open[place].text += text }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    let closed = open.removeLast()
    texts[closed.name, default: []].append(closed.text)
  }

  /// The content of a link that saves a file; nil where the page has none.
  func saved(_ fileName: String) -> String? {
    guard let place = attributes["a download"]?.firstIndex(of: fileName),
      let link = attributes["a href"]?.filter({ $0.hasPrefix("data:") })[place],
      let comma = link.firstIndex(of: ","),
      let data = Data(base64Encoded: String(link[link.index(after: comma)...]))
    else { return nil }
    return String(decoding: data, as: UTF8.self)
  }
}
