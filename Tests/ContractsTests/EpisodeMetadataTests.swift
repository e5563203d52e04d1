import Contracts
import Testing

@Suite("EpisodeMetadata")
struct EpisodeMetadataTests {
  @Test("every choice has a word and a code that scenes and snapshots rely on")
  func words() {
    #expect(EpisodeMetadata.Speed.words == ["slow", "nominal", "fast"])
    #expect(EpisodeMetadata.Strategy.words == ["direct", "yield_first", "keep_right"])
    #expect(EpisodeMetadata.Mode.words == ["base", "tool"])
    #expect(EpisodeMetadata.Strategy.allCases.map(\.rawValue) == [0, 1, 2, 3])
  }

  @Test("a word gives its choice back; what is dropped has no word")
  func wordsBack() {
    for choice in EpisodeMetadata.Strategy.allCases {
      #expect(choice.word.flatMap(EpisodeMetadata.Strategy.init(word:)) ?? .unknown == choice)
    }
    #expect(EpisodeMetadata.unknown.strategy.word == nil)
    #expect(EpisodeMetadata.Speed(word: "unknown") == nil)
    #expect(EpisodeMetadata.Speed(word: "tool") == nil)
  }

  @Test("metadata are four bytes, as they are hashed and kept")
  func layout() { #expect(MemoryLayout<EpisodeMetadata>.size == 4) }
}
