import Glibc

/// Bytes of an open file from a place on: fewer than are asked for where it ends before, or cannot be read on.
func fileBytes(_ descriptor: Int32, at place: Int, count: Int) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: count)
  var done = 0
  while done < count {
    let found = bytes.withUnsafeMutableBytes { target in
      // In bounds: done < count, and the base exists because the array is not empty.
      pread(descriptor, target.baseAddress.map { $0 + done }, count - done, off_t(place + done))
    }
    if found < 0 && errno == EINTR { continue }
    if found <= 0 { break }
    done += found
  }
  bytes.removeLast(count - done)
  return bytes
}
