/// The part of the C file that every model has: threads, turns, what ends a run. The model's own part stands between
/// `head` and `control`.
enum CRuntime {
    static let head = #"""
        #define _POSIX_C_SOURCE 200809L
        #include <inttypes.h>
        #include <pthread.h>
        #include <sched.h>
        #include <setjmp.h>
        #include <stdarg.h>
        #include <stdatomic.h>
        #include <stdbool.h>
        #include <stdint.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <time.h>

        #define H_NIL INT64_MIN           /* nil */
        #define H_NOTHING (INT64_MIN + 1) /* memory that nobody has written */
        #define H_NAME 64

        /* What can fail beside the properties; the names are those of Heddle's checks. */
        enum { H_DEADLOCK, H_ASSERTION, H_MISUSE, H_OVERFLOW, H_MEMORY, H_UNSET, H_PROPERTY, H_KINDS };
        static const char *const h_kinds[H_KINDS] = {
          "deadlock", "failedAssertion", "misuse", "overflow", "memoryError", "uninitializedRead", "property"};

        typedef struct { const char *thread; int line; const char *text; uint64_t labels; } h_site;
        typedef struct { int thread; int site; int64_t choice; const char *words; } h_turn;

        /* A place for a message of a rendezvous, left by a thread that rests before it receives. */
        struct h_channel;
        typedef struct { struct h_channel *channel; int number; void *slot; int thread; } h_offer;
        #define H_OFFERS 16

        typedef struct {
          int number;              /* its number; NOBODY and MAIN are none */
          int group;
          char name[H_NAME];
          pthread_t id;
          pthread_cond_t wake;
          void (*body)(void);
          int64_t parameter;
          bool finished;
          bool is_daemon;
          bool born;               /* its thread was started */
          bool settled;            /* it is not on its way to its first step */
          int site;                /* the step that it stands before; -1: none */
          uint64_t calls, labels;  /* labels around its calls, and those of its place */
          int answer;
          int64_t choice;          /* what the schedule chose for the step; -1: any */
          uint64_t random;
          int64_t start;           /* where it begins to look among several ways */
          long steps;
          h_offer offers[H_OFFERS];
          int offer_count;
          bool served;             /* a sender has put a message into an offer */
          int served_number;
        } h_thread;

        enum { H_MAIN = -1, H_NOBODY = -2 };             /* who may go on, if no thread */
        enum { H_TURNS, H_FREE };                        /* the controller says who; whoever comes first */
        enum { H_MOVED, H_BLOCKED, H_DONE };             /* what a thread did with its turn */
        enum { H_HOLDS, H_FAILS, H_OTHER, H_OPEN, H_DISCARDED };

        static h_thread h_threads[H_THREADS + 1];
        static int h_count;                              /* threads so far */
        static _Thread_local h_thread *h_me;             /* NULL: the controller */
        static pthread_mutex_t h_mutex_ = PTHREAD_MUTEX_INITIALIZER;
        static pthread_cond_t h_main_wake = PTHREAD_COND_INITIALIZER;
        static _Atomic int h_who;                        /* who may go on */
        static _Atomic int h_mode;
        static _Atomic bool h_stopped;                   /* the run is over: threads leave at their next step */
        static bool h_over;                              /* nothing can move any more */
        static bool h_discarded, h_too_long;
        static int h_alive, h_waiting;                   /* threads that have not finished; those that wait */
        static unsigned long h_generation;               /* counts changes that waiting threads may wait for */
        static int h_failed;                             /* a kind, or -1 */
        static char h_failure[512];
        static int h_made;                               /* steps under the controller */
        static uint64_t h_seed = 1;
        static long h_step_limit = 100000;
        static jmp_buf h_fault;

        static void h_check_state(void);                 /* invariants, in the state after a step */
        static void h_check_end(void);                   /* what a thread may not hold when it ends */
        static const h_site h_sites[H_SITES];
        static const h_turn h_schedule[H_SCHEDULE + 1];
        static int h_schedule_count;

        static void h_wake_all(void) {
          for (int k = 0; k < h_count; k++) pthread_cond_signal(&h_threads[k].wake);
          pthread_cond_signal(&h_main_wake);
        }

        static uint64_t h_random(uint64_t *state) { /* xorshift64* */
          *state ^= *state >> 12;
          *state ^= *state << 25;
          *state ^= *state >> 27;
          return *state * UINT64_C(2685821657736338717);
        }

        /* Ends the calling thread; the mutex is held. */
        static _Noreturn void h_leave(void) {
          if (h_who == h_me->number) h_who = H_MAIN;
          h_wake_all();
          pthread_mutex_unlock(&h_mutex_);
          pthread_exit(NULL);
        }

        static _Noreturn void h_stop(void) {
          if (!h_me) longjmp(h_fault, 1);
          pthread_mutex_lock(&h_mutex_);
          h_stopped = true;
          h_leave();
        }

