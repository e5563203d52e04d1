import SimCore

/// Writes an MCAP file: chunks with Zstandard, an index for each, checksums, and a summary at the end.
///
/// The data section is a sequence of whole chunks with their indexes; each goes to the system in one piece, so
/// that a file whose program was killed can be read up to its last whole chunk. Schemas and channels stand in
/// the first chunk that uses them, and again in the summary. Times are nanoseconds of the run.
///
/// Source: the MCAP format specification, version 0 (mcap.dev/spec), as `formats.md` restates it.
struct MCAPWriter: ~Copyable {
  /// A sequence of messages of one kind.
  struct Channel {
    var schema: UInt16
    var record: [UInt8]
    var isDeclared = false
    var count: UInt64 = 0
    /// Time and place in the present chunk of each message in it.
    var index: [(time: UInt64, offset: UInt64)] = []
  }

  /// What the summary says of a chunk.
  struct ChunkNote {
    var start: UInt64
    var end: UInt64
    var offset: UInt64
    var length: UInt64
    var indexes: [(channel: UInt16, value: UInt64)]
    var indexLength: UInt64
    var compression: String
    var compressed: UInt64
    var uncompressed: UInt64
  }

  var file: TextFile
  var schemas: [(record: [UInt8], isDeclared: Bool)] = []
  var channels: [Channel] = []
  var chunk = MCAPBytes()
  var chunkTimes: (start: UInt64, end: UInt64) = (.max, 0)
  var times: (start: UInt64, end: UInt64) = (.max, 0)
  var notes: [ChunkNote] = []
  var attachmentIndexes: [[UInt8]] = []
  var metadataIndexes: [[UInt8]] = []
  /// Bytes before which a chunk is not closed: enough to compress well, little to lose.
  private(set) var chunkSize: Int

  /// A file that is not there yet.
  init(at path: String, chunkSize: Int = 1 << 20) {
    file = TextFile(at: path, isText: false)
    self.chunkSize = chunkSize
  }

  /// True from `begin` to `finish`.
  var isOpen: Bool { file.isOpen }
  /// Bytes that the system has taken.
  var byteCount: Int { file.byteCount }

  /// Makes the file.
  ///
  /// - Throws: `RecordingError` where the disk refuses, as all below.
  mutating func begin(library: String) throws(RecordingError) {
    try file.create()
    var body = MCAPBytes()
    body.add("")
    body.add(library)
    try file.write(bytes: mcapMagic + MCAPOpcode.header.record(body.bytes))
  }

  /// Declares what messages are made of; the number for `addChannel`.
  mutating func addSchema(name: String, encoding: String, _ definition: [UInt8]) -> UInt16 {
    let number = UInt16(schemas.count + 1)
    var body = MCAPBytes()
    body.add(number)
    body.add(name)
    body.add(encoding)
    body.add(UInt32(definition.count))
    body.bytes += definition
    schemas.append((MCAPOpcode.schema.record(body.bytes), false))
    return number
  }

  /// Declares a sequence of messages; the number for `write`.
  mutating func addChannel(topic: String, schema: UInt16, encoding: String) -> UInt16 {
    let number = UInt16(channels.count)
    var body = MCAPBytes()
    body.add(number)
    body.add(schema)
    body.add(topic)
    body.add(encoding)
    body.add([(key: String, value: String)]())
    channels.append(Channel(schema: schema, record: MCAPOpcode.channel.record(body.bytes)))
    return number
  }

  /// Makes chunks large enough for messages that come again and again, since what they share with those before
  /// them is written once a chunk.
  ///
  /// Twenty rounds fit into a chunk, as long as that is between 1 and 16 MiB.
  ///
  /// - Parameter round: Bytes of a round of messages.
  mutating func fitChunks(to round: Int) { chunkSize = max(1 << 20, min(16 << 20, 20 * round)) }

