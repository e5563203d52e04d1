/// A mistake on the command line; printed with a hint to the verb's help, exit code 2.
public struct UsageError: Error, Equatable, CustomStringConvertible {
  /// What is wrong and what was expected.
  public var message: String
  /// The verb whose help would tell more; nil for the command itself.
  public var verb: String?

  /// A mistake from its sentence.
  public init(message: String, verb: String? = nil) {
    self.message = message
    self.verb = verb
  }

  /// The sentence.
  public var description: String { message }
}

/// The words of a command line after checking them against a verb.
public struct Arguments: Sendable {
  /// The verb.
  public let verb: VerbSpec
  /// The operands in order.
  public private(set) var operands: [String] = []
  private var flags: [String] = []
  private var values: [(name: String, value: String)] = []

  /// The options with a value, in the order in which they were given.
  public var given: [(name: String, value: String)] { values }

  /// Sorts the words into operands and options.
  ///
  /// `--name value` and `--name=value` are the same; after `--` everything is an operand.
  ///
  /// - Throws: `UsageError` for the first word that does not fit.
  public init(_ words: [String], for verb: VerbSpec) throws(UsageError) {
    self.verb = verb
    var index = 0
    var isOptionAllowed = true
    while index < words.count {
      let word = words[index]
      index += 1
      if isOptionAllowed && word == "--" {
        isOptionAllowed = false
      } else if isOptionAllowed && word.hasPrefix("-") && word != "-" {
        try takeOption(word, words, &index)
      } else {
        operands.append(word)
      }
    }
    if flag("--help") { return }
    let required = verb.operands.filter { !$0.hasPrefix("[") }
    if operands.count < required.count {
      throw error("\(required[operands.count]) is missing")
    }
    if operands.count > verb.operands.count, !verb.takesMore {
      throw error("'\(operands[verb.operands.count])' is one word too many")
    }
  }

  /// True where the flag was given.
  public func flag(_ name: String) -> Bool { flags.contains(name) }

  /// The value of an option, or nil.
  public func value(_ name: String) -> String? { values.last { $0.name == name }?.value }

  /// All values of a repeated option, in order.
  public func all(_ name: String) -> [String] { values.filter { $0.name == name }.map(\.value) }

  /// All values of a repeated option as (key, value).
  ///
  /// - Throws: `UsageError` where one has no `=` or no key, or a key comes twice.
  public func pairs(_ name: String) throws(UsageError) -> [(key: String, value: String)] {
    var pairs: [(key: String, value: String)] = []
    for text in all(name) {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw error("\(name) \(text): expected key=value")
      }
      let key = String(text[..<equals])
      if pairs.contains(where: { $0.key == key }) {
        throw error("\(name) gives '\(key)' twice; leave one out")
      }
      pairs.append((key, String(text[text.index(after: equals)...])))
    }
    return pairs
  }

  /// The whole number an option gives, or nil where it was not given.
  ///
  /// - Throws: `UsageError` where it is no whole number in the range.
  public func integer(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = value(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      let bounds =
        range.upperBound == Int.max
        ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
      throw error("\(name) \(text): expected a whole number \(bounds)")
    }
    return number
  }

  /// The value of an option that must be one of a few words, or nil.
  public func choice(_ name: String, of words: [String]) throws(UsageError) -> String? {
    guard let text = value(name) else { return nil }
    if words.contains(text) { return text }
    throw error(
      "\(name) \(text): expected \(Suggestion.list(words))" + Suggestion.hint(text, among: words))
  }

  /// A mistake in this verb's words.
  public func error(_ message: String) -> UsageError {
    UsageError(message: message, verb: verb.name)
  }

  private mutating func takeOption(
    _ word: String, _ words: [String], _ index: inout Int
  ) throws(UsageError) {
    if word == "-h" || word == "--help" {
      flags.append("--help")
      return
    }
    let equals = word.firstIndex(of: "=")
    let name = String(equals.map { word[..<$0] } ?? word[...])
    guard let option = verb.options.first(where: { $0.name == name }) else {
      let names = verb.options.map(\.name) + ["--help"]
      throw error("unknown option '\(name)'" + Suggestion.hint(name, among: names))
    }
    var attached = equals.map { String(word[word.index(after: $0)...]) }
    switch option.kind {
    case .flag:
      guard attached == nil else { throw error("\(name) takes no value") }
      flags.append(name)
    case .value, .repeated:
      if attached == nil && index < words.count {
        attached = words[index]
        index += 1
      }
      guard let value = attached else {
        throw error("\(name) needs a value: \(name) \(option.placeholder)")
      }
      if option.kind == .value && values.contains(where: { $0.name == name }) {
        throw error("\(name) is given twice")
      }
      values.append((name, value))
    case .pairs:
      if let attached { values.append((name, attached)) }
      while index < words.count && words[index].contains("=") && !words[index].hasPrefix("-") {
        values.append((name, words[index]))
        index += 1
      }
      guard values.contains(where: { $0.name == name }) else {
        throw error("\(name) needs \(option.placeholder)")
      }
    }
  }
}
