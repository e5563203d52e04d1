// The last words of a program that stops itself: a signal handler that says in one sentence what
// happened and where what was written lies, and the memory in which a sweep's parent and child
// tell each other what each thread does. Plain C, because a signal handler may do little.
#ifndef CSIMCORE_CRASH_GUARD_H
#define CSIMCORE_CRASH_GUARD_H

#include <stdint.h>

/// The exit code of a program that stopped itself.
#define FLEETFIELD_CRASH_EXIT 70

/// Installs the handlers for SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT and SIGSYS.
///
/// `program` begins the sentence; it is copied.
void fleetfield_crash_install(const char *program);

/// Gives this thread a stack of its own for the handler, so that an overflow of the thread's stack
/// is told too; a thread without one dies of it without words.
void fleetfield_crash_guard_thread(void);

/// What the sentence says of what was written, and the file that is made to mark it as incomplete;
/// NULL or "" for neither. Copied; the last call counts.
void fleetfield_crash_note(const char *kept, const char *mark_file);

/// From here on the sentence is also printed as a JSON object on standard output, where a program
/// waits for one.
void fleetfield_crash_speak_json(void);

/// What the sentence calls the signal's meaning: `SIGILL: a check of the program failed`.
const char *fleetfield_signal_meaning(int signal);

/// Memory that a parent shares with the children it forks; 0 where there is none to be had.
uintptr_t fleetfield_journal_make(void);
/// Gives the memory back.
void fleetfield_journal_free(uintptr_t journal);
/// How many threads a journal can follow.
int fleetfield_journal_slots(void);
/// Forgets everything, for a new child.
void fleetfield_journal_clear(uintptr_t journal);
/// From here on a crash of this process is written to the journal and not to standard error.
void fleetfield_journal_take_crashes(uintptr_t journal);
/// This thread begins work on `item`, which is not 0; 0 ends it.
void fleetfield_journal_enter(uintptr_t journal, int slot, int64_t item);
/// What the thread in this slot works on; 0 for nothing.
int64_t fleetfield_journal_item(uintptr_t journal, int slot);
/// The signal of the crash that was written down; 0 for none.
int fleetfield_journal_crash_signal(uintptr_t journal);
/// The item of the thread that crashed; 0 where it worked on none.
int64_t fleetfield_journal_crash_item(uintptr_t journal);
/// True where another process sent the signal.
int fleetfield_journal_crash_was_sent(uintptr_t journal);
/// The sentence about the crash, without program and full stop; lives as long as the journal.
const char *fleetfield_journal_crash_text(uintptr_t journal);
/// Says something to the parent: what went wrong with the store.
void fleetfield_journal_say(uintptr_t journal, const char *text);
/// What the child said; "" for nothing.
const char *fleetfield_journal_said(uintptr_t journal);
/// One of 8 numbers that parent and child share.
int64_t fleetfield_journal_number(uintptr_t journal, int index);
/// Sets one of the 8 numbers.
void fleetfield_journal_set_number(uintptr_t journal, int index, int64_t value);

/// `fork`, which Swift does not offer; only for a process with a single thread.
int32_t fleetfield_fork(void);
/// The kernel kills this process when the parent's main thread ends; 0 where the parent has ended.
int fleetfield_die_with_parent(int32_t parent);

#endif
