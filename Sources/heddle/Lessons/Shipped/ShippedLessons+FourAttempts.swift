// Made from demos/lessons by ShippedLessonsTests (HEDDLE_RECORD=lessons); not to be edited.
extension ShippedLessons {
    static let fourAttempts: [File] = [
        File(
            name: "four-attempts.heddle",
            text: #"""
                /// Four attempts at a lock for two,
                /// each with a fault of its own.
                /// p.0 wants in once, p.1 twice.
                model "Four attempts at a lock"

                const attempt = 1
                var wants: bool[2]
                var turn: 0..<2
                ghost var aside: int[2]

                thread p(me: 0..<2) {
                  let other = 1 - me
                  for round in 0...me {
                    if attempt == 1 {
                      await turn == me
                    } else if attempt == 2 {
                      await !wants[other]
                      wants[me] = true
                    } else if attempt == 3 {
                      wants[me] = true
                      await !wants[other]
                    } else {
                      wants[me] = true
                      while wants[other] {
                        wants[me] = false
                        ghost aside[me] =
                          min(aside[me] + 1, 2)
                        wants[me] = true
                      }
                    }
                    critical: skip
                    turn = other
                    wants[me] = false
                  }
                }

                invariant exclusive
                  "at most one is inside":
                  count(t in p: t at critical) <= 1

                expect exclusive holds
                expect deadlock
                expect exclusive fails with attempt = 2
                expect exclusive holds with attempt = 3
                expect deadlock with attempt = 3
                expect exclusive holds with attempt = 4
                expect no deadlock with attempt = 4

                """#),
        File(
            name: "four-attempts.lesson",
            text: #"""
                heddle-lesson 1
                number   4
                title    Four ways to fail
                about    the three things a lock must do
                minutes  25
                model    four-attempts.heddle
                origin
                  E. W. Dijkstra, "Cooperating Sequential Processes" (EWD 123), 1965, section 2.1: these are his
                  attempts on the way to T. J. Dekker's solution. The threads here want in once and twice and
                  then end, so that waiting in vain shows as a deadlock.
                intro
                  A lock for two must keep them apart, must not stop both for ever, and must let each in. Each
                  attempt buys one of the three with another.

                goal schedule  First attempt, strict turns: make a thread wait for one that won't come.
                fails  deadlock
                with   attempt = 1
                text
                  p.0 wants in once, p.1 twice.
                hint
                  who has gone in gives the turn away, wanted or not.
                hint
                  just let everybody go on as long as somebody can.
                hint
                  press {solution}.
                solution  0 0 0 0 1 1 1 1

                goal schedule  Second attempt, look before you raise the flag: get both inside.
                fails  exclusive
                with   attempt = 2
                text
                  A look and a flag are two steps.
                hint
                  both may look before any flag is up.
                hint
                  both look, then both raise their flags.
                hint
                  press {solution}.
                solution  0 1 1 0

                goal schedule  Third attempt, raise the flag, then look: make both wait for ever.
                fails  deadlock
                with   attempt = 3
                within 2 steps
                text
                  Two steps are enough.
                hint
                  who sees a raised flag waits until it is down.
                hint
                  raise both flags.
                hint
                  press {solution}.
                solution  0 1

                goal predict  Fourth attempt, step aside for a while: which property or check fails?
                ask    failing
                because
                  Nothing bad happens. That is not yet something good.
                with   attempt = 4
                text
                  Answer with names: exclusive, deadlock, both, or none.
                hint
                  can both be inside? Each has its flag up when it looks.
                hint
                  can both stand still? Whoever waits here keeps moving its flag.
                hint
                  the answer is {answer}.

                goal reach  And yet: let both step aside twice, and nobody get in.
                until  aside[0] == 2 && aside[1] == 2 && !finished(p[0]) && p[1].round == 0 && turn == 0
                with   attempt = 4
                text
                  What can happen twice in the same way can happen for ever.
                hint
                  keep them in step: what one does the other does, too.
                hint
                  both raise, both look, both lower, both raise again.
                hint
                  press {solution}.
                solution  0 1 0 1 0 1 0 1 0 1 0 1

                summary
                  Safety: never two inside. No deadlock: not all stand still. Progress: who wants in gets in.
                  The first attempt loses the last when somebody stays away, the second loses the first, the
                  third the second; the fourth keeps both of the first two, and still two polite people may hold
                  the door for one another for ever. Dekker's lock settles who steps aside by a turn that is
                  only asked when both want in.

                  That nothing bad happens does not mean that something good does.

                """#),
    ]
}
