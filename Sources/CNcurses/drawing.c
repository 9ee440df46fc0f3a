/* Rows of cells to rows of curses; curses sends only what differs from the terminal. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static attr_t attributes_of(const terminal_cell *cell) {
    attr_t result = 0;
    if (cell->attributes & TERMINAL_BOLD) result |= A_BOLD;
    if (cell->attributes & TERMINAL_REVERSE) result |= A_REVERSE;
    if (cell->attributes & TERMINAL_UNDERLINE) result |= A_UNDERLINE;
    if (cell->attributes & TERMINAL_DIM) result |= A_DIM;
    return result;
}

/* Pairs 1..16 are the named colours; with eight of them (or with RGB beyond eight) a bright one becomes its dark. */
static int pair_of(const terminal_cell *cell) {
    if (session.colours < 8 || cell->foreground < 0 || cell->foreground > 15) return 0;
    bool has_bright = session.colours >= 16 && session.colours <= 256;
    return (has_bright ? cell->foreground : cell->foreground % 8) + 1;
}

/* A cell whose width the terminal disagrees about would shift the rest of its row: it becomes question marks. */
static bool is_drawable(const terminal_cell *cell, int columns_left) {
    if (cell->width > columns_left) return false;
    if (cell->scalars[0] < 0x20 || wcwidth((wchar_t)cell->scalars[0]) != cell->width) return false;
    for (int index = 1; index < TERMINAL_SCALARS && cell->scalars[index] != 0; index++) {
        if (wcwidth((wchar_t)cell->scalars[index]) != 0) return false;
    }
    return true;
}

static void fill(cchar_t *target, const terminal_cell *cell, bool drawable) {
    memset(target, 0, sizeof *target);
    int pair = pair_of(cell);
    target->attr = attributes_of(cell) | (attr_t)COLOR_PAIR(pair);
    target->ext_color = pair;
    if (!drawable) {
        target->chars[0] = L'?';
        return;
    }
    for (int index = 0; index < TERMINAL_SCALARS && index < CCHARW_MAX; index++) {
        target->chars[index] = (wchar_t)cell->scalars[index];
    }
}

void terminal_put_row(int32_t row, const terminal_cell *cells, int32_t count) {
    static cchar_t line[MAXIMUM_COLUMNS];
    if (!session.active || row < 0 || row >= LINES) return;
    int columns = count < COLS ? count : COLS;
    if (columns > MAXIMUM_COLUMNS) columns = MAXIMUM_COLUMNS;
    int used = 0;
    for (int column = 0; column < columns; column++) {
        const terminal_cell *cell = &cells[column];
        if (cell->width == 0) continue;
        bool drawable = is_drawable(cell, columns - column);
        fill(&line[used++], cell, drawable);
        if (!drawable && cell->width == 2 && column + 1 < columns) fill(&line[used++], cell, false);
    }
    mvwadd_wchnstr(stdscr, row, 0, line, used);
}

void terminal_place_cursor(int32_t row, int32_t column) {
    if (row < 0 || row >= LINES || column < 0 || column >= COLS) {
        leaveok(stdscr, TRUE);
        curs_set(0);
        return;
    }
    leaveok(stdscr, FALSE);
    wmove(stdscr, row, column);
    curs_set(1);
}

void terminal_present(void) {
    if (!session.active) return;
    wnoutrefresh(stdscr);
    doupdate();
}

void terminal_redraw(void) { clearok(curscr, TRUE); }
