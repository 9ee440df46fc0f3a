#define _GNU_SOURCE 1
#include "cplatform.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>

struct heddle_meeting {
    int32_t parties;
    int32_t come;
    uint64_t round;
    pthread_mutex_t lock;
    pthread_cond_t all_there;
};

/* How often a party looks before it sleeps: some tens of microseconds in all. */
enum { WATCHING = 2000 };

heddle_meeting *heddle_meeting_new(int32_t parties)
{
    heddle_meeting *meeting = calloc(1, sizeof *meeting);
    if (!meeting)
        return NULL;
    meeting->parties = parties;
    pthread_mutex_init(&meeting->lock, NULL);
    pthread_cond_init(&meeting->all_there, NULL);
    return meeting;
}

void heddle_meeting_resize(heddle_meeting *meeting, int32_t parties)
{
    __atomic_store_n(&meeting->parties, parties, __ATOMIC_RELEASE);
}

void heddle_meeting_free(heddle_meeting *meeting)
{
    pthread_cond_destroy(&meeting->all_there);
    pthread_mutex_destroy(&meeting->lock);
    free(meeting);
}

void heddle_meet(heddle_meeting *meeting)
{
    uint64_t round = heddle_load_acquire(&meeting->round);
    if (__atomic_add_fetch(&meeting->come, 1, __ATOMIC_ACQ_REL) == meeting->parties) {
        __atomic_store_n(&meeting->come, 0, __ATOMIC_RELAXED);
        pthread_mutex_lock(&meeting->lock);
        heddle_store_release(&meeting->round, round + 1);
        pthread_cond_broadcast(&meeting->all_there);
        pthread_mutex_unlock(&meeting->lock);
        return;
    }
    for (int watched = 0; watched < WATCHING; watched++) {
        if (heddle_load_acquire(&meeting->round) != round)
            return;
        heddle_pause();
    }
    pthread_mutex_lock(&meeting->lock);
    while (heddle_load_acquire(&meeting->round) == round)
        pthread_cond_wait(&meeting->all_there, &meeting->lock);
    pthread_mutex_unlock(&meeting->lock);
}

struct start {
    void (*body)(void *);
    void *context;
};

static void *run(void *argument)
{
    struct start start = *(struct start *)argument;
    free(argument);
    start.body(start.context);
    return NULL;
}

int heddle_start_thread(void (*body)(void *), void *context, uint64_t *thread)
{
    struct start *start = malloc(sizeof *start);
    if (!start)
        return 12;
    start->body = body;
    start->context = context;
    pthread_t made;
    int error = pthread_create(&made, NULL, run, start);
    if (error) {
        free(start);
        return error;
    }
    *thread = (uint64_t)made;
    return 0;
}

void heddle_join_thread(uint64_t thread) { pthread_join((pthread_t)thread, NULL); }

double heddle_thread_cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int32_t heddle_core_count(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    int count = CPU_COUNT(&set);
    return count < 1 ? 1 : count;
}
