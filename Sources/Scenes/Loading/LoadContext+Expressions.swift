import SimCore

/// Where `$(…)` starts and ends in a text.
private struct ExpressionSpan {
  /// The text before it.
  var before: Substring
  /// What is between the parentheses.
  var inside: Substring
  /// The text after it.
  var after: Substring
}

extension LoadContext {
  /// A scalar's number, SI, with the expression it was computed by.
  ///
  /// - Parameters:
  ///   - text: The scalar's text.
  ///   - node: The scalar, for places.
  ///   - noun: What the value is called in messages.
  ///   - dimension: What it must measure.
  ///   - path: Path of the value in the scene.
  ///   - siUnit: How the key writes its SI unit; nil is the dimension's own.
  ///   - bareUnit: The unit that a bare number is in; nil where a literal must carry its own, which
  ///     0 need not: it is the same in every unit.
  /// - Returns: The number, or nil where a mistake was reported.
  func number(
    _ text: String, node: SceneNode, noun: String, dimension: Dimension, path: String,
    siUnit: String? = nil, bareUnit: UnitMeaning? = nil
  ) -> (value: Double, expression: String?)? {
    if text.contains("$(") {
      return computedNumber(text, node: node, noun: noun, dimension: dimension, path: path)
    }
    guard let number = WrittenNumber(text) else {
      if let mended = withoutComma(text) {
        let unit = usualUnit(dimension, siUnit ?? dimension.unit)
        let lacksUnit = dimension != .none && bareUnit == nil && WrittenNumber(mended)?.unit == ""
        report(
          node.place, path,
          "\(quoted(text)) has a comma; decimals have a point: write "
            + (lacksUnit ? "\(mended) \(unit)" : mended))
        return nil
      }
      if let name = parameterName(in: text) {
        parameters.noteUse(of: name, by: path)
        report(
          node.place, path, "\(quoted(text)) is no number; for parameter '\(name)' write $(\(name))"
        )
        return nil
      }
      let withoutZeros = String(text.drop { $0 == "0" })
      if text.hasPrefix("0"), WrittenNumber(withoutZeros) != nil {
        report(
          node.place, path, "\(quoted(text)) has a leading zero; write \(withoutZeros)")
        return nil
      }
      report(
        node.place, path,
        "expected \(numberExpectation(dimension)) for \(noun), found \(quoted(text))")
      return nil
    }
    if number.unit.isEmpty, dimension != .none {
      guard let bareUnit = bareUnit ?? (number.value == 0 ? UnitMeaning(dimension: dimension) : nil)
      else {
        report(node.place, path, missingUnit(text, dimension, siUnit ?? dimension.unit))
        return nil
      }
      return finite(bareUnit.inSI(number.value), node: node, noun: noun, path: path)
        .map { ($0, nil) }
    }
    guard let unit = unit(number.unit, node, noun, dimension, path) else { return nil }
    return finite(unit.inSI(number.value), node: node, noun: noun, path: path).map { ($0, nil) }
  }

  /// "'1.4' has no unit; write 1.4 m/s (or km/h, cm/s)".
  private func missingUnit(_ text: String, _ dimension: Dimension, _ unit: String) -> String {
    let unit = usualUnit(dimension, unit)
    // A torque has the dimension of an energy; nobody writes it in watt hours.
    let others =
      unit == "N*m"
      ? [] : shownUnits(dimension).filter { $0 != unit }.map { $0 == "1/s" ? "/s" : $0 }
    return "\(quoted(text)) has no unit; write \(text) \(unit)"
      + (others.isEmpty ? "" : " (or \(others.joined(separator: ", ")))")
  }

  /// The unit that people write where the SI unit is a rare one: batteries hold watt hours, and
  /// jobs come by the minute.
  private func usualUnit(_ dimension: Dimension, _ unit: String) -> String {
    switch unit {
    case "J": "Wh"
    case "1/s", "/s": "/min"
    default: unit
    }
  }

