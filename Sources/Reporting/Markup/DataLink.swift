/// Data that a page carries along, as a link which saves it to a file.
///
/// A page is mailed around alone, and what lies beside it stays behind: the numbers of a figure are in the page.
struct DataLink: Sendable {
  /// Name of the file that is saved.
  var fileName: String
  /// What it is, as links are told apart.
  var word: String
  /// Type of the content: `text/csv`.
  var type: String
  /// The content.
  var content: String

  /// The link.
  ///
  /// - Complexity: O(length).
  var markup: Markup {
    .element(
      "a",
      [
        ("download", fileName), ("href", "data:\(type);charset=utf-8;base64,\(encoded)"),
        ("title", "save \(fileName)"),
      ], word)
  }

  /// The bytes of the link, about.
  var byteCount: Int { content.utf8.count / 3 * 4 + 200 }

  private var encoded: String { base64(Array(content.utf8)) }
}

/// Bytes in base 64 (RFC 4648, section 4).
///
/// - Complexity: O(bytes).
func base64(_ bytes: [UInt8]) -> String {
  let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var text: [UInt8] = []
  text.reserveCapacity((bytes.count + 2) / 3 * 4)
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let count = min(3, bytes.count - start)
    var group = 0
    for place in 0..<3 { group = group << 8 | (place < count ? Int(bytes[start + place]) : 0) }
    for place in 0..<4 {
      text.append(place <= count ? digits[group >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
    }
  }
  return String(decoding: text, as: UTF8.self)
}
