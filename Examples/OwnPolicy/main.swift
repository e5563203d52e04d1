// A policy of one's own, from a program of one's own:
//
//   swift run own-policy
for reach in [10, 60] {
  print("jobs at most \(reach) s away: \(try deliveries(reach: reach)) deliveries in five minutes")
}
