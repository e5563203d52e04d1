import SimCore

extension MeanFieldBank {
  /// Folds all state into a hash; between ticks only (no open folds).
  ///
  /// - Complexity: O(classes × features + cells).
  public func addState(to hash: inout StateHash) {
    hash.add(orchestrators)
    hash.add(executors)
    hash.add(blockSum)
    hash.add(blockMean)
    hash.add(blockCount)
    hash.add(field.cells)
    executorMemory.addState(to: &hash)
    orchestratorMemory.addState(to: &hash)
    hash.add(executorUpdateCount)
    hash.add(orchestratorUpdateCount)
    hash.add(UInt64(bitPattern: executorSums.saturationCount))
    hash.add(UInt64(bitPattern: orchestratorSums.saturationCount))
    extraPlans.addState(to: &hash)
    extraContexts.addState(to: &hash)
  }

  /// Appends all state as bytes; between ticks only (no open folds).
  public func appendSnapshot(to bytes: inout [UInt8]) {
    precondition(
      executorSums.isClosed && orchestratorSums.isClosed, "a snapshot is taken between ticks")
    var counters: [Int64] = [
      Int64(blockCount), Int64(executorUpdateCount), Int64(orchestratorUpdateCount),
      executorSums.saturationCount, orchestratorSums.saturationCount,
    ]
    counters.withUnsafeMutableBytes { bytes.append(contentsOf: $0) }
    func append<T: BitwiseCopyable>(_ buffer: borrowing Buffer<T>) {
      bytes.append(
        contentsOf: UnsafeRawBufferPointer(
          start: buffer.base, count: buffer.count * MemoryLayout<T>.stride))
    }
    append(orchestrators)
    append(executors)
    append(blockSum)
    append(blockMean)
    append(field.cells)
    executorMemory.appendSnapshot(to: &bytes)
    orchestratorMemory.appendSnapshot(to: &bytes)
    extraPlans.appendSnapshot(to: &bytes)
    extraContexts.appendSnapshot(to: &bytes)
  }

  /// Restores state from a snapshot of a bank of the same shape; returns the bytes consumed.
  ///
  /// - Precondition: `bytes` holds at least one snapshot from `offset` on.
  @discardableResult
  public mutating func restore(from bytes: [UInt8], at offset: Int = 0) -> Int {
    var position = offset
    bytes.withUnsafeBytes { raw in
      func counter() -> Int64 {
        defer { position += 8 }
        return raw.loadUnaligned(fromByteOffset: position, as: Int64.self)
      }
      blockCount = Int(counter())
      executorUpdateCount = Int(counter())
      orchestratorUpdateCount = Int(counter())
      executorSums.restore(saturationCount: counter())
      orchestratorSums.restore(saturationCount: counter())
      func read<T: BitwiseCopyable>(_ buffer: borrowing Buffer<T>) {
        let size = buffer.count * MemoryLayout<T>.stride
        precondition(position + size <= raw.count, "the snapshot is too short")
        UnsafeMutableRawPointer(buffer.base).copyMemory(
          from: raw.baseAddress.unsafelyUnwrapped + position, byteCount: size)
        position += size
      }
      read(orchestrators)
      read(executors)
      read(blockSum)
      read(blockMean)
      read(field.cells)
    }
    executorMemory.restore(bytes, &position)
    orchestratorMemory.restore(bytes, &position)
    extraPlans.restore(bytes, &position, couplings)
    extraContexts.restore(bytes, &position, couplings)
    formExecutorStacks()
    formOrchestratorStacks()
    // One worker's order of sums is everybody's.
    smooth(WorkerPool(workerCount: 1))
    return position - offset
  }
}
