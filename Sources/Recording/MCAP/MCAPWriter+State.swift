extension MCAPWriter {
  /// Hands all that was written to the disk and says how far the file goes; the open chunk stays open.
  ///
  /// - Throws: `RecordingError` where the disk refuses.
  mutating func settle() throws(RecordingError) -> FilePosition { try file.settle() }

  /// What a writer that goes on from here must know beside the file: the open chunk, and the summary so far.
  ///
  /// - Complexity: O(bytes of the open chunk + chunks).
  var state: [UInt8] {
    var state = MCAPBytes()
    state.add(list: [chunk.bytes] + attachmentIndexes + metadataIndexes)
    state.add(UInt32(attachmentIndexes.count))
    for time in [chunkTimes.start, chunkTimes.end, times.start, times.end] { state.add(time) }
    state.add(UInt32(schemas.count))
    for schema in schemas { state.add(UInt8(schema.isDeclared ? 1 : 0)) }
    state.add(UInt32(channels.count))
    for channel in channels {
      state.add(UInt8(channel.isDeclared ? 1 : 0))
      state.add(channel.count)
      state.add(UInt32(channel.index.count))
      for entry in channel.index {
        state.add(entry.time)
        state.add(entry.offset)
      }
    }
    state.add(UInt32(notes.count))
    for note in notes {
      for number in [note.start, note.end, note.offset, note.length, note.indexLength] {
        state.add(number)
      }
      state.add(note.compressed)
      state.add(note.uncompressed)
      state.add(note.compression)
      state.add(note.indexes)
    }
    return state.bytes
  }

  /// Opens a file that is there and goes on behind a position; its schemas and channels were declared as
  /// those of the writer whose state it is.
  ///
  /// - Throws: `RecordingError` where the disk refuses; `isInput` where the state is not of such a writer.
  mutating func reopen(at position: FilePosition, _ state: [UInt8]) throws(RecordingError) {
    guard restore(state) else {
      throw RecordingError(
        "the state of '\(position.name)' in the snapshot is broken", isInput: true)
    }
    try file.reopen(at: position)
  }

  /// Takes over a state; false where it is not of a writer with these channels.
  private mutating func restore(_ state: [UInt8]) -> Bool {
    var cursor = MCAPCursor(state)
    guard let lists = cursor.list(), !lists.isEmpty, let attachments = cursor.number(UInt32.self),
      Int(attachments) < lists.count, let chunkStart = cursor.number(UInt64.self),
      let chunkEnd = cursor.number(UInt64.self), let start = cursor.number(UInt64.self),
      let end = cursor.number(UInt64.self)
    else { return false }
    chunk.bytes = lists[0]
    attachmentIndexes = Array(lists[1..<(1 + Int(attachments))])
    metadataIndexes = Array(lists[(1 + Int(attachments))...])
    chunkTimes = (chunkStart, chunkEnd)
    times = (start, end)
    guard cursor.number(UInt32.self) == UInt32(schemas.count) else { return false }
    for index in schemas.indices {
      guard let isDeclared = cursor.byte() else { return false }
      schemas[index].isDeclared = isDeclared == 1
    }
    guard cursor.number(UInt32.self) == UInt32(channels.count) else { return false }
    for index in channels.indices {
      guard let isDeclared = cursor.byte(), let count = cursor.number(UInt64.self),
        let entries = cursor.number(UInt32.self)
      else { return false }
      channels[index].isDeclared = isDeclared == 1
      channels[index].count = count
      channels[index].index = []
      for _ in 0..<entries {
        guard let time = cursor.number(UInt64.self), let offset = cursor.number(UInt64.self) else {
          return false
        }
        channels[index].index.append((time, offset))
      }
    }
    guard let count = cursor.number(UInt32.self) else { return false }
    notes = []
    for _ in 0..<count {
      guard let note = Self.note(&cursor) else { return false }
      notes.append(note)
    }
    return cursor.rest().isEmpty
  }

  private static func note(_ cursor: inout MCAPCursor) -> ChunkNote? {
    var numbers: [UInt64] = []
    for _ in 0..<7 {
      guard let number = cursor.number(UInt64.self) else { return nil }
      numbers.append(number)
    }
    guard let compression = cursor.text(), let indexes = cursor.channelPairs() else { return nil }
    return ChunkNote(
      start: numbers[0], end: numbers[1], offset: numbers[2], length: numbers[3], indexes: indexes,
      indexLength: numbers[4], compression: compression, compressed: numbers[5],
      uncompressed: numbers[6])
  }
}
