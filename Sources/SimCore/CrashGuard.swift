import CSimCore

/// The last words of the program: where it traps, one sentence on standard error and exit code 70.
///
/// A trap (a failed check, memory that is not there, a stack that is full) ends the program without
/// any clean-up, so what was written stays. The handler says in one sentence what happened and
/// where that lies; in a sweep's worker process it tells the parent instead, through the
/// `WorkJournal`. The words of Swift's runtime ("Fatal error: …") become part of the sentence, and
/// its backtracer is not started.
public enum CrashGuard {
  /// The exit code of a program that stopped itself (`EX_SOFTWARE`).
  public static let exitCode = Int32(FLEETFIELD_CRASH_EXIT)

  /// Starts to listen; call it once, first thing in the program.
  public static func install(program: String) { fleetfield_crash_install(program) }

  /// Lets the handler speak also where this thread's stack is full; call it on every new thread.
  public static func guardThread() { fleetfield_crash_guard_thread() }

  /// Says what a crash from here on leaves behind.
  ///
  /// - Parameters:
  ///   - kept: The end of the sentence: what was written and where; at most 1000 bytes.
  ///   - markFile: A file the handler makes with the sentence, beside what it marks as incomplete.
  public static func note(kept: String, markFile: String? = nil) {
    fleetfield_crash_note(kept, markFile)
  }

  /// Prints the sentence also as a JSON object on standard output, where a program waits for one.
  public static func speakJSON() { fleetfield_crash_speak_json() }

  /// Takes the note back: nothing is under way any more.
  public static func clearNote() { fleetfield_crash_note(nil, nil) }

  /// A signal in words: `SIGSEGV: it reached for memory that is not its own, or …`.
  public static func meaning(ofSignal signal: Int32) -> String {
    String(cString: fleetfield_signal_meaning(signal))
  }
}
