/* What the files of the shim share. */
#ifndef HEDDLE_CNCURSES_INTERNAL_H
#define HEDDLE_CNCURSES_INTERNAL_H

#define _GNU_SOURCE 1
#define NCURSES_WIDECHAR 1
#include "cncurses.h"

#include <curses.h>
#include <signal.h>

/* <term.h> would define buttons, lines, columns, tab and bell as macros. */
extern int setupterm(const char *, int, int *);
extern char *tigetstr(const char *);
extern int putp(const char *);

/* Largest size that is drawn; a pseudo-terminal can claim 65,535 x 65,535. */
enum { MAXIMUM_ROWS = 1000, MAXIMUM_COLUMNS = 2000 };

typedef struct {
    terminal_options options;
    int32_t colours;
    /* Our screen is up, and nothing else draws. */
    volatile sig_atomic_t active;
    /* Another program has the terminal. */
    volatile sig_atomic_t away;
    /* Where keys are read: a pad, since reading from a window refreshes it. */
    WINDOW *keys;
    /* Signals and wakes: [0] is polled, [1] written by handlers and other threads. */
    int pipe[2];
} terminal_session;

extern terminal_session session;

void write_all(const char *bytes, size_t count);
void input_setup(void);
void modes_on(void);
void modes_off(void);
void adopt_window_size(void);
bool restore_prepare(void);
void restore_now(void);
void signals_install(void);
void signals_take_wake(void);
void errors_capture(void);
void errors_release(void);

#endif
