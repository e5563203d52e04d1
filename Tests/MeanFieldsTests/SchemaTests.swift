import Contracts
import MeanFields
import Testing

@Suite("OrchestratorSchema and ExecutorSchema")
struct SchemaTests {
  @Test("every feature is described once, with a range and a sentence")
  func described() {
    for (all, count) in [
      (OrchestratorSchema.all, OrchestratorSchema.count),
      (ExecutorSchema.all, ExecutorSchema.count),
    ] {
      #expect(all.count == count)
      #expect(Set(all.map(\.name)).count == count)
      for feature in all {
        #expect(feature.range.upperBound == 1)
        #expect(feature.range.lowerBound == 0 || feature.range.lowerBound == -1)
        #expect(feature.doc.hasSuffix("."))
        #expect(!feature.unit.isEmpty)
      }
    }
  }

  @Test("the features of the specification stand in its order, 30 and one, 18 and six")
  func sizes() {
    #expect(OrchestratorSchema.stageBins == RobotStage.allCases.count)
    #expect(OrchestratorSchema.predictedSuccess == 30)
    #expect(ExecutorSchema.uncertainty == 18)
    #expect(ExecutorSchema.tags + ExecutorSchema.tagBins == 24)
    #expect(OrchestratorSchema.all[OrchestratorSchema.predictedSuccess].name == "predictedSuccess")
    #expect(OrchestratorSchema.all[OrchestratorSchema.bin(of: .queueing)].name == "stage.queueing")
    #expect(ExecutorSchema.all[ExecutorSchema.battery].name == "battery")
    #expect(ExecutorSchema.all[ExecutorSchema.uncertainty].name == "uncertainty")
    #expect(ExecutorSchema.all[ExecutorSchema.tags].name == "tags.0")
  }

  @Test("four consecutive tags fall into four bins")
  func tagBins() {
    for start in [UInt32(0), 4, 8, 400] {
      #expect(Set((start..<start + 4).map { ExecutorSchema.tagBin($0) }).count == 4)
    }
  }
}