  /// The parameter that `n`, `$n` or `${n}` was meant for; nil where there is none.
  private func parameterName(in text: String) -> String? {
    var name = text.hasPrefix("$") ? text.dropFirst() : Substring(text)
    if name.hasPrefix("{") && name.hasSuffix("}") { name = name.dropFirst().dropLast() }
    return parameters[String(name)] == nil ? nil : String(name)
  }

  /// A scalar's text with every `$(…)` replaced; nil where a mistake was reported.
  ///
  /// - Returns: The text, the folder that a relative path in it starts from, and the text as written
  ///   where an expression was in it.
  func text(
    _ text: String, node: SceneNode, path: String
  ) -> (text: String, folder: String, expression: String?)? {
    var folder = node.place.map { sources.files[Int($0.file)].directory } ?? ""
    guard text.contains("$(") else { return (text, folder, nil) }
    var result = ""
    var rest = Substring(text)
    while rest.contains("$(") {
      guard let span = span(in: rest, of: text, node: node, path: path) else { return nil }
      result += span.before
      let name = span.inside.filter { $0 != " " }
      if let parameter = parameters[name], parameter.kind == .text {
        parameters.noteUse(of: name, by: path)
        if !parameter.isValid { return nil }
        // A path that starts with a parameter is meant as the parameter's author saw it.
        if result.isEmpty { folder = parameter.folder }
        result += parameter.text
      } else {
        guard let value = evaluate(span.inside, of: text, node: node, path: path) else {
          return nil
        }
        result += NumberText.digits(value.value)
      }
      rest = span.after
    }
    return (result + rest, folder, text)
  }

  /// A number that is computed, with an optional unit behind the expression.
  private func computedNumber(
    _ text: String, node: SceneNode, noun: String, dimension: Dimension, path: String
  ) -> (value: Double, expression: String?)? {
    guard let span = span(in: Substring(text), of: text, node: node, path: path) else { return nil }
    let unit = String(span.after.drop { $0 == " " })
    guard span.before.allSatisfy({ $0 == " " }), !unit.contains("$(") else {
      report(
        node.place, path,
        "expected $(…) with an optional unit for \(noun), found \(quoted(text))")
      return nil
    }
    guard let value = evaluate(span.inside, of: text, node: node, path: path) else { return nil }
    if case .known(let found) = value.kind {
      let whole = unit.isEmpty ? found : found.times(unitMeaning(of: unit)?.dimension ?? .none)
      if found == dimension, !unit.isEmpty, whole != dimension {
        report(
          node.place, path, "\(quoted(String(span.inside))) has its unit; drop \(quoted(unit))")
        return nil
      }
      if whole != dimension {
        let measured = whole == .none ? "a plain number" : "in \(whole.unit)"
        report(
          node.place, path,
          "expression is \(measured); \(noun) is measured in "
            + (dimension == .none ? "plain numbers" : listed(shownUnits(dimension))))
        return nil
      }
    }
    guard let meaning = self.unit(unit, node, noun, knownDimension(value, dimension), path) else {
      return nil
    }
    return finite(meaning.inSI(value.value), node: node, noun: noun, path: path).map { ($0, text) }
  }

  /// The dimension that a unit behind an expression must have.
  private func knownDimension(_ value: ExpressionValue, _ dimension: Dimension) -> Dimension {
    if case .known(let found) = value.kind { return dimension.times(found, power: -1) }
    return dimension
  }

  /// Evaluates an expression and notes which parameters it uses.
  private func evaluate(
    _ inside: Substring, of text: String, node: SceneNode, path: String
  ) -> ExpressionValue? {
    // A name that is none has its message already, whatever its letters evaluate to.
    if brokenParameters.contains(where: { inside.contains($0) }) { return nil }
    var textParameter: String?
    var usesMistake = false
    do throws(ExpressionError) {
      let value = try ExpressionEvaluator.evaluate(String(inside)) { name in
        guard let parameter = parameters[name] else { return nil }
        parameters.noteUse(of: name, by: path)
        if !parameter.isValid { usesMistake = true }
        if parameter.kind == .text {
          textParameter = name
          return nil
        }
        return ExpressionValue(
          parameter.value, parameter.meaning.map { .known($0.dimension) } ?? .unknown)
      }
      return usesMistake ? nil : value
    } catch {
      // A parameter that is a mistake has its message already.
      if usesMistake { return nil }
      // A name that is misspelt where it is declared is one mistake, however often it is used.
      if let name = error.unknownName, !unknownParameters.insert(name).inserted { return nil }
      let message =
        textParameter.map { "parameter '\($0)' is a text; it cannot be computed with" }
        ?? error.message
        + (error.unknownName.map { suggestion(for: $0, among: parameters.names) } ?? "")
      let start = text.unicodeScalars.distance(
        from: text.unicodeScalars.startIndex, to: inside.startIndex)
      report(
        innerPlace(of: node, text: text, offset: start + error.offset, length: error.length), path,
        message)
      return nil
    }
  }

