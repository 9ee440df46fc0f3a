/* Signals, and the way back to the terminal as it was found when nothing else can be trusted any more.
 *
 * Whatever a handler calls is async-signal-safe: write, tcsetattr, lseek, read, dup2, sigaction, raise. The bytes that
 * restore the terminal are put together beforehand, since asking terminfo in a handler is not safe.
 */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

enum { ALTERNATE_STACK_BYTES = 64 * 1024, SIGNALS = 65 };

static struct termios found_modes;
static char restore_bytes[512];
static size_t restore_count;
static int real_errors = -1;
static int captured_errors = -1;
static struct sigaction former[SIGNALS];
static atomic_bool wake_is_pending;

static void remember(const char *text) {
    if (text == NULL || text == (char *)-1) return;
    while (*text && restore_count < sizeof restore_bytes) {
        /* Delays are written $<5>; a handler cannot wait them out. */
        if (text[0] == '$' && text[1] == '<') {
            while (*text && *text != '>') text++;
            if (*text) text++;
            continue;
        }
        restore_bytes[restore_count++] = *text++;
    }
}

bool restore_prepare(void) {
    if (tcgetattr(STDIN_FILENO, &found_modes) != 0) return false;
    restore_count = 0;
    if (session.options.paste) remember("\033[?2004l");
    /* Always: the mouse may be switched on later. */
    if (session.options.mouse) remember("\033[?1002;1006l");
    remember(tigetstr("sgr0"));
    remember(tigetstr("op"));
    remember(tigetstr("rmkx"));
    remember(tigetstr("rmcup"));
    /* After the line above: see end_screen. */
    remember(tigetstr("cnorm"));
    return true;
}

/* Terminal modes and standard error; the screen itself was ended by the caller. */
void restore_now(void) {
    tcsetattr(STDIN_FILENO, TCSANOW, &found_modes);
    errors_release();
}

void errors_capture(void) {
    if (real_errors < 0) real_errors = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);
    if (captured_errors < 0) captured_errors = memfd_create("standard error", MFD_CLOEXEC);
    if (real_errors >= 0 && captured_errors >= 0) dup2(captured_errors, STDERR_FILENO);
}

void errors_release(void) {
    if (real_errors < 0 || captured_errors < 0) return;
    dup2(real_errors, STDERR_FILENO);
    char buffer[1024];
    ssize_t count;
    lseek(captured_errors, 0, SEEK_SET);
    while ((count = read(captured_errors, buffer, sizeof buffer)) > 0) {
        if (write(real_errors, buffer, (size_t)count) < 0) break;
    }
    if (ftruncate(captured_errors, 0) == 0) lseek(captured_errors, 0, SEEK_SET);
}

static void on_fault(int signal, siginfo_t *information, void *context) {
    (void)context;
    if (session.active) {
        session.active = 0;
        write_all(restore_bytes, restore_count);
        restore_now();
    }
    /* Then it is for whoever had the signal before us: a backtracer, or the default. */
    sigaction(signal, &former[signal], NULL);
    /* A fault happens again by itself when the handler returns; one that was sent does not. */
    if (information->si_code <= 0) raise(signal);
}

static void on_notice(int signal) {
    int error = errno;
    /* Typed at a program that has the terminal meanwhile: that program's business. */
    bool is_foreign = session.away && (signal == SIGINT || signal == SIGQUIT || signal == SIGTSTP);
    if (!is_foreign) {
        unsigned char byte = (unsigned char)signal;
        (void)!write(session.pipe[1], &byte, 1);
    }
    errno = error;
}

static void use_alternate_stack(void *memory) {
    stack_t stack = {.ss_sp = memory, .ss_size = ALTERNATE_STACK_BYTES};
    sigaltstack(&stack, NULL);
}

void signals_install(void) {
    static char alternate_stack[ALTERNATE_STACK_BYTES];
    static bool installed;
    if (installed) return;
    installed = true;
    use_alternate_stack(alternate_stack);

    static const int notices[] = {SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT};
    for (size_t index = 0; index < sizeof notices / sizeof *notices; index++) {
        struct sigaction action = {.sa_handler = on_notice, .sa_flags = SA_RESTART};
        sigemptyset(&action.sa_mask);
        sigaction(notices[index], &action, NULL);
    }
    static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGSYS};
    for (size_t index = 0; index < sizeof faults / sizeof *faults; index++) {
        struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
        sigemptyset(&action.sa_mask);
        sigaction(faults[index], &action, &former[faults[index]]);
    }
    signal(SIGPIPE, SIG_IGN);
}

void terminal_wake(void) {
    /* One byte for however many calls: a full pipe would lose signals. */
    if (atomic_exchange(&wake_is_pending, true)) return;
    unsigned char byte = 0;
    (void)!write(session.pipe[1], &byte, 1);
}

void signals_take_wake(void) { atomic_store(&wake_is_pending, false); }

static pthread_key_t stack_key;

static void free_stack(void *memory) {
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
    free(memory);
}

static void make_stack_key(void) { pthread_key_create(&stack_key, free_stack); }

void terminal_prepare_thread(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    static const int left_open[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGSYS};
    sigset_t blocked;
    sigfillset(&blocked);
    for (size_t index = 0; index < sizeof left_open / sizeof *left_open; index++) sigdelset(&blocked, left_open[index]);
    pthread_sigmask(SIG_BLOCK, &blocked, NULL);
    pthread_once(&once, make_stack_key);
    if (pthread_getspecific(stack_key) != NULL) return;
    void *memory = malloc(ALTERNATE_STACK_BYTES);
    if (memory == NULL) return;
    pthread_setspecific(stack_key, memory);
    use_alternate_stack(memory);
}
