/* Opening, leaving and closing the terminal, in the one order that works (see terminal_open). */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

terminal_session session = {.pipe = {-1, -1}};

void write_all(const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(STDOUT_FILENO, bytes, count);
        if (written < 0) {
            if (errno == EINTR) continue;
            return;
        }
        bytes += written;
        count -= (size_t)written;
    }
}

void terminal_write(const char *bytes, size_t count) {
    if (session.active) write_all(bytes, count);
}

static void put(const char *text) { write_all(text, strlen(text)); }

void modes_on(void) {
    /* Clicks, drags and the wheel, in the form that has no limit of columns; parsed by input.c, not by curses. */
    if (session.options.mouse) put("\033[?1002;1006h");
    if (session.options.paste) put("\033[?2004h");
}

void modes_off(void) {
    if (session.options.paste) put("\033[?2004l");
    if (session.options.mouse) put("\033[?1002;1006l");
}

void terminal_set_mouse(bool on) {
    if (on == session.options.mouse) return;
    session.options.mouse = on;
    if (session.active) put(on ? "\033[?1002;1006h" : "\033[?1002;1006l");
}

static void enable_colours(void) {
    session.colours = 0;
    if (!session.options.colour || !has_colors()) return;
    start_color();
    if (use_default_colors() == ERR) return;
    session.colours = COLORS;
    int named = COLORS >= 16 && COLORS <= 256 ? 16 : 8;
    for (int colour = 0; colour < named; colour++) init_pair((short)(colour + 1), (short)colour, -1);
}

static terminal_status check_type(void) {
    if (!isatty(STDIN_FILENO)) return TERMINAL_INPUT_IS_NO_TERMINAL;
    if (!isatty(STDOUT_FILENO)) return TERMINAL_OUTPUT_IS_NO_TERMINAL;
    const char *type = getenv("TERM");
    if (type == NULL || *type == 0) return TERMINAL_TYPE_MISSING;
    setlocale(LC_CTYPE, "");
    int error = 0;
    /* Not initscr or newterm at once: the first exits the process on an unknown type. */
    if (setupterm(NULL, STDOUT_FILENO, &error) == ERR) return TERMINAL_TYPE_UNKNOWN;
    const char *cursor_address = tigetstr("cup");
    if (cursor_address == NULL || cursor_address == (char *)-1) return TERMINAL_TYPE_TOO_LIMITED;
    return TERMINAL_OPENED;
}

terminal_status terminal_open(const terminal_options *options, terminal_information *information) {
    static bool registered;
    session.options = *options;
    terminal_status status = check_type();
    if (status != TERMINAL_OPENED) return status;
    if (session.pipe[0] < 0 && pipe2(session.pipe, O_CLOEXEC | O_NONBLOCK) != 0) return TERMINAL_SYSTEM_FAILED;
    if (!restore_prepare()) return TERMINAL_SYSTEM_FAILED;
    /* Before newterm, which takes only those signals that nobody has taken. */
    signals_install();
    set_escdelay(25);
    SCREEN *screen = newterm(NULL, stdout, stdin);
    if (screen == NULL) return TERMINAL_TYPE_UNKNOWN;
    set_term(screen);
    session.active = 1;
    if (!registered) {
        registered = true;
        atexit(terminal_close);
    }
    raw();
    noecho();
    nonl();
    curs_set(0);
    leaveok(stdscr, TRUE);
    scrollok(stdscr, FALSE);
    enable_colours();
    input_setup();
    modes_on();
    if (session.options.capture_errors) errors_capture();
    adopt_window_size();
    information->colours = session.colours;
    information->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    information->line_width = terminal_character_width(0x2500);
    return TERMINAL_OPENED;
}

static void end_screen(void) {
    modes_off();
    endwin();
    /* Some terminals bring the cursor back as it was when the alternate screen was entered, which after another
     * program had the terminal may be: hidden. */
    char *visible = tigetstr("cnorm");
    if (visible != NULL && visible != (char *)-1) {
        putp(visible);
        fflush(stdout);
    }
    session.active = 0;
}

void terminal_close(void) {
    if (!session.active) return;
    end_screen();
    restore_now();
}

void terminal_leave(void) {
    if (!session.active) return;
    end_screen();
    session.away = 1;
    restore_now();
}

void terminal_return(void) {
    if (!session.away) return;
    session.away = 0;
    session.active = 1;
    reset_prog_mode();
    if (session.options.capture_errors) errors_capture();
    adopt_window_size();
    modes_on();
    clearok(curscr, TRUE);
}

void terminal_suspend(void) {
    if (!session.active) return;
    terminal_leave();
    struct sigaction standard = {.sa_handler = SIG_DFL}, ours;
    sigemptyset(&standard.sa_mask);
    sigaction(SIGTSTP, &standard, &ours);
    /* The whole group, so that a shell sees its job stop; the process stands still in here. */
    kill(0, SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
    terminal_return();
}

void adopt_window_size(void) {
    struct winsize window;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0 || window.ws_row == 0 || window.ws_col == 0) return;
    int rows = window.ws_row < MAXIMUM_ROWS ? window.ws_row : MAXIMUM_ROWS;
    int columns = window.ws_col < MAXIMUM_COLUMNS ? window.ws_col : MAXIMUM_COLUMNS;
    /* Not resizeterm, which would push a key of its own. */
    if (rows != LINES || columns != COLS) resize_term(rows, columns);
    /* Terminals differ in what they do to their contents meanwhile, also when the size is that of before again. */
    clearok(curscr, TRUE);
}

void terminal_size(int32_t *rows, int32_t *columns) {
    *rows = LINES;
    *columns = COLS;
}

int32_t terminal_character_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }
