// Counts the allocations of a thread, for programs that prove that something makes none.
#ifndef FLEETFIELD_CALLOCATION_COUNT_H
#define FLEETFIELD_CALLOCATION_COUNT_H

/// How often this thread has asked for memory so far, by malloc or any of its kin; 0 where the
/// program is built with a sanitizer, which has an allocator of its own.
long fleetfield_allocation_count(void);

#endif
