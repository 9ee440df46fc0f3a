/* The terminal as Heddle needs it, without a type of curses in sight.
 *
 * One terminal a process. Everything but terminal_wake, terminal_prepare_thread and terminal_character_width is for
 * the main thread only. Coordinates are cells from 0, row before column.
 */
#ifndef HEDDLE_CNCURSES_H
#define HEDDLE_CNCURSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Scalars that one cell can hold: a base letter and its marks. */
enum { TERMINAL_SCALARS = 5 };

/* One cell. width: 1, 2, or 0 for the right half of a wide one. foreground: -1 for the terminal's own, else 0..15. */
typedef struct {
    uint32_t scalars[TERMINAL_SCALARS];
    int8_t foreground;
    uint8_t attributes;
    uint8_t width;
} terminal_cell;

enum { TERMINAL_BOLD = 1, TERMINAL_REVERSE = 2, TERMINAL_UNDERLINE = 4, TERMINAL_DIM = 8 };

typedef enum {
    TERMINAL_OPENED = 0,
    TERMINAL_INPUT_IS_NO_TERMINAL,
    TERMINAL_OUTPUT_IS_NO_TERMINAL,
    TERMINAL_TYPE_MISSING,
    TERMINAL_TYPE_UNKNOWN,
    TERMINAL_TYPE_TOO_LIMITED,
    TERMINAL_SYSTEM_FAILED
} terminal_status;

typedef struct {
    bool mouse;
    bool paste;
    bool colour;
    bool capture_errors;
} terminal_options;

typedef struct {
    int32_t colours;
    bool utf8;
    /* Columns that a box-drawing line takes. */
    int32_t line_width;
} terminal_information;

typedef enum {
    TERMINAL_EVENT_NONE = 0,
    TERMINAL_EVENT_CHARACTER,
    TERMINAL_EVENT_ALT_CHARACTER,
    TERMINAL_EVENT_KEY,
    TERMINAL_EVENT_FUNCTION_KEY,
    TERMINAL_EVENT_MOUSE,
    TERMINAL_EVENT_PASTE_BEGINS,
    TERMINAL_EVENT_PASTE_ENDS,
    TERMINAL_EVENT_RESIZED,
    TERMINAL_EVENT_RESUMED,
    TERMINAL_EVENT_SIGNAL,
    TERMINAL_EVENT_END_OF_INPUT,
    TERMINAL_EVENT_WOKEN
} terminal_event_kind;

/* Numbers of our own, so that no number of curses leaves the shim. */
typedef enum {
    TERMINAL_KEY_UP = 1,
    TERMINAL_KEY_DOWN,
    TERMINAL_KEY_LEFT,
    TERMINAL_KEY_RIGHT,
    TERMINAL_KEY_HOME,
    TERMINAL_KEY_END,
    TERMINAL_KEY_PAGE_UP,
    TERMINAL_KEY_PAGE_DOWN,
    TERMINAL_KEY_DELETE,
    TERMINAL_KEY_INSERT,
    TERMINAL_KEY_BACKSPACE,
    TERMINAL_KEY_ENTER,
    TERMINAL_KEY_ESCAPE,
    TERMINAL_KEY_TAB,
    TERMINAL_KEY_BACK_TAB
} terminal_key;

typedef enum {
    TERMINAL_MOUSE_PRESS = 1,
    TERMINAL_MOUSE_RELEASE,
    TERMINAL_MOUSE_DRAG,
    TERMINAL_MOUSE_WHEEL_UP,
    TERMINAL_MOUSE_WHEEL_DOWN
} terminal_mouse;

/* code: a scalar, a terminal_key, the number of a function key, a terminal_mouse or a signal, as the kind says. */
typedef struct {
    terminal_event_kind kind;
    uint32_t code;
    int32_t row;
    int32_t column;
} terminal_event;

terminal_status terminal_open(const terminal_options *options, terminal_information *information);

/* Gives the terminal back as it was found and replays what was written to standard error meanwhile. Idempotent; runs
 * at exit by itself. */
void terminal_close(void);

void terminal_size(int32_t *rows, int32_t *columns);

/* Puts a whole row; shown by terminal_present. Cells beyond the width are ignored. */
void terminal_put_row(int32_t row, const terminal_cell *cells, int32_t count);

/* row < 0 hides the cursor. */
void terminal_place_cursor(int32_t row, int32_t column);
void terminal_present(void);

/* Draws everything anew with the next terminal_present. */
void terminal_redraw(void);

/* Waits for the next event. timeout: milliseconds, -1 for ever, 0 only for what is already here. */
void terminal_wait(int32_t timeout, terminal_event *event);

/* Ends a terminal_wait from any thread. Async-signal-safe. */
void terminal_wake(void);

/* Leaves the screen to another program (an editor), and comes back from it. */
void terminal_leave(void);
void terminal_return(void);

/* Leaves the screen, stops the process group as Ctrl-Z does, and comes back once it is continued. */
void terminal_suspend(void);

void terminal_set_mouse(bool on);

/* Writes bytes past curses: for sequences that draw nothing. */
void terminal_write(const char *bytes, size_t count);

/* Columns that a scalar takes in this locale, -1 for none that can be shown. */
int32_t terminal_character_width(uint32_t scalar);

/* Makes the calling worker thread safe beside a terminal: signals stay with the main thread, and a stack overflow
 * still finds a stack to restore the terminal on. */
void terminal_prepare_thread(void);

#endif
