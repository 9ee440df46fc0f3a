// Made from demos/lessons by ShippedLessonsTests (HEDDLE_RECORD=lessons); not to be edited.
extension ShippedLessons {
    static let storeBuffer: [File] = [
        File(
            name: "store-buffer.heddle",
            text: #"""
                /// Each says "here I am" and looks for
                /// the other.
                model "Here I am"

                memory tso
                const fences = 0

                var here: bool[2]

                thread t(me: 0..<2) {
                  here[me] = true
                  if me < fences {
                    fence(seq_cst)
                  }
                  let seen = here[1 - me]
                }

                final oneIsSeen
                  "at least one sees the other":
                  t[0].seen || t[1].seen

                expect oneIsSeen holds under sc
                expect oneIsSeen fails under tso
                expect oneIsSeen fails under tso with fences = 1
                expect oneIsSeen holds under tso with fences = 2

                """#),
        File(
            name: "store-buffer.lesson",
            text: #"""
                heddle-lesson 1
                number   13
                title    Here I am
                about    a machine that is no list of steps
                minutes  25
                model    store-buffer.heddle
                origin
                  The smallest of the litmus tests; S. Owens, S. Sarkar and P. Sewell, "A better x86 memory
                  model: x86-TSO", TPHOLs 2009. S. Burckhardt and M. Musuvathi, CAV 2008, found two such bugs in
                  a production library. The text stays the same from goal to goal; what changes is the memory
                  that it runs on. Nothing of a processor is there but its store buffers.
                intro
                  Each of two threads says "here I am", then looks whether the other one is there. Surely one
                  sees the other?

                goal predict  One access at a time: how many different results are there?
                memory sc
                ask    outcomes
                because
                  Whoever looks last looks after both stores, and sees the other.
                text
                  A result is what the two have seen. Under sc each store is in memory at once.
                hint
                  can both see the other? Can only one of them?
                hint
                  who looks last looks after both stores: that nobody is seen can't be.
                hint
                  the answer is {answer}.

                goal predict  The same text under tso: how many now?
                memory tso
                ask    outcomes
                because
                  Both look while both stores wait in their buffers.
                text
                  Under tso a store waits in its thread's buffer; when it goes to memory is a step of its own.
                hint
                  a thread's own looks see its buffer; the other's don't.
                hint
                  both may look before either store has left its buffer.
                hint
                  the answer is {answer}.

                goal schedule  Under tso: let both see nobody.
                memory tso
                fails  oneIsSeen
                text
                  The Memory pane shows what waits. Where a thread has two ways on, its digit goes through them
                  and enter takes one: D is the flush, a store on its way to memory.
                hint
                  what a thread has stored is seen by the other one only when it has left the buffer.
                hint
                  both store, both look, and then the buffers empty.
                hint
                  press digits for {solution}; at a letter, enter behind it.
                solution  0 0·a 1 1·a 0 1

                goal predict  With one fence: can both still see nobody?
                memory tso
                ask  possible finished(t[0]) && finished(t[1]) && !t[0].seen && !t[1].seen
                because
                  The fence of one thread does not empty the buffer of the other.
                with fences = 1
                text
                  A fence waits until the thread's own buffer is empty. Thread 0 has one, thread 1 has none.
                hint
                  the fence empties the buffer of thread 0, not that of thread 1.
                hint
                  let thread 1 look early, while its own store waits.
                hint
                  the answer is {answer}.

                goal schedule  One fence: get both past each other all the same.
                memory tso
                fails  oneIsSeen
                with   fences = 1
                text
                  Thread 0 waits at its fence until its store has left.
                hint
                  thread 1 stores and looks before thread 0 is in memory.
                hint
                  then thread 0 stores, empties its buffer, passes its fence and looks; the store of thread 1
                  still waits.
                hint
                  press digits for {solution}; at a letter, enter behind it.
                solution  1 1·a 0 0 0 0 1

                goal predict  With a fence in both: can both still see nobody?
                memory tso
                ask  possible finished(t[0]) && finished(t[1]) && !t[0].seen && !t[1].seen
                because
                  Both are in memory before they look.
                with fences = 2
                text
                  Yes or no?
                hint
                  each is in memory before it looks.
                hint
                  then it is as under sc.
                hint
                  the answer is {answer}.

                summary
                  A processor does not make its stores seen at once: they wait, and the loads behind them don't.
                  So no order of the program's steps explains what you saw. A fence makes a thread wait for its
                  own stores; to be sure that one sees the other, both need one. Every lock built of plain
                  variables, Dekker's and Peterson's too, breaks here without fences.

                  A memory is not a list of steps: ask for the order that you need.

                """#),
    ]
}
