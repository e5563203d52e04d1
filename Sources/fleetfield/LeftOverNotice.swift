import Recording
import SimCore

/// Tells of runs that ended without finishing, so that what they left is not there for ever.
enum LeftOverNotice {
  /// Names what lies in a folder in one line on standard error; says nothing where there is nothing.
  static func tell(folder: String) {
    let found = LeftOver.find(in: folder).filter { $0.state == .abandoned }
    guard let first = found.first else { return }
    let isOne = found.count == 1
    let resume =
      isOne && first.canBeResumed
      ? "'fleetfield resume \(visibleText(first.path))' goes on with it, " : ""
    let place = folder == "." || folder == "runs" ? "" : " \(visibleText(folder))"
    Terminal.error(
      "fleetfield: \(words(found, first)); \(resume)'fleetfield clean\(place)' removes "
        + "\(isOne ? "it" : "them")\n")
  }

  /// `'.yard-7.partial-…' was left by a run that was killed`, or by a fault of the program, in the
  /// words of the run.
  static func words(_ found: [LeftOver], _ first: LeftOver) -> String {
    let path = visibleText(first.path)
    let faultCount = found.count { $0.fault != nil }
    if found.count == 1 {
      return first.fault.map {
        "'\(path)' was left by a run that a fault ended (\(visibleText($0)))"
      }
        ?? "'\(path)' was left by a run that was killed"
    }
    let causes =
      faultCount == 0
      ? "were killed"
      : faultCount == found.count
        ? "a fault ended" : "did not end, \(faultCount) of them by a fault"
    return "'\(path)' and \(found.count - 1) more were left by runs that \(causes)"
  }
}
