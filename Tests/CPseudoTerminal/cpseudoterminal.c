#define _GNU_SOURCE 1
#include "cpseudoterminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

int pseudo_terminal_resize(int controller, int rows, int columns) {
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    return ioctl(controller, TIOCSWINSZ, &size) == 0 ? 0 : errno;
}

static int open_controller(char *name, size_t capacity) {
    int controller = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (controller < 0) return -1;
    if (grantpt(controller) == 0 && unlockpt(controller) == 0) {
        int error = ptsname_r(controller, name, capacity);
        if (error == 0) return controller;
        errno = error;
    }
    int error = errno;
    close(controller);
    errno = error;
    return -1;
}

int pseudo_terminal_spawn(
    const char *path, char *const arguments[], char *const environment[], const char *folder, int rows, int columns,
    int *controller, pid_t *process) {
    char name[128];
    int opened = open_controller(name, sizeof name);
    if (opened < 0) return errno;
    pseudo_terminal_resize(opened, rows, columns);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    /* The first terminal that a session leader opens without O_NOCTTY becomes its controlling one. */
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0);
    posix_spawn_file_actions_adddup2(&actions, 0, 1);
    posix_spawn_file_actions_adddup2(&actions, 0, 2);
    if (folder) posix_spawn_file_actions_addchdir_np(&actions, folder);

    posix_spawnattr_t attributes;
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);

    int result = posix_spawn(process, path, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (result != 0) {
        close(opened);
        return result;
    }
    *controller = opened;
    return 0;
}
