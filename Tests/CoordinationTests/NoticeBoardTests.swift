import MeanFields
import SimCore
import Testing

@testable import Coordination

/// What stations and docks tell robots: late, lossy, and billed.
@Suite("NoticeBoard")
struct NoticeBoardTests {
  private static let counts = [5, 3]

  private static func board(
    period: Float = 1, latency: Float = 0, loss: Float = 0, seed: UInt64 = 1
  ) -> NoticeBoard {
    var configuration = BoardConfiguration()
    (configuration.period, configuration.latency, configuration.loss) = (period, latency, loss)
    return NoticeBoard(
      configuration, optionCount: 2, tickPeriod: 0.1, layout: PopulationLayout(populations: counts),
      seed: seed)
  }

  private static func ledger() -> CommunicationLedger { CommunicationLedger(populations: counts) }

  /// Goes on to a tick; what is written are the tick itself and its tenfold.
  private static func advance(
    _ board: inout NoticeBoard, to tick: Int, _ ledger: inout CommunicationLedger
  ) {
    board.advance(to: tick, &ledger) { ($0[0], $0[1], $0[2]) = (Float(tick), Float(10 * tick), 4) }
  }

  @Test(
    "a notice is written every period, read after its latency, and stands until the next",
    arguments: [(Float(1), Float(0)), (1, 0.25), (0.5, 2), (0.05, 0), (0.3, 3.6)])
  func notices(period: Float, latency: Float) {
    var board = Self.board(period: period, latency: latency)
    var ledger = Self.ledger()
    // Whole executor ticks of 0.1 s, rounded up.
    let every = max(1, Int((period / 0.1 - 1e-4).rounded(.up)))
    let late = Int((latency / 0.1 - 1e-4).rounded(.up))
    for tick in 0..<100 {
      Self.advance(&board, to: tick, &ledger)
      let written = tick < late ? 0 : (tick - late) / every * every
      #expect(board.latest[0] == Float(written), "tick \(tick)")
      #expect(board.latest[1] == Float(10 * written), "tick \(tick)")
      #expect(board.freeDocks(ofRow: 6) == (tick < late ? 0 : 4))
    }
    // Three numbers of four bytes, to eight robots.
    let count = Int64((99 / every) + 1)
    #expect(ledger.noticesWritten == count && ledger.noticeBytesWritten == 12 * count)
    let heard = Int64((99 - late) / every + 1)
    #expect(ledger.noticesReceived == [5 * heard, 3 * heard])
    #expect(ledger.noticeBytesReceived == [60 * heard, 36 * heard])
    #expect(ledger.noticeBytesPerRobotSecond(duration: 10) == Double(12 * heard) / 10)
    // Robots sent nothing, and heard nothing of each other.
    #expect(ledger.bytesPerRobotSecond(duration: 10) == 0)
  }

  @Test("asked twice in a tick it writes once")
  func again() {
    var board = Self.board()
    var ledger = Self.ledger()
    for tick in [0, 0, 3, 3, 10, 10] { Self.advance(&board, to: tick, &ledger) }
    #expect(ledger.noticesWritten == 2)
  }

  @Test("who misses a notice keeps the one before, and pays for what it heard only")
  func loss() {
    var board = Self.board(period: 0.1, loss: 0.25)
    var ledger = Self.ledger()
    var misses = 0
    var before = [Float](repeating: 0, count: 8)
    for tick in 0..<2_000 {
      Self.advance(&board, to: tick, &ledger)
      for row in 0..<8 {
        let (first, stride) = board.notices(fromRow: row)
        #expect(stride == 3)
        #expect(first[0] == Float(tick) || first[0] == before[row])
        if tick > 0, first[0] != Float(tick) { misses += 1 }
        before[row] = first[0]
      }
    }
    // Four standard errors of a binomial of 16,000 × 1/4.
    #expect(abs(misses - 4_000) < 220)
    #expect(abs(board.missedCount(ledger) - 4_000) < 220)
    #expect(ledger.noticesReceived.reduce(0, +) == 16_000 - board.missedCount(ledger))
    // What is told of the population has an account of its own.
    #expect(ledger.lostMessages == 0)
    // The board itself is one who misses nothing.
    #expect(board.latest[0] == 1_999)
  }

  @Test("a restored board goes on as the one that was saved", arguments: [Float(0), 0.3])
  func snapshot(loss: Float) throws {
    var board = Self.board(period: 0.4, latency: 1.5, loss: loss)
    var ledger = Self.ledger()
    for tick in 0..<77 { Self.advance(&board, to: tick, &ledger) }
    var archive = StateArchive()
    board.visitState(&archive)
    var other = Self.board(period: 0.4, latency: 1.5, loss: loss)
    var reading = StateArchive(.reading, archive.bytes)
    other.visitState(&reading)
    for tick in 77..<200 {
      Self.advance(&board, to: tick, &ledger)
      Self.advance(&other, to: tick, &ledger)
      for row in 0..<8 {
        #expect(board.notices(fromRow: row).first[0] == other.notices(fromRow: row).first[0])
      }
    }
  }
}
