import Glibc
import SimCore
import Synchronization

/// Runs a body on several threads of its own while the caller looks after something else.
///
/// A worker pool would not do: its caller takes part and spins, and a sweep's caller shows progress
/// for hours.
enum Threads {
  /// Starts `count` threads, calls `whileWaiting` every 10 ms until all are done, then joins them.
  ///
  /// - Precondition: `count >= 1`.
  static func run(
    _ count: Int, body: @escaping @Sendable (Int) -> Void, whileWaiting: () -> Void
  ) {
    precondition(count >= 1, "no thread to run on")
    var threads: [pthread_t] = []
    let latch = Latch(count)
    for index in 0..<count {
      var thread = pthread_t()
      // Retained here, released by the thread that takes it over.
      let task = Unmanaged.passRetained(
        Task {
          CrashGuard.guardThread()
          body(index)
          latch.count.subtract(1, ordering: .releasing)
        }
      ).toOpaque()
      let status = pthread_create(
        &thread, nil,
        { context in
          guard let context else { return nil }
          Unmanaged<Task>.fromOpaque(context).takeRetainedValue().body()
          return nil
        }, task)
      precondition(status == 0, "a thread could not be started (error \(status))")
      threads.append(thread)
    }
    while latch.count.load(ordering: .acquiring) > 0 {
      usleep(10_000)
      whileWaiting()
    }
    for thread in threads { pthread_join(thread, nil) }
  }

  /// How many threads are still at work.
  private final class Latch: Sendable {
    let count: Atomic<Int>
    init(_ count: Int) { self.count = Atomic(count) }
  }

  /// A closure that can be handed through C.
  private final class Task: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
