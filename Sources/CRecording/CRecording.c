#define _GNU_SOURCE
#include "CRecording.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/vfs.h>

int fleetfield_rename_free(const char *path, const char *target) {
  return renameat2(AT_FDCWD, path, AT_FDCWD, target, RENAME_NOREPLACE);
}

int fleetfield_rename_exchanging(const char *path, const char *target) {
  return renameat2(AT_FDCWD, path, AT_FDCWD, target, RENAME_EXCHANGE);
}

int64_t fleetfield_file_system(int descriptor) {
  struct statfs system;
  return fstatfs(descriptor, &system) == 0 ? (int64_t)system.f_type : 0;
}
