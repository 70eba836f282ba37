/* Preloaded into the command: a clock that goes back, a disk that is full at every tenth write. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *now)
{
    static int (*original)(clockid_t, struct timespec *);
    static time_t began;
    if (!original) original = dlsym(RTLD_NEXT, "clock_gettime");
    int code = original(clock, now);
    if (clock != CLOCK_REALTIME || !getenv("HOSTILE_CLOCK")) return code;
    if (!began) began = now->tv_sec;
    now->tv_sec = began - 100 * (now->tv_sec - began) - now->tv_nsec / 10000000;
    return code;
}

ssize_t write(int file, const void *data, size_t size)
{
    static ssize_t (*original)(int, const void *, size_t);
    static int written;
    struct stat facts;
    if (!original) original = dlsym(RTLD_NEXT, "write");
    int is_file = getenv("HOSTILE_DISK") && fstat(file, &facts) == 0 && S_ISREG(facts.st_mode);
    if (is_file && __atomic_add_fetch(&written, 1, __ATOMIC_SEQ_CST) % 10 == 0) {
        errno = ENOSPC;
        return -1;
    }
    return original(file, data, size);
}