  /// Appends a message; `time` is in nanoseconds of the run.
  mutating func write(
    _ number: UInt16, time: UInt64, _ message: [UInt8]
  ) throws(RecordingError) {
    let place = Int(number)
    declare(place)
    channels[place].index.append((time, UInt64(chunk.bytes.count)))
    chunk.add(MCAPOpcode.message.rawValue)
    chunk.add(UInt64(22 + message.count))
    chunk.add(number)
    chunk.add(UInt32(truncatingIfNeeded: channels[place].count))
    chunk.add(time)
    chunk.add(time)
    chunk.bytes += message
    channels[place].count += 1
    chunkTimes = (min(chunkTimes.start, time), max(chunkTimes.end, time))
    if chunk.bytes.count >= chunkSize { try closeChunk() }
  }

  /// Puts a channel and its schema into the present chunk before their first use.
  private mutating func declare(_ place: Int) {
    guard !channels[place].isDeclared else { return }
    let schema = Int(channels[place].schema) - 1
    if schema >= 0, !schemas[schema].isDeclared {
      chunk.bytes += schemas[schema].record
      schemas[schema].isDeclared = true
    }
    chunk.bytes += channels[place].record
    channels[place].isDeclared = true
  }

  /// Hands the present chunk with its indexes to the system.
  private mutating func closeChunk() throws(RecordingError) {
    guard !chunk.bytes.isEmpty else { return }
    var crc = CRC32()
    crc.add(chunk.bytes)
    // Without memory to compress it stays as it is, which readers take as well.
    let compressed = Zstandard.compress(chunk.bytes)
    let data = compressed ?? chunk.bytes
    var body = MCAPBytes()
    body.bytes.reserveCapacity(data.count + 64)
    body.add(chunkTimes.start)
    body.add(chunkTimes.end)
    body.add(UInt64(chunk.bytes.count))
    body.add(crc.value)
    body.add(compressed == nil ? "" : "zstd")
    body.add(UInt64(data.count))
    body.bytes += data
    let record = MCAPOpcode.chunk.record(body.bytes)
    let offset = UInt64(file.byteCount + file.pendingCount)
    var note = ChunkNote(
      start: chunkTimes.start, end: chunkTimes.end, offset: offset, length: UInt64(record.count),
      indexes: [], indexLength: 0, compression: compressed == nil ? "" : "zstd",
      compressed: UInt64(data.count),
      uncompressed: UInt64(chunk.bytes.count))
    var indexes: [UInt8] = []
    for place in channels.indices where !channels[place].index.isEmpty {
      note.indexes.append((UInt16(place), offset + UInt64(record.count + indexes.count)))
      var index = MCAPBytes()
      index.add(UInt16(place))
      index.add(UInt32(channels[place].index.count * 16))
      for entry in channels[place].index {
        index.add(entry.time)
        index.add(entry.offset)
      }
      indexes += MCAPOpcode.messageIndex.record(index.bytes)
      channels[place].index.removeAll(keepingCapacity: true)
    }
    note.indexLength = UInt64(indexes.count)
    notes.append(note)
    times = (min(times.start, chunkTimes.start), max(times.end, chunkTimes.end))
    chunkTimes = (.max, 0)
    chunk.bytes.removeAll(keepingCapacity: true)
    try file.write(bytes: record + indexes)
    try file.flush()
  }

  /// Keeps a file in the file.
  mutating func attach(
    name: String, mediaType: String, _ content: [UInt8]
  ) throws(RecordingError) {
    try closeChunk()
    var body = MCAPBytes()
    body.add(UInt64(0))
    body.add(UInt64(0))
    body.add(name)
    body.add(mediaType)
    body.add(UInt64(content.count))
    body.bytes += content
    var crc = CRC32()
    crc.add(body.bytes)
    body.add(crc.value)
    let record = MCAPOpcode.attachment.record(body.bytes)
    attachmentIndexes.append(
      Self.attachmentIndex(name, mediaType, size: UInt64(content.count), place(of: record)))
    try file.write(bytes: record)
  }

  /// Keeps texts about the file.
  mutating func note(
    name: String, _ pairs: [(key: String, value: String)]
  ) throws(RecordingError) {
    try closeChunk()
    var body = MCAPBytes()
    body.add(name)
    body.add(pairs)
    let record = MCAPOpcode.metadata.record(body.bytes)
    metadataIndexes.append(Self.metadataIndex(name, place(of: record)))
    try file.write(bytes: record)
  }

