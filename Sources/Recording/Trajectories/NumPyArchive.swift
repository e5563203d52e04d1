import SimCore

/// A file of NumPy arrays under construction, as `numpy.load` opens it: a ZIP archive of `.npy` files.
///
/// Nothing is compressed, sizes have 64 bits, and checksums stand behind each array, so that arrays of any
/// length are written in one pass.
///
/// Sources: NEP 1 (the format of `.npy`, version 1.0) and PKWARE's APPNOTE 6.3.10 (ZIP64).
struct NumPyArchive: ~Copyable {
  private struct Entry {
    var name: String
    var crc: UInt32
    var size: UInt64
    var offset: UInt64
  }

  private var file: TextFile
  private var entries: [Entry] = []
  private var offset: UInt64 = 0
  private var crc = CRC32()
  private var size: UInt64 = 0

  /// Makes the file, which must not exist.
  ///
  /// - Throws: `RecordingError` where the disk refuses, as all below.
  init(at path: String) throws(RecordingError) {
    file = TextFile(at: path, isText: false)
    try file.create()
  }

  /// Begins an array.
  ///
  /// - Parameters:
  ///   - name: What `numpy.load` finds it by.
  ///   - type: As NumPy writes it, such as `<f4`.
  ///   - shape: Its lengths, row by row in memory.
  /// - Throws: `RecordingError` where the disk refuses.
  mutating func begin(_ name: String, type: String, shape: [Int]) throws(RecordingError) {
    let entry = Entry(name: "\(name).npy", crc: 0, size: 0, offset: offset)
    entries.append(entry)
    var head = MCAPBytes()
    head.add(UInt32(0x0403_4b50))
    head.add(Self.common)
    head.add(UInt32(0))
    head.add(UInt32.max)
    head.add(UInt32.max)
    head.add(UInt16(entry.name.utf8.count))
    head.add(UInt16(20))
    head.bytes += Array(entry.name.utf8)
    head.add(UInt16(1))
    head.add(UInt16(16))
    head.add(UInt64(0))
    head.add(UInt64(0))
    try put(head.bytes)
    (crc, size) = (CRC32(), 0)
    try add(Self.head(type: type, shape: shape))
  }

  /// Version, flags (a checksum behind), method, time and date: as every entry has them.
  private static let common: [UInt16] = [45, 8, 0, 0, 0x21]

  /// The head of a `.npy` file, as long as makes numbers lie at multiples of 64 bytes.
  private static func head(type: String, shape: [Int]) -> [UInt8] {
    let lengths = shape.map { "\($0)," }.joined(separator: " ")
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(lengths)), }"
    let used = 10 + text.utf8.count + 1
    text += String(repeating: " ", count: (64 - used % 64) % 64) + "\n"
    var head = MCAPBytes()
    head.bytes = [0x93] + Array("NUMPY".utf8) + [1, 0]
    head.add(UInt16(text.utf8.count))
    head.bytes += Array(text.utf8)
    return head.bytes
  }

  /// Appends bytes of the array that was begun.
  mutating func add(_ bytes: [UInt8]) throws(RecordingError) {
    crc.add(bytes)
    size += UInt64(bytes.count)
    try put(bytes)
  }

  /// Ends the array.
  mutating func end() throws(RecordingError) {
    entries[entries.count - 1].crc = crc.value
    entries[entries.count - 1].size = size
    var tail = MCAPBytes()
    tail.add(UInt32(0x0807_4b50))
    tail.add(crc.value)
    tail.add(size)
    tail.add(size)
    try put(tail.bytes)
  }

  /// A whole array of texts, as wide as the longest of them.
  mutating func add(_ name: String, texts: [String]) throws(RecordingError) {
    let width = max(1, texts.map(\.unicodeScalars.count).max() ?? 1)
    try begin(name, type: "<U\(width)", shape: [texts.count])
    var bytes = MCAPBytes()
    for text in texts {
      let scalars = text.unicodeScalars.map(\.value)
      for place in 0..<width { bytes.add(place < scalars.count ? scalars[place] : 0) }
    }
    try add(bytes.bytes)
    try end()
  }

  /// A whole array of numbers.
  mutating func add(_ name: String, numbers: [Int]) throws(RecordingError) {
    try begin(name, type: "<i4", shape: [numbers.count])
    var bytes = MCAPBytes()
    for number in numbers { bytes.add(UInt32(bitPattern: Int32(clamping: number))) }
    try add(bytes.bytes)
    try end()
  }

  private mutating func put(_ bytes: [UInt8]) throws(RecordingError) {
    offset += UInt64(bytes.count)
    try file.write(bytes: bytes)
    if file.pendingCount >= 1 << 20 { try file.flush() }
  }

  /// Writes the archive's directory and waits until the disk has it all.
  mutating func finish() throws(RecordingError) {
    let start = offset
    for entry in entries {
      var record = MCAPBytes()
      record.add(UInt32(0x0201_4b50))
      record.add(UInt16(45))
      record.add(Self.common)
      record.add(entry.crc)
      record.add(UInt32.max)
      record.add(UInt32.max)
      record.add(UInt16(entry.name.utf8.count))
      record.add(UInt16(28))
      // No comment, first disk, no attributes.
      record.add(UInt16(0))
      record.add(UInt16(0))
      record.add(UInt16(0))
      record.add(UInt32(0))
      record.add(UInt32.max)
      record.bytes += Array(entry.name.utf8)
      record.add(UInt16(1))
      record.add(UInt16(24))
      for number in [entry.size, entry.size, entry.offset] { record.add(number) }
      try put(record.bytes)
    }
    let directory = offset
    var end = MCAPBytes()
    end.add(UInt32(0x0606_4b50))
    end.add(UInt64(44))
    end.add(UInt16(45))
    end.add(UInt16(45))
    end.add(UInt32(0))
    end.add(UInt32(0))
    for number in [UInt64(entries.count), UInt64(entries.count), directory - start, start] {
      end.add(number)
    }
    end.add(UInt32(0x0706_4b50))
    end.add(UInt32(0))
    end.add(directory)
    end.add(UInt32(1))
    end.add(UInt32(0x0605_4b50))
    end.add(UInt16(0))
    end.add(UInt16(0))
    end.add(UInt16(entries.count))
    end.add(UInt16(entries.count))
    end.add(UInt32.max)
    end.add(UInt32.max)
    end.add(UInt16(0))
    try put(end.bytes)
    try file.finish()
  }
}

extension MCAPBytes {
  fileprivate mutating func add(_ numbers: [UInt16]) { for number in numbers { add(number) } }
}
