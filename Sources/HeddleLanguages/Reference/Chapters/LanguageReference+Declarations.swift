extension LanguageReference {
    static let declarations = ReferenceChapter(
        title: "Declarations, functions and setup",
        text: """
            Order does not matter, but 'model' comes first. All names at the top of a file share one namespace, and \
            nothing may hide another name. Two enums may share a case, which is then written 'Colour.red'. Labels, \
            fields, properties and bounds have namespaces of their own.

              const n = 3                a number, a truth value or a case, known before anything runs
              enum Kind { a, b }         a type with these cases
              struct Pair { x: int }     a type with these fields
              var x: int = 0             a shared variable
              atomic x: int = 0          a shared atomic (chapter 12)
              ghost var x: int = 0       for properties only (chapter 15)
              setup { }                  builds the first state, at one instant
              func f(a: int) -> int { }  a function that every thread may use

            A constant can be set from outside: 'heddle check FILE --set n=4', or 'expect ... with n = 4'. A branch \
            on a constant is decided before exploring and costs no step.

            'setup' runs once, before the first state. It may not wait, choose or spawn.

            Arguments are passed by value. A function sees what is shared and its own locals, never the locals of \
            the thread that calls it. Calling and returning are no steps; what the function does to shared things \
            is. A result may be ignored. Functions may call themselves up to the bound 'recursion'; reaching it \
            makes the verdict inconclusive.

            In a body 'let' declares a local that never changes, 'var' one that can. A local must be given a value, \
            and lives until its block ends.
            """,
        examples: [
            ReferenceExample(
                "functions and setup",
                """
                /// The first state is built by setup; functions do the work.
                model "Functions"

                const size = 3
                var cell: int[size]
                var result: int = 0

                setup {
                  for i in 0..<size { cell[i] = factorial(i) }
                }

                func factorial(n: int) -> int {
                  if n <= 1 { return 1 }
                  return n * factorial(n - 1)
                }

                func sumUpTo(last: int) -> int {
                  var sum = 0
                  for i in 0...last { sum += cell[i] }
                  return sum
                }

                thread adder {
                  let sum = sumUpTo(size - 1)
                  result = sum
                }

                final added "the factorials are added up": result == 4
                expect added fails with size = 4
                """)
        ])

    static let steps = ReferenceChapter(
        title: "What one step is",
        text: """
            A thread always stands before a step. What it computes after one, up to where its next step begins, is \
            part of the step just made.

            One step each: reading a shared variable, an element, a field of a pool's cell or an atomic; writing \
            one; a method of an object, an atomic or a shared list; 'await'; 'select'; 'choose'; 'atomic { }'; \
            'new', 'free', 'spawn', 'join', 'fence', 'skip', 'yield'.

            Two steps: 'wait' of a condition (release and queue up; take the lock again), 'wait' of a barrier (only \
            one for the last to arrive), 'writeLock' of a lock with 'writersFirst'. 'o.run { }' is one step to \
            enter, the steps of its block, and one to finish.

            No step of their own: locals, constants, parameters, 'self', arithmetic, calls, 'return', 'if', loops, \
            'assert', 'ghost', and whatever a property does.

            Everything is evaluated from left to right. '&&', '||', 'implies', '??' and '? :' leave out the side \
            they do not need, and with it its steps. 'a[i] = e' reads what stands in i, then e, then writes. \
            'x += 1' on a shared variable is two steps, a read and a write. On an atomic it is refused: C++ makes \
            it one step and Java two, so write x.fetchAdd(1) or x = x + 1.

            'while flag[other] && turn == me {}' is one step, the read of the flag, and a second one, the read of \
            turn, only if the flag was set.

            Local work without end is a violation ('divergence') after a million operations without a step.
            """,
        examples: [
            ReferenceExample(
                "one line, two steps",
                """
                /// Adding one is a read and a write, and they can be torn apart.
                model "Two steps"

                var hits: int = 0
                atomic safeHits: int = 0

                thread visitor * 2 {
                  hits += 1                          // read hits, write hits
                  safeHits.fetchAdd(1)               // one step
                }

                final counted "every visit is counted": hits == 2
                final countedSafely "the atomic counts right": safeHits == 2

                expect counted fails
                expect countedSafely holds
                """),
            ReferenceExample(
                "Peterson's lock",
                """
                /// The reads of a condition are steps, one after the other.
                model "Steps of a condition"

                var flag: bool[2]
                var turn: 0..<2

                thread p(me: 0..<2) {
                  let other = 1 - me
                  flag[me] = true
                  turn = other
                  while flag[other] && turn == other {}
                  critical: skip
                  flag[me] = false
                }

                invariant exclusive "only one is inside":
                  !(p[0] at critical && p[1] at critical)
                """),
        ])

    static let controlFlow = ReferenceChapter(
        title: "Control flow",
        text: """
              if c { } else if d { } else { }
              if let x = optional { }         while let x = optional { }
              while c { }                     loop { }
              for i in a..<b { }              for i in a...b { }
              for x in list { }               for m in channel { }
              switch e { case a, b { } else { } }
              break    continue    break outer    continue outer    return e

            Blocks always have braces. Conditions are bool. The bounds of 'for' are computed once, and its variable \
            does not change in the body. Over a channel, 'for' takes messages until the channel is closed and empty.

            A name and a ':' before a statement is a label. A label of a loop can be named by 'break' and \
            'continue'; inside a 'switch' or 'select' that stands in a loop it must be, because languages differ \
            on what is left there. A label is also a place: 'p at critical' in a property says that the next step \
            of p lies in that statement.

            'switch' takes the first case that fits and never falls through. Over an enum it names all cases or has \
            an 'else'. A 'loop' that holds no step at all is refused.

            'return' in a thread's body ends the thread. 'skip' is a step that does nothing. 'yield' is one too; \
            searches that count preemptions do not count leaving the thread there.
            """,
        examples: [
            ReferenceExample(
                "every way to branch and to repeat",
                """
                /// Every kind of loop and branch, in one thread beside another.
                model "Control flow"

                enum Light { red, amber, green }
                var light: Light
                var laps: int = 0
                var total: int = 0
                var odd: int = 0

                thread walker {
                  outer: loop {
                    switch light {
                      case red { light = amber }
                      case amber, green { break outer }
                    }
                    laps += 1
                    continue outer
                  }
                  halfway: { skip }
                  for i in 1...4 {
                    if i == 3 { continue }
                    total += i
                  }
                  let parts = [1, 2, 3]
                  for part in parts {
                    if part % 2 == 1 {
                      odd += part
                    } else if part > 2 {
                      break
                    } else {
                      yield
                    }
                  }
                  var left = 2
                  while left > 0 { left -= 1 }
                  switch left {
                    case 0 { skip }
                    else { laps = 100 }
                  }
                  return
                }

                final walked "the walker went round once":
                  laps == 1 && total == 7 && odd == 4
                """)
        ])

    static let indivisible = ReferenceChapter(
        title: "Waiting, choosing and doing at one instant",
        text: """
            'await e' waits until e is true. It reads everything in e at one instant, and it may only look. Where e \
            names several shared objects Heddle says once that no processor has such an instruction; a loop that \
            reads them one by one is the honest form.

            'atomic { }' is one step, whatever it holds. It can be made when it can run from its start to its end, \
            or to a 'return' or 'break' out of it, without waiting anywhere in between. Each way through it is a \
            choice of its own. What takes two steps cannot stand in it.

            'choose x in domain where e' takes any value of a range, an array, a list or an enum for which e is \
            true, and declares the local x. If there is none the thread is blocked for ever.

            'assert e, "sentence"' fails if e is false. It is an ordinary statement: reading something shared in it \
            is a step. To judge several shared things at one instant use an invariant, or 'atomic { assert ... }'. \
            'assume e' drops the execution if e is false; that is neither an end nor a deadlock.
            """,
        examples: [
            ReferenceExample(
                "await, atomic, choose, assume and assert",
                """
                /// A coin is thrown, and the other thread waits for its side.
                model "Indivisible"

                enum Side { unknown, heads, tails }
                var side: Side
                var stake: int = 0
                var wins: int = 0

                thread thrower {
                  choose amount in 1...3 where amount != 2
                  choose lucky in [true, false]
                  assume lucky || amount == 1
                  atomic {
                    stake = amount
                    if lucky { side = heads } else { side = tails }
                  }
                }

                thread player {
                  await side != unknown
                  atomic {
                    assert stake == 1 || stake == 3, "nobody bets two"
                    if side == heads { wins = stake }
                  }
                }

                invariant together "the stake is on the table when the coin lies":
                  side != unknown implies stake > 0
                outcome bigWin "the player can win three": wins == 3
                outcome noWin "the player can win nothing": wins == 0
                expect bigWin possible
                expect noWin possible
                expect together holds
                """)
        ])
}