  /// Where a record that is written next will lie.
  private func place(of record: [UInt8]) -> (offset: UInt64, length: UInt64) {
    (UInt64(file.byteCount + file.pendingCount), UInt64(record.count))
  }

  /// What the summary says of a kept file.
  static func attachmentIndex(
    _ name: String, _ mediaType: String, size: UInt64, _ place: (offset: UInt64, length: UInt64)
  ) -> [UInt8] {
    var index = MCAPBytes()
    index.add(place.offset)
    index.add(place.length)
    index.add(UInt64(0))
    index.add(UInt64(0))
    index.add(size)
    index.add(name)
    index.add(mediaType)
    return MCAPOpcode.attachmentIndex.record(index.bytes)
  }

  /// What the summary says of texts.
  static func metadataIndex(
    _ name: String, _ place: (offset: UInt64, length: UInt64)
  ) -> [UInt8] {
    var index = MCAPBytes()
    index.add(place.offset)
    index.add(place.length)
    index.add(name)
    return MCAPOpcode.metadataIndex.record(index.bytes)
  }

  /// Closes the last chunk, writes the summary and waits until the disk has it all.
  mutating func finish() throws(RecordingError) {
    try closeChunk()
    try file.flush()
    var end = MCAPBytes()
    end.add(file.takenCRC)
    let dataEnd = MCAPOpcode.dataEnd.record(end.bytes)
    let summaryStart = file.byteCount + dataEnd.count
    var summary: [UInt8] = []
    var offsets: [UInt8] = []
    for (opcode, records) in groups() where !records.isEmpty {
      var offset = MCAPBytes()
      offset.add(opcode.rawValue)
      offset.add(UInt64(summaryStart + summary.count))
      for record in records { summary += record }
      offset.add(UInt64(records.reduce(0) { $0 + $1.count }))
      offsets += MCAPOpcode.summaryOffset.record(offset.bytes)
    }
    let offsetStart = summaryStart + summary.count
    summary += offsets
    var footer = MCAPBytes()
    footer.add(MCAPOpcode.footer.rawValue)
    footer.add(UInt64(20))
    footer.add(UInt64(summaryStart))
    footer.add(UInt64(offsetStart))
    summary += footer.bytes
    var crc = CRC32()
    crc.add(summary)
    var last = MCAPBytes()
    last.add(crc.value)
    try file.write(bytes: dataEnd + summary + last.bytes + mcapMagic)
    try file.finish()
  }

  /// The records of the summary, kind by kind.
  private func groups() -> [(MCAPOpcode, [[UInt8]])] {
    [
      (.schema, schemas.filter(\.isDeclared).map(\.record)),
      (.channel, channels.filter(\.isDeclared).map(\.record)),
      (.statistics, [statistics()]), (.chunkIndex, notes.map(Self.record)),
      (.attachmentIndex, attachmentIndexes), (.metadataIndex, metadataIndexes),
    ]
  }

  private func statistics() -> [UInt8] {
    let counts = channels.indices.filter { channels[$0].isDeclared }
      .map { (channel: UInt16($0), value: channels[$0].count) }
    var body = MCAPBytes()
    body.add(counts.reduce(0) { $0 + $1.value })
    body.add(UInt16(schemas.count(where: \.isDeclared)))
    body.add(UInt32(counts.count))
    body.add(UInt32(attachmentIndexes.count))
    body.add(UInt32(metadataIndexes.count))
    body.add(UInt32(notes.count))
    body.add(notes.isEmpty ? 0 : times.start)
    body.add(times.end)
    body.add(counts)
    return MCAPOpcode.statistics.record(body.bytes)
  }

  private static func record(_ note: ChunkNote) -> [UInt8] {
    var body = MCAPBytes()
    body.add(note.start)
    body.add(note.end)
    body.add(note.offset)
    body.add(note.length)
    body.add(note.indexes)
    body.add(note.indexLength)
    body.add(note.compression)
    body.add(note.compressed)
    body.add(note.uncompressed)
    return MCAPOpcode.chunkIndex.record(body.bytes)
  }
}
