#ifndef HEDDLE_CPLATFORM_H
#define HEDDLE_CPLATFORM_H

#include <stddef.h>
#include <stdint.h>

/// The SHA-256 digest of `count` bytes (0 is allowed), written to the 32 bytes at `digest`.
void heddle_sha256(const uint8_t *bytes, size_t count, uint8_t *digest);

/// Makes the entries of a folder durable: opens it, syncs it, closes it. Returns 0 or an errno.
int heddle_sync_folder(const char *path);

/// Writes `count` bytes into a new file that must not exist yet (mode 0644), and syncs it. Returns 0 or an errno; on
/// an error after the file was made, the file is removed again.
int heddle_write_new_file(const char *path, const uint8_t *bytes, size_t count);

/// Gives a file a second name that must not exist yet. Returns 0 or an errno (EEXIST: the name is taken).
int heddle_link_new(const char *existing, const char *name);

/// Takes the lock of a folder for one writer or, `shared`, for one of many readers, and waits for at most `milliseconds`.
/// The lock goes with the descriptor, also when the process is killed: none is ever left behind. Returns 0 and the
/// descriptor to be closed by `heddle_unlock_folder`, or an errno (EWOULDBLOCK: others held it all the time).
int heddle_lock_folder(const char *path, int shared, int milliseconds, int *descriptor);
void heddle_unlock_folder(int descriptor);

/// Has SIGINT raise `*flag` to 1 instead of ending the process; a second one ends it as usual. NULL undoes it.
void heddle_raise_on_interrupt(int32_t *flag);

/// The bit of `flag` as last raised, safe against the handler. NULL is not allowed.
int32_t heddle_read_flag(const int32_t *flag);

/// CPU time that the process has used. Unit: seconds.
double heddle_cpu_seconds(void);

/// Time on a clock that only goes forward. Unit: seconds.
double heddle_monotonic_seconds(void);

/// Writes all bytes to a descriptor, going on after interruptions. Returns 0 or an errno.
int heddle_write_all(int descriptor, const uint8_t *bytes, size_t count);

/// Loads, stores and exchanges of one word that OS threads share: acquire, release, and both.
static inline uint64_t heddle_load_acquire(const uint64_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }
static inline void heddle_store_release(uint64_t *word, uint64_t value)
{
    __atomic_store_n(word, value, __ATOMIC_RELEASE);
}
/// Puts `value` where `expected` stands; returns what stood there.
static inline uint64_t heddle_exchange_if(uint64_t *word, uint64_t expected, uint64_t value)
{
    __atomic_compare_exchange_n(word, &expected, value, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
    return expected;
}
/// Counts a shared word up; returns what it was.
static inline uint64_t heddle_next(uint64_t *word) { return __atomic_fetch_add(word, 1, __ATOMIC_ACQ_REL); }

/// A short rest for a loop that waits for another core.
static inline void heddle_pause(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

/// OS threads that meet again and again. Opaque; `heddle_meeting_new` returns NULL without memory.
typedef struct heddle_meeting heddle_meeting;
heddle_meeting *heddle_meeting_new(int32_t parties);
/// Other parties than the meeting was made for; before the last of them comes.
void heddle_meeting_resize(heddle_meeting *meeting, int32_t parties);
void heddle_meeting_free(heddle_meeting *meeting);
/// Returns when all parties have come: first watches for a moment, then sleeps.
void heddle_meet(heddle_meeting *meeting);

/// Starts an OS thread that calls `body(context)`. Returns 0 or an errno.
int heddle_start_thread(void (*body)(void *), void *context, uint64_t *thread);
void heddle_join_thread(uint64_t thread);
/// CPU time of the calling OS thread. Unit: seconds.
double heddle_thread_cpu_seconds(void);
/// Cores that this process may use, at least 1.
int32_t heddle_core_count(void);
/// Memory of this process that is in RAM now. Unit: bytes; 0 where the system doesn't tell.
uint64_t heddle_resident_bytes(void);

/// Asks for a cache line before it is needed; any address is allowed.
static inline void heddle_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

/// Multiply and fold: both halves of a 128-bit product, mixed.
static inline uint64_t heddle_fold(uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

/// A hash of words. In C because a vectorised loop, which can be forbidden only here, takes half as long again.
static inline uint64_t heddle_hash_words(const uint64_t *words, int64_t count) {
    // Each pair is folded by itself, with keys of its place: the multiplications don't wait for one another.
    uint64_t hash = 0;
    uint64_t key = 0xa0761d6478bd642fULL;
    int64_t index = 0;
#pragma clang loop vectorize(disable) interleave(disable)
    for (; index + 1 < count; index += 2) {
        hash ^= heddle_fold(words[index] + key, words[index + 1] ^ 0xe7037ed1a0b428dbULL);
        key += 0x9e3779b97f4a7c15ULL;
    }
    if (index < count) hash ^= heddle_fold(words[index] + key, 0x8ebc6af09c88c6e3ULL);
    return heddle_fold(hash ^ 0x2d358dccaa6c78a5ULL, 0x589965cc75374cc3ULL);
}

#endif
