/// A mistake in the value of an option, with its place in the text.
public struct OptionMistake: Error, Equatable, Sendable {
  /// What is wrong, what was expected, and a suggestion where there is one.
  public var message: String
  /// The first character that is meant, from 1.
  public var column: Int
  /// How many characters are meant, at least 1.
  public var length: Int
  /// A word that nobody knows; empty where that is not the mistake.
  public var unknown = ""
  /// The words that could stand in its place.
  public var known: [String] = []

  /// A mistake at a part of a text; one that is empty is meant by the character after it.
  init(_ message: String, at part: Substring, of text: String) {
    self.message = message
    column = text.unicodeScalars.distance(from: text.startIndex, to: part.startIndex) + 1
    length = max(1, part.unicodeScalars.count)
  }

  /// A word that nobody knows, among those that could stand there.
  init(
    _ message: String, unknown: String, among known: [String], at part: Substring, of text: String
  ) {
    self.init(message, at: part, of: text)
    self.unknown = unknown
    self.known = known
  }

  /// A mistake of the whole text.
  public init(_ message: String, of text: String) {
    self.init(message, at: text[...], of: text)
  }
}

/// The part of a text without blanks at its ends; its place stays known.
func trimmedPart(_ text: Substring) -> Substring {
  var part = text
  while part.first == " " { part.removeFirst() }
  while part.last == " " { part.removeLast() }
  return part
}
