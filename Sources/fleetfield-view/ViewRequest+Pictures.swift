import Commands
import Viewing

/// How many pictures are asked for, and what they are called.
extension ViewRequest {
  /// Endings of the files that can be drawn.
  static let endings = [".png", ".mp4", ".gif"]

  /// Where the picture or film goes.
  var path: String { out ?? "fleetfield.png" }

  /// True where there are pictures from the first time to the last: a film, a GIF or numbered ones.
  var isFilm: Bool { until != nil || !path.hasSuffix(".png") }

  /// True where several moments or values become one picture.
  var isStrip: Bool { wantsStrip || (variation?.values.count ?? 0) > 2 }

  /// The names of the pictures, one for each time: `x-1min30s.png` where there are several.
  var stillPaths: [String] {
    guard times.count > 1, !isStrip else { return [path] }
    return times.map { path.dropLast(4) + "-" + ViewRequest.timeWord($0) + ".png" }
  }

  /// A time as `--at` takes it: `1min30s`.
  static func timeWord(_ seconds: Double) -> String {
    let milliseconds = Int((seconds * 1000).rounded())
    let parts = [
      (milliseconds / 3_600_000, "h"), (milliseconds / 60_000 % 60, "min"),
      (milliseconds / 1000 % 60, "s"), (milliseconds % 1000, "ms"),
    ]
    let words = parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
    return words.isEmpty ? "0s" : words
  }

  /// Refuses pictures that cannot be: several times of a film, a strip of one moment.
  func checkPictures() throws {
    if verb == .view, let values = variation?.values, values.count > 2 {
      throw UsageError(
        "--vary: a window shows two values side by side, not \(values.count); render draws a strip")
    }
    if verb == .measure, times.count > 1 {
      throw UsageError("--at: one moment is measured, not \(times.count)")
    }
    guard verb == .render else { return }
    guard ViewRequest.endings.contains(where: { path.hasSuffix($0) && path.count > $0.count })
    else {
      throw UsageError("--out needs a name that ends in .png, .mp4 or .gif, not “\(path)”")
    }
    if until == nil, isFilm {
      throw UsageError("a film needs --until: the simulated time it ends at")
    }
    if until != nil, times.count > 1 {
      throw UsageError(
        "--until makes a film, which begins at one time: --at gives \(times.count)")
    }
    if until != nil, isStrip {
      throw UsageError("a strip is one picture: leave --until out, or --strip")
    }
    if wantsStrip, otherSubject != nil {
      throw UsageError("--strip goes along times and --vary, with one subject")
    }
    if wantsStrip, variation == nil, times.count == 1 {
      throw UsageError(
        "--strip needs several moments or values: --at 1min,2min or --vary KEY=A,B,C")
    }
    if isStrip, times.count * (variation?.values.count ?? 1) > ViewRequest.mostCells {
      throw UsageError(
        "a strip has at most \(ViewRequest.mostCells) pictures: leave some out of --at or --vary")
    }
  }

  /// Beyond it nothing is seen in a picture of a strip.
  private static let mostCells = 24
}
