import Foundation
import TestSupport
import Testing

/// A processor without AVX2, where the machine can play one.
private let emulator = "/usr/bin/qemu-x86_64"

#if arch(x86_64) && !FLEETFIELD_PORTABLE
  @Suite(
    "a processor without AVX2",
    .enabled(if: FileManager.default.isExecutableFile(atPath: emulator), "needs qemu-user"))
  struct OldMachineTests {
    private func call(_ name: String, processor: String) throws -> Program.Output {
      let path = BuiltProgram.path(name)
      var output: Program.Output?
      try Program.inFolder { program in
        output = try program.finish(
          try program.start(["-cpu", processor, path, "--help"], executable: emulator))
      }
      return try #require(output)
    }

    @Test(
      "each program says in one sentence that it cannot run there, and exits 69",
      arguments: ["fleetfield", "fleetfield-view", "fleetfield-fuzz"])
    func refusal(name: String) throws {
      let output = try call(name, processor: "Nehalem")
      #expect(output.code == 69)
      #expect(output.out == "")
      #expect(
        output.error.hasPrefix("\(name): error: this machine lacks instructions that the program"))
      #expect(output.error.split(separator: "\n").count == 1)
    }

    @Test("on the oldest processor that has AVX2 the program runs")
    func acceptance() throws {
      let output = try call("fleetfield", processor: "Haswell")
      #expect(output.code == 0)
      #expect(output.out.contains("usage: fleetfield"))
    }
  }
#endif
