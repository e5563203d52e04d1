import SimCore

/// An order of many queries by place, so that each finds in the cache what the one before read.
///
/// It is scratch: its content matters only within one bulk query, and bulk queries come one at a
/// time, as the pool runs one job at a time. It is a class because queries do not change the world.
final class QueryOrder {
  private var keys = Column<Int32>()
  private var items = Column<Int32>()
  private var starts = Column<Int32>()

  /// Below so many queries the given order is kept.
  static let least = 512

  /// The queries in their order; valid until the next `lay`.
  var order: UnsafeMutablePointer<Int32> { items.base }

  /// Sorts queries by bucket; equal ones keep their order.
  ///
  /// - Parameters:
  ///   - count: How many queries they are.
  ///   - bucketCount: Buckets are below this.
  ///   - pool: The workers.
  ///   - bucket: The bucket of a query.
  func lay(_ count: Int, bucketCount: Int, _ pool: WorkerPool, _ bucket: (Int) -> Int) {
    keys.resize(count)
    items.resize(count)
    starts.fill(count: bucketCount + 1, with: 0)
    let key = keys.base
    let start = starts.base
    let item = items.base
    pool.run(count: count, stripe: 4096) { range in
      for i in range { key[i] = Int32(truncatingIfNeeded: bucket(i)) }
    }
    for i in 0..<count { start[Int(key[i]) + 1] &+= 1 }
    for b in 0..<bucketCount { start[b + 1] &+= start[b] }
    for i in 0..<count {
      let place = start[Int(key[i])]
      start[Int(key[i])] = place &+ 1
      item[Int(place)] = Int32(truncatingIfNeeded: i)
    }
  }
}
