// Made from demos/lessons by ShippedLessonsTests (HEDDLE_RECORD=lessons); not to be edited.
extension ShippedLessons {
    static let twoPhaseCommit: [File] = [
        File(
            name: "two-phase-commit.heddle",
            text: #"""
                /// All must vote yes, then all commit.
                /// The coordinator may die on the way.
                model "Everybody voted"

                const impatient = false
                enum Word { none, yes, commit, abort }
                var vote: Word[2]
                var told: Word[2]
                var did: Word[2]
                var down: bool = false

                daemon thread coordinator {
                  await vote[0] == yes &&
                    vote[1] == yes
                  for i in 0..<2 {
                    atomic {
                      await !down
                      told[i] = commit
                    }
                  }
                }

                thread member(me: 0..<2) {
                  vote[me] = yes
                  atomic {
                    if impatient {
                      await told[me] == commit || down
                    } else {
                      await told[me] == commit
                    }
                    did[me] = told[me] == commit
                      ? commit : abort
                  }
                }

                daemon thread fate {
                  down = true
                }

                invariant agree
                  "no two decide differently":
                  did[0] == none || did[1] == none ||
                    did[0] == did[1]

                expect deadlock
                expect agree holds
                expect no deadlock with impatient = true
                expect agree fails with impatient = true

                """#),
        File(
            name: "two-phase-commit.lesson",
            text: #"""
                heddle-lesson 1
                number   12
                title    Everybody voted
                about    safe is not live
                minutes  30
                model    two-phase-commit.heddle
                origin
                  D. Skeen, "Nonblocking Commit Protocols", SIGMOD 1981: no protocol of this kind lets all
                  decide once the coordinator may fail at the wrong moment. A crash is a thread here, fate;
                  whoever has crashed sends nothing more. The members see a crash at once, which is more than a
                  network gives them.
                intro
                  Two members vote. If both say yes, the coordinator tells each to commit. Then fate steps in.

                goal schedule  Show a run in which nobody is wrong and nobody can go on.
                fails  deadlock
                text
                  Thread 3 is fate: its only step lets the coordinator crash.
                hint
                  both members have to vote first, or else nobody waits for a word.
                hint
                  then fate moves before the coordinator has told anybody.
                hint
                  press {solution}.
                solution  1 2 0 3

                goal predict  Which property or check fails?
                ask  failing
                because
                  It is safe, and it is not live.
                text
                  Answer with names: agree, deadlock, both, or none.
                hint
                  the invariant agree says that no two decide differently. Can they here?
                hint
                  whoever decides was told to. Nobody is ever told to abort.
                hint
                  the answer is {answer}.

                goal schedule  The members lose patience: whoever hears of the crash aborts. Make two decide differently.
                fails  agree
                with   impatient = true
                text
                  Now nobody waits for ever. What did that cost?
                hint
                  one member has to be told, and the other one not.
                hint
                  the coordinator tells member.0, member.0 commits. Then fate moves.
                hint
                  press {solution}.
                solution  1 2 0 0 1 3 2

                goal predict  And now: which property or check fails?
                ask  failing
                because
                  It is live, and it is not safe.
                with impatient = true
                text
                  Answer with names: agree, deadlock, both, or none.
                hint
                  does anybody still wait for ever?
                hint
                  you have just seen what fails.
                hint
                  the answer is {answer}.

                summary
                  With patience the protocol is safe and can block; without it, it is live and can disagree. Who
                  has voted yes has given away the right to decide alone. Real systems write the decision down
                  in several places and agree on it by consensus, or wait for the coordinator to come back and
                  read its log.

                  Ask for both verdicts: nothing bad happens, and something good does.

                """#),
    ]
}
