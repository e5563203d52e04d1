import SimCore

/// How pages write numbers, shares and counts.
enum PageWords {
  /// `90 %`, with at most one digit behind the point.
  static func percent(_ share: Double) -> String {
    NumberText.rounded(100 * share, decimals: 1) + " %"
  }

  /// `1 run`, `1,204 runs`.
  static func runs(_ count: Int) -> String {
    count == 1 ? "1 run" : "\(NumberText.grouped(Int64(count))) runs"
  }

  /// About four significant digits.
  static func number(_ value: Double?) -> String { value.map(NumberText.short) ?? "—" }

  /// `mean ± half` of values that have both.
  static func spread(_ mean: Double?, _ half: Double?) -> String {
    guard let mean else { return "—" }
    return NumberText.short(mean) + (half.map { " ± \(NumberText.short($0))" } ?? "")
  }

  /// Seeds in order as ranges: `1–80, 81–186`.
  static func ranges(_ seeds: [UInt64]) -> String {
    var parts: [String] = []
    var begin: UInt64?
    var last: UInt64 = 0
    func close() {
      guard let begin else { return }
      parts.append(begin == last ? "\(begin)" : "\(begin)–\(last)")
    }
    for seed in Set(seeds).sorted() {
      if begin == nil || seed != last + 1 {
        close()
        begin = seed
      }
      last = seed
    }
    close()
    return parts.count <= 12
      ? parts.joined(separator: ", ")
      : parts.prefix(12).joined(separator: ", ") + " …"
  }

  /// `Compared: b.sqlite with a.sqlite`, with folders only where names are the same.
  static func compared(_ second: String, with first: String) -> String {
    func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
    return name(first) == name(second)
      ? "Compared: \(second) with \(first)" : "Compared: \(name(second)) with \(name(first))"
  }

  /// A name that is safe in a link and as a file.
  static func fileName(_ text: String) -> String {
    var name = ""
    for scalar in text.unicodeScalars {
      let isPlain =
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
        || ("0"..."9").contains(scalar) || scalar == "_"
      if isPlain {
        name.unicodeScalars.append(scalar)
      } else if !name.hasSuffix("-") {
        name += "-"
      }
      if name.utf8.count >= 60 { break }
    }
    return name
  }
}
