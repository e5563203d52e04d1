/// The number of insertions, deletions, substitutions and swaps of neighbours between two words.
///
/// Source: optimal string alignment, after F. J. Damerau, CACM 7(3), 1964.
/// - Complexity: O(n·m) time.
public func editDistance(_ first: String, _ second: String) -> Int {
  let a = Array(first.utf8)
  let b = Array(second.utf8)
  var twoBack = [Int](repeating: 0, count: b.count + 1)
  var previous = Array(0...b.count)
  var current = previous
  for i in 0..<a.count {
    current[0] = i + 1
    for j in 0..<b.count {
      var best = min(previous[j] + (a[i] == b[j] ? 0 : 1), previous[j + 1] + 1, current[j] + 1)
      if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
        best = min(best, twoBack[j - 1] + 1)
      }
      current[j + 1] = best
    }
    (twoBack, previous, current) = (previous, current, twoBack)
  }
  return previous[b.count]
}

/// The candidate that `word` most probably meant, or nil where none is near.
///
/// Near is at most a third of the word's letters, at least one; case and the separators `_` and `-`
/// do not count. The first of equally near candidates wins.
public func nearestName(to word: String, among candidates: [String]) -> String? {
  guard word.utf8.count <= 64 else { return nil }
  let plain = normalizedName(word)
  let limit = max(1, plain.utf8.count / 3)
  var best: (name: String, distance: Int)?
  for candidate in candidates.prefix(mostCandidates) {
    // A difference in length is a distance already.
    guard abs(candidate.utf8.count - word.utf8.count) <= limit + 8 else { continue }
    let distance = editDistance(plain, normalizedName(candidate))
    if distance <= limit,
      distance < min(plain.utf8.count, best?.distance ?? .max)
    {
      best = (candidate, distance)
    }
  }
  return best?.name
}

/// A scene with more names than this gets suggestions from the first of them.
private let mostCandidates = 1000

/// "; did you mean 'x'?", or the list of what is possible where it is short, or nothing.
public func suggestion(for word: String, among candidates: [String]) -> String {
  if let near = nearestName(to: word, among: candidates) { return "; did you mean '\(near)'?" }
  if candidates.isEmpty { return "" }
  return candidates.count <= 12 ? "; expected \(listed(candidates))" : ""
}

/// "a", "a or b", "a, b or c".
public func listed(_ words: [String]) -> String {
  guard let last = words.last else { return "" }
  return words.count == 1 ? last : words.dropLast().joined(separator: ", ") + " or " + last
}

/// The Latin letter that a foreign one is easily taken for; nil for all others.
///
/// Source: Unicode Technical Standard 39, confusables.txt, its small letters of Cyrillic and Greek.
public func latinLookAlike(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
  lookAlikes.first { $0.foreign == scalar }?.latin
}

private let lookAlikes: [(foreign: Unicode.Scalar, latin: Unicode.Scalar)] = Array(
  zip("асеорхуіјѕԁһкмтвнгαορυνικτηω".unicodeScalars, "aceopxyijsdhkmtbhraopuviktnw".unicodeScalars)
).map { ($0.0, $0.1) }

/// "its 'с' is U+0441, no Latin letter" for a word with letters that only look Latin; else nil.
public func lookAlikeWords(_ word: String) -> String? {
  let foreign = word.lowercased().unicodeScalars.filter { latinLookAlike($0) != nil }
  guard let first = foreign.first else { return nil }
  return "its '\(first)' is \(codePoint(first)), no Latin letter"
}

private func normalizedName(_ word: String) -> String {
  var plain = String.UnicodeScalarView()
  for scalar in word.lowercased().unicodeScalars where !"_- ".unicodeScalars.contains(scalar) {
    plain.append(latinLookAlike(scalar) ?? scalar)
  }
  return String(plain)
}
