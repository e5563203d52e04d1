// A target of its own, because it is the one that is compiled for every machine: a function built
// with AVX2 may die of an illegal instruction in its first line, before it can ask for AVX2.
#define _GNU_SOURCE
#include "CMachine.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

int fleetfield_machine_refuse(int has_instructions, const char *program, int descriptor) {
  if (has_instructions) return 0;
  dprintf(descriptor,
          "%s: error: this machine lacks instructions that the program is built for (x86-64-v3: "
          "AVX2, FMA, BMI2); building it with FLEETFIELD_PORTABLE=1 in the environment does "
          "without\n",
          program);
  return FLEETFIELD_MACHINE_EXIT;
}

#ifdef FLEETFIELD_NEEDS_X86_64_V3
// 101 is the first priority a program may use: before any other constructor of it.
__attribute__((constructor(101))) static void ask(void) {
  __builtin_cpu_init();
  int code = fleetfield_machine_refuse(__builtin_cpu_supports("x86-64-v3"),
                                       program_invocation_short_name, STDERR_FILENO);
  if (code) _exit(code);
}
#endif
