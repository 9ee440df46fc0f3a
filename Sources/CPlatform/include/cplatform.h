#ifndef HEDDLE_CPLATFORM_H
#define HEDDLE_CPLATFORM_H

#include <stddef.h>
#include <stdint.h>

/// The SHA-256 digest of `count` bytes, written to the 32 bytes at `digest`.
/// Returns 0, or -1 when the library refuses (never for lack of input: `count` may be 0).
int heddle_sha256(const uint8_t *bytes, size_t count, uint8_t *digest);

/// Makes the entries of a folder durable: opens it, syncs it, closes it. Returns 0 or an errno.
int heddle_sync_folder(const char *path);

/// Writes `count` bytes into a new file that must not exist yet (mode 0644), and syncs it. Returns 0 or an errno; on
/// an error after the file was made, the file is removed again.
int heddle_write_new_file(const char *path, const uint8_t *bytes, size_t count);

/// Gives a file a second name that must not exist yet. Returns 0 or an errno (EEXIST: the name is taken).
int heddle_link_new(const char *existing, const char *name);

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

/// Asks for a cache line before it is needed; any address is allowed.
static inline void heddle_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

#endif