        /* Something is wrong: the run ends here. */
        static _Noreturn void h_fail(int kind, const char *format, ...) {
          char text[400];
          va_list values;
          va_start(values, format);
          vsnprintf(text, sizeof text, format, values);
          va_end(values);
          if (h_me) pthread_mutex_lock(&h_mutex_);
          if (h_failed < 0 && (!h_me || !h_stopped)) {
            h_failed = kind;
            if (h_me && kind != H_PROPERTY) {
              const int line = h_me->site >= 0 ? h_sites[h_me->site].line : 0;
              snprintf(h_failure, sizeof h_failure, "%s, line %d: %s", h_me->name, line, text);
            } else {
              snprintf(h_failure, sizeof h_failure, "%s", text);
            }
          }
          if (h_me) pthread_mutex_unlock(&h_mutex_);
          h_stop();
        }

        static inline _Noreturn void h_discard(void) { /* assume: this run does not count */
          h_discarded = true;
          h_stop();
        }

        static inline void h_assert(int64_t holds, const char *words, int line) {
          if (!holds) h_fail(H_ASSERTION, "%s (assert in line %d)", words, line);
        }

        /* A thread whose local work belongs to the step just made: one spawned or met in it. */
        static int h_pending(void) {
          for (int k = 0; k < h_count; k++) {
            h_thread *const t = &h_threads[k];
            if (t != h_me && !t->finished && (!t->settled || t->served)) return k;
          }
          return -1;
        }

        /* The step is made: whoever is next may go on. The mutex is held. */
        static void h_pass(int answer) {
          if (h_who != h_me->number) return;
          h_me->answer = answer;
          const int next = answer == H_BLOCKED ? -1 : h_pending();
          if (next >= 0) {
            h_who = next;
            pthread_cond_signal(&h_threads[next].wake);
          } else if (h_mode == H_TURNS) {
            h_who = H_MAIN;
            pthread_cond_signal(&h_main_wake);
          } else {
            h_who = H_NOBODY;
            if (answer != H_BLOCKED) {
              h_generation++;
              h_waiting = 0;
            }
            h_wake_all();
          }
        }

        /* Free threads only: nobody can go on. The mutex is held. */
        static void h_look_for_end(void) {
          if (h_mode == H_FREE && h_waiting >= h_alive) {
            h_over = true;
            h_stopped = true;
            h_wake_all();
          }
        }

        /* Waits until this thread may go on. The mutex is held. */
        static void h_await_turn(unsigned long generation, bool waits_for_change) {
          while (!h_stopped && h_who != h_me->number) {
            const bool may = h_mode == H_FREE && h_who == H_NOBODY;
            if (may && (!waits_for_change || generation != h_generation)) break;
            pthread_cond_wait(&h_me->wake, &h_mutex_);
          }
          if (h_stopped) h_leave();
          h_who = h_me->number;
          h_me->start = -1;
        }

        /* From here on nobody else makes a step, until this thread's next one. */
        static inline void h_hold(void) {
          if (!h_me || h_who == h_me->number) return;
          pthread_mutex_lock(&h_mutex_);
          h_await_turn(0, false);
          pthread_mutex_unlock(&h_mutex_);
        }

        /* Free threads are disturbed now and then: the shorter a step, the less would come between two of them. */
        static void h_dawdle(void) {
          const uint64_t luck = h_random(&h_me->random) >> 60;
          if (H_WEAK) {
            /* A system call would bring the memory in order. */
            for (volatile uint64_t k = luck < 4 ? luck * 8 : 0; k > 0; k--) {}
            return;
          }
          if (luck < 4) nanosleep(&(struct timespec){0, 1}, NULL);
          if (luck == 4) sched_yield();
        }

        static int h_starters;       /* free threads that begin together */
        static atomic_int h_ready;   /* so many of them are there */

        /* Free threads under weak memory begin together: what such a memory does lasts for nanoseconds. The mutex is held. */
        static void h_begin_together(void) {
          h_who = H_NOBODY;
          h_generation++;
          h_wake_all();
          pthread_mutex_unlock(&h_mutex_);
          atomic_fetch_add(&h_ready, 1);
          for (int k = 0; atomic_load(&h_ready) < h_starters; k++) {
            if (k > 1000) sched_yield();
          }
        }

        /* The thread stands before a step, and makes it once it may. */
        static void h_step(int site) {
          h_me->site = site;
          h_me->labels = h_me->calls | h_sites[site].labels;
          if (h_mode == H_FREE) {
            if (h_who == h_me->number && h_me->settled && !h_me->served && h_pending() < 0) h_check_state();
            if (h_me->steps++ > h_step_limit) {
              h_too_long = true;
              h_stop();
            }
          }
          if (h_mode == H_FREE && !H_LOCKED && h_who != h_me->number) {
            if (h_stopped) h_stop();
            h_dawdle();
            return;
          }
          pthread_mutex_lock(&h_mutex_);
          h_me->settled = true;
          h_pass(H_MOVED);
          if (h_mode == H_FREE) {
            pthread_mutex_unlock(&h_mutex_);
            h_dawdle();
            pthread_mutex_lock(&h_mutex_);
          }
          if (H_LOCKED || h_mode == H_TURNS) h_await_turn(0, false);
          if (h_stopped) h_leave();
          if (H_WEAK && !H_LOCKED && h_mode == H_FREE && h_me->steps == 0) {
            h_begin_together();
            return;
          }
          pthread_mutex_unlock(&h_mutex_);
        }

