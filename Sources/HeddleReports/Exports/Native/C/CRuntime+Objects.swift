/// The parts of the runtime that only some models need, each with what it is.
extension CRuntime {
    static func text(_ part: CRuntimePart) -> String {
        switch part {
        case .arithmetic: return arithmetic
        case .mutex: return mutex
        case .rwlock: return rwlock
        case .condition: return condition
        case .semaphore: return semaphore
        case .barrier: return barrier
        case .once: return once
        case .event: return event
        case .channel: return channel
        case .pool: return pool
        case .join: return join
        case .choice: return choice
        case .spawned: return spawned
        }
    }

    private static let arithmetic = #"""
        /* Numbers: int fails where it leaves 64 bits, sized integers wrap. */
        static _Noreturn inline void h_too_big(const char *op, int64_t a, int64_t b) {
          h_fail(H_OVERFLOW, "%" PRId64 " %s %" PRId64 " does not fit 64 bits", a, op, b);
        }
        static inline int64_t h_add(int64_t a, int64_t b) {
          if (b > 0 ? a > INT64_MAX - b : a < INT64_MIN - b) h_too_big("+", a, b);
          return a + b;
        }
        static inline int64_t h_sub(int64_t a, int64_t b) {
          if (b < 0 ? a > INT64_MAX + b : a < INT64_MIN + b) h_too_big("-", a, b);
          return a - b;
        }
        static inline int64_t h_mul(int64_t a, int64_t b) {
          const int64_t r = (int64_t)((uint64_t)a * (uint64_t)b);
          if (a != 0 && ((a == -1 && b == INT64_MIN) || (b == -1 && a == INT64_MIN) || r / a != b)) h_too_big("*", a, b);
          return r;
        }
        static inline void h_not_zero(int64_t b) {
          if (b == 0) h_fail(H_OVERFLOW, "division by zero");
        }
        static inline int64_t h_div(int64_t a, int64_t b) {
          h_not_zero(b);
          if (a == INT64_MIN && b == -1) h_too_big("/", a, b);
          return a / b;
        }
        static inline int64_t h_rem(int64_t a, int64_t b) {
          h_not_zero(b);
          if (a == INT64_MIN && b == -1) h_too_big("%", a, b);
          return a % b;
        }
        static inline void h_shift(int64_t by, int bits) {
          if (by < 0 || by >= bits) h_fail(H_OVERFLOW, "a shift by %" PRId64, by);
        }
        static inline int64_t h_left(int64_t a, int64_t by) {
          h_shift(by, 64);
          const int64_t r = (int64_t)((uint64_t)a << by);
          if (r >> by != a) h_too_big("<<", a, by);
          return r;
        }
        static inline int64_t h_right(int64_t a, int64_t by, int bits) {
          h_shift(by, bits);
          return a >> by;
        }
        static inline int64_t h_wrap_add(int64_t a, int64_t b) { return (int64_t)((uint64_t)a + (uint64_t)b); }
        static inline int64_t h_wrap_sub(int64_t a, int64_t b) { return (int64_t)((uint64_t)a - (uint64_t)b); }
        static inline int64_t h_wrap_mul(int64_t a, int64_t b) { return (int64_t)((uint64_t)a * (uint64_t)b); }
        static inline int64_t h_wrap_div(int64_t a, int64_t b) {
          h_not_zero(b);
          return b == -1 ? h_wrap_sub(0, a) : a / b;
        }
        static inline int64_t h_wrap_rem(int64_t a, int64_t b) {
          h_not_zero(b);
          return b == -1 ? 0 : a % b;
        }
        static inline int64_t h_wrap_left(int64_t a, int64_t by, int bits) {
          h_shift(by, bits);
          return (int64_t)((uint64_t)a << by);
        }
        static inline int64_t h_min(int64_t a, int64_t b) { return a < b ? a : b; }
        static inline int64_t h_max(int64_t a, int64_t b) { return a > b ? a : b; }
        static inline int64_t h_abs(int64_t a) { return a < 0 ? h_sub(0, a) : a; }
        """#

    private static let choice = #"""
        /* Choices: what the schedule says, or any. The k-th way to try out of n; -1 if there is no more. */
        static inline int64_t h_option(int64_t n, int64_t k) {
          if (h_me->choice >= 0) {
            if (k > 0 || n <= 0) return -1;
            const int64_t digit = h_me->choice % n;
            h_me->choice /= n;
            return digit;
          }
          if (k >= n) return -1;
          if (k == 0) h_me->start = (int64_t)(h_random(&h_me->random) % (uint64_t)n);
          return (h_me->start + k) % n;
        }
        /* A weak compare-exchange may fail though the value is the expected one. */
        static inline int64_t h_fails_for_no_reason(int64_t could) {
          if (!could || (h_me->choice < 0 && h_mode == H_TURNS)) return 0;
          return h_option(2, 0);
        }
        """#

    private static let mutex = #"""
        /* mutex: who holds it (its number from 1, 0 for nobody), and how often if it is recursive. */
        typedef struct { const char *name; int holder; int depth; bool recursive; } h_mutex;
        static h_mutex *h_mutexes[H_MUTEXES];
        static int h_mutex_count;
        static inline void h_init_mutex(h_mutex *m, const char *name, bool recursive) {
          *m = (h_mutex){name, 0, 0, recursive};
          h_mutexes[h_mutex_count++] = m;
        }
        static inline int64_t h_may_lock(h_mutex *m) { return m->holder == 0 || m->holder == h_me->number + 1; }
        static inline void h_take_mutex(h_mutex *m) {
          m->holder = h_me->number + 1;
          m->depth++;
        }
        static inline void h_lock(h_mutex *m) {
          h_hold();
          while (!h_may_lock(m)) h_blocked();
          if (m->holder != 0 && !m->recursive) h_fail(H_MISUSE, "locks %s, which it holds already", m->name);
          h_take_mutex(m);
        }
        static inline int64_t h_try_lock(h_mutex *m) {
          h_hold();
          if (m->holder != 0 && !(m->recursive && m->holder == h_me->number + 1)) return 0;
          h_take_mutex(m);
          return 1;
        }
        static inline void h_unlock(h_mutex *m) {
          h_hold();
          if (m->holder != h_me->number + 1) h_fail(H_MISUSE, "unlocks %s, which it does not hold", m->name);
          if (--m->depth == 0) m->holder = 0;
        }
        static inline int64_t h_holder(h_mutex *m) { return m->holder == 0 ? H_NIL : m->holder - 1; }
        """#

    private static let condition = #"""
        /* condition: the threads that wait. */
        typedef struct { const char *name; bool waits[H_THREADS]; bool spurious; } h_condition;
        static inline void h_init_condition(h_condition *c, const char *name, bool spurious) {
          memset(c, 0, sizeof *c);
          c->name = name;
          c->spurious = spurious;
        }
        static inline void h_wait_begin(h_condition *c, h_mutex *m) {
          h_hold();
          if (m->holder != h_me->number + 1) h_fail(H_MISUSE, "waits on %s without holding %s", c->name, m->name);
          if (m->depth > 1) h_fail(H_MISUSE, "waits on %s holding %s more than once", c->name, m->name);
          m->holder = m->depth = 0;
          c->waits[h_me->number] = true;
        }
        static inline void h_wait_end(h_condition *c, h_mutex *m) {
          h_hold();
          for (;;) {
            bool wakes = false;
            if (c->spurious && c->waits[h_me->number] && (h_me->choice > 0 || (h_mode == H_FREE && h_option(8, 0) == 0))) {
              wakes = true;
            }
            if (wakes) { /* for no reason: a step of its own */
              c->waits[h_me->number] = false;
              h_step(h_me->site);
              h_hold();
              continue;
            }
            if (!c->waits[h_me->number] && m->holder == 0) break;
            h_blocked();
          }
          h_take_mutex(m);
        }
        static inline void h_notify(h_condition *c) {
          h_hold();
          int64_t waiting = 0;
          for (int k = 0; k < H_THREADS; k++) waiting += c->waits[k];
          if (waiting == 0) return;
          for (int64_t k = 0;; k++) {
            const int64_t option = h_option(H_CHOICES, k);
            if (option < 0) {
              h_blocked();
              k = -1;
            } else if (option < H_THREADS && c->waits[option]) {
              c->waits[option] = false;
              return;
            }
          }
        }
        static inline void h_notify_all(h_condition *c) {
          h_hold();
          memset(c->waits, 0, sizeof c->waits);
        }
        static inline int64_t h_waiting_at(h_condition *c) {
          int64_t waiting = 0;
          for (int k = 0; k < H_THREADS; k++) waiting += c->waits[k];
          return waiting;
        }
        """#

    private static let rwlock = #"""
        /* rwlock: the writer (from 1), how often each thread reads, and who queues up to write. */
        typedef struct { const char *name; int writer; int readers[H_THREADS]; bool queue[H_THREADS]; bool writers_first; } h_rwlock;
        static inline void h_init_rwlock(h_rwlock *l, const char *name, bool writers_first) {
          memset(l, 0, sizeof *l);
          l->name = name;
          l->writers_first = writers_first;
        }
        static inline bool h_is_read(const h_rwlock *l) {
          for (int k = 0; k < H_THREADS; k++) {
            if (l->readers[k] > 0) return true;
          }
          return false;
        }
        static inline bool h_is_wanted(const h_rwlock *l) {
          for (int k = 0; k < H_THREADS; k++) {
            if (l->queue[k]) return l->writers_first;
          }
          return false;
        }
        static inline void h_no_own_writer(h_rwlock *l) {
          if (l->writer == h_me->number + 1) h_fail(H_MISUSE, "locks %s, which it holds for writing", l->name);
        }
        static inline void h_read_lock(h_rwlock *l) {
          h_hold();
          h_no_own_writer(l);
          while (l->writer != 0 || h_is_wanted(l)) h_blocked();
          l->readers[h_me->number]++;
        }
        static inline int64_t h_try_read_lock(h_rwlock *l) {
          h_hold();
          h_no_own_writer(l);
          if (l->writer != 0 || h_is_wanted(l)) return 0;
          l->readers[h_me->number]++;
          return 1;
        }
        static inline void h_read_unlock(h_rwlock *l) {
          h_hold();
          if (l->readers[h_me->number] == 0) h_fail(H_MISUSE, "ends reading %s, which it does not read", l->name);
          l->readers[h_me->number]--;
        }
        static inline void h_may_write(h_rwlock *l) {
          h_no_own_writer(l);
          if (l->readers[h_me->number] > 0) h_fail(H_MISUSE, "locks %s for writing, which it reads", l->name);
        }
        static inline void h_write_queue(h_rwlock *l) {
          h_hold();
          h_may_write(l);
          l->queue[h_me->number] = true;
        }
        static inline void h_write_lock(h_rwlock *l) {
          h_hold();
          h_may_write(l);
          while (l->writer != 0 || h_is_read(l)) h_blocked();
          l->writer = h_me->number + 1;
          l->queue[h_me->number] = false;
        }
        static inline int64_t h_try_write_lock(h_rwlock *l) {
          h_hold();
          h_no_own_writer(l);
          if (l->writer != 0 || h_is_read(l)) return 0;
          l->writer = h_me->number + 1;
          return 1;
        }
        static inline void h_write_unlock(h_rwlock *l) {
          h_hold();
          if (l->writer != h_me->number + 1) h_fail(H_MISUSE, "ends writing %s, which it does not write", l->name);
          l->writer = 0;
        }
        """#
}
