extension CRuntime {
    /// Behind the model: the controller, free runs, the command line.
    static let control = #"""
        /* Gives a thread its turn, and waits for what it does with it. */
        static int h_give(h_thread *t, int64_t choice) {
          pthread_mutex_lock(&h_mutex_);
          t->choice = choice;
          t->start = -1;
          h_who = t->number;
          pthread_cond_signal(&t->wake);
          while (h_who != H_MAIN) pthread_cond_wait(&h_main_wake, &h_mutex_);
          const int answer = t->answer;
          const bool stopped = h_stopped;
          pthread_mutex_unlock(&h_mutex_);
          if (stopped) longjmp(h_fault, 1);
          return answer;
        }

        /* Whether the schedule knows a step: what was put into the program later is made when its turn comes. */
        static bool h_is_known(int site) {
          for (int k = 0; k < h_schedule_count; k++) {
            if (h_schedule[k].site == site) return true;
          }
          return false;
        }

        /* Follows the schedule; gives the step (from 1) that could not be made, 0 if all were. */
        static int h_follow(void) {
          for (int k = 0; k < h_schedule_count; k++) {
            const h_turn *const turn = &h_schedule[k];
            if (turn->thread < 0 || turn->thread >= h_count) return k + 1;
            h_thread *const t = &h_threads[turn->thread];
            int extra = 0;
            while (!t->finished && t->site != turn->site && !h_is_known(t->site) && extra++ < 1000) {
              if (h_give(t, -1) == H_BLOCKED) return k + 1;
              h_check_state();
            }
            if (t->finished || t->site != turn->site || turn->choice < -1) return k + 1;
            if (h_give(t, turn->choice) == H_BLOCKED) return k + 1;
            h_made = k + 1;
            h_check_state();
          }
          return 0;
        }

        /* Goes on by itself, one thread after the other, until nothing can move. */
        static void h_go_on(void) {
          for (long steps = 0; steps < h_step_limit;) {
            bool moved = false;
            for (int k = 0; k < h_count; k++) {
              if (h_threads[k].finished) continue;
              if (h_give(&h_threads[k], -1) == H_BLOCKED) continue;
              moved = true;
              steps++;
              h_check_state();
            }
            if (!moved) {
              h_over = true;
              return;
            }
          }
          h_too_long = true;
        }

        static void h_show_threads(void) {
          for (int k = 0; k < h_count; k++) {
            const h_thread *const t = &h_threads[k];
            if (t->site < 0 || t->finished) continue;
            printf("  %s stands at line %d: %s\n", t->name, h_sites[t->site].line, h_sites[t->site].text);
          }
        }

        static bool h_is_deadlock(void) {
          for (int k = 0; k < h_count; k++) {
            if (!h_threads[k].finished && !h_threads[k].is_daemon) return true;
          }
          return false;
        }

        static bool h_quiet;

        static void h_play(bool free_run) {
          h_reset();
          h_create_threads();
          for (int k = 0; k < h_count; k++) {
            h_start(&h_threads[k]);
            h_give(&h_threads[k], -1);
          }
          h_check_state();
          if (!free_run) {
            const int missed = h_follow();
            if (missed > 0 && !h_quiet) {
              printf("diverged at step %d of %d: %s can't be done\n", missed, h_schedule_count, h_schedule[missed - 1].words);
            }
            h_go_on();
            return;
          }
          pthread_mutex_lock(&h_mutex_);
          h_starters = 0;
          for (int k = 0; k < h_count; k++) h_starters += !h_threads[k].finished;
          atomic_store(&h_ready, 0);
          h_mode = H_FREE;
          h_who = H_NOBODY;
          h_waiting = 0;
          h_look_for_end();
          h_wake_all();
          while (!h_stopped) pthread_cond_wait(&h_main_wake, &h_mutex_);
          pthread_mutex_unlock(&h_mutex_);
        }

        /* What the run came to. */
        static void h_judge(void) {
          if (h_failed < 0 && !h_discarded && h_over) {
            if (h_is_deadlock()) {
              h_failed = H_DEADLOCK;
              snprintf(h_failure, sizeof h_failure, "no thread can go on, and not all have finished");
            } else {
              h_check_final();
            }
          }
        }

