import SimCore

extension MeanFieldBank: StateHolder {
  /// Lists what a snapshot holds; between ticks only (no open folds).
  ///
  /// The stacks that policies read and the smoothed grid follow from it and are formed anew.
  ///
  /// - Complexity: O(classes × features + cells).
  public mutating func visitState(_ archive: inout StateArchive) {
    precondition(
      executorSums.isClosed && orchestratorSums.isClosed, "a snapshot is taken between ticks")
    archive.visit(&blockCount)
    archive.visit(&executorUpdateCount)
    archive.visit(&orchestratorUpdateCount)
    executorSums.visitState(&archive)
    orchestratorSums.visitState(&archive)
    archive.visit(&orchestrators)
    archive.visit(&executors)
    archive.visit(&blockSum)
    archive.visit(&blockMean)
    archive.visit(&field.cells)
    executorMemory.visitState(&archive)
    orchestratorMemory.visitState(&archive)
    extraPlans.visitState(&archive)
    extraContexts.visitState(&archive)
    guard archive.purpose == .reading, archive.failure == nil else { return }
    extraPlans.restoreStacks(couplings)
    extraContexts.restoreStacks(couplings)
    formExecutorStacks()
    formOrchestratorStacks()
    // One worker's order of sums is everybody's.
    smooth(WorkerPool(workerCount: 1))
  }
}
