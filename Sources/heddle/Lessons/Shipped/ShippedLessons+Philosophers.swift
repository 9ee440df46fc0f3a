// Made from demos/lessons by ShippedLessonsTests (HEDDLE_RECORD=lessons); not to be edited.
extension ShippedLessons {
    static let philosophers: [File] = [
        File(
            name: "philosophers.heddle",
            text: #"""
                /// Three philosophers, three forks.
                /// Each takes the left fork first.
                model "Dining philosophers"

                const seats = 3
                mutex fork[seats]

                thread phil(i: 0..<seats) {
                  let left = i
                  let right = (i + 1) % seats
                  fork[left].lock()
                  fork[right].lock()
                  eating: skip
                  fork[right].unlock()
                  fork[left].unlock()
                }

                invariant bothForks
                  "who eats holds both forks":
                  forall(i in 0..<seats:
                    phil[i] at eating implies
                      fork[i].holder == phil[i] &&
                      fork[(i + 1) % seats].holder
                        == phil[i])
                expect bothForks holds
                expect deadlock

                """#),
        File(
            name: "philosophers.lesson",
            text: #"""
                heddle-lesson 1
                number   3
                title    Who waits for whom
                about    deadlock, a circle of waiting
                minutes  15
                model    philosophers.heddle
                origin
                  E. W. Dijkstra's dining philosophers, an examination question of 1965, printed in
                  "Hierarchical ordering of sequential processes", Acta Informatica 1, 1971. He had five; three
                  show the same.
                intro
                  Three philosophers, three forks. Who eats needs both forks beside the plate, and takes the
                  left one first.

                goal schedule  Let all three wait for ever.
                fails  deadlock
                within 3 steps
                hint
                  nobody may get a second fork.
                hint
                  each takes the left fork before any takes the right one.
                hint
                  press {solution}.
                solution  0 1 2

                goal predict  How few preemptions does it take?
                ask  preemptions fails deadlock
                because
                  phil.0 could have gone on; phil.2, whose right fork is taken, could not.
                text
                  Leaving a thread that could go on is one. Who is blocked is left for nothing.
                hint
                  after phil.0 has its left fork, let phil.2 move. Can phil.0 still go on?
                hint
                  the one whose right fork was just taken is blocked: leaving it costs nothing.
                hint
                  the answer is {answer}.

                goal repair  Change it so that nobody waits for ever.
                text
                  Who eats must still hold both forks, and all must come to eat.
                keep   phil[0] at eating
                keep   phil[1] at eating
                keep   phil[2] at eating
                keep   finished(phil[0]) && finished(phil[1]) && finished(phil[2])
                hint
                  break the circle: can all three wait for one another if the forks have an order?
                hint
                  everyone takes the fork with the lower number first. That changes it for one of them.
                hint
                  one way: {solution}.
                solution  philosophers.repaired.heddle

                summary
                  A deadlock is a circle: each holds what the next one wants. Draw who waits for whom, and you
                  see it; the pane Wait-for draws it for you. If all locks are taken in one order, the circle
                  can't close: whoever holds the highest lock waits for nobody.

                  Give your locks an order, and write it down where the locks are declared.

                """#),
        File(
            name: "philosophers.repaired.heddle",
            text: #"""
                /// Three philosophers, three forks.
                /// Each takes the lower fork first.
                model "Dining philosophers"

                const seats = 3
                mutex fork[seats]

                thread phil(i: 0..<seats) {
                  let left = min(i, (i + 1) % seats)
                  let right = max(i, (i + 1) % seats)
                  fork[left].lock()
                  fork[right].lock()
                  eating: skip
                  fork[right].unlock()
                  fork[left].unlock()
                }

                invariant bothForks
                  "who eats holds both forks":
                  forall(i in 0..<seats:
                    phil[i] at eating implies
                      fork[i].holder == phil[i] &&
                      fork[(i + 1) % seats].holder
                        == phil[i])
                expect bothForks holds
                expect no deadlock

                """#),
    ]
}
