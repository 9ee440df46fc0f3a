/// More parts of the runtime: see `CRuntime.text`.
extension CRuntime {
    static let semaphore = #"""
        /* semaphore: permits, and the limit where there is one (else -1). */
        typedef struct { const char *name; int64_t permits; int64_t limit; } h_semaphore;
        static inline void h_acquire(h_semaphore *s) {
          h_hold();
          while (s->permits <= 0) h_blocked();
          s->permits--;
        }
        static inline int64_t h_try_acquire(h_semaphore *s) {
          h_hold();
          if (s->permits <= 0) return 0;
          s->permits--;
          return 1;
        }
        static inline void h_release_permit(h_semaphore *s) {
          h_hold();
          if (s->limit >= 0 && s->permits >= s->limit) h_fail(H_MISUSE, "releases %s above its limit", s->name);
          s->permits++;
        }
        """#

    static let barrier = #"""
        /* barrier: who has arrived; the last one lets all go on. */
        typedef struct { const char *name; int parties; bool arrived[H_THREADS]; } h_barrier;
        static inline void h_init_barrier(h_barrier *b, const char *name, int parties) {
          memset(b, 0, sizeof *b);
          b->name = name;
          b->parties = parties;
        }
        static inline int64_t h_arrive(h_barrier *b) {
          h_hold();
          int count = 1;
          for (int k = 0; k < H_THREADS; k++) count += b->arrived[k];
          if (count < b->parties) {
            b->arrived[h_me->number] = true;
            return 0;
          }
          memset(b->arrived, 0, sizeof b->arrived);
          return 1;
        }
        static inline void h_leave_barrier(h_barrier *b) {
          h_hold();
          while (b->arrived[h_me->number]) h_blocked();
        }
        """#

    static let once = #"""
        /* once: 0 new, 1 done, else running by a thread (its number from 2). */
        typedef struct { const char *name; int state; } h_once;
        static inline int64_t h_enter_once(h_once *o) {
          h_hold();
          if (o->state == h_me->number + 2) h_fail(H_MISUSE, "enters %s from its own block", o->name);
          while (o->state > 1) h_blocked();
          if (o->state == 1) return 0;
          o->state = h_me->number + 2;
          return 1;
        }
        static inline void h_finish_once(h_once *o) {
          h_hold();
          o->state = 1;
        }
        """#

    static let event = #"""
        /* event: set or not. */
        typedef struct { const char *name; int64_t is_set; } h_event;
        static inline void h_set_event(h_event *e) {
          h_hold();
          e->is_set = 1;
        }
        static inline void h_reset_event(h_event *e) {
          h_hold();
          e->is_set = 0;
        }
        static inline void h_wait_event(h_event *e) {
          h_hold();
          while (!e->is_set) h_blocked();
        }
        static inline int64_t h_is_set(h_event *e) {
          h_hold();
          return e->is_set;
        }
        """#

    static let pool = #"""
        /* pool: which cells are in use, and the life of each, so that old references are known. */
        typedef struct { bool used[H_CELLS]; int64_t life[H_CELLS]; } h_cells;
        enum { H_USE, H_RECYCLED, H_LOOK };
        static inline int64_t h_reference(h_cells *p, int64_t cell) {
          return (int64_t)((uint64_t)p->life[cell] << 32) | (cell + 1);
        }
        static inline bool h_dangles(h_cells *p, int64_t reference) {
          return p->life[(reference & 0xFFFFFFFF) - 1] != reference >> 32;
        }
        static inline int64_t h_cell(h_cells *p, int64_t reference, int how, const char *words) {
          if (reference == H_NIL) h_fail(H_MEMORY, "%s is nil", words);
          const int64_t cell = (reference & 0xFFFFFFFF) - 1;
          if (how == H_USE && h_dangles(p, reference)) h_fail(H_MEMORY, "uses %s, a cell that was freed", words);
          return cell;
        }
        static inline int64_t h_new_cell(h_cells *p, int64_t capacity, bool any, const char *words) {
          if (h_me) h_hold();
          int64_t lowest = 0;
          while (lowest < capacity && p->used[lowest]) lowest++;
          if (lowest == capacity) h_fail(H_MEMORY, "no cell of %s is free", words);
          int64_t cell = lowest;
          for (int64_t k = 0; any && h_me; k++) {
            cell = h_option(capacity, k);
            if (cell >= 0 && !p->used[cell]) break;
            if (cell < 0) {
              h_blocked();
              k = -1;
            }
          }
          p->used[cell] = true;
          return cell;
        }
        static inline void h_free_cell(h_cells *p, int64_t reference) {
          if (h_me) h_hold();
          if (reference == H_NIL) h_fail(H_MEMORY, "nil is freed");
          const int64_t cell = (reference & 0xFFFFFFFF) - 1;
          if (h_dangles(p, reference) || !p->used[cell]) h_fail(H_MEMORY, "frees a cell that was freed");
          p->used[cell] = false;
          p->life[cell]++;
        }
        """#

    static let join = #"""
        static inline void h_join(int64_t thread) {
          h_hold();
          if (thread == h_me->number) h_fail(H_MISUSE, "joins itself");
          while (!h_is_finished(thread)) h_blocked();
        }
        """#

    static let spawned = #"""
        /* Threads that are started by threads: the n-th one of a group is named by n, from 0. */
        static inline h_thread *h_spawn(int group, void (*body)(void), const char *name) {
          h_hold();
          int number = 0;
          for (int k = 0; k < h_count; k++) number += h_threads[k].group == group;
          h_thread *const t = h_new_thread(group, body, name, number);
          t->settled = false;
          return t;
        }
        static inline int64_t h_spawned(int group, int64_t number) {
          for (int k = 0; k < h_count; k++) {
            if (h_threads[k].group == group && number-- == 0) return k;
          }
          return -1;
        }
        """#

    static let channel = #"""
        /* channel: messages under way, and offers of who would receive at one without room. */
        typedef struct h_channel { const char *name; int64_t count; int64_t capacity; bool unbounded; bool closed; } h_channel;
        static inline int64_t h_has_partner(h_channel *c) {
          for (int k = 0; k < h_count; k++) {
            const h_thread *const t = &h_threads[k];
            if (t == h_me || t->finished || t->served) continue;
            for (int i = 0; i < t->offer_count; i++) {
              if (t->offers[i].channel == c) return 1;
            }
          }
          return 0;
        }
        static inline void h_not_closed(h_channel *c) {
          if (c->closed) h_fail(H_MISUSE, "sends on %s, which is closed", c->name);
        }
        static inline int64_t h_may_send(h_channel *c) {
          return c->closed || (c->capacity == 0 ? h_has_partner(c) : c->count < c->capacity);
        }
        static inline int64_t h_may_receive(h_channel *c) { return c->closed || c->count > 0; }
        static inline void h_wait_to_send(h_channel *c) {
          h_hold();
          while (!h_may_send(c)) {
            if (c->unbounded) { /* beyond the model's bound */
              h_too_long = true;
              h_stop();
            }
            h_blocked();
          }
          h_not_closed(c);
        }
        static inline int64_t h_can_send(h_channel *c) {
          h_hold();
          h_not_closed(c);
          return h_may_send(c);
        }
        static inline void h_wait_to_receive(h_channel *c, bool or_nil) {
          h_hold();
          while (!h_may_receive(c)) h_blocked();
          if (c->count == 0 && !or_nil) h_fail(H_MISUSE, "receives from %s, which is closed and empty", c->name);
        }
        static inline void h_close(h_channel *c) {
          h_hold();
          if (c->closed) h_fail(H_MISUSE, "closes %s, which is closed", c->name);
          c->closed = true;
        }
        static inline void h_offer_to_receive(h_channel *c, int number, void *slot) {
          h_hold();
          if (h_me->offer_count < H_OFFERS) {
            h_me->offers[h_me->offer_count++] = (h_offer){c, number, slot, h_me->number};
          }
        }
        /* The receiver that the schedule names, or any that stands ready. */
        static inline h_offer *h_partner(h_channel *c) {
          for (int64_t k = 0;; k++) {
            const int64_t option = h_option(H_CHOICES, k);
            if (option < 0) {
              h_blocked();
              k = -1;
              continue;
            }
            if (option >= h_count || option == h_me->number) continue;
            h_thread *const t = &h_threads[option];
            if (t->finished || t->served || t->offer_count == 0) continue;
            int fitting[H_OFFERS], count = 0;
            for (int i = 0; i < t->offer_count; i++) {
              if (t->offers[i].channel == c) fitting[count++] = i;
            }
            if (count == 0) continue;
            if (t->offer_count == 1) return &t->offers[0];
            if (h_me->choice < 0) return &t->offers[fitting[0]];
            const int64_t which = h_option(t->offer_count, 0);
            if (which >= 0 && t->offers[which].channel == c) return &t->offers[which];
          }
        }
        static inline void h_serve(h_offer *offer) {
          h_threads[offer->thread].served = true;
          h_threads[offer->thread].served_number = offer->number;
        }
        static inline void h_check_sender(h_channel *c) {
          if (!h_me->served) h_fail(H_MISUSE, "receives from %s, which is closed and empty", c->name);
        }
        static inline void h_wait_for_sender(h_channel *c, bool or_nil) {
          h_hold();
          while (!h_me->served && !c->closed) h_blocked();
          if (!or_nil) h_check_sender(c);
        }
        static inline void h_took(void) {
          h_me->served = false;
          h_me->offer_count = 0;
        }
        """#
}
