#define _GNU_SOURCE 1
#include "cplatform.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

uint64_t heddle_resident_bytes(void)
{
    char text[128];
    int descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return 0;
    ssize_t count = read(descriptor, text, sizeof text - 1);
    close(descriptor);
    if (count <= 0)
        return 0;
    text[count] = 0;
    /* The second number: resident pages. */
    char *end = NULL;
    strtoull(text, &end, 10);
    unsigned long long pages = strtoull(end, NULL, 10);
    return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}
