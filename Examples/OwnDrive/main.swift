// A drive of one's own, from a program of one's own:
//
//   swift run own-drive
for wheel in [40, 80] {
  let towed = try tow(frontWheel: wheel)
  print("driven wheel \(wheel) cm ahead: \(towed.deliveries) deliveries, state \(towed.hash)")
}
