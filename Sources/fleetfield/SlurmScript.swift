import Recording
import SimCore

/// A script that does a sweep as an array of jobs, many runs to a task, and then merges what they left.
///
/// One file does all of it: called by a person it hands itself to `sbatch` twice, once as the array and once, when that
/// has ended in whatever way, as the merge; with `local` it does the tasks here, through GNU parallel or one after the
/// other; with a number it does that task. Tasks go on where they ended, so it may be called again after anything.
struct SlurmScript {
  /// The program, by its full path.
  var program: String
  /// The words of the sweep behind `sweep`, without its store and its part.
  var words: [String]
  /// What the jobs are called.
  var name: String
  /// The store that all runs end in.
  var store: String
  /// The folder that it was written for: paths of the words are from there.
  var folder: String
  /// Tasks of the array.
  var taskCount: Int
  /// Threads of a task.
  var coreCount: Int
  /// Tasks at the same time; nil leaves it to the cluster.
  var atOnce: Int?
  /// Seconds that a task is expected to take.
  var taskSeconds: Double
  /// More options for `sbatch`.
  var options: [String]

  /// The store of a task, `$task` being its number.
  private var part: String {
    let base = store.hasSuffix(".sqlite") ? String(store.dropLast(".sqlite".count)) : store
    return base + ".part-"
  }

  /// Minutes after which a task is stopped: twice what is expected, and ten for what nobody expects.
  var limitMinutes: Int { Int((2 * taskSeconds / 60).rounded(.up)) + 10 }

  /// The text of the script.
  var text: String {
    let array = "1-\(taskCount)" + (atOnce.map { "%\($0)" } ?? "")
    let more = options.map { " \(Self.quoted($0))" }.joined()
    return """
      #!/usr/bin/env bash
      # Made by fleetfield sweep slurm: \(taskCount) \(taskCount == 1 ? "task" : "tasks") of about \
      \(NumberText.span(taskSeconds)) on \(coreCount) \(coreCount == 1 ? "core" : "cores") each.
      #
      #   bash SCRIPT          hands the tasks to Slurm, and the merge behind them
      #   bash SCRIPT local    does the tasks here, with GNU parallel where it is there, and merges
      #   bash SCRIPT 3        does task 3
      #   bash SCRIPT merge    merges what the tasks have left so far
      #
      # Tasks go on where they ended: after a failure or a time limit call it again.
      set -euo pipefail
      folder=\(Self.quoted(folder))
      program=\(Self.quoted(program))
      store=\(Self.quoted(store))
      part=\(Self.quoted(part))
      tasks=\(taskCount)
      self=$(realpath "$0")
      cd "$folder"

      run_task() {
        # In the place of this shell, so that Slurm's SIGTERM reaches it: it gives unfinished runs back.
        exec "$program" sweep \(words.map(Self.quoted).joined(separator: " ")) \\
          --shard "$1/$tasks" --out "$part$1.sqlite" --workers \(coreCount) --quiet >/dev/null
      }

      merge_parts() {
        local found=()
        for task in $(seq "$tasks"); do
          [ ! -f "$part$task.sqlite" ] || found+=("$part$task.sqlite")
        done
        [ ${#found[@]} -gt 0 ] || { echo "no task has left a store" >&2; return 1; }
        "$program" merge "${found[@]}" --out "$store"
        [ ${#found[@]} -eq "$tasks" ] || { echo "$((tasks - ${#found[@]})) tasks left no store" >&2; return 1; }
      }

      mkdir -p "$(dirname "$store")"
      case ${1:-${SLURM_ARRAY_TASK_ID:-}} in
        '')
          job=$(sbatch --parsable --job-name=\(Self.quoted(name)) --array=\(array) --ntasks=1 \\
            --cpus-per-task=\(coreCount) --time=\(limitMinutes) --signal=B:TERM@60 --requeue --open-mode=append \\
            --output="${part}%a.log"\(more) "$self")
          echo "array ${job%%;*}: $tasks tasks"
          merge=$(sbatch --parsable --job-name=\(Self.quoted(name + "-merge")) --dependency=afterany:"${job%%;*}" \\
            --ntasks=1 --time=60 --output="${part}merge.log"\(more) "$self" merge)
          echo "merge ${merge%%;*}: behind them, into $store"
          ;;
        merge) merge_parts ;;
        local)
          if command -v parallel >/dev/null; then
            seq "$tasks" | parallel --jobs \(coreCount == 1 ? "100%" : "\"$(($(nproc) / \(coreCount) > 0 ? $(nproc) / \(coreCount) : 1))\"") bash "$self" {} || true
          else
            for task in $(seq "$tasks"); do bash "$self" "$task" || true; done
          fi
          merge_parts
          ;;
        *[!0-9]*) echo "expected a task, local or merge, not '$1'" >&2; exit 2 ;;
        *) run_task "${1:-$SLURM_ARRAY_TASK_ID}" ;;
      esac

      """
  }

  /// True where a file was written as such a script: it may be replaced.
  static func isOne(_ path: String) -> Bool {
    guard let text = try? TextFile.read(path) else { return false }
    return text.hasPrefix("#!/usr/bin/env bash\n# Made by fleetfield sweep slurm: ")
  }

  /// A word as a shell takes it.
  static func quoted(_ word: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=,:%+@")
    if !word.isEmpty, word.allSatisfy(plain.contains) { return word }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
