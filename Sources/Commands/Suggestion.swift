import SimCore

/// Finds the word somebody meant.
public enum Suggestion {
  /// `; did you mean 'x'?` where a candidate is close to the word, else nothing.
  public static func hint(_ word: String, among candidates: [String]) -> String {
    nearest(word, among: candidates).map { "; did you mean '\($0)'?" } ?? ""
  }

  /// The candidate with the fewest edits to the word, where they are few for its length.
  ///
  /// Else the shortest that begins like it (`deliveries` for `delivery`).
  public static func nearest(_ word: String, among candidates: [String]) -> String? {
    let limit = max(1, word.count / 3)
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let distance = editDistance(word.lowercased(), candidate.lowercased())
      if distance <= limit && distance < best?.distance ?? Int.max { best = (candidate, distance) }
    }
    if let best { return best.candidate }
    guard word.count >= 5 else { return nil }
    let stem = word.lowercased().prefix(max(5, word.count - max(1, word.count / 8)))
    return candidates.filter { $0.lowercased().hasPrefix(stem) }.min { $0.count < $1.count }
  }

  /// `a, b or c`.
  public static func list(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}
