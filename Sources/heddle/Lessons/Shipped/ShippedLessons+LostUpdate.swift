// Made from demos/lessons by ShippedLessonsTests (HEDDLE_RECORD=lessons); not to be edited.
extension ShippedLessons {
    static let lostUpdate: [File] = [
        File(
            name: "lost-update.heddle",
            text: #"""
                /// Two tellers deposit at once; one
                /// deposit can vanish.
                model "Lost update"

                const tellers = 2
                var balance: int = 0

                thread teller * tellers {
                  let seen = balance
                  balance = seen + 1
                }

                final everyDepositKept
                  "every deposit is kept":
                  balance == tellers
                expect everyDepositKept fails

                """#),
        File(
            name: "lost-update.lesson",
            text: #"""
                heddle-lesson 1
                number   1
                title    The lost update
                about    a statement is several steps
                minutes  10
                model    lost-update.heddle
                origin
                  The anomaly is called P4 in H. Berenson and others, "A Critique of ANSI SQL Isolation Levels",
                  SIGMOD 1995; every database text has it. The model has no database: one variable and two
                  threads are enough.
                intro
                  Two tellers deposit 1 each. Each reads the balance and writes it back one higher.

                goal schedule  Make one deposit vanish.
                fails  everyDepositKept
                text
                  Both tellers add 1. The balance must end at 1 although both have finished.
                hint
                  two tellers may know the same old balance.
                hint
                  let both read before any of them writes: 0 and 1 move the tellers.
                hint
                  press {solution}.
                solution  0 1 1 0

                goal predict  In how many of all orders of steps is a deposit lost?
                ask  runs where balance == 1
                because
                  Both are kept only if one teller is done before the other begins.
                text
                  Each teller makes 2 steps. All orders of the 4 steps count, each once.
                hint
                  write the orders down: 0011, 0101 and so on.
                hint
                  there are 6. Both deposits are kept only if one teller is done before the other begins.
                hint
                  the answer is {answer}.

                goal repair  Mend it: no deposit may be lost.
                text
                  Change the model in your editor. What makes reading and writing one step?
                keep   balance == 1
                hint
                  nobody may come between the read and the write.
                hint
                  a mutex around both, or an atomic block, or an atomic variable with fetchAdd.
                hint
                  one way: {solution}.
                solution  lost-update.repaired.heddle

                summary
                  A line of code is not a step. Between reading the balance and writing it back there is a gap,
                  and whatever happens in it is overwritten. Of six orders four lose a deposit: such a bug is
                  not rare, it only hides from tests that run one thread after the other.

                  Ask of every statement that reads and writes: what if somebody comes between?

                """#),
        File(
            name: "lost-update.repaired.heddle",
            text: #"""
                /// Two tellers deposit at once; both
                /// deposits are kept.
                model "Lost update"

                const tellers = 2
                atomic balance: int = 0

                thread teller * tellers {
                  balance.fetchAdd(1)
                }

                final everyDepositKept
                  "every deposit is kept":
                  balance == tellers
                expect everyDepositKept holds

                """#),
    ]
}
