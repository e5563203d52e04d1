import Glibc
import SimCore

/// Tries inputs one after the other, a few at a time, and keeps what may not be.
struct Campaign {
  /// An input to make: target, seed, number.
  struct Order {
    var target: FuzzTarget
    var seed: UInt64
    var index: Int
  }

  private struct Slot {
    var input: FuzzInput
    var child: ChildProcess
    var folder: String
  }

  /// After so many faults of a target its other inputs are left for when those are mended.
  static let faultLimit = 40

  let options: FuzzOptions
  let shipped: ShippedFiles
  private let work: String
  private(set) var report: CampaignReport
  private var slots: [Slot?]
  private let ownPath: String

  /// A campaign with a working folder of its own.
  init(_ options: FuzzOptions, shipped: ShippedFiles) {
    self.options = options
    self.shipped = shipped
    work = "/tmp/fleetfield-fuzz-\(getpid())"
    report = CampaignReport()
    slots = Array(repeating: nil, count: options.jobCount)
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    ownPath = String(
      decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Tries all inputs of the plan, and more rounds of it while there is time where time is given.
  mutating func run() {
    FileBytes.makeFolders(work)
    defer { FileBytes.remove(work) }
    let end = options.minutes.map { WallClock.monotonic() + $0 * 60 }
    var round = 0
    repeat {
      for target in options.targets {
        let begin = WallClock.monotonic()
        for order in orders(target, round: round) {
          if let end, WallClock.monotonic() > end { break }
          if report.faultCount(of: target) >= Self.faultLimit {
            say("\(target.rawValue): ended after \(Self.faultLimit) faults")
            break
          }
          start(order)
        }
        finishAll()
        say("\(target.rawValue): \(Int(WallClock.monotonic() - begin)) s")
      }
      round += 1
    } while end.map { WallClock.monotonic() < $0 } ?? false
      && options.targets.contains { report.faultCount(of: $0) < Self.faultLimit }
  }

  /// The inputs of a target in a round: the seeds take turns.
  private func orders(_ target: FuzzTarget, round: Int) -> [Order] {
    if let index = options.index {
      return options.seeds.map { Order(target: target, seed: $0, index: index) }
    }
    let count = options.count(of: target)
    return (0..<count).map { number in
      let place = round * count + number
      return Order(
        target: target, seed: options.seeds[place % options.seeds.count],
        index: place / options.seeds.count)
    }
  }

  /// Starts an input as soon as there is room for it.
  private mutating func start(_ order: Order) {
    let input = FuzzInput.make(
      order.target, seed: order.seed, index: order.index, shipped: shipped)
    while true {
      collect()
      if let free = slots.firstIndex(where: { $0 == nil }) {
        let folder = "\(work)/\(free)"
        lay(input, in: folder)
        guard let child = call(input, folder: folder, backtrace: false) else {
          _ = report.add(input, fault: .notStarted, detail: [])
          return
        }
        slots[free] = Slot(input: input, child: child, folder: folder)
        return
      }
      usleep(500)
    }
  }

  private mutating func finishAll() {
    while slots.contains(where: { $0 != nil }) {
      collect()
      usleep(500)
    }
  }

  /// Takes the outcomes of calls that have ended.
  private mutating func collect() {
    for place in slots.indices {
      guard var slot = slots[place] else { continue }
      let outcome = slot.child.poll()
      slots[place] = slot
      guard let outcome else { continue }
      slots[place] = nil
      judge(slot.input, outcome, folder: slot.folder)
    }
  }

  private mutating func judge(
    _ input: FuzzInput, _ outcome: ChildProcess.Outcome, folder: String
  ) {
    report.add(input, outcome)
    if options.showsRefused, outcome.end == .status(2) {
      say("refused: \(input.name)")
      for line in text("\(folder).out").prefix(4) { say("    \(line.prefix(240))") }
    }
    var fault = Finding.fault(outcome)
    if case .memory = fault, options.isSanitized { fault = nil }
    guard let fault else { return }
    let isLimit = !isTrap(fault)
    if isLimit, !input.isOwnCall, let robots = robotCount(input, folder: folder),
      robots > CrowdSize.limit
    {
      report.excusedCount += 1
      return
    }
    let output = text("\(folder).out")
    let frames = isLimit ? [] : backtrace(input, folder: folder)
    let signature = Finding.signature(fault, backtrace: frames, output: output)
    let isNew = report.add(input, fault: fault, detail: [signature])
    let kept = "\(options.foundFolder)/\(input.name)"
    keep(input, at: kept, fault: fault, output: output, frames: frames)
    guard isNew else { return }
    say("found: \(input.name) \(fault.words), kept in \(kept)")
    for frame in frames.prefix(8) { say("    \(frame)") }
    if frames.isEmpty { for line in output.suffix(3) { say("    \(line.prefix(200))") } }
    say("    again: \(again(input))")
  }

  private func isTrap(_ fault: Finding.Fault) -> Bool {
    if case .end = fault { return true }
    return false
  }

  /// The command that tries an input again.
  private func again(_ input: FuzzInput) -> String {
    "fleetfield-fuzz --target \(input.target.rawValue) --seed \(input.seed) --index \(input.index)"
  }
}

extension Campaign {
  /// Writes an input's files into a folder that holds nothing else.
  private func lay(_ input: FuzzInput, in folder: String) {
    FileBytes.remove(folder)
    FileBytes.makeFolders(folder)
    for file in input.files { FileBytes.write(file.bytes, to: "\(folder)/\(file.path)") }
  }

  private func call(_ input: FuzzInput, folder: String, backtrace: Bool) -> ChildProcess? {
    let trace =
      backtrace
      ? "enable=yes,color=no,interactive=no,threads=crashed,images=none,registers=none,limit=40"
      : "enable=no"
    return ChildProcess(
      program: input.isOwnCall ? ownPath : options.program, words: input.words, folder: folder,
      output: "\(folder).out", environment: ["SWIFT_BACKTRACE=\(trace)"] + options.environment,
      timeFactor: options.isSanitized ? 20 : 1)
  }

  /// The frames of a trap, from a second try that has time to write them.
  private func backtrace(_ input: FuzzInput, folder: String) -> [String] {
    lay(input, in: folder)
    guard var child = call(input, folder: folder, backtrace: true) else { return [] }
    _ = child.wait()
    let output = text("\(folder).out")
    let frames = Finding.frames(in: output.joined(separator: "\n"))
    return frames.isEmpty ? places(in: output, folder: folder) : frames
  }

  /// The place of a fault that the program tells by itself, `… at +0x1a2b3c`, as lines of source.
  private func places(in output: [String], folder: String) -> [String] {
    guard let offset = Finding.offset(in: output),
      var child = ChildProcess(
        program: "/usr/bin/addr2line", words: ["-f", "-i", "-p", "-e", options.program, offset],
        folder: folder, output: "\(folder).out")
    else { return [] }
    _ = child.wait()
    return text("\(folder).out").filter { $0.contains(" at /") }
  }

  /// How many robots a scene has, as `check` says; nil where it does not say.
  private func robotCount(_ input: FuzzInput, folder: String) -> Int? {
    guard input.words.count > 1, ["run", "check"].contains(input.words[0]) else { return nil }
    var sets: [String] = []
    for (place, word) in input.words.enumerated() where word == "--set" {
      sets += ["--set", input.words[place + 1]]
    }
    lay(input, in: folder)
    guard
      var child = ChildProcess(
        program: options.program, words: ["check", input.words[1], "--format", "json"] + sets,
        folder: folder, output: "\(folder).out", environment: ["SWIFT_BACKTRACE=enable=no"])
    else { return nil }
    _ = child.wait()
    let line = text("\(folder).out").first { $0.contains("\"robots\":") }
    return line.flatMap { Int($0.filter(\.isNumber)) }
  }

  /// Keeps an input with how it ended, for a regression test.
  private func keep(
    _ input: FuzzInput, at folder: String, fault: Finding.Fault, output: [String],
    frames: [String]
  ) {
    for file in input.files { FileBytes.write(file.bytes, to: "\(folder)/\(file.path)") }
    let words = input.words.map { $0.contains(" ") || $0.isEmpty ? "'\($0)'" : $0 }
    let lines =
      [
        "fault: \(fault.words)", "again: \(again(input))",
        "call:  \(input.isOwnCall ? "fleetfield-fuzz" : "fleetfield") "
          + words.joined(separator: " "), "",
      ] + frames + [""] + output
    FileBytes.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: "\(folder)/found.txt")
  }

  private func text(_ path: String) -> [String] {
    String(decoding: (FileBytes.read(path) ?? []).suffix(200_000), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
  }
}

/// Writes a line to standard output at once.
func say(_ line: String) {
  var bytes = Array((line + "\n").utf8)[...]
  while !bytes.isEmpty {
    // In bounds: the slice is not empty.
    let count = bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
    guard count > 0 else { return }
    bytes = bytes.dropFirst(count)
  }
}
