// System calls of Linux that Swift's Glibc module does not show.
#ifndef FLEETFIELD_CRECORDING_H
#define FLEETFIELD_CRECORDING_H

#include <stdint.h>

/// Renames in one step where nothing has the new name; -1 with errno otherwise.
int fleetfield_rename_free(const char *path, const char *target);

/// Lets two names change places in one step; -1 with errno where it cannot be.
int fleetfield_rename_exchanging(const char *path, const char *target);

/// The magic number of the file system that an open file lies on (statfs(2)); 0 where unknown.
int64_t fleetfield_file_system(int descriptor);

#endif
