#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CrashGuard.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <ucontext.h>
#include <unistd.h>

// --- Text built without malloc or stdio, which a handler must not call.

typedef struct {
  // Twice the longest sentence: every character of it may need an escape in JSON.
  char bytes[4096];
  size_t count;
} Text;

static void append(Text *text, const char *more) {
  while (*more && text->count + 1 < sizeof text->bytes) text->bytes[text->count++] = *more++;
  text->bytes[text->count] = 0;
}

static void append_number(Text *text, uint64_t number, unsigned base) {
  char digits[32];
  int at = 31;
  digits[at] = 0;
  do {
    digits[--at] = "0123456789abcdef"[number % base];
    number /= base;
  } while (number && at > 0);
  append(text, digits + at);
}

static void write_all(int descriptor, const char *bytes, size_t count) {
  while (count) {
    ssize_t written = write(descriptor, bytes, count);
    if (written <= 0) return;
    bytes += written;
    count -= (size_t)written;
  }
}

// --- What the handler knows; all of it static, so that reading it needs nothing.

/// A journal: shared by the parent and one child at a time.
typedef struct {
  int32_t crash_signal;
  int32_t crash_was_sent;
  int64_t crash_item;
  char crash_text[1024];
  char said[1024];
  int64_t numbers[8];
  int64_t items[256];
} Journal;

static char program_name[64];
static char kept_text[2][1024];
static char mark_path[2][1024];
static int note_index;
static int speaks_json;
static Journal *crash_journal;
static _Thread_local int64_t thread_item;

// What the Swift runtime said last: "Module/File.swift:12: Fatal error: …".
static char runtime_words[512];

static const int crash_signals[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGSYS};
enum { crash_signal_count = sizeof crash_signals / sizeof *crash_signals };

const char *fleetfield_signal_meaning(int signal) {
  switch (signal) {
  case SIGILL: return "SIGILL: a check of the program failed";
  case SIGTRAP: return "SIGTRAP: a check of the program failed";
  case SIGSEGV: return "SIGSEGV: it reached for memory that is not its own, or its stack is full";
  case SIGBUS: return "SIGBUS: memory or a file it reads went away";
  case SIGFPE: return "SIGFPE: a whole number was divided by zero";
  case SIGABRT: return "SIGABRT: a library ended the program";
  case SIGSYS: return "SIGSYS: the system forbids a call";
  case SIGKILL: return "SIGKILL";
  case SIGTERM: return "SIGTERM";
  case SIGINT: return "SIGINT";
  case SIGHUP: return "SIGHUP";
  case SIGXCPU: return "SIGXCPU: its processor time is used up";
  case SIGXFSZ: return "SIGXFSZ: a file may not grow further";
  default: return "a signal";
  }
}

// --- The sentence.

/// The runtime's words, or the signal's meaning.
static void append_cause(Text *text, int signal) {
  append(text, runtime_words[0] ? runtime_words : fleetfield_signal_meaning(signal));
}

/// True where the runtime found no memory, which is no fault of the program.
static int is_memory_out(void) { return strstr(runtime_words, "failed to allocate") != NULL; }

extern const char __ehdr_start[];
extern const char _end[];

