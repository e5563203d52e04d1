// A kind of task of one's own, from a program of one's own:
//
//   swift run own-task
print("rounds in three minutes: \(try roundsDone())")