        static int h_run(bool free_run) {
          h_count = h_alive = h_waiting = h_made = 0;
          h_over = h_discarded = h_too_long = false;
          h_stopped = false;
          h_mode = H_TURNS;
          h_who = H_MAIN;
          h_failed = -1;
          if (setjmp(h_fault) == 0) h_play(free_run);
          pthread_mutex_lock(&h_mutex_);
          h_stopped = true;
          h_wake_all();
          pthread_mutex_unlock(&h_mutex_);
          for (int k = 0; k < h_count; k++) {
            if (h_threads[k].born) pthread_join(h_threads[k].id, NULL);
          }
          if (setjmp(h_fault) == 0) h_judge();
          for (int k = 0; k < h_count; k++) pthread_cond_destroy(&h_threads[k].wake);
          if (h_discarded) return H_DISCARDED;
          if (h_failed >= 0 && h_failed != H_PROPERTY && (H_ALLOWED >> h_failed & 1)) return H_OPEN;
          if (h_failed >= 0) return h_failed == H_WANTED ? H_FAILS : H_OTHER;
          return h_over ? H_HOLDS : H_OPEN;
        }

        static void h_tell(int result) {
          if (result == H_FAILS || result == H_OTHER) {
            printf("FAILS  %s\n", result == H_FAILS ? H_TITLE : h_kinds[h_failed]);
            printf("  %s\n", h_failure);
            if (h_failed == H_PROPERTY) h_show_values();
            if (h_failed == H_DEADLOCK) h_show_threads();
            if (h_made > 0) printf("  after %d of %d recorded steps\n", h_made, h_schedule_count);
          } else if (result == H_HOLDS) {
            printf("HOLDS  %s\n", H_TITLE);
          } else if (result == H_DISCARDED) {
            printf("HOLDS  %s\n  as far as the run went: an assume was false\n", H_TITLE);
          } else {
            printf("HOLDS  %s\n  as far as the run went: it was stopped\n", H_TITLE);
          }
        }

        static int h_usage(const char *name) {
          fprintf(stderr,
                  "usage: %s              the recorded schedule, once\n"
                  "       %s --runs N     the recorded schedule, N times\n"
                  "       %s --free N     N runs whose threads run freely\n"
                  "Exit code: 1 if something failed, 0 if not, 2 for a wrong argument.\n",
                  name, name, name);
          return 2;
        }

        int main(int argc, char **argv) {
          /* The row without words ends the schedule, also one that was made shorter by hand. */
          while (h_schedule_count < H_SCHEDULE && h_schedule[h_schedule_count].words[0] != 0) h_schedule_count++;
          long runs = 1;
          bool free_run = false;
          if (argc == 3 && (strcmp(argv[1], "--runs") == 0 || strcmp(argv[1], "--free") == 0)) {
            char *end = NULL;
            runs = strtol(argv[2], &end, 10);
            free_run = strcmp(argv[1], "--free") == 0;
            if (*argv[2] == 0 || *end != 0 || runs < 1) return h_usage(argv[0]);
          } else if (argc != 1) {
            return h_usage(argv[0]);
          }
          if (argc == 1) {
            const int result = h_run(false);
            h_tell(result);
            if (h_unforced[0] && result == H_HOLDS) {
              printf("  The recorded failure needs what no turn can force (--free N looks for it):\n");
              for (int k = 0; h_unforced[k]; k++) printf("  %s\n", h_unforced[k]);
            }
            return result == H_FAILS || result == H_OTHER;
          }
          long counts[H_DISCARDED + 1] = {0};
          h_quiet = true;
          if (free_run) h_step_limit = 2000; /* of one thread */
          for (long k = 0; k < runs; k++) {
            h_seed = (uint64_t)k * 2 + 1;
            const int result = h_run(free_run);
            if (counts[result]++ == 0 && (result == H_FAILS || result == H_OTHER)) h_tell(result);
          }
          const long failed = counts[H_FAILS] + counts[H_OTHER];
          printf("%ld of %ld runs fail", failed, runs);
          if (counts[H_OTHER] > 0) printf(", %ld of them with another check", counts[H_OTHER]);
          if (counts[H_OPEN] > 0) printf("; %ld were stopped", counts[H_OPEN]);
          if (counts[H_DISCARDED] > 0) printf("; %ld did not count", counts[H_DISCARDED]);
          printf("\n");
          return failed > 0;
        }
        """#
}
