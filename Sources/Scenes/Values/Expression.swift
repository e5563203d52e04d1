import SimCore

/// What an expression is made of when it is evaluated.
struct ExpressionValue: Equatable, Sendable {
  /// What is known of the dimension of a value.
  enum Kind: Equatable, Sendable {
    /// A plain number: fits everywhere, because plain numbers are SI.
    case plain
    /// A quantity of this dimension.
    case known(Dimension)
    /// Made of quantities and parameters without unit; cannot be checked.
    case unknown
  }
  /// The value, SI.
  var value: Double
  /// What it measures.
  var kind: Kind

  /// A value from its parts.
  init(_ value: Double, _ kind: Kind = .plain) {
    self.value = value
    self.kind = kind
  }
}

/// A mistake in an expression: where in its text, how long, and what.
struct ExpressionError: Error, Equatable {
  /// Offset from the start of the expression, in characters.
  var offset: Int
  /// Length of the marked text, in characters.
  var length: Int
  /// What is wrong.
  var message: String
  /// The name that no parameter has, where that is the mistake.
  var unknownName: String?
}

/// Evaluates the arithmetic inside `$(…)`.
///
/// Grammar, loosest first: comparison `< <= > >= == !=` (gives 1 or 0), sum, product, sign, power
/// `^` (right-associative), then numbers, names, `pi`, functions and parentheses. Powers have whole
/// or half exponents, so that the result does not depend on a mathematics library.
struct ExpressionEvaluator {
  private let characters: [UnicodeScalar]
  private var position = 0
  private var depth = 0
  private let lookUp: (String) -> ExpressionValue?

  /// Functions of one or more arguments, with the number of arguments they take.
  static let functions: [(name: String, arguments: ClosedRange<Int>)] = [
    ("round", 1...1), ("floor", 1...1), ("ceil", 1...1), ("sqrt", 1...1), ("abs", 1...1),
    ("min", 2...8), ("max", 2...8),
  ]

