import Recording

/// Tells of runs that ended without finishing, so that what they left is not there for ever.
enum LeftOverNotice {
  /// Names what lies in a folder in one line on standard error; says nothing where there is nothing.
  static func tell(folder: String) {
    let found = LeftOver.find(in: folder).filter { $0.state == .abandoned }
    guard let first = found.first else { return }
    let isOne = found.count == 1
    let rest = isOne ? " was" : " and \(found.count - 1) more were"
    let place = folder == "." || folder == "runs" ? "" : " \(folder)"
    Terminal.error(
      "fleetfield: '\(first.path)'\(rest) left by a run that did not end; "
        + "'fleetfield clean\(place)' removes \(isOne ? "it" : "them")\n")
  }
}
