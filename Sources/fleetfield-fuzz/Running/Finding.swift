import Glibc

/// An input whose call ended as none may, and how.
struct Finding {
  /// What went wrong.
  enum Fault: Equatable {
    /// A signal, as a trap sends one, or an exit status other than 0, 1 and 2.
    case end(ChildProcess.End)
    /// More time than allowed: of the processor, or of the clock where it slept or had to wait.
    case hang(isBusy: Bool)
    /// More memory than allowed, bytes.
    case memory(Int)
    /// The program could not be started.
    case notStarted

    /// In a few words.
    var words: String {
      switch self {
      case .end(.signal(let number)):
        "ended by signal \(number) (\(String(cString: strsignal(number))))"
      case .end(.status(let status)): "ended with status \(status)"
      case .hang(isBusy: true): "took more than \(Int(ChildProcess.cpuLimit)) s of the processor"
      case .end(.hang), .hang: "did not end within \(Int(ChildProcess.wallLimit)) s"
      case .memory(let bytes): "took \(bytes >> 20) MiB of memory"
      case .notStarted: "could not be started"
      }
    }
  }

  /// The most memory that a call may hold: 1 GiB.
  static let memoryLimit = 1 << 30

  /// What went wrong with an outcome; nil where it is one of those allowed.
  static func fault(_ outcome: ChildProcess.Outcome) -> Fault? {
    switch outcome.end {
    case .hang: .hang(isBusy: outcome.isBusy)
    case .status(0...2): outcome.peakBytes > memoryLimit ? .memory(outcome.peakBytes) : nil
    default: .end(outcome.end)
    }
  }

  /// What tells this fault from others: the innermost own frames of its stack, or its words.
  static func signature(_ fault: Fault, backtrace: [String], output: [String] = []) -> String {
    let frames = backtrace.filter { !$0.contains("[system]") }.compactMap { line -> String? in
      // `3 [ra] 0x000055… Fleet.step() + 120 in fleetfield at /…/Fleet+Step.swift:22:26`
      guard let at = line.range(of: " at /") else { return nil }
      let path = line[at.upperBound...]
      return path.split(separator: "/").last.map(String.init)
    }
    if !frames.isEmpty { return "trap at " + frames.prefix(2).joined(separator: " < ") }
    // What is said may name folders and numbers of processes; its first words tell faults apart.
    guard case .end = fault, let last = output.last else { return fault.words }
    return "\(fault.words): \(last.prefix(120))"
  }

  /// The hexadecimal offset that a program says it failed at: `at +0x1a2b3c`; nil for none.
  static func offset(in output: [String]) -> String? {
    for line in output.reversed() {
      guard let found = line.range(of: " at +0x") else { continue }
      let digits = line[found.upperBound...].prefix { $0.isHexDigit }
      if !digits.isEmpty { return "0x" + digits }
    }
    return nil
  }

  /// The frames of the thread that trapped, the innermost first, from a backtrace's text.
  static func frames(in text: String) -> [String] {
    var frames: [String] = []
    var isCrashed = false
    for line in text.split(separator: "\n") {
      if line.hasPrefix("Thread ") {
        if isCrashed { break }
        isCrashed = line.contains("crashed")
      } else if isCrashed, let first = line.first(where: { $0 != " " }), first.isNumber,
        line.contains(" in ")
      {
        frames.append(line.drop { $0 == " " }.description)
      }
    }
    return frames
  }
}

extension String {
  /// The first place of a part; nil where it does not occur.
  fileprivate func range(of part: String) -> Range<String.Index>? {
    let (whole, wanted) = (utf8, Array(part.utf8))
    var start = whole.startIndex
    while let end = whole.index(start, offsetBy: wanted.count, limitedBy: whole.endIndex) {
      if whole[start..<end].elementsEqual(wanted) { return start..<end }
      start = whole.index(after: start)
    }
    return nil
  }
}
