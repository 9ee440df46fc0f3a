/* Keys, mouse and pastes from curses, signals and wakes from the pipe, as events one at a time. */
#include "internal.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum {
    KEY_PASTE_BEGINS = KEY_MAX + 101,
    KEY_PASTE_ENDS,
    KEY_MOUSE_REPORT,
    /* A paste whose end never comes is ended after this silence. Unit: milliseconds. */
    PASTE_SILENCE = 1000,
    /* Characters of a sequence that nobody knows before it is given up. */
    SEQUENCE_LIMIT = 32
};

/* A mouse report in progress: ESC [ < button ; column ; row M, of which curses has taken ESC [ <. It may arrive in
 * pieces. */
static struct {
    bool active;
    int values[3];
    int field;
    int length;
} report;

/* Characters that were read ahead to tell Escape from a sequence, oldest first. */
static struct {
    wint_t characters[4];
    int count;
} ahead;

static bool in_paste;

void input_setup(void) {
    session.keys = newpad(1, 1);
    keypad(session.keys, TRUE);
    nodelay(session.keys, TRUE);
    meta(session.keys, TRUE);
    /* Both forms of each, whatever mode the terminal is in: curses knows only the one of its description. */
    static const struct {
        const char *sequence;
        int key;
    } both[] = {
        {"\033[A", KEY_UP},    {"\033[B", KEY_DOWN},   {"\033[C", KEY_RIGHT},  {"\033[D", KEY_LEFT},
        {"\033OA", KEY_UP},    {"\033OB", KEY_DOWN},   {"\033OC", KEY_RIGHT},  {"\033OD", KEY_LEFT},
        {"\033[H", KEY_HOME},  {"\033[F", KEY_END},    {"\033OH", KEY_HOME},   {"\033OF", KEY_END},
        {"\033[1~", KEY_HOME}, {"\033[4~", KEY_END},   {"\033[7~", KEY_HOME},  {"\033[8~", KEY_END},
        {"\033[2~", KEY_IC},   {"\033[3~", KEY_DC},    {"\033[5~", KEY_PPAGE}, {"\033[6~", KEY_NPAGE},
        {"\033[Z", KEY_BTAB},  {"\033OP", KEY_F(1)},   {"\033[11~", KEY_F(1)},
        {"\033[200~", KEY_PASTE_BEGINS},               {"\033[201~", KEY_PASTE_ENDS},
        {"\033[<", KEY_MOUSE_REPORT},
    };
    for (size_t index = 0; index < sizeof both / sizeof *both; index++) define_key(both[index].sequence, both[index].key);
}

/* Next character or key of curses; ERR when there is none yet. */
static int next(wint_t *character) {
    if (ahead.count > 0) {
        *character = ahead.characters[0];
        ahead.count--;
        memmove(ahead.characters, ahead.characters + 1, sizeof(wint_t) * (size_t)ahead.count);
        return OK;
    }
    return wget_wch(session.keys, character);
}

static void finish_report(terminal_event *event, bool is_release) {
    int button = report.values[0];
    event->kind = TERMINAL_EVENT_MOUSE;
    event->column = report.values[1] - 1;
    event->row = report.values[2] - 1;
    if (button & 64) {
        event->code = (button & 1) ? TERMINAL_MOUSE_WHEEL_DOWN : TERMINAL_MOUSE_WHEEL_UP;
    } else if (button & 32) {
        event->code = TERMINAL_MOUSE_DRAG;
    } else {
        event->code = is_release ? TERMINAL_MOUSE_RELEASE : TERMINAL_MOUSE_PRESS;
    }
}

/* Takes what has come of a mouse report; true when it is whole. */
static bool take_report(terminal_event *event) {
    wint_t character;
    while (report.length++ < SEQUENCE_LIMIT) {
        if (next(&character) != OK) {
            report.length--;
            return false;
        }
        if (character >= '0' && character <= '9') {
            int *value = &report.values[report.field];
            if (*value < 100000) *value = *value * 10 + (int)(character - '0');
        } else if (character == ';' && report.field < 2) {
            report.field++;
        } else {
            report.active = false;
            if (character != 'M' && character != 'm') return false;
            finish_report(event, character == 'm');
            return true;
        }
    }
    report.active = false;
    return false;
}

static void skip_sequence(void) {
    wint_t character;
    for (int length = 0; length < SEQUENCE_LIMIT; length++) {
        if (next(&character) != OK || (character >= 0x40 && character <= 0x7e)) return;
    }
}

static void set_key(terminal_event *event, terminal_key key) {
    event->kind = TERMINAL_EVENT_KEY;
    event->code = key;
}

/* After an ESC that begins no sequence known to curses: an unknown sequence (its letters are not commands), one of
 * the few Alt keys of text fields, or the Escape key. False: nothing came of it. */
static bool take_escape(terminal_event *event) {
    wint_t character;
    set_key(event, TERMINAL_KEY_ESCAPE);
    int result = wget_wch(session.keys, &character);
    if (result != OK) {
        if (result == KEY_CODE_YES) ungetch((int)character);
        return true;
    }
    if (character == '[') {
        skip_sequence();
        return false;
    }
    if (character == 'O') {
        next(&character);
        return false;
    }
    if (character == 'b' || character == 'f' || character == 'd') {
        event->kind = TERMINAL_EVENT_ALT_CHARACTER;
        event->code = (uint32_t)character;
        return true;
    }
    /* Escape and then a key, typed faster than we looked. */
    ahead.characters[ahead.count++] = character;
    return true;
}

