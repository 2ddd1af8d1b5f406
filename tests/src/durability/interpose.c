/* Stands between a program and the C library (LD_PRELOAD) and writes down, in order, what the program does to the files
 * below $CUT_ROOT and what it says on its standard output: the journal $CUT_LOG. One call at a time, so that the order
 * is the truth. A record is a line, followed by data where it gives a length:
 *   C ino path | M path | L ino path | R from\tto | U path | D path      create, mkdir, link, rename, unlink, rmdir
 *   W ino offset length | T ino length | S ino | Y path | A length       write, truncate, sync, sync folder, output
 * With $CUT_FULL the disk is full after so many bytes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define FDS 4096
#define NEXT(type, name) static type (*next)() = 0; if (!next) next = (type (*)())dlsym(RTLD_NEXT, name)

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
static char *folders[FDS]; /* the path of an open folder */
static char watched[FDS];  /* whether a file below the root is open */
static int journal = -1;
static const char *root;
static long long room = -1; /* bytes until the disk is full; -1 is enough */

static ssize_t raw_write(int fd, const void *bytes, size_t length) {
  NEXT(ssize_t, "write");
  return next(fd, bytes, length);
}

static void all(const void *bytes, size_t length) {
  const char *at = bytes;
  while (length > 0) {
    ssize_t done = raw_write(journal, at, length);
    if (done <= 0) abort();
    at += done;
    length -= (size_t)done;
  }
}

static void note(const char *format, ...) {
  char line[2 * PATH_MAX + 64];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  all(line, (size_t)length);
}

