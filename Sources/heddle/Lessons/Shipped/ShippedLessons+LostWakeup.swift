// Made from demos/lessons by ShippedLessonsTests (HEDDLE_RECORD=lessons); not to be edited.
extension ShippedLessons {
    static let lostWakeup: [File] = [
        File(
            name: "lost-wakeup.heddle",
            text: #"""
                /// Nothing to do: go to sleep. There
                /// is something to do: ring the bell.
                model "The lost wake-up"

                mutex lock
                condition bell
                atomic ready: bool = false

                thread sleeper {
                  if !ready {
                    lock.lock()
                    bell.wait(lock)
                    lock.unlock()
                  }
                }

                thread bringer {
                  ready = true
                  bell.notify()
                }

                final done "in the end it is ready":
                  ready
                expect deadlock

                """#),
        File(
            name: "lost-wakeup.lesson",
            text: #"""
                heddle-lesson 1
                number   6
                title    A wake-up gets lost
                about    a signal has no memory
                minutes  20
                model    lost-wakeup.heddle
                origin
                  Old monitor folklore: B. W. Lampson and D. D. Redell, "Experience with Processes and Monitors
                  in Mesa", CACM 23(2), 1980. In the field: Tokio, issue 2123 of 2020, a broadcast channel that
                  notified without holding the mutex.
                intro
                  A sleeper waits on a bell until there is something to do. A bringer brings it and rings. Once
                  in a while the sleeper sleeps for ever.

                goal schedule  Let the sleeper sleep for ever.
                fails  deadlock
                text
                  It is ready, the bell was rung, and still nobody gets up. Where did the signal go?
                hint
                  the bell wakes whoever sleeps now. It remembers nothing.
                hint
                  the bell has to ring after the sleeper has looked, and before it lies down.
                hint
                  press {solution}.
                solution  0 1 1 0 0

                goal predict  Can it be ready, and the sleeper asleep, and all still end well?
                because
                  Who lies down before the bell rings is still there to hear it.
                ask  possible ready && bell.waiting == 1 && !finished(bringer)
                text
                  Think of the moment between the bringer's two steps. Yes or no?
                hint
                  the bringer makes it ready first, then rings.
                hint
                  if the sleeper lies down before the bell rings, it is still there to hear it.
                hint
                  the answer is {answer}.

                goal repair  Mend it without a new variable.
                text
                  The sleeper must still sleep on the bell when there is nothing to do.
                keep   bell.waiting == 1
                keep   finished(sleeper) && finished(bringer)
                no     new objects
                no     new atomic
                hint
                  look and lie down must be one thing for the bringer: what does the lock do for that?
                hint
                  the sleeper looks while it holds the lock; wait frees it and lies down in one step. The
                  bringer takes the same lock.
                hint
                  one way: {solution}.
                solution  lost-wakeup.repaired.heddle

                summary
                  A condition variable remembers nothing: a signal that nobody waits for is gone. What remembers
                  is the variable that says whether there is something to do. So it has to be looked at and
                  changed under one lock, and looked at again after waking up.

                  Change the condition under the lock under which it is looked at, and wait in a loop.

                """#),
        File(
            name: "lost-wakeup.repaired.heddle",
            text: #"""
                /// Nothing to do: go to sleep. There
                /// is something to do: ring the bell.
                model "The lost wake-up"

                mutex lock
                condition bell
                atomic ready: bool = false

                thread sleeper {
                  lock.lock()
                  while !ready {
                    bell.wait(lock)
                  }
                  lock.unlock()
                }

                thread bringer {
                  lock.lock()
                  ready = true
                  bell.notify()
                  lock.unlock()
                }

                final done "in the end it is ready":
                  ready
                expect no deadlock

                """#),
    ]
}
