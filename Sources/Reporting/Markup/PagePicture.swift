/// A picture that somebody drew, such as one of the floor by `fleetfield render`, with what it shows.
public struct PagePicture: Equatable, Sendable {
  /// What it shows.
  public let caption: String
  private let bytes: [UInt8]

  /// A picture from the bytes of a PNG; nil where they are none.
  public init?(caption: String, png bytes: [UInt8]) {
    // The eight bytes with which every PNG begins, then the head with width and height (PNG, 5.2 and 11.2.2).
    guard bytes.count > 33, bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
      Array(bytes[12..<16]) == Array("IHDR".utf8)
    else { return nil }
    self.caption = caption
    self.bytes = bytes
  }

  /// Its share of a page, in bytes.
  public var byteCount: Int { (bytes.count + 2) / 3 * 4 }

  /// The most bytes that the pictures of a page may take: half of it.
  public static let mostBytes = Page.mostBytes / 2

  var markup: Markup {
    .element(
      "figure", [],
      [
        .element(
          "img", [("src", "data:image/png;base64,\(base64(bytes))"), ("alt", caption)], []),
        .element("figcaption", [], caption),
      ])
  }
}
