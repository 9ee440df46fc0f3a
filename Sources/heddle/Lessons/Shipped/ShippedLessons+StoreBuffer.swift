// Made from demos/lessons by ShippedLessonsTests (HEDDLE_RECORD=lessons); not to be edited.
extension ShippedLessons {
    static let storeBuffer: [File] = [
        File(
            name: "store-buffer.heddle",
            text: #"""
                /// Each says "here I am" and looks for
                /// the other. Stores wait in a buffer.
                model "The store buffer"

                const buffers = true
                const fences = 0
                var here: bool[2]
                var waiting: bool[2]

                thread t(me: 0..<2) {
                  if buffers {
                    waiting[me] = true
                  } else {
                    here[me] = true
                  }
                  if me < fences {
                    await !waiting[me]
                  }
                  let seen = here[1 - me]
                }

                daemon thread drain(i: 0..<2) {
                  atomic {
                    await waiting[i]
                    waiting[i] = false
                    here[i] = true
                  }
                }

                final oneIsSeen
                  "at least one sees the other":
                  t[0].seen || t[1].seen

                expect oneIsSeen fails
                expect oneIsSeen holds with buffers = false
                expect oneIsSeen fails with fences = 1
                expect oneIsSeen holds with fences = 2

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
                  a production library. This version of heddle searches sequential consistency only, so the
                  store buffer stands in the model: a store waits there, for one variable, until the thread
                  drain takes it to memory. Nothing else of a processor is in it.
                intro
                  Each of two threads says "here I am", then looks whether the other one is there. Surely one
                  sees the other?

                goal predict  Without buffers: can both see nobody?
                ask  possible finished(t[0]) && finished(t[1]) && !t[0].seen && !t[1].seen
                because
                  Whoever looks last looks after both stores.
                with buffers = false
                text
                  Each store is in memory at once. Yes or no?
                hint
                  who looks last looks after both stores.
                hint
                  try: whichever order you play, somebody sees somebody.
                hint
                  the answer is {answer}.

                goal schedule  With buffers: let both see nobody.
                fails  oneIsSeen
                text
                  Threads 2 and 3 are the buffers: each takes the store of one thread to memory.
                hint
                  what a thread has stored is seen by the other one only when its buffer has moved.
                hint
                  both store, both look, and then the buffers move.
                hint
                  press {solution}.
                solution  0 1 0 1 2 3

                goal predict  With one fence: can both still see nobody?
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

                goal reach  One fence: get both past each other all the same.
                until  finished(t[0]) && finished(t[1]) && !t[0].seen && !t[1].seen
                with   fences = 1
                text
                  Thread 0 waits at its fence until buffer 2 has moved.
                hint
                  thread 1 stores and looks before thread 0 is in memory.
                hint
                  then buffer 2 moves, thread 0 passes its fence and looks; buffer 3 has not moved.
                hint
                  press {solution}.
                solution  0 1 1 2 0 0

                goal predict  With a fence in both: can both still see nobody?
                ask  possible finished(t[0]) && finished(t[1]) && !t[0].seen && !t[1].seen
                because
                  Both are in memory before they look.
                with fences = 2
                text
                  Yes or no?
                hint
                  each is in memory before it looks.
                hint
                  then it is as without buffers.
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
