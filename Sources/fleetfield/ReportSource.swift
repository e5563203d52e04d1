import Commands
import Experiments
import Glibc
import Recording
import Reporting

/// What a page is made of: a store, or a run folder.
struct ReportSource {
  /// A store, or a run.
  enum Content {
    case store(StoredResults)
    case run(RunData)
  }

  let path: String
  let content: Content

  /// Reads what a path names.
  ///
  /// - Throws: `RecordingError` (`isInput`) where nothing is there, or something of which no page can be made: broken,
  ///   foreign or empty.
  init(_ path: String) throws(RecordingError) {
    self.path = path
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw RecordingError(
        "cannot read '\(path)': \(String(cString: strerror(errno)))", isInput: true)
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: content = .run(try RunData(folder: path))
    case S_IFREG:
      do throws(DatabaseError) {
        let results = try StoredResults(path: path)
        guard !results.runs.isEmpty else {
          throw DatabaseError("'\(path)' holds no runs", isInput: true)
        }
        content = .store(results)
      } catch {
        throw RecordingError(error.message, isInput: error.isInput)
      }
    default:
      throw RecordingError(
        "'\(path)' is no file and no folder: expected a store, or the folder of a run",
        isInput: true)
    }
  }

  /// What is shown of it, where more than one thing can be.
  struct Choice {
    /// The study of the store, from 1; nil for the last.
    var study: Int?
    /// Keys of figures of a sweep; none for the usual ones.
    var figures: [String] = []
  }

  /// The page.
  ///
  /// - Throws: `RecordingError` (`isInput`) where the choice does not fit.
  func page(_ choice: Choice) throws(RecordingError) -> Page {
    switch content {
    case .run(let run):
      if choice.study != nil || !choice.figures.isEmpty {
        throw RecordingError(
          "\(choice.study != nil ? "--study" : "--figure") is for stores; '\(path)' is a run, whose page shows all",
          isInput: true)
      }
      return RunPage(run).page
    case .store(let results): return try page(results, choice)
    }
  }

  private func page(_ results: StoredResults, _ choice: Choice) throws(RecordingError) -> Page {
    let count = results.studies.count
    if let study = choice.study, study > count {
      throw RecordingError(
        "--study \(study): '\(path)' holds "
          + (count == 0 ? "no study" : count == 1 ? "1 study" : "\(count) studies"), isInput: true)
    }
    let known = results.figures.keys.sorted()
    for key in choice.figures where !known.contains(key) {
      throw RecordingError(
        "--figure \(key): no run of '\(path)' has it" + Suggestion.hint(key, among: known)
          + "; there are \(known.joined(separator: ", "))", isInput: true)
    }
    guard count > 0, choice.figures.isEmpty else {
      return SweepPage(results, figures: choice.figures).page
    }
    do throws(DatabaseError) {
      return try StudyPage(results, study: (choice.study ?? count) - 1).page
    } catch {
      throw RecordingError(error.message, isInput: error.isInput)
    }
  }
}
