import SimCore
import Testing

@Suite("CRC32")
struct CRC32Tests {
  @Test("it is zlib's: the check values of its standard and of texts")
  func values() {
    // "123456789" is the check value of the catalogue of parametrised CRC algorithms (CRC-32/ISO-HDLC);
    // the others were made with zlib.crc32 of Python 3.11.
    for (text, expected) in [
      ("", 0), ("a", 0xE8B7_BE43), ("123456789", 0xCBF4_3926),
      ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
    ] as [(String, UInt32)] {
      var crc = CRC32()
      crc.add(Array(text.utf8))
      #expect(crc.value == expected, "\(text)")
    }
    #expect(CRC32.hexadecimal(0xAB) == "000000ab")
  }

  @Test(
    "bytes in any pieces, also with a stop between them, give the same check", arguments: 0..<20)
  func pieces(cut: Int) {
    let bytes = (0..<61).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }
    var whole = CRC32()
    whole.add(bytes)
    var first = CRC32()
    first.add(Array(bytes[..<cut]))
    var second = CRC32(continuing: first.value)
    second.add(Array(bytes[cut...]))
    #expect(second == whole)
    var changed = bytes
    changed[cut] ^= 1
    var other = CRC32()
    other.add(changed)
    #expect(other != whole)
  }
}
