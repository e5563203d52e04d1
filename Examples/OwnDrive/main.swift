// A drive of one's own, from a program of one's own:
//
//   swift run own-drive
print("deliveries of two tricycles in five minutes: \(try deliveries())")
