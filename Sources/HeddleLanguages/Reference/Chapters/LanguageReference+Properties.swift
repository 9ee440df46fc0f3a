extension LanguageReference {
    static let ghosts = ReferenceChapter(
        title: "Ghost state",
        text: """
            'ghost var x' and the statements 'ghost { }' and 'ghost x += 1' serve properties only. Ghost code is no \
            step: it belongs to the step before it, reads shared state at that instant and writes nothing but \
            ghosts. The program may not read ghosts, so leaving them all out changes nothing it does.

            Mind where a ghost counts: 'ghost inside -= 1' before an unlock happens with the last step inside. If \
            no step lies between going up and going down again, no property ever sees it; then a label and 'at' do \
            better.
            """,
        examples: [
            ReferenceExample(
                "counting what the program does not count",
                """
                /// A cache is filled when it is found empty; ghosts count how often.
                model "Ghosts"

                const guarded = false

                mutex door
                var filled: bool = false
                ghost var fills: int = 0
                ghost var log: int[..2] = []

                thread worker(me: 0..<2) {
                  if guarded { door.lock() }
                  if !filled {
                    filled = true
                    ghost fills += 1
                    ghost {
                      log.append(me)
                    }
                  }
                  if guarded { door.unlock() }
                }

                invariant filledOnce "the cache is filled at most once": fills <= 1
                invariant logged "every filling is in the log": log.count == fills

                expect filledOnce fails
                expect filledOnce holds with guarded = true
                """)
        ])

    static let properties = ReferenceChapter(
        title: "Properties",
        text: """
              invariant P "sentence": e     e is true in every state
              final P "sentence": e         e is true whenever an execution has ended
              reachable P "sentence": e     some state has e
              outcome P "sentence": e       some execution ends with e

            The sentence says in plain words what is meant, and is what a reader sees when the property fails. The \
            expression is computed at one instant and may use

            - everything shared, ghosts and cells of pools included;
            - locals of threads: 'teller[0].seen', 'left.r' of a single thread. Before its declaration has run a \
            local has the default of its type; after its block it keeps its last value;
            - places: 't at label', 'finished(t)', 'blocked(t)', 'crashed(t)';
            - what objects show: 'm.holder', 'c.count', 'c.closed', 's.value', 'e.isSet', 'cond.waiting';
            - quantifiers: forall, exists, count and sum, over a range, an array, a list, an enum's name or a group \
            of threads: 'count(t in teller: t at critical) <= 1';
            - functions that write nothing and wait for nothing.

            A mistake within a property, such as an index that is too large, is reported as the property's own.
            """,
        examples: [
            ReferenceExample(
                "all kinds of property",
                """
                /// A lock, and everything that can be said about those who use it.
                model "Properties"

                enum Fruit { apple, pear }
                mutex door
                condition bell
                var eaten: int[2]
                var basket: int[..3] = [4, 5]
                var ripe: bool = true

                func total() -> int { return eaten[0] + eaten[1] }

                thread guest(me: 0..<2) {
                  door.lock()
                  while !ripe { bell.wait(door) }
                  let before = eaten[me]
                  eating: eaten[me] = before + 1
                  bell.notifyAll()
                  door.unlock()
                }

                invariant oneEats "only one eats at a time":
                  count(g in guest: g at eating) <= 1
                invariant heldByEater "who eats holds the door":
                  forall(g in guest: g at eating implies door.holder == g)
                invariant noWaiter "nobody waits for the bell": bell.waiting == 0
                invariant known "every fruit is one of two":
                  forall(f in Fruit: f == apple || f == pear)
                final allFed "everybody has eaten once":
                  total() == 2 && sum(i in 0..<2: eaten[i]) == 2
                final finishedAll "all have finished, and nobody crashed":
                  forall(g in guest: finished(g) && !crashed(g))
                reachable oneBlocked "one guest may have to wait":
                  exists(g in guest: blocked(g))
                reachable halfway "one may have eaten and the other not":
                  eaten[0] == 1 && eaten[1] == 0 && guest[0].before == 0
                outcome basketKept "nobody touches the basket":
                  exists(b in basket: b == 5) && guest.1.before == 0

                expect oneBlocked possible
                expect halfway possible
                expect basketKept possible
                """)
        ])
}
