import SimCore
import Testing

/// A state with one column of every kind.
private struct Sample: ~Copyable {
  var counter = 7
  var weights = Buffer<Float>(count: 5, repeating: 0.5)
  var table = Buffer<Int32>(count: 2, repeating: 9)
  var owners = Buffer<Int32>(count: 100, repeating: -1)
  var list: [Double] = [1, 2, 3]
  var words = ["one", "", "drei"]
  var last: UInt8 = 3

  mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&counter)
    archive.visit(&weights)
    archive.visit(growing: &table, filler: 0)
    archive.visit(sparse: &owners, rest: -1)
    archive.visit(&list)
    archive.visit(&words)
    archive.visit(&last)
  }
}

@Suite("StateArchive")
struct StateArchiveTests {
  private func written(_ change: (inout Sample) -> Void) -> [UInt8] {
    var sample = Sample()
    change(&sample)
    var archive = StateArchive()
    sample.visitState(&archive)
    return archive.bytes
  }

  @Test("what was written comes back, whatever stood there before")
  func roundTrip() {
    let bytes = written {
      $0.counter = -4
      $0.weights[3] = 8
      $0.table.grow(to: 6, repeating: 2)
      $0.owners[40] = 12
      $0.owners[99] = 1
      $0.list = [5]
      $0.words = ["ein Wort, länger als acht Zeichen"]
      $0.last = 200
    }
    var other = Sample()
    other.owners[3] = 3
    other.list = []
    var check = StateArchive(.checking, bytes)
    other.visitState(&check)
    let (checkFailure, left) = (check.failure, check.remaining)
    #expect(checkFailure == nil)
    #expect(left == 0)
    #expect(other.counter == 7, "checking changes nothing")
    var read = StateArchive(.reading, bytes)
    other.visitState(&read)
    let failure = read.failure
    #expect(failure == nil)
    #expect(other.counter == -4)
    #expect(other.weights.array == [0.5, 0.5, 0.5, 8, 0.5])
    #expect(other.table.array == [9, 9, 2, 2, 2, 2])
    #expect(other.owners.array.enumerated().filter { $0.element >= 0 }.map(\.offset) == [40, 99])
    #expect(other.list == [5])
    #expect(other.words == ["ein Wort, länger als acht Zeichen"])
    #expect(other.last == 200)
  }

  @Test("a long column that is mostly empty takes few bytes")
  func sparse() {
    #expect(written { $0.owners[1] = 1 }.count == written { _ in }.count + 8)
  }

  @Test("bytes cut at any place are found by checking")
  func cuts() {
    let bytes = written { $0.owners[5] = 5 }
    for length in 0..<bytes.count {
      var sample = Sample()
      var check = StateArchive(.checking, Array(bytes[..<length]))
      sample.visitState(&check)
      let failure = check.failure
      #expect(failure != nil, "\(length) of \(bytes.count) bytes")
    }
  }

  @Test("a column of another length is named with both sizes")
  func otherSize() {
    var archive = StateArchive()
    var column = Buffer<Float>(count: 3, repeating: 1)
    archive.visit(&column)
    var longer = Buffer<Float>(count: 4, repeating: 1)
    var check = StateArchive(.checking, archive.bytes)
    check.visit(&longer)
    let failure = check.failure
    #expect(failure == "a column has 3 × 4 bytes, 4 × 4 are expected")
  }

  @Test("lengths that cannot be true do not make it allocate")
  func hugeLengths() {
    for length in [Int64.max, -1, 1 << 40] {
      let bytes = withUnsafeBytes(of: length) { Array($0) } + [1, 2, 3]
      var list: [Double] = []
      var texts: [String] = []
      var table = Buffer<Int32>(count: 1, repeating: 0)
      var first = StateArchive(.reading, bytes)
      first.visit(&list)
      var second = StateArchive(.reading, bytes)
      second.visit(&texts)
      var third = StateArchive(.reading, bytes)
      third.visit(growing: &table, filler: 0)
      let failures = [first.failure, second.failure, third.failure]
      #expect(failures == Array(repeating: "the snapshot is cut short", count: 3))
    }
  }
}
