extension LanguageReference {
    static let checks = ReferenceChapter(
        title: "Checks that are always made",
        text: """
              deadlock             nothing can move, and not all have finished
              failedAssertion      an assert that is false
              misuse               an object used as it may not be
              overflow             a number, an index or a list outside its bounds
              memoryError          use after free, double free, nil taken, no cell left
              leak                 a cell in use that nothing leads to, at the end
              uninitializedRead    reading 'uninitialized' memory before a write
              divergence           computing without end and without a step
              race                 two conflicting accesses of a plain variable at once

            A violation ends its execution there; a deadlock and a leak are found at the end of one. 'allow NAME' \
            stops a check from being reported. Under sc and tso races are looked for only where the model says \
            'forbid race' or names race in an expectation: the classic algorithms are written with plain variables. \
            There a race is two threads that stand, in one state, before conflicting accesses of one plain \
            variable, both able to move, at least one of them writing, and not both in 'atomic' blocks. Under c11 \
            every race is found: two conflicting accesses, one at least plain, neither of which happens before the \
            other. It ends the execution, unless the model says 'allow race'.
            """,
        examples: [
            ReferenceExample(
                "a data race, and its cure",
                """
                /// Two threads write a plain variable; a lock keeps them apart.
                model "Races"

                const locked = false

                mutex door
                var total: int = 0

                thread adder * 2 {
                  if locked { door.lock() }
                  total = total + 1
                  if locked { door.unlock() }
                }

                forbid race

                expect race
                expect no race with locked = true
                """),
            ReferenceExample(
                "misuse, and a check that is switched off",
                """
                /// A lock is freed by a thread that does not hold it.
                model "Misuse"

                const wrong = true

                pool Cell[1] { value: int }
                mutex door

                thread owner {
                  door.lock()
                  let cell = new Cell(value: 1)      // never given back
                  skip
                  door.unlock()
                }

                thread stranger {
                  if wrong { door.unlock() }
                }

                allow leak

                expect misuse
                expect no misuse with wrong = false
                """),
        ])

    static let runs = ReferenceChapter(
        title: "Expectations, bounds and memory models",
        text: """
              expect NAME holds             an invariant or a final is never broken
              expect NAME fails             it is
              expect NAME possible          a reachable or an outcome exists
              expect NAME impossible        it does not
              expect CHECK                  a check finds something
              expect no CHECK               it finds nothing

            Behind each may stand 'with n = 3, ordered = true' for other constants, and 'under tso, c11' for memory \
            models. All expectations with the same constants and the same memory model are one run. 'heddle check' \
            makes every run that is named, and the plain one.

            In each run everything counts: a property that no line names is expected to hold (a reachable to be \
            possible; an outcome is only reported), and a check that no line names to find nothing. 'possible' and \
            'fails' are met by one witness; 'holds', 'impossible' and 'no' need a complete search. If a bound is \
            reached the answer is: inconclusive.

            'bounds { }' says how far a search goes: threads (spawned, 16), recursion (64), messages (in an \
            unbounded channel; writes kept of one variable under c11; 16), buffer (stores of a thread under tso, \
            8), local (operations without a step, 1_000_000).

            'memory c11' names the memory model of the file; without it that is sc. '--memory' and 'under' name \
            another one.

              sc     every load gives the last value stored
              tso    x86: stores wait in a buffer of their thread; the flush is a step that can be chosen
              c11    C++20: a load may give older values, as far as orders and fences let it; a race is an error
              rc11   the same with C11's release sequences ('--memory' alone)

            Under tso everything but plain accesses, 'load' and 'store' needs an empty buffer, and 'join t' that of \
            t; behind a seq_cst store, which waits in the buffer too, its thread goes on when the buffer is empty. \
            Under c11 a 'var' is non-atomic, an 'await' chooses one readable write for each load in it (a warning \
            names those that only overwritten writes may let go on), and 'atomic' blocks behave as if one mutex \
            guarded them. Locks, conditions, semaphores, barriers, 'once', events, 'spawn' and 'join' order what is \
            before and behind them, a channel a send before its receive. Properties see the last write of each \
            variable, under tso what has left the buffers. No load gives a value that is stored only because of it \
            (load buffering), though C++ does not forbid it.
            """,
        examples: [
            ReferenceExample(
                "one model, right and wrong",
                """
                /// Two accounts are locked in the order of their numbers, or not.
                model "Runs"

                const byNumber = false
                const amount = 1

                memory sc
                bounds {
                  threads 2
                  recursion 8; messages 4
                  local 10_000
                }

                mutex account[2]
                var money: int[2] = [10, 10]

                func transfer(from: int, to: int) {
                  let first = byNumber ? min(from, to) : from
                  let second = byNumber ? max(from, to) : to
                  account[first].lock()
                  account[second].lock()
                  money[from] -= amount
                  money[to] += amount
                  account[second].unlock()
                  account[first].unlock()
                }

                thread alice { transfer(0, 1) }
                thread bob { transfer(1, 0) }

                final nothingLost "no money is made or lost":
                  money[0] + money[1] == 20
                reachable underWay "money can be under way":
                  money[0] + money[1] < 20
                outcome unchanged "in the end both have what they had":
                  money[0] == 10
                outcome richer "someone ends richer than before":
                  money[0] != 10

                expect deadlock
                expect nothingLost holds under sc
                expect unchanged possible
                expect richer impossible
                expect no deadlock with byNumber = true
                expect underWay possible with byNumber = true, amount = 2
                """),
            ReferenceExample(
                "a message under three memory models",
                """
                /// Data is published by a flag, with the orders it needs and without.
                model "Publish"

                const ordered = true

                bounds { buffer 4; messages 8 }

                atomic data: int = 0
                atomic flag: bool = false

                thread writer {
                  data.store(42, relaxed)
                  if ordered {
                    flag.store(true, release)
                  } else {
                    flag.store(true, relaxed)
                  }
                }
                thread reader {
                  let ready = ordered ? flag.load(acquire) : flag.load(relaxed)
                  let got = data.load(relaxed)
                }

                final published "who sees the flag sees the data":
                  !reader.ready || reader.got == 42

                expect published holds under sc, tso, c11
                expect published holds under sc, tso with ordered = false
                expect published fails under c11 with ordered = false
                """),
        ])

    static let notYet = ReferenceChapter(
        title: "What this version does not do",
        text: """
            The following belong to the language and are read, but refused by name at their line:

              process NAME { durable var ...   main { } recover { } }
              faults { crash P at most 1   lose C   duplicate C }
              spec NAME { }     func f() implements NAME.f { }     linearizable P: NAME
              refines P: "other.heddle" { x = e }
              eventually P: e     eventually P: a leadsTo b     under weak fairness

            Not in the language at all: floating point, strings as values, pointers into arrays, functions as \
            values, generics, modules, real time, priorities, cancellation, probabilities.

            Limits: a file is at most a million bytes; blocks, types and expressions nest at most 200 deep; the \
            first hundred errors of a file are shown. Every error has a number (H101 ...), its line and column, \
            what was expected, and often a hint.
            """,
        examples: [])
}
