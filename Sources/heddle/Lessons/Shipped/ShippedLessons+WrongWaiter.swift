// Made from demos/lessons by ShippedLessonsTests (HEDDLE_RECORD=lessons); not to be edited.
extension ShippedLessons {
    static let wrongWaiter: [File] = [
        File(
            name: "wrong-waiter.heddle",
            text: #"""
                /// A buffer for one item, and one bell
                /// for those who fill and who empty.
                model "The wrong one was woken"

                mutex m
                condition changed
                var items: 0...1

                thread producer {
                  for item in 1...2 {
                    m.lock()
                    while items == 1 {
                      changed.wait(m)
                    }
                    items = 1
                    changed.notify()
                    m.unlock()
                  }
                }

                thread consumer * 2 {
                  m.lock()
                  while items == 0 {
                    changed.wait(m)
                  }
                  items = 0
                  changed.notify()
                  m.unlock()
                }

                final allTaken
                  "in the end all is taken":
                  items == 0
                expect deadlock

                """#),
        File(
            name: "wrong-waiter.lesson",
            text: #"""
                heddle-lesson 1
                number   7
                title    The wrong one was woken
                about    a choice besides the thread
                minutes  25
                model    wrong-waiter.heddle
                origin
                  T. Cargill's bounded buffer on the c2 wiki ("Extreme Programming Challenge Fourteen"), 2001;
                  M. Kuppe's BlockingQueue tutorial works it through.
                intro
                  A buffer for one item, a producer of two and two consumers. All wait on one condition; whoever
                  changes the buffer wakes one of them.

                goal schedule  Put all to sleep; leave no thread that could go on.
                fails  deadlock
                within 0 preemptions
                text
                  When notify has a choice, a digit walks through it, enter takes it.
                hint
                  first both consumers have to lie down. Then let the producer move until it sleeps, too.
                hint
                  the first consumer takes the item and wakes one: the other consumer, not the producer.
                hint
                  press digits for {solution}; a letter behind a digit is the choice: press the digit until it
                  stands there, then enter.
                solution  1 1 1 2 2 2 0 0 0 0·a 0 0 0 0 1 1 1 1·b 1 2 2 2

                goal predict  Can all be asleep although there is an item to take?
                because
                  There is room, and nobody awake who knows.
                ask  possible changed.waiting == 2 && items == 1 && blocked(producer) && (finished(consumer[0]) || finished(consumer[1]))
                text
                  One consumer is done, the other two threads sleep. Yes or no?
                hint
                  the last to lie down was a consumer, or the producer. What had it seen?
                hint
                  whoever fills or empties the buffer wakes one of those who sleep.
                hint
                  the answer is {answer}.

                goal repair  Change it so that nobody sleeps for ever.
                text
                  Both consumers must still be able to wait.
                keep   finished(producer) && finished(consumer[0]) && finished(consumer[1])
                keep   blocked(consumer[0]) && blocked(consumer[1]) && !finished(producer)
                hint
                  the signal went to somebody who had no use for it, and was spent.
                hint
                  wake all of them: each looks for itself. Or have two conditions, one for each kind.
                hint
                  one way: {solution}.
                solution  wrong-waiter.repaired.heddle

                summary
                  No thread was ever interrupted, and still all sleep: the schedule was not in the order of
                  threads, but in whom notify woke. One signal was meant for the producer and taken by a
                  consumer that could do nothing with it.

                  notify is right only if any waiter will do; else notifyAll, or a condition for each reason to
                  wait.

                """#),
        File(
            name: "wrong-waiter.repaired.heddle",
            text: #"""
                /// A buffer for one item, and one bell
                /// for those who fill and who empty.
                model "The wrong one was woken"

                mutex m
                condition changed
                var items: 0...1

                thread producer {
                  for item in 1...2 {
                    m.lock()
                    while items == 1 {
                      changed.wait(m)
                    }
                    items = 1
                    changed.notifyAll()
                    m.unlock()
                  }
                }

                thread consumer * 2 {
                  m.lock()
                  while items == 0 {
                    changed.wait(m)
                  }
                  items = 0
                  changed.notifyAll()
                  m.unlock()
                }

                final allTaken
                  "in the end all is taken":
                  items == 0
                expect no deadlock

                """#),
    ]
}