  /// Evaluates `text`; `lookUp` gives the value of a parameter.
  static func evaluate(
    _ text: String, lookUp: (String) -> ExpressionValue?
  ) throws(ExpressionError) -> ExpressionValue {
    // The closure is used only during this call.
    let result = withoutActuallyEscaping(lookUp) {
      lookUp -> Result<ExpressionValue, ExpressionError> in
      var evaluator = ExpressionEvaluator(text, lookUp: lookUp)
      do throws(ExpressionError) {
        return .success(try evaluator.whole())
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private init(_ text: String, lookUp: @escaping (String) -> ExpressionValue?) {
    characters = Array(text.unicodeScalars)
    self.lookUp = lookUp
  }

  private mutating func whole() throws(ExpressionError) -> ExpressionValue {
    guard characters.count <= 2000 else {
      throw ExpressionError(
        offset: 0, length: 1, message: "expression of more than 2000 characters")
    }
    let value = try comparison()
    skipBlanks()
    if position < characters.count {
      throw unexpected("an operator")
    }
    guard value.value.isFinite else {
      throw ExpressionError(
        offset: 0, length: characters.count, message: "expression has no finite value")
    }
    return value
  }

  private mutating func comparison() throws(ExpressionError) -> ExpressionValue {
    let left = try sum()
    skipBlanks()
    let start = position
    guard let sign = comparisonSign() else { return left }
    let right = try sum()
    _ = try common(left, right, at: start, length: sign.utf8.count, word: "compared with")
    let holds =
      switch sign {
      case "<": left.value < right.value
      case "<=": left.value <= right.value
      case ">": left.value > right.value
      case ">=": left.value >= right.value
      case "==": left.value == right.value
      default: left.value != right.value
      }
    return ExpressionValue(holds ? 1 : 0)
  }

  private mutating func comparisonSign() -> String? {
    for sign in ["<=", ">=", "==", "!=", "<", ">"] {
      let scalars = Array(sign.unicodeScalars)
      if characters[position...].starts(with: scalars) {
        position += scalars.count
        return sign
      }
    }
    return nil
  }

  private mutating func sum() throws(ExpressionError) -> ExpressionValue {
    var value = try product()
    while let (sign, start) = operation(among: ["+", "-"]) {
      let right = try product()
      let kind = try common(
        value, right, at: start, length: 1, word: sign == "+" ? "added to" : "subtracted from")
      value = ExpressionValue(
        sign == "+" ? value.value + right.value : value.value - right.value, kind)
    }
    return value
  }

  private mutating func product() throws(ExpressionError) -> ExpressionValue {
    var value = try signed()
    while let (sign, start) = operation(among: ["*", "/"]) {
      let right = try signed()
      if sign == "/" && right.value == 0 {
        throw ExpressionError(offset: start, length: 1, message: "division by zero")
      }
      value = ExpressionValue(
        sign == "*" ? value.value * right.value : value.value / right.value,
        Self.productKind(value.kind, right.kind, power: sign == "*" ? 1 : -1))
    }
    return value
  }

  private mutating func signed() throws(ExpressionError) -> ExpressionValue {
    if let (sign, start) = operation(among: ["-", "+"]) {
      try enter(at: start)
      defer { depth -= 1 }
      let value = try signed()
      return sign == "-" ? ExpressionValue(-value.value, value.kind) : value
    }
    return try power()
  }

  private mutating func power() throws(ExpressionError) -> ExpressionValue {
    let base = try atom()
    guard let (_, start) = operation(among: ["^"]) else { return base }
    try enter(at: start)
    defer { depth -= 1 }
    let exponent = try signed().value
    guard exponent * 2 == (exponent * 2).rounded(), abs(exponent) <= 64 else {
      throw ExpressionError(
        offset: start, length: 1, message: "exponents are whole or half numbers up to 64")
    }
    if exponent < 0 && base.value == 0 {
      throw ExpressionError(offset: start, length: 1, message: "division by zero")
    }
    let isWhole = exponent == exponent.rounded()
    if !isWhole && base.value < 0 {
      throw ExpressionError(
        offset: start, length: 1, message: "square root of the negative number \(base.value)")
    }
    let factor = isWhole ? base.value : base.value.squareRoot()
    let count = Int(abs(isWhole ? exponent : exponent * 2))
    var result = 1.0
    for _ in 0..<count { result *= factor }
    var kind = base.kind
    if case .known(let dimension) = base.kind {
      kind =
        isWhole ? .known(Dimension.none.times(dimension, power: Int8(exponent))) : .unknown
    }
    return ExpressionValue(exponent < 0 ? 1 / result : result, kind)
  }

  private mutating func atom() throws(ExpressionError) -> ExpressionValue {
    skipBlanks()
    guard position < characters.count else { throw unexpected("a value") }
    let first = characters[position]
    let start = position
    if first == "(" {
      try enter(at: start)
      defer { depth -= 1 }
      position += 1
      let value = try comparison()
      try close(openedAt: start)
      return value
    }
    if isDigit(first) || first == "." { return try number() }
    guard isLetter(first) else { throw unexpected("a value") }
    while position < characters.count
      && (isLetter(characters[position]) || isDigit(characters[position]))
    {
      position += 1
    }
    let name = text(start..<position)
    skipBlanks()
    if position < characters.count && characters[position] == "(" {
      return try call(name, at: start)
    }
    if let value = lookUp(name) { return value }
    if name == "pi" { return ExpressionValue(Double.pi) }
    throw ExpressionError(
      offset: start, length: name.unicodeScalars.count,
      message: "unknown parameter '\(name)'", unknownName: name)
  }

  private mutating func number() throws(ExpressionError) -> ExpressionValue {
    let start = position
    func isNumberPart(_ i: Int) -> Bool {
      let c = characters[i]
      if isDigit(c) || c == "." || c == "e" || c == "E" { return true }
      return (c == "+" || c == "-") && (characters[i - 1] == "e" || characters[i - 1] == "E")
    }
    while position < characters.count && isNumberPart(position) { position += 1 }
    let written = text(start..<position)
    guard let number = WrittenNumber(written), number.unit.isEmpty else {
      throw ExpressionError(
        offset: start, length: position - start, message: "'\(written)' is not a number")
    }
    return ExpressionValue(number.value)
  }

  private mutating func call(_ name: String, at start: Int) throws(ExpressionError)
    -> ExpressionValue
  {
    guard let function = Self.functions.first(where: { $0.name == name }) else {
      throw ExpressionError(
        offset: start, length: name.unicodeScalars.count,
        message: "unknown function '\(name)'"
          + suggestion(for: name, among: Self.functions.map(\.name)))
    }
    try enter(at: start)
    defer { depth -= 1 }
    let opened = position
    position += 1
    var arguments = [try comparison()]
    while operation(among: [","]) != nil { arguments.append(try comparison()) }
    try close(openedAt: opened)
    guard function.arguments.contains(arguments.count) else {
      throw ExpressionError(
        offset: start, length: position - start,
        message: function.arguments.count == 1
          ? "'\(name)' takes 1 argument, not \(arguments.count)"
          : "'\(name)' takes 2 to 8 arguments, not \(arguments.count)")
    }
    return try apply(name, arguments, at: start)
  }

  private func apply(
    _ name: String, _ arguments: [ExpressionValue], at start: Int
  ) throws(ExpressionError) -> ExpressionValue {
    let first = arguments[0]
    switch name {
    case "round": return ExpressionValue(first.value.rounded(), first.kind)
    case "floor": return ExpressionValue(first.value.rounded(.down), first.kind)
    case "ceil": return ExpressionValue(first.value.rounded(.up), first.kind)
    case "abs": return ExpressionValue(abs(first.value), first.kind)
    case "sqrt":
      guard first.value >= 0 else {
        throw ExpressionError(
          offset: start, length: position - start,
          message: "square root of the negative number \(NumberText.digits(first.value))")
      }
      let kind: ExpressionValue.Kind = first.kind == .plain ? .plain : .unknown
      return ExpressionValue(first.value.squareRoot(), kind)
    default:
      var best = first
      for next in arguments.dropFirst() {
        let kind = try common(
          best, next, at: start, length: name.utf8.count, word: "compared with")
        let value = name == "min" ? min(best.value, next.value) : max(best.value, next.value)
        best = ExpressionValue(value, kind)
      }
      return best
    }
  }

  /// The kind of a sum of two values; a mistake where they measure different things.
  private func common(
    _ a: ExpressionValue, _ b: ExpressionValue, at offset: Int, length: Int, word: String
  ) throws(ExpressionError) -> ExpressionValue.Kind {
    switch (a.kind, b.kind) {
    case (.known(let first), .known(let second)):
      guard first != second else { return a.kind }
      let units = [first, second].map { $0.unit.isEmpty ? "a plain number" : "'\($0.unit)'" }
      throw ExpressionError(
        offset: offset, length: length,
        message: "\(units[1]) cannot be \(word) \(units[0])")
    case (.known, _): return a.kind
    case (_, .known): return b.kind
    case (.unknown, _), (_, .unknown): return .unknown
    case (.plain, .plain): return .plain
    }
  }

  private static func productKind(
    _ a: ExpressionValue.Kind, _ b: ExpressionValue.Kind, power: Int8
  ) -> ExpressionValue.Kind {
    switch (a, b) {
    case (.known(let first), .known(let second)): .known(first.times(second, power: power))
    case (.known, .plain): a
    case (.plain, .known(let second)): .known(Dimension.none.times(second, power: power))
    case (.plain, .plain): .plain
    default: .unknown
    }
  }

  /// Consumes one of the given one-character operators, if it comes next.
  private mutating func operation(among signs: [UnicodeScalar]) -> (UnicodeScalar, Int)? {
    skipBlanks()
    guard position < characters.count, signs.contains(characters[position]) else { return nil }
    position += 1
    return (characters[position - 1], position - 1)
  }

  private mutating func close(openedAt start: Int) throws(ExpressionError) {
    skipBlanks()
    guard position < characters.count else {
      throw ExpressionError(offset: start, length: 1, message: "no ')' closes this '('")
    }
    guard characters[position] == ")" else { throw unexpected("an operator or ')'") }
    position += 1
  }

  /// Counts a level of nesting; recursion of the evaluator is bounded by it.
  private mutating func enter(at start: Int) throws(ExpressionError) {
    depth += 1
    if depth > 32 {
      throw ExpressionError(
        offset: start, length: 1, message: "expression nested deeper than 32 levels")
    }
  }

  private func unexpected(_ expected: String) -> ExpressionError {
    guard position < characters.count else {
      return ExpressionError(
        offset: max(0, characters.count - 1), length: 1,
        message: "expression ends where \(expected) was expected")
    }
    return ExpressionError(
      offset: position, length: 1,
      message: "'\(characters[position])' where \(expected) was expected")
  }

  private mutating func skipBlanks() {
    while position < characters.count
      && (characters[position] == " " || characters[position] == "\n")
    {
      position += 1
    }
  }

  private func text(_ range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: characters[range])
    return String(view)
  }

  private func isDigit(_ c: UnicodeScalar) -> Bool { c >= "0" && c <= "9" }

  private func isLetter(_ c: UnicodeScalar) -> Bool {
    c >= "a" && c <= "z" || c >= "A" && c <= "Z" || c == "_"
  }
}
