// Made from demos/lessons by ShippedLessonsTests (HEDDLE_RECORD=lessons); not to be edited.
extension ShippedLessons {
    static let hyman: [File] = [
        File(
            name: "hyman.heddle",
            text: #"""
                /// A lock for two, as it was printed
                /// in a journal in 1966.
                model "Hyman's lock"

                var wants: bool[2]
                var turn: 0..<2

                thread p(me: 0..<2) {
                  let other = 1 - me
                  wants[me] = true
                  while turn != me {
                    await !wants[other]
                    turn = me
                  }
                  critical: skip
                  wants[me] = false
                }

                invariant exclusive
                  "at most one is inside":
                  count(t in p: t at critical) <= 1
                expect exclusive fails

                """#),
        File(
            name: "hyman.lesson",
            text: #"""
                heddle-lesson 1
                number   5
                title    Published, and wrong
                about    rare schedules
                minutes  20
                model    hyman.heddle
                origin
                  H. Hyman, "Comments on a problem in concurrent programming control", CACM 9(1), 1966, page 45;
                  D. E. Knuth answered in CACM 9(5) of the same year. Each thread goes in once here, and waiting
                  is one step.
                intro
                  A lock for two in eight lines, printed in 1966 as simpler than the known one. Nobody had tried
                  all schedules.

                goal predict  One random run in how many gets both inside?
                ask    chance
                factor 4
                because
                  Two changes of thread must come in just the right places.
                text
                  Guess: a quarter of the true number is near enough, and so is four times it. At each step a
                  thread is picked at random.
                hint
                  several things must happen in one order, with two changes of thread in the right places.
                hint
                  more than 20, less than 1,000.
                hint
                  the answer is {answer}.

                goal schedule  Find it by hand.
                fails  exclusive
                within 2 preemptions
                text
                  Leave a thread that could go on at most twice.
                hint
                  the turn is 0 at first: p.0 needs no more than its flag to go in. p.1 has to wait first.
                hint
                  let p.1 see that p.0 doesn't want in. Then let p.0 in. Then let p.1 go on.
                hint
                  press {solution}.
                solution  1 1 1 0 0 1 1

                goal repair  Make it right, with the same variables.
                text
                  Two flags and a turn are enough: Peterson needed 15 years more to find it.
                keep   p[0] at critical
                keep   p[1] at critical
                keep   wants[0] && wants[1]
                keep   finished(p[0]) && finished(p[1])
                no     new objects
                no     new atomic
                hint
                  Hyman takes the turn for himself when the other doesn't want in. That look is old by then.
                hint
                  give the turn away instead, and wait while the other wants in and it is the other's turn.
                hint
                  Peterson's way: {solution}.
                solution  hyman.repaired.heddle

                summary
                  The lock works in nearly every run. A test that picks schedules at random has to be lucky; a
                  search that tries all of them has not. Two preemptions in the right places are enough: most
                  bugs of this kind need few, but the right ones.

                  A random test is a bad referee: count the schedules that it did not try.

                """#),
        File(
            name: "hyman.repaired.heddle",
            text: #"""
                /// A lock for two, as Peterson gave it
                /// in 1981.
                model "Hyman's lock"

                var wants: bool[2]
                var turn: 0..<2

                thread p(me: 0..<2) {
                  let other = 1 - me
                  wants[me] = true
                  turn = other
                  while wants[other] && turn == other {}
                  critical: skip
                  wants[me] = false
                }

                invariant exclusive
                  "at most one is inside":
                  count(t in p: t at critical) <= 1
                expect exclusive holds

                """#),
    ]
}