  /// The first `$(…)` of a text; nil where its parenthesis is never closed.
  private func span(
    in rest: Substring, of text: String, node: SceneNode, path: String
  ) -> ExpressionSpan? {
    guard let start = rest.firstRange(of: "$(")?.lowerBound else { return nil }
    var depth = 0
    var index = start
    while index < rest.endIndex {
      if rest[index] == "(" { depth += 1 }
      if rest[index] == ")" {
        depth -= 1
        if depth == 0 {
          let open = rest.index(start, offsetBy: 2)
          return ExpressionSpan(
            before: rest[..<start], inside: rest[open..<index],
            after: rest[rest.index(after: index)...])
        }
      }
      index = rest.index(after: index)
    }
    report(
      node.place, path, "no ')' closes this expression",
      notes: ["note: inside { } or [ ] an expression with a comma needs quotes"])
    return nil
  }

  /// The place of a part of a scalar; the whole scalar where that cannot be told.
  private func innerPlace(of node: SceneNode, text: String, offset: Int, length: Int) -> Place? {
    guard var place = node.place, case .scalar(_, let isPlain) = node.content else {
      return node.place
    }
    let written = text.unicodeScalars.count + (isPlain ? 0 : 2)
    guard Int(place.length) == written else { return place }
    place.column += Int32(clamping: offset + (isPlain ? 0 : 1))
    place.length = Int32(clamping: max(1, length))
    return place
  }

  /// The meaning of a unit behind a number; nil where a mistake was reported.
  private func unit(
    _ unit: String, _ node: SceneNode, _ noun: String, _ dimension: Dimension, _ path: String
  ) -> UnitMeaning? {
    if unit.isEmpty { return UnitMeaning(dimension: dimension) }
    let expected =
      dimension == .none ? "a plain number or %" : shownUnits(dimension).joined(separator: ", ")
    guard let meaning = unitMeaning(of: unit) else {
      if ["Ah", "mAh"].contains(unit), dimension == .energy {
        report(
          node.place, path,
          "unit '\(unit)' measures a charge; write \(noun) in Wh, which are Ah times the voltage")
        return nil
      }
      let near = nearestName(to: unit, among: shownUnits(dimension))
      report(
        node.place, path,
        "unknown unit \(quoted(unit))"
          + (near.map { "; did you mean '\($0)'?" } ?? " for \(noun); expected \(expected)"))
      return nil
    }
    guard meaning.dimension == dimension else {
      report(
        node.place, path, "unit '\(unit)' does not measure \(noun); expected \(expected)")
      return nil
    }
    return meaning
  }

  private func finite(_ value: Double, node: SceneNode, noun: String, path: String) -> Double? {
    // Scenes hold Float: what overflows or vanishes there must not become infinity or 0 in silence.
    guard value.isFinite, abs(value) <= 1e30 else {
      report(node.place, path, "\(noun) is too large a number; the limit is 1e30 in SI units")
      return nil
    }
    guard value == 0 || abs(value) >= 1e-30 else {
      report(node.place, path, "\(noun) is too small a number; below 1e-30 write 0")
      return nil
    }
    return value
  }

  private func shownUnits(_ dimension: Dimension) -> [String] {
    dimension.commonUnits.filter { !$0.isEmpty }
  }

  private func numberExpectation(_ dimension: Dimension) -> String {
    dimension == .none ? "a number" : "a number with a unit such as \(dimension.unit)"
  }
}