static int begin(void) {
  pthread_mutex_lock(&one);
  if (journal < 0 && (root = getenv("CUT_ROOT")) && getenv("CUT_LOG")) {
    NEXT(int, "open");
    journal = next(getenv("CUT_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (getenv("CUT_FULL")) room = atoll(getenv("CUT_FULL"));
  }
  return journal >= 0;
}

static void end(void) {
  int kept = errno;
  pthread_mutex_unlock(&one);
  errno = kept;
}

static int below(const char *path) { return path && root && strncmp(path, root, strlen(root)) == 0; }

static int is_watched(int fd) { return journal >= 0 && fd >= 0 && fd < FDS && watched[fd]; }

static unsigned long long inode(int fd) {
  struct stat info;
  return fstat(fd, &info) == 0 ? (unsigned long long)info.st_ino : 0;
}

static int opened(const char *name, int at, const char *path, int flags, mode_t mode, int relative) {
  int on = begin();
  struct stat info;
  int there = on && below(path) && lstat(path, &info) == 0;
  int fd;
  if (relative) {
    int (*next)(int, const char *, int, ...) = (int (*)(int, const char *, int, ...))dlsym(RTLD_NEXT, name);
    fd = next(at, path, flags, mode);
  } else {
    int (*next)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, name);
    fd = next(path, flags, mode);
  }
  if (on && fd >= 0 && fd < FDS && below(path) && fstat(fd, &info) == 0) {
    if (S_ISDIR(info.st_mode)) {
      free(folders[fd]);
      folders[fd] = strdup(path);
    } else {
      watched[fd] = 1;
      if (!there) note("C %llu %s\n", (unsigned long long)info.st_ino, path);
      else if (flags & O_TRUNC) note("T %llu 0\n", (unsigned long long)info.st_ino);
    }
  }
  end();
  return fd;
}

#define MODE mode_t mode = 0; \
  if (flags & (O_CREAT | O_TMPFILE)) { va_list a; va_start(a, flags); mode = va_arg(a, mode_t); va_end(a); }
int open(const char *path, int flags, ...) { MODE return opened("open", 0, path, flags, mode, 0); }
int open64(const char *path, int flags, ...) { MODE return opened("open64", 0, path, flags, mode, 0); }
int openat(int at, const char *path, int flags, ...) { MODE return opened("openat", at, path, flags, mode, 1); }
int openat64(int at, const char *path, int flags, ...) { MODE return opened("openat64", at, path, flags, mode, 1); }

int close(int fd) {
  begin();
  if (fd >= 0 && fd < FDS) {
    watched[fd] = 0;
    free(folders[fd]);
    folders[fd] = 0;
  }
  NEXT(int, "close");
  int done = next(fd);
  end();
  return done;
}

static int fits(int fd, size_t length) {
  if (room < 0 || !is_watched(fd)) return 1;
  if ((long long)length > room) {
    room = 0;
    errno = ENOSPC;
    return 0;
  }
  room -= (long long)length;
  return 1;
}

static void wrote(int fd, const void *bytes, ssize_t length, off_t offset) {
  if (length <= 0) return;
  if (fd == 1) note("A %zd\n", length);
  else note("W %llu %lld %zd\n", inode(fd), (long long)offset, length);
  all(bytes, (size_t)length);
}

ssize_t write(int fd, const void *bytes, size_t length) {
  int on = begin();
  int record = on && (fd == 1 || is_watched(fd));
  off_t offset = record && fd != 1 ? lseek(fd, 0, SEEK_CUR) : 0;
  /* What is said is noted before it is out: nobody may believe it earlier. */
  ssize_t done = fits(fd, length) ? raw_write(fd, bytes, length) : -1;
  if (record) wrote(fd, bytes, done, offset);
  end();
  return done;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  ssize_t sum = 0;
  for (int n = 0; n < count; n++) {
    ssize_t done = write(fd, parts[n].iov_base, parts[n].iov_len);
    if (done < 0) return sum > 0 ? sum : done;
    sum += done;
    if ((size_t)done < parts[n].iov_len) break;
  }
  return sum;
}

static ssize_t positioned(const char *name, int fd, const void *bytes, size_t length, off_t offset) {
  begin();
  ssize_t (*next)(int, const void *, size_t, off_t) = (ssize_t (*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, name);
  ssize_t done = fits(fd, length) ? next(fd, bytes, length, offset) : -1;
  if (is_watched(fd)) wrote(fd, bytes, done, offset);
  end();
  return done;
}
ssize_t pwrite(int fd, const void *b, size_t n, off_t o) { return positioned("pwrite", fd, b, n, o); }
ssize_t pwrite64(int fd, const void *b, size_t n, off_t o) { return positioned("pwrite64", fd, b, n, o); }

static int cut(const char *name, int fd, off_t length) {
  begin();
  int (*next)(int, off_t) = (int (*)(int, off_t))dlsym(RTLD_NEXT, name);
  int done = next(fd, length);
  if (done == 0 && is_watched(fd)) note("T %llu %lld\n", inode(fd), (long long)length);
  end();
  return done;
}
int ftruncate(int fd, off_t length) { return cut("ftruncate", fd, length); }
int ftruncate64(int fd, off_t length) { return cut("ftruncate64", fd, length); }

static int synced(const char *name, int fd) {
  begin();
  int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  int done = next(fd);
  if (done == 0 && is_watched(fd)) note("S %llu\n", inode(fd));
  else if (done == 0 && journal >= 0 && fd >= 0 && fd < FDS && folders[fd]) note("Y %s\n", folders[fd]);
  end();
  return done;
}
int fsync(int fd) { return synced("fsync", fd); }
int fdatasync(int fd) { return synced("fdatasync", fd); }

int mkdir(const char *path, mode_t mode) {
  begin();
  int (*next)(const char *, mode_t) = (int (*)(const char *, mode_t))dlsym(RTLD_NEXT, "mkdir");
  int done = next(path, mode);
  if (done == 0 && journal >= 0 && below(path)) note("M %s\n", path);
  end();
  return done;
}

static int linked(int done, const char *to) {
  struct stat info;
  if (done == 0 && journal >= 0 && below(to) && stat(to, &info) == 0)
    note("L %llu %s\n", (unsigned long long)info.st_ino, to);
  end();
  return done;
}
int link(const char *from, const char *to) {
  begin();
  NEXT(int, "link");
  return linked(next(from, to), to);
}
int linkat(int a, const char *from, int b, const char *to, int flags) {
  begin();
  NEXT(int, "linkat");
  return linked(next(a, from, b, to, flags), to);
}

int rename(const char *from, const char *to) {
  begin();
  NEXT(int, "rename");
  int done = next(from, to);
  if (done == 0 && journal >= 0 && below(to)) note("R %s\t%s\n", from, to);
  end();
  return done;
}

int unlink(const char *path) {
  begin();
  NEXT(int, "unlink");
  int done = next(path);
  if (done == 0 && journal >= 0 && below(path)) note("U %s\n", path);
  end();
  return done;
}

int rmdir(const char *path) {
  begin();
  NEXT(int, "rmdir");
  int done = next(path);
  if (done == 0 && journal >= 0 && below(path)) note("D %s\n", path);
  end();
  return done;
}
