#define _GNU_SOURCE 1
#include "cplatform.h"

#include <errno.h>
#include <fcntl.h>
#include <sha2.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A library of digests alone: a large one for cryptography costs every start a fifth of a small model's time. */
void heddle_sha256(const uint8_t *bytes, size_t count, uint8_t *digest)
{
    static const uint8_t nothing = 0;
    SHA2_CTX context;
    SHA256Init(&context);
    SHA256Update(&context, bytes ? bytes : &nothing, count);
    SHA256Final(digest, &context);
}

int heddle_sync_folder(const char *path)
{
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return errno;
    int result = fsync(descriptor) == 0 ? 0 : errno;
    // Some file systems can't sync a folder; their own ordering is then all there is.
    if (result == EINVAL)
        result = 0;
    close(descriptor);
    return result;
}

int heddle_write_all(int descriptor, const uint8_t *bytes, size_t count)
{
    size_t done = 0;
    while (done < count) {
        ssize_t written = write(descriptor, bytes + done, count - done);
        if (written < 0) {
            if (errno == EINTR)
                continue;
            return errno;
        }
        done += (size_t)written;
    }
    return 0;
}

int heddle_write_new_file(const char *path, const uint8_t *bytes, size_t count)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return errno;
    int result = heddle_write_all(descriptor, bytes, count);
    if (result == 0 && fsync(descriptor) != 0)
        result = errno;
    if (close(descriptor) != 0 && result == 0)
        result = errno;
    if (result != 0)
        unlink(path);
    return result;
}

int heddle_link_new(const char *existing, const char *name)
{
    return link(existing, name) == 0 ? 0 : errno;
}

int heddle_lock_folder(const char *path, int shared, int milliseconds, int *descriptor)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return errno;
    /* Waited for in short naps and not in the call: it would wait for ever on a process that is stopped. */
    const int nap = 2;
    for (int waited = 0;; waited += nap) {
        if (flock(folder, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0)
            break;
        int error = errno;
        if (error == EINTR)
            continue;
        if (error != EWOULDBLOCK || waited >= milliseconds) {
            close(folder);
            return error;
        }
        struct timespec time = {0, nap * 1000000L};
        nanosleep(&time, NULL);
    }
    *descriptor = folder;
    return 0;
}

void heddle_unlock_folder(int descriptor)
{
    close(descriptor);
}

static int32_t *volatile interrupt_flag = NULL;

static void raise_flag(int signal_number)
{
    int32_t *flag = interrupt_flag;
    if (flag)
        __atomic_store_n(flag, 1, __ATOMIC_SEQ_CST);
    // The second one ends the process: a search that doesn't listen must not hold the user.
    signal(signal_number, SIG_DFL);
}

void heddle_raise_on_interrupt(int32_t *flag)
{
    interrupt_flag = flag;
    struct sigaction action = {0};
    action.sa_handler = flag ? raise_flag : SIG_DFL;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, NULL);
}

int32_t heddle_read_flag(const int32_t *flag)
{
    return __atomic_load_n(flag, __ATOMIC_SEQ_CST);
}

static double seconds_of(clockid_t clock)
{
    struct timespec now;
    if (clock_gettime(clock, &now) != 0)
        return 0;
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double heddle_cpu_seconds(void)
{
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

double heddle_monotonic_seconds(void)
{
    return seconds_of(CLOCK_MONOTONIC);
}