/// Where in the program it happened, so that a report can be followed up: `+0x1a2b3c`.
static void append_place(Text *text, const void *context) {
#if defined(__x86_64__) || defined(__aarch64__)
#ifdef __x86_64__
  uintptr_t place = (uintptr_t)((const ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
#else
  uintptr_t place = (uintptr_t)((const ucontext_t *)context)->uc_mcontext.pc;
#endif
  uintptr_t begin = (uintptr_t)__ehdr_start;
  if (place < begin || place >= (uintptr_t)_end) return;
  append(text, " at +0x");
  append_number(text, place - begin, 16);
#endif
}

/// `stopped by a fault of the program (SIGILL: a check of the program failed at +0x1a2b3c)`.
static void append_event(Text *text, int signal, int was_sent, int sender, const void *context) {
  if (was_sent) {
    append(text, "stopped by process ");
    append_number(text, (uint64_t)sender, 10);
    append(text, " with signal ");
    append_number(text, (uint64_t)signal, 10);
    return;
  }
  append(text, is_memory_out() ? "stopped for want of memory (" : "stopped by a fault of the program (");
  append_cause(text, signal);
  append_place(text, context);
  append(text, ")");
}

/// The sentence as the JSON object that a program waits for on standard output.
static void write_json(const char *sentence, size_t count) {
  Text text = {.count = 0};
  append(&text, "{\n  \"status\": \"failed\",\n  \"error\": \"");
  for (size_t at = 0; at < count; at++) {
    char piece[3] = {sentence[at], 0, 0};
    if ((unsigned char)piece[0] < 0x20) piece[0] = ' ';
    if (piece[0] == '"' || piece[0] == '\\') {
      piece[1] = piece[0];
      piece[0] = '\\';
    }
    append(&text, piece);
  }
  append(&text, "\"\n}\n");
  write_all(STDOUT_FILENO, text.bytes, text.count);
}

static void speak(int signal, int was_sent, int sender, const void *context) {
  Text text = {.count = 0};
  if (isatty(STDERR_FILENO)) append(&text, "\r\033[2K");
  size_t begin = text.count;
  append(&text, program_name);
  append(&text, ": error: ");
  size_t sentence = text.count;
  append_event(&text, signal, was_sent, sender, context);
  int index = __atomic_load_n(&note_index, __ATOMIC_ACQUIRE);
  if (kept_text[index][0]) {
    append(&text, "; ");
    append(&text, kept_text[index]);
  }
  append(&text, "\n");
  write_all(STDERR_FILENO, text.bytes, text.count);
  if (speaks_json) write_json(text.bytes + sentence, text.count - 1 - sentence);
  if (!mark_path[index][0]) return;
  int mark = open(mark_path[index], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (mark < 0) return;
  write_all(mark, text.bytes + begin, text.count - begin);
  close(mark);
}

static void write_down(Journal *journal, int signal, int was_sent, int sender, const void *context) {
  Text text = {.count = 0};
  append_event(&text, signal, was_sent, sender, context);
  size_t count = text.count < sizeof journal->crash_text ? text.count : sizeof journal->crash_text - 1;
  memcpy(journal->crash_text, text.bytes, count);
  journal->crash_text[count] = 0;
  journal->crash_item = was_sent ? 0 : thread_item;
  journal->crash_was_sent = was_sent;
  __atomic_store_n(&journal->crash_signal, signal, __ATOMIC_RELEASE);
}

static void handle(int signal, siginfo_t *info, void *context) {
  static int is_taken;
  if (__atomic_exchange_n(&is_taken, 1, __ATOMIC_ACQ_REL)) {
    // Another thread is at it and ends the process in a moment.
    for (;;) pause();
  }
  int was_sent = (info->si_code == SI_USER || info->si_code == SI_QUEUE ||
                  info->si_code == SI_TKILL) && info->si_pid != getpid() && info->si_pid != 0;
  Journal *journal = __atomic_load_n(&crash_journal, __ATOMIC_ACQUIRE);
  if (journal) {
    write_down(journal, signal, was_sent, (int)info->si_pid, context);
  } else {
    speak(signal, was_sent, (int)info->si_pid, context);
  }
  _exit(FLEETFIELD_CRASH_EXIT);
}

// --- The runtime's words. It writes them to the stream `stderr` just before it traps; they are kept
// back for the sentence, and everything else that libraries write there goes on its way.

static ssize_t take_words(void *cookie, const char *bytes, size_t count) {
  (void)cookie;
  static const char *signs[] = {"Fatal error: ", "Precondition failed: ", "Assertion failed: ",
                                "Could not cast "};
  const char *found = NULL;
  size_t length = 0;
  for (int index = 0; index < 4 && !found; index++) {
    length = strlen(signs[index]);
    found = memmem(bytes, count, signs[index], length);
  }
  if (!found) {
    write_all(STDERR_FILENO, bytes, count);
    return (ssize_t)count;
  }
  // "Module/File.swift:12: Fatal error: why" without the two words in the middle.
  size_t sign = found[0] == 'C' ? count : (size_t)(found - bytes);
  size_t kept = 0;
  for (size_t at = 0; at < count && kept + 1 < sizeof runtime_words; at++) {
    if (at == sign) at += length;
    if (at >= count || (bytes[at] == '\n' && at + 1 == count)) break;
    unsigned char byte = (unsigned char)bytes[at];
    runtime_words[kept++] = byte < 32 || byte == 127 ? ' ' : (char)byte;
  }
  runtime_words[kept] = 0;
  return (ssize_t)count;
}

static void keep_back_runtime_words(void) {
  cookie_io_functions_t functions = {.write = take_words};
  FILE *stream = fopencookie(NULL, "w", functions);
  if (!stream) return;
  setvbuf(stream, NULL, _IONBF, 0);
  stderr = stream;
}

// --- Installation.

void fleetfield_crash_install(const char *program) {
  strncpy(program_name, program, sizeof program_name - 1);
  keep_back_runtime_words();
  fleetfield_crash_guard_thread();
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = handle;
  // On a stack of its own where the thread has one; a fault within the handler ends the process,
  // because the signals are blocked there.
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (int index = 0; index < crash_signal_count; index++) {
    sigaddset(&action.sa_mask, crash_signals[index]);
  }
  sigset_t all = action.sa_mask;
  for (int index = 0; index < crash_signal_count; index++) {
    sigaction(crash_signals[index], &action, NULL);
  }
  // Whoever started this process may have blocked them.
  pthread_sigmask(SIG_UNBLOCK, &all, NULL);
}

// Mapped, and not a thread-local array: that would have to fit into the stack of every thread, also
// into the small ones that libraries start.
enum { handler_stack_size = 1 << 16 };
static pthread_key_t handler_stack_key;
static pthread_once_t handler_stack_once = PTHREAD_ONCE_INIT;

static void drop_handler_stack(void *stack) {
  stack_t none = {.ss_flags = SS_DISABLE};
  sigaltstack(&none, NULL);
  munmap(stack, handler_stack_size);
}

static void make_handler_stack_key(void) {
  pthread_key_create(&handler_stack_key, drop_handler_stack);
}

void fleetfield_crash_guard_thread(void) {
  pthread_once(&handler_stack_once, make_handler_stack_key);
  if (pthread_getspecific(handler_stack_key)) return;
  void *stack = mmap(NULL, handler_stack_size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (stack == MAP_FAILED) return;
  stack_t alternate = {.ss_sp = stack, .ss_size = handler_stack_size};
  if (sigaltstack(&alternate, NULL) != 0 || pthread_setspecific(handler_stack_key, stack) != 0) {
    drop_handler_stack(stack);
  }
}

void fleetfield_crash_speak_json(void) { speaks_json = 1; }

void fleetfield_crash_note(const char *kept, const char *mark_file) {
  // The other of two copies is filled and then shown, so that the handler never reads half a text.
  int next = 1 - __atomic_load_n(&note_index, __ATOMIC_RELAXED);
  memset(kept_text[next], 0, sizeof kept_text[next]);
  memset(mark_path[next], 0, sizeof mark_path[next]);
  if (kept) strncpy(kept_text[next], kept, sizeof kept_text[next] - 1);
  if (mark_file && strlen(mark_file) < sizeof mark_path[next]) strcpy(mark_path[next], mark_file);
  __atomic_store_n(&note_index, next, __ATOMIC_RELEASE);
}

// --- The journal.

static Journal *journal_at(uintptr_t address) { return (Journal *)address; }

uintptr_t fleetfield_journal_make(void) {
  void *memory = mmap(NULL, sizeof(Journal), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? 0 : (uintptr_t)memory;
}

void fleetfield_journal_free(uintptr_t journal) { munmap(journal_at(journal), sizeof(Journal)); }

int fleetfield_journal_slots(void) { return sizeof(((Journal *)0)->items) / sizeof(int64_t); }

void fleetfield_journal_clear(uintptr_t journal) {
  memset(journal_at(journal), 0, sizeof(Journal));
}

void fleetfield_journal_take_crashes(uintptr_t journal) {
  __atomic_store_n(&crash_journal, journal_at(journal), __ATOMIC_RELEASE);
}

void fleetfield_journal_enter(uintptr_t journal, int slot, int64_t item) {
  thread_item = item;
  __atomic_store_n(&journal_at(journal)->items[slot], item, __ATOMIC_RELEASE);
}

int64_t fleetfield_journal_item(uintptr_t journal, int slot) {
  return __atomic_load_n(&journal_at(journal)->items[slot], __ATOMIC_ACQUIRE);
}

int fleetfield_journal_crash_signal(uintptr_t journal) {
  return __atomic_load_n(&journal_at(journal)->crash_signal, __ATOMIC_ACQUIRE);
}

int64_t fleetfield_journal_crash_item(uintptr_t journal) { return journal_at(journal)->crash_item; }

int fleetfield_journal_crash_was_sent(uintptr_t journal) {
  return journal_at(journal)->crash_was_sent;
}

const char *fleetfield_journal_crash_text(uintptr_t journal) {
  return journal_at(journal)->crash_text;
}

void fleetfield_journal_say(uintptr_t journal, const char *text) {
  Journal *shared = journal_at(journal);
  strncpy(shared->said, text, sizeof shared->said - 1);
}

const char *fleetfield_journal_said(uintptr_t journal) { return journal_at(journal)->said; }

int64_t fleetfield_journal_number(uintptr_t journal, int index) {
  return __atomic_load_n(&journal_at(journal)->numbers[index], __ATOMIC_RELAXED);
}

void fleetfield_journal_set_number(uintptr_t journal, int index, int64_t value) {
  __atomic_store_n(&journal_at(journal)->numbers[index], value, __ATOMIC_RELAXED);
}

// --- Children.

int32_t fleetfield_fork(void) { return fork(); }

int fleetfield_die_with_parent(int32_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // It may have ended before the request was heard.
  return getppid() == parent;
}