static bool take_character(wint_t character, terminal_event *event) {
    switch (character) {
    case 27: return take_escape(event);
    case 13:
    case 10: set_key(event, TERMINAL_KEY_ENTER); return true;
    case 9: set_key(event, TERMINAL_KEY_TAB); return true;
    case 8:
    case 127: set_key(event, TERMINAL_KEY_BACKSPACE); return true;
    default:
        event->kind = TERMINAL_EVENT_CHARACTER;
        event->code = (uint32_t)character;
        return true;
    }
}

static bool take_key(int key, terminal_event *event) {
    switch (key) {
    case KEY_UP: set_key(event, TERMINAL_KEY_UP); return true;
    case KEY_DOWN: set_key(event, TERMINAL_KEY_DOWN); return true;
    case KEY_LEFT: set_key(event, TERMINAL_KEY_LEFT); return true;
    case KEY_RIGHT: set_key(event, TERMINAL_KEY_RIGHT); return true;
    case KEY_HOME: set_key(event, TERMINAL_KEY_HOME); return true;
    case KEY_END: set_key(event, TERMINAL_KEY_END); return true;
    case KEY_PPAGE: set_key(event, TERMINAL_KEY_PAGE_UP); return true;
    case KEY_NPAGE: set_key(event, TERMINAL_KEY_PAGE_DOWN); return true;
    case KEY_DC: set_key(event, TERMINAL_KEY_DELETE); return true;
    case KEY_IC: set_key(event, TERMINAL_KEY_INSERT); return true;
    case KEY_BTAB: set_key(event, TERMINAL_KEY_BACK_TAB); return true;
    case KEY_BACKSPACE: set_key(event, TERMINAL_KEY_BACKSPACE); return true;
    case KEY_ENTER: set_key(event, TERMINAL_KEY_ENTER); return true;
    case KEY_PASTE_BEGINS:
        in_paste = true;
        event->kind = TERMINAL_EVENT_PASTE_BEGINS;
        return true;
    case KEY_PASTE_ENDS:
        if (!in_paste) return false;
        in_paste = false;
        event->kind = TERMINAL_EVENT_PASTE_ENDS;
        return true;
    case KEY_MOUSE_REPORT:
        memset(&report, 0, sizeof report);
        report.active = true;
        return take_report(event);
    default:
        if (key < KEY_F(1) || key > KEY_F(63)) return false;
        event->kind = TERMINAL_EVENT_FUNCTION_KEY;
        event->code = (uint32_t)(key - KEY_F(0));
        return true;
    }
}

/* Decodes one event of what the terminal has sent so far; false when that is used up. */
static bool take_input(terminal_event *event) {
    for (;;) {
        if (report.active) {
            if (take_report(event)) return true;
            if (report.active) return false;
        }
        wint_t character = 0;
        int result = next(&character);
        if (result == ERR) return false;
        bool whole = result == KEY_CODE_YES ? take_key((int)character, event) : take_character(character, event);
        if (whole) return true;
        memset(event, 0, sizeof *event);
    }
}

/* Takes one byte of the pipe; true when it makes an event. */
static bool take_notice(terminal_event *event) {
    unsigned char byte;
    if (read(session.pipe[0], &byte, 1) != 1) return false;
    switch (byte) {
    case 0:
        signals_take_wake();
        event->kind = TERMINAL_EVENT_WOKEN;
        return true;
    case SIGWINCH:
        adopt_window_size();
        event->kind = TERMINAL_EVENT_RESIZED;
        return true;
    case SIGTSTP:
        terminal_suspend();
        event->kind = TERMINAL_EVENT_RESUMED;
        return true;
    case SIGCONT:
        /* Stopped by a signal that cannot be caught, or by ourselves: the modes may be anyone's. */
        reset_prog_mode();
        adopt_window_size();
        modes_on();
        clearok(curscr, TRUE);
        event->kind = TERMINAL_EVENT_RESUMED;
        return true;
    default:
        event->kind = TERMINAL_EVENT_SIGNAL;
        event->code = byte;
        return true;
    }
}

/* A terminal that says it is readable and has nothing to read has come to its end. Asked before decoding, since
 * curses answers ERR to half a sequence too. */
static bool is_at_end(short ready) {
    if (ready & (POLLERR | POLLNVAL)) return true;
    int count = 0;
    if (ioctl(STDIN_FILENO, FIONREAD, &count) != 0) return true;
    return count == 0;
}

static int64_t milliseconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What is left of a timeout; -1 is for ever. */
static int time_left(int64_t deadline) {
    if (deadline < 0) return in_paste ? PASTE_SILENCE : -1;
    int64_t left = deadline - milliseconds_now();
    return left > 0 ? (int)left : 0;
}

void terminal_wait(int32_t timeout, terminal_event *event) {
    int64_t deadline = timeout < 0 ? -1 : milliseconds_now() + timeout;
    memset(event, 0, sizeof *event);
    for (;;) {
        if (take_input(event)) return;
        struct pollfd sources[2] = {{STDIN_FILENO, POLLIN, 0}, {session.pipe[0], POLLIN, 0}};
        int ready = poll(sources, 2, time_left(deadline));
        if (ready < 0 && errno == EINTR) continue;
        if (ready < 0) {
            event->kind = TERMINAL_EVENT_END_OF_INPUT;
            return;
        }
        if (ready == 0) {
            if (in_paste && timeout != 0) {
                in_paste = false;
                event->kind = TERMINAL_EVENT_PASTE_ENDS;
            }
            return;
        }
        if ((sources[1].revents & POLLIN) && take_notice(event)) return;
        if (sources[0].revents != 0 && is_at_end(sources[0].revents)) {
            event->kind = TERMINAL_EVENT_END_OF_INPUT;
            return;
        }
    }
}
