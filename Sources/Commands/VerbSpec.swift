/// One option of a verb.
public struct OptionSpec: Sendable {
  /// What follows an option on the command line.
  public enum Kind: Sendable {
    /// Nothing: it is there or not.
    case flag
    /// One value; given twice is a mistake.
    case value
    /// One value each time; may be given many times.
    case repeated
    /// All following words of the form key=value.
    case pairs
  }

  /// Name with its dashes.
  public var name: String
  /// What follows it.
  public var kind: Kind
  /// What the value is called in help; empty for a flag.
  public var placeholder: String = ""
  /// What it does, one line.
  public var help: String

  /// An option from its parts.
  public init(name: String, kind: Kind, placeholder: String = "", help: String) {
    self.name = name
    self.kind = kind
    self.placeholder = placeholder
    self.help = help
  }
}

/// One verb of the command: what it takes and what it says about itself.
public struct VerbSpec: Sendable {
  /// Name on the command line.
  public var name: String
  /// One line for the list of verbs.
  public var summary: String
  /// Names of the words it takes, in order; those in [brackets] may be missing, and the last, where it ends
  /// in `…`, stands for any number of words.
  public var operands: [String]
  /// Its options; `--help` is added to all.
  public var options: [OptionSpec]
  /// Lines below the options in its help: files, exit codes, an example.
  public var notes: [String] = []

  /// A verb from its parts.
  public init(
    name: String, summary: String, operands: [String], options: [OptionSpec], notes: [String] = []
  ) {
    self.name = name
    self.summary = summary
    self.operands = operands
    self.options = options
    self.notes = notes
  }
}

extension VerbSpec {
  /// True where its last operand stands for any number of words.
  var takesMore: Bool { operands.last?.hasSuffix("…") == true }

  /// The help of the verb, made from its own description so that it cannot drift.
  ///
  /// `program` is what stands before the verb; a program without verbs has one without a name.
  public func help(of program: String) -> String {
    let call = name.isEmpty ? program : "\(program) \(name)"
    let operands = operands.map { " \($0)" }.joined()
    var lines = [
      "\(call): \(summary)", "",
      "usage: \(call)\(operands)\(options.isEmpty ? "" : " [options]")", "",
    ]
    let help = OptionSpec(name: "--help", kind: .flag, help: "print this text")
    let shown = (options + [help]).map { option in
      (option.name + (option.placeholder.isEmpty ? "" : " \(option.placeholder)"), option.help)
    }
    let width = min(32, shown.map(\.0.count).max() ?? 0)
    for (usage, help) in shown {
      let blank = String(repeating: " ", count: max(0, width - usage.count))
      lines.append("  \(usage)\(blank)  \(help)")
    }
    if !notes.isEmpty { lines += [""] + notes }
    return lines.joined(separator: "\n") + "\n"
  }
}
