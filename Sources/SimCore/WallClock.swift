import Glibc

/// The machine's clocks; for people and files, never for state.
public enum WallClock {
  /// Seconds since some fixed moment, never going back.
  public static func monotonic() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Seconds since 1970-01-01 UTC.
  public static func unix() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Now as `2026-03-01T12:34:56Z`.
  public static func timestamp() -> String { timestamp(of: Double(time(nil))) }

  /// A time, seconds after the beginning of 1970 UTC, as `2026-03-01T12:34:56Z`.
  public static func timestamp(of seconds: Double) -> String {
    var moment = time_t(max(-6e10, min(2.5e11, seconds)))
    var parts = tm()
    gmtime_r(&moment, &parts)
    func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
      + "T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
  }
}
