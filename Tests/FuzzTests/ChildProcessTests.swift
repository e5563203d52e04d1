import Testing

@testable import fleetfield_fuzz

@Suite("Fuzzing calls")
struct ChildProcessTests {
  private func outcome(_ script: String, timeFactor: Double = 1) throws -> ChildProcess.Outcome {
    var child = try #require(
      ChildProcess(
        program: "/bin/sh", words: ["-c", script], folder: "/tmp", output: "/dev/null",
        timeFactor: timeFactor))
    return child.wait()
  }

  @Test("statuses 0, 1 and 2 are no fault, others and signals are")
  func ends() throws {
    for status in 0...2 { #expect(Finding.fault(try outcome("exit \(status)")) == nil) }
    #expect(Finding.fault(try outcome("exit 70")) == .end(.status(70)))
    #expect(Finding.fault(try outcome("kill -ILL $$")) == .end(.signal(4)))
  }

  @Test("a call that computes or sleeps without end is stopped and told as a hang")
  func hangs() throws {
    // A hundredth of the usual time: 0.1 s of the processor, 0.6 s by the clock.
    #expect(
      Finding.fault(try outcome("while :; do :; done", timeFactor: 0.01)) == .hang(isBusy: true))
    #expect(Finding.fault(try outcome("sleep 100", timeFactor: 0.01)) == .hang(isBusy: false))
  }

  @Test("more than 1 GiB is a fault")
  func memory() {
    var outcome = ChildProcess.Outcome(
      end: .status(0), cpuSeconds: 0, wallSeconds: 0, peakBytes: 1 << 30)
    #expect(Finding.fault(outcome) == nil)
    outcome.peakBytes += 4096
    #expect(Finding.fault(outcome) == .memory(outcome.peakBytes))
  }

  @Test("a trap is told by the places of its own frames, whatever the addresses")
  func signatures() {
    let text = """
      Thread 0 "fleetfield" crashed:

      0 [inlined] [system] 0x00005581 Array.subscript.getter in fleetfield at //<compiler-generated>
      1                    0x00005581 Fleet.headForStop(_:_:) + 726 in fleetfield at /a/b/Serving.swift:209:32
      2 [ra]               0x00005592 Fleet.step() + 9 in fleetfield at /a/b/Step.swift:5:7

      Thread 1:

      0 0x0000 other in fleetfield at /a/Other.swift:1:1
      """
    let frames = Finding.frames(in: text)
    #expect(frames.count == 3)
    let signature = Finding.signature(.hang(isBusy: true), backtrace: frames)
    #expect(signature == "trap at Serving.swift:209:32 < Step.swift:5:7")
  }

  @Test("the place that a program says it failed at is found")
  func offsets() {
    let output = ["something", "fleetfield: stopped (SIGILL: a check failed at +0x1a2b3c); kept"]
    #expect(Finding.offset(in: output) == "0x1a2b3c")
    #expect(Finding.offset(in: ["at +0x"]) == nil)
    let signature = Finding.signature(.end(.status(70)), backtrace: [], output: output)
    #expect(signature.hasPrefix("ended with status 70: fleetfield: stopped"))
  }

  @Test("a campaign's report counts what ran and says what falls short")
  func report() {
    var report = CampaignReport()
    var input = FuzzInput(target: .fleets, seed: 1, index: 0)
    input.traits = [.init(group: "mode", value: "none")]
    let ran = ChildProcess.Outcome(end: .status(0), cpuSeconds: 1, wallSeconds: 1, peakBytes: 1)
    let refused = ChildProcess.Outcome(
      end: .status(2), cpuSeconds: 2, wallSeconds: 1, peakBytes: 1)
    report.add(input, ran)
    report.add(input, refused)
    #expect(report.shareThatRan == 0.5)
    #expect(report.shortcomings(asksForCoverage: false).isEmpty)
    #expect(report.shortcomings(asksForCoverage: true).count == 2)
    let isNew = [1, 2].map { _ in report.add(input, fault: .hang(isBusy: true), detail: []) }
    #expect(isNew == [true, false])
    #expect(report.shortcomings(asksForCoverage: false).count == 1)
  }
}
