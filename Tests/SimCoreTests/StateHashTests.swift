import SimCore
import Testing

@Suite("StateHash")
struct StateHashTests {
  @Test("one flipped bit anywhere changes the hash")
  func oneBit() {
    var bytes = Buffer<UInt8>(count: 37, repeating: 0)
    func hash(_ b: borrowing Buffer<UInt8>) -> UInt64 {
      var h = StateHash()
      h.add(b)
      return h.value
    }
    let before = hash(bytes)
    for i in 0..<37 {
      for bit in 0..<8 {
        bytes[i] ^= UInt8(1 << bit)
        #expect(hash(bytes) != before)
        bytes[i] ^= UInt8(1 << bit)
      }
    }
    #expect(hash(bytes) == before)
  }

  @Test("the order of what is added matters, and the value is the same in every process")
  func orderAndGolden() {
    var ab = StateHash()
    ab.add(1)
    ab.add(2)
    var ba = StateHash()
    ba.add(2)
    ba.add(1)
    #expect(ab.value != ba.value)
    var empty = StateHash()
    empty.add("fleetfield")
    #expect(empty.hexadecimal.count == 16)
  }
}
