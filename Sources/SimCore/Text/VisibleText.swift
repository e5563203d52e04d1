/// A text as it is safe to show: each character that a terminal or an editor would act upon is a dot.
///
/// Those are the control characters (a file could colour, move or clear a terminal with them), what
/// turns the direction of the text, and what takes no room. Line breaks and tabs become blanks, so
/// that a name in a file cannot forge a line of its own. One character stays one character: columns
/// keep their meaning.
///
/// - Complexity: O(n); a text without such characters is returned as it is.
public func visibleText(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: actsOnDisplay) else { return text }
  var shown = String.UnicodeScalarView()
  for scalar in text.unicodeScalars { shown.append(visibleScalar(scalar)) }
  return String(shown)
}

/// The same for a text of several lines: its line breaks stay.
///
/// - Complexity: O(n); a text without such characters is returned as it is.
public func visibleLines(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: { $0 != "\n" && actsOnDisplay($0) }) else {
    return text
  }
  var shown = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    shown.append(scalar == "\n" ? scalar : visibleScalar(scalar))
  }
  return String(shown)
}

/// The character itself, a blank for a line break or tab, a dot for what would act on the display.
public func visibleScalar(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
  if scalar == "\n" || scalar == "\r" || scalar == "\t" { return " " }
  return actsOnDisplay(scalar) ? "·" : scalar
}

/// True for a character that a display acts upon instead of showing it.
private func actsOnDisplay(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case ..<0x20, 0x7F...0x9F: true  // C0, DEL, C1
  case 0x061C, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F: true  // no width, direction
  case 0x2028, 0x2029, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
  default: false
  }
}

/// True for a character that no value of a scene may hold: controls, and what turns the direction.
public func isRefusedInValues(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x0A, 0x0D, 0x85: false
  case ..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
  default: false
  }
}

/// A character's code as people look it up: `U+001B`.
public func codePoint(_ scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16, uppercase: true)
  return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
