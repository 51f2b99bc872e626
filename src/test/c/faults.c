/* Goes in front of the C library (LD_PRELOAD) and counts what is written below FAULT_ROOT, by Java
 * and by TensorFlow alike: files and folders made, written, forced, renamed, linked and deleted.
 * From the FAULT_AT-th on it kills the process (FAULT=kill) or fails as a full disk (full) or a
 * folder that may no longer be written (denied) does. FAULT=snapshot copies the folder to
 * FAULT_SNAPSHOTS/N before the N-th: what a process killed there would leave. The count goes to the
 * file FAULT_COUNT. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { MAKE, WRITE, FORCE, NAME, REMOVE };

static long count;

static int below(const char *path) {
  const char *root = getenv("FAULT_ROOT");
  return root && path && strncmp(path, root, strlen(root)) == 0;
}

static int below_descriptor(int descriptor) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return below(path);
}

/* Where the call is to fail: 1, with errno. */
static int fault(enum kind kind) {
  int before = errno;
  long now = __sync_add_and_fetch(&count, 1);
  const char *file = getenv("FAULT_COUNT");
  if (file) {
    FILE *(*really)(const char *, const char *) = dlsym(RTLD_NEXT, "fopen");
    FILE *out = really(file, "w");
    if (out) {
      fprintf(out, "%ld\n", now);
      fclose(out);
    }
  }
  const char *at = getenv("FAULT_AT");
  const char *what = getenv("FAULT");
  if (what && strcmp(what, "snapshot") == 0) {
    char command[2 * PATH_MAX + 64];
    snprintf(command, sizeof command, "LD_PRELOAD= cp -a '%s' '%s/%ld'", getenv("FAULT_ROOT"),
             getenv("FAULT_SNAPSHOTS"), now);
    if (system(command) != 0) abort();
  }
  errno = before;
  if (!at || !what || now < atol(at)) return 0;
  if (strcmp(what, "kill") == 0) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
  if (strcmp(what, "full") == 0 && kind != REMOVE && kind != NAME) {
    errno = ENOSPC;
    return 1;
  }
  if (strcmp(what, "denied") == 0 && kind != WRITE && kind != FORCE) {
    errno = EACCES;
    return 1;
  }
  return 0;
}

#define NEXT(name) static __typeof__(&name) really; if (!really) really = (__typeof__(&name)) dlsym(RTLD_NEXT, #name)

#define OPEN(name)                                                  \
  int name(const char *path, int flags, ...) {                      \
    NEXT(name);                                                     \
    va_list more;                                                   \
    va_start(more, flags);                                          \
    mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;       \
    va_end(more);                                                   \
    if (flags & O_CREAT && below(path) && fault(MAKE)) return -1;   \
    return really(path, flags, mode);                               \
  }
OPEN(open)
OPEN(open64)

#define FOPEN(name)                                                                    \
  FILE *name(const char *path, const char *mode) {                                     \
    NEXT(name);                                                                        \
    if (strpbrk(mode, "wa") && below(path) && fault(MAKE)) return NULL;                \
    return really(path, mode);                                                         \
  }
FOPEN(fopen)
FOPEN(fopen64)

ssize_t write(int descriptor, const void *bytes, size_t length) {
  NEXT(write);
  if (below_descriptor(descriptor) && fault(WRITE)) return -1;
  return really(descriptor, bytes, length);
}

ssize_t writev(int descriptor, const struct iovec *parts, int length) {
  NEXT(writev);
  if (below_descriptor(descriptor) && fault(WRITE)) return -1;
  return really(descriptor, parts, length);
}

#define PWRITE(name)                                                              \
  ssize_t name(int descriptor, const void *bytes, size_t length, off_t place) {   \
    NEXT(name);                                                                   \
    if (below_descriptor(descriptor) && fault(WRITE)) return -1;                  \
    return really(descriptor, bytes, length, place);                              \
  }
PWRITE(pwrite)
PWRITE(pwrite64)

size_t fwrite(const void *bytes, size_t size, size_t length, FILE *stream) {
  NEXT(fwrite);
  if (below_descriptor(fileno(stream)) && fault(WRITE)) return 0;
  return really(bytes, size, length, stream);
}

#define FSYNC(name)                                              \
  int name(int descriptor) {                                     \
    NEXT(name);                                                  \
    if (below_descriptor(descriptor) && fault(FORCE)) return -1; \
    return really(descriptor);                                   \
  }
FSYNC(fsync)
FSYNC(fdatasync)

int rename(const char *from, const char *to) {
  NEXT(rename);
  if (below(to) && fault(NAME)) return -1;
  return really(from, to);
}

int link(const char *from, const char *to) {
  NEXT(link);
  if (below(to) && fault(NAME)) return -1;
  return really(from, to);
}

int mkdir(const char *path, mode_t mode) {
  NEXT(mkdir);
  if (below(path) && fault(MAKE)) return -1;
  return really(path, mode);
}

#define REMOVED(name)                              \
  int name(const char *path) {                     \
    NEXT(name);                                    \
    if (below(path) && fault(REMOVE)) return -1;   \
    return really(path);                           \
  }
REMOVED(unlink)
REMOVED(rmdir)
REMOVED(remove)
