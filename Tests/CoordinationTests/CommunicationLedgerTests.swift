import Contracts
import Coordination
import MeanFields
import Testing

@Suite("CommunicationLedger")
struct CommunicationLedgerTests {
  @Test("mode none bills decisions and inference, and not one byte")
  func none() {
    var ledger = CommunicationLedger(populations: [10])
    ledger.recordDecisions(layer: .orchestrator, classIndex: 0, count: 4, latency: 0.25)
    #expect(ledger.bytesPerRobotSecond(duration: 2) == 0)
    #expect(ledger.messagesPerRobotSecond(duration: 2) == 0)
    #expect(ledger.total(layer: .orchestrator).decisions == 4)
    #expect(ledger.total(layer: .orchestrator).inferenceSeconds == 1)
    #expect(ledger.total(layer: .executor).decisions == 0)
  }

  @Test("a mean field is billed once up per robot and once down for what is read, by hand")
  func meanField() {
    var ledger = CommunicationLedger(populations: [3, 2])
    // One executor update of both classes: 60 bytes up each.
    ledger.recordDeposits(layer: .executor, classIndex: 0, robotCount: 3)
    ledger.recordDeposits(layer: .executor, classIndex: 1, robotCount: 2)
    // Class 0 reads z^exec (2 × 24 × 4 = 192 bytes) and 4 points of the grid (4 × 64 bytes).
    let reads = FieldReads(orchestratorField: false, executorField: true, gridSamples: 4)
    #expect(reads.byteCount == 192 + 256)
    #expect(reads.messageCount == 2)
    ledger.recordReads(layer: .executor, classIndex: 0, robotCount: 3, reads: reads)
    // Class 1 reads both vectors, m^orch too: 2 × 31 × 4 = 248 bytes.
    let both = FieldReads(orchestratorField: true, executorField: true, gridSamples: 0)
    #expect(both.byteCount == 192 + 248)
    ledger.recordReads(layer: .executor, classIndex: 1, robotCount: 2, reads: both)
    // One orchestrator update of class 1: 28 bytes up each.
    ledger.recordDeposits(layer: .orchestrator, classIndex: 1, robotCount: 2)

    let executor = ledger.total(layer: .executor)
    #expect(executor.messagesUp == 5)
    #expect(executor.bytesUp == 5 * 60)
    #expect(executor.messagesDown == 3 * 2 + 2 * 2)
    #expect(executor.bytesDown == 3 * 448 + 2 * 440)
    #expect(ledger.total(layer: .orchestrator).bytesUp == 56)
    let bytes = 5 * 60 + 3 * 448 + 2 * 440 + 56
    #expect(ledger.bytesPerRobotSecond(duration: 2) == Double(bytes) / 5 / 2)
    #expect(ledger.messagesPerRobotSecond(duration: 2) == Double(5 + 10 + 2) / 5 / 2)
    // The aggregator hears all deposits, sends each stack once and every grid sample by itself.
    #expect(ledger.aggregatorMessagesIn == 7)
    #expect(ledger.aggregatorBytesIn == 5 * 60 + 56)
    #expect(ledger.aggregatorBytesOut == 192 + 3 * 256 + 440)
    #expect(ledger.aggregatorMessagesOut == 1 + 3 + 2)
    // Busiest robots: class 0 has 60 + 448, class 1 has 60 + 440 + 28.
    #expect(ledger.busiestRobotBytesPerSecond(duration: 1) == 528)
    #expect(ledger.busiestNodeBytesPerSecond(duration: 1) == Double(356 + 192 + 768 + 440))
  }

  @Test("the bill per robot does not grow with the population, that of the aggregator does")
  func scaling() {
    func ledger(_ n: Int) -> CommunicationLedger {
      var ledger = CommunicationLedger(populations: [n])
      ledger.recordDeposits(layer: .executor, classIndex: 0, robotCount: n)
      ledger.recordReads(
        layer: .executor, classIndex: 0, robotCount: n,
        reads: FieldReads(orchestratorField: true, executorField: true, gridSamples: 4))
      return ledger
    }
    #expect(
      ledger(10).bytesPerRobotSecond(duration: 1)
        == ledger(100_000).bytesPerRobotSecond(duration: 1))
    #expect(
      ledger(1000).aggregatorBytesPerSecond(duration: 1)
        > 50 * ledger(10).aggregatorBytesPerSecond(duration: 1))
  }
}
