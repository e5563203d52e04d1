// Whether this machine has the instructions the program is built for, asked before any of them runs.
#ifndef FLEETFIELD_CMACHINE_H
#define FLEETFIELD_CMACHINE_H

/// The exit code of a program on a machine that lacks its instructions (EX_UNAVAILABLE).
#define FLEETFIELD_MACHINE_EXIT 69

/// Where `has_instructions` is 0, says so in one sentence that begins with `program` and returns the
/// exit code; 0 otherwise. Every program that links SimCore asks itself before its first line.
int fleetfield_machine_refuse(int has_instructions, const char *program, int descriptor);

#endif
