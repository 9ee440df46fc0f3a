/* Programs started on a pseudo-terminal of their own: what Swift's Glibc leaves out. */
#ifndef HEDDLE_CPSEUDOTERMINAL_H
#define HEDDLE_CPSEUDOTERMINAL_H

#include <sys/types.h>

/* Starts a program as the leader of a session whose controlling terminal is a new pseudo-terminal, with every signal
 * at its default and none blocked. Returns 0 or an errno; on success the caller owns *controller and *process. */
int pseudo_terminal_spawn(
    const char *path, char *const arguments[], char *const environment[], const char *folder, int rows, int columns,
    int *controller, pid_t *process);

/* Changes the size; the kernel sends SIGWINCH. Returns 0 or an errno. */
int pseudo_terminal_resize(int controller, int rows, int columns);

#endif
