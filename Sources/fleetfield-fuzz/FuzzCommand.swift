import Commands
import Glibc

/// The command: one campaign and its report.
enum FuzzCommand {
  /// Runs the campaign that the words ask for; the exit status.
  static func run(_ words: [String]) throws(UsageError) -> Int32 {
    var options = try FuzzOptions(words, program: "\(ownFolder())/fleetfield")
    if options.wantsHelp {
      say(FuzzOptions.spec.help(of: "fleetfield-fuzz"))
      return 0
    }
    if !options.program.hasPrefix("/"), let folder = currentFolder() {
      options.program = "\(folder)/\(options.program)"
    }
    guard access(options.program, X_OK) == 0 else {
      throw UsageError(
        message: "'\(options.program)' cannot be run; build it or name --program")
    }
    var shipped = ShippedFiles(root: ".")
    guard !shipped.scenes.isEmpty else {
      throw UsageError(message: "there is no Scenes/ here; run it in the repository's folder")
    }
    if options.targets.contains(.records) {
      shipped.sample = RecordSample.make(program: options.program)
      guard !shipped.sample.isEmpty else {
        throw UsageError(message: "'\(options.program)' made no run folder with snapshots")
      }
    }
    if !options.isSanitized { limitMemory() }
    var campaign = Campaign(options, shipped: shipped)
    campaign.run()
    say(campaign.report.text)
    let shortcomings = campaign.report.shortcomings(asksForCoverage: options.asksForCoverage)
    for sentence in shortcomings { say("error: \(sentence)") }
    if shortcomings.isEmpty { say("nothing found") }
    return shortcomings.isEmpty ? 0 : 1
  }

  /// What calls inherit: no core files, and an end before the machine's memory is full.
  private static func limitMemory() {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    var most = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
    getrlimit(resource, &most)
    // Addresses, not memory held: threads and heaps reserve far more than they use.
    most.rlim_cur = min(most.rlim_max, 4 << 30)
    setrlimit(resource, &most)
  }

  private static func currentFolder() -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    guard getcwd(&buffer, buffer.count) != nil else { return nil }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func ownFolder() -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let path = String(
      decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }
}
