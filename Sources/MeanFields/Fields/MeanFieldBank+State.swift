import SimCore

extension MeanFieldBank: StateHolder {
  /// Lists what a snapshot holds; between ticks only (no open folds).
  ///
  /// The stacks that policies read and the smoothed grids follow from it and are formed anew.
  ///
  /// - Complexity: O(classes × features + cells).
  public mutating func visitState(_ archive: inout StateArchive) {
    precondition(
      executors.field.sums.isClosed && orchestrators.field.sums.isClosed,
      "a snapshot is taken between ticks")
    archive.visit(&executors.field.blockCount)
    archive.visit(&executors.field.updateCount)
    archive.visit(&orchestrators.field.updateCount)
    archive.visit(&executors.field.sums.saturationCount)
    archive.visit(&orchestrators.field.sums.saturationCount)
    archive.visit(&orchestrators.field.means)
    archive.visit(&executors.field.means)
    archive.visit(&executors.field.blockSum)
    archive.visit(&executors.field.blockMean)
    archive.visit(&spatial.cells)
    archive.visit(&destinations.cells)
    executors.field.memory.visitState(&archive)
    orchestrators.field.memory.visitState(&archive)
    orchestrators.extra.visitState(&archive)
    executors.extra.visitState(&archive)
    guard archive.purpose == .reading, archive.failure == nil else { return }
    executors.field.restoreStacks()
    orchestrators.field.restoreStacks()
    // One worker's order of sums is everybody's.
    let pool = WorkerPool(workerCount: 1)
    smooth(pool)
    smoothDestinations(pool)
  }
}