        /* The step cannot be made now. Comes back when that may have changed. */
        static inline void h_blocked(void) {
          pthread_mutex_lock(&h_mutex_);
          const unsigned long generation = h_generation;
          if (h_mode == H_FREE) {
            h_waiting++;
            h_look_for_end();
          }
          h_pass(H_BLOCKED);
          h_await_turn(generation, true);
          if (h_mode == H_FREE && generation == h_generation && h_waiting > 0) h_waiting--;
          pthread_mutex_unlock(&h_mutex_);
        }

        static void *h_run_thread(void *thread) {
          h_me = thread;
          pthread_mutex_lock(&h_mutex_);
          while (!h_stopped && h_who != h_me->number) pthread_cond_wait(&h_me->wake, &h_mutex_);
          if (h_stopped) h_leave();
          pthread_mutex_unlock(&h_mutex_);
          h_me->body();
          h_hold();
          h_check_end();
          pthread_mutex_lock(&h_mutex_);
          h_me->site = -1;
          h_me->labels = 0;
          h_me->finished = h_me->settled = true;
          h_alive--;
          pthread_mutex_unlock(&h_mutex_);
          if (h_mode == H_FREE && h_pending() < 0) h_check_state();
          pthread_mutex_lock(&h_mutex_);
          h_pass(H_DONE);
          if (h_who == H_NOBODY) h_look_for_end();
          pthread_mutex_unlock(&h_mutex_);
          return NULL;
        }

        static h_thread *h_new_thread(int group, void (*body)(void), const char *name, int number) {
          if (h_count >= H_THREADS) {
            h_too_long = true;
            h_stop();
          }
          h_thread *const t = &h_threads[h_count];
          memset(t, 0, sizeof *t);
          t->number = h_count++;
          t->group = group;
          t->body = body;
          t->site = -1;
          t->choice = -1;
          t->settled = true;
          t->random = h_random(&h_seed) | 1;
          pthread_cond_init(&t->wake, NULL);
          if (number < 0) {
            snprintf(t->name, sizeof t->name, "%s", name);
          } else {
            snprintf(t->name, sizeof t->name, "%s.%d", name, number);
          }
          h_alive++;
          return t;
        }

        static inline void h_start(h_thread *t) {
          t->born = true;
          if (pthread_create(&t->id, NULL, h_run_thread, t) != 0) {
            fprintf(stderr, "no thread could be started\n");
            exit(70);
          }
        }

        static inline int64_t h_index(int64_t index, int64_t count, const char *words) {
          if (index < 0 || index >= count) h_fail(H_OVERFLOW, "%s: %" PRId64 " is not below %" PRId64, words, index, count);
          return index;
        }

        static inline int64_t h_index_from(int64_t index, int64_t lower, int64_t count, const char *words) {
          if (index < lower || index >= lower + count) h_fail(H_OVERFLOW, "%s has no number %" PRId64, words, index);
          return index;
        }

        static inline int64_t h_range(int64_t value, int64_t lower, int64_t upper, const char *words) {
          if (value < lower || value > upper) {
            h_fail(H_OVERFLOW, "%s = %" PRId64 " leaves %" PRId64 "...%" PRId64, words, value, lower, upper);
          }
          return value;
        }

        static inline int64_t h_range_or_nil(int64_t value, int64_t lower, int64_t upper, const char *words) {
          return value == H_NIL ? value : h_range(value, lower, upper, words);
        }

        static inline int64_t h_unwrap(int64_t value, const char *words) {
          if (value == H_NIL) h_fail(H_MEMORY, "%s is nil", words);
          return value;
        }

        static inline int64_t h_something(int64_t value, const char *words) {
          if (value == H_NOTHING) h_fail(H_UNSET, "%s is read before it was written", words);
          return value;
        }

        static inline void h_not_empty(int64_t count) {
          if (count <= 0) h_fail(H_OVERFLOW, "the list is empty");
        }

        static inline int64_t h_same_cell(int64_t a, int64_t b) { return (uint32_t)a == (uint32_t)b; }

        /* What properties ask of threads. */
        static inline int h_slot(int64_t thread) { return thread < 0 || thread >= h_count ? H_THREADS : (int)thread; }
        static inline int64_t h_is_finished(int64_t thread) {
          return h_slot(thread) < H_THREADS && h_threads[thread].finished;
        }
        static inline int64_t h_stands_at(int64_t thread, uint64_t labels) {
          return h_slot(thread) < H_THREADS && !h_threads[thread].finished && (h_threads[thread].labels & labels) != 0;
        }
        """#
}
