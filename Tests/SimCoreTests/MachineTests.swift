import CMachine
import Glibc
import Testing

@Suite("the machine's instructions")
struct MachineTests {
  /// What a refusal writes, and the code it gives.
  private func answer(_ hasInstructions: Int32) -> (code: Int32, text: String) {
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0)
    defer { close(ends[0]) }
    let code = fleetfield_machine_refuse(hasInstructions, "fleetfield", ends[1])
    close(ends[1])
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(ends[0], &bytes, bytes.count)
    return (code, String(decoding: bytes[..<max(0, count)], as: UTF8.self))
  }

  @Test("a machine that has them is let through without a word")
  func allowed() {
    let answer = answer(1)
    #expect(answer.code == 0)
    #expect(answer.text == "")
  }

  @Test("a machine that lacks them is told which and how to do without, with exit code 69")
  func refused() {
    let answer = answer(0)
    #expect(answer.code == 69)
    #expect(
      answer.text == """
        fleetfield: error: this machine lacks instructions that the program is built for \
        (x86-64-v3: AVX2, FMA, BMI2); building it with FLEETFIELD_PORTABLE=1 in the environment \
        does without

        """)
  }
}
