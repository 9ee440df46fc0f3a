extension LanguageReference {
    static let atomics = ReferenceChapter(
        title: "Atomics and fences",
        text: """
            'atomic x: int' is read and written in one step like any variable, and has methods that are one step \
            too:

              x.load()                           the value
              x.store(v)
              x.exchange(v)                      gives the old value
              x.compareExchange(old, new)        true if it was old and is new now
              x.compareExchangeWeak(old, new)    the same, but may fail for no reason
              x.compareSwap(old, new)            gives the value that it saw
              x.fetchAdd(v)   fetchSub   fetchAnd   fetchOr   fetchXor   fetchMin   fetchMax

            The fetch methods give the old value, and are for integers. 'atomic a: T[n]' is n atomics; \
            'atomic s: Struct' is a single one, however large: its fields can be read one by one, not written.

            Each method takes a memory order as its last argument, compareExchange a second one for failure: \
            relaxed, acquire, release, acq_rel, seq_cst. The default is seq_cst. An order that the operation cannot \
            have is an error. 'fence(acquire)' is a step of its own. Orders change nothing under sequential \
            consistency ('sc'), which is the memory model of a file that names no other (chapter 18).
            """,
        examples: [
            ReferenceExample(
                "every method of an atomic",
                """
                /// Every method of an atomic, each a single step.
                model "Atomics"

                struct Top { node: int, tag: int }
                atomic number: int = 0
                atomic bits: u8 = 0
                atomic flags: bool[2]
                atomic top: Top
                var failures: int = 0

                thread worker(i: 0..<2) {
                  number.fetchAdd(2)
                  number.fetchSub(1, acq_rel)
                  bits.fetchOr(u8(1 << i))
                  flags[i].store(true, release)
                  let other = flags[1 - i].load(acquire)
                  let old = top.load()
                  if !top.compareExchange(old, Top(node: i, tag: old.tag + 1)) {
                    failures = failures + 1
                  }
                  fence(seq_cst)
                }

                thread single {
                  await flags[0] && flags[1]
                  let before = bits.fetchAnd(0b11)
                  let toggled = bits.fetchXor(0, relaxed)
                  let smaller = number.fetchMin(100)
                  let larger = number.fetchMax(-100)
                  let tag = top.tag
                  let seen = number.compareSwap(-1, 5)
                  if number.compareExchangeWeak(-1, 7, acquire, relaxed) { number = -1 }
                  let same = number.exchange(number.load(relaxed), seq_cst)
                  assert before == 3 && toggled == 3
                }

                final counted "no update of an atomic is lost by itself":
                  bits == 3 && (top.tag == 2 || failures == 1)
                """)
        ])

    static let channels = ReferenceChapter(
        title: "Channels and select",
        text: """
              channel c: T                       a rendezvous: no message is ever under way
              channel c: T capacity 3            holds three
              channel c: T capacity unbounded    holds as many as the bound 'messages' allows
              channel c: T capacity 3 unordered  a receiver may get any of them

            'send(v)' waits while the channel is full, or until a receiver is there. 'receive()' waits while it is \
            empty. 'next()' gives nil once the channel is closed and empty, where 'receive()' would be 'misuse'. \
            'trySend(v)' and 'tryReceive()' never wait: they give a bool, and a message or nil. 'close()' ends \
            sending; what is under way can still be received. Sending on a closed channel and closing twice are \
            'misuse'. 'c.count' is how many messages are under way, 'c.closed' is for properties. A rendezvous is \
            one step of both threads, listed under the sender.

            'select' tries its alternatives together and takes one that can go now; if several can, each is a \
            choice; if none can, it waits. After 'case' stands 'await e' or a call of send, receive, next, lock, \
            acquire or an event's wait; 'let x =' keeps the message. 'when e' switches an alternative off. \
            'default' goes when nothing else can. 'timeout' can go at any time: a model has no clock, and a slow \
            answer looks like a lost one.
            """,
        examples: [
            ReferenceExample(
                "a pipeline of three threads",
                """
                /// Numbers are squared on their way, and the end is passed on.
                model "Channels"

                channel numbers: int
                channel squares: int capacity 2
                var sum: int = 0

                thread producer {
                  for n in 1...3 { numbers.send(n) }
                  numbers.close()
                }

                thread squarer {
                  for n in numbers { squares.send(n * n) }
                  squares.close()
                }

                thread consumer {
                  while let s = squares.next() { sum += s }
                }

                final summed "all squares arrive": sum == 14 && squares.count == 0
                final atTheEnd "everything is closed": numbers.closed && squares.closed
                """),
            ReferenceExample(
                "messages that overtake, and a select",
                """
                /// One thread waits for whatever comes first.
                model "Select"

                const patient = false

                enum Kind { hello, goodbye }
                struct Letter { kind: Kind, from: int }
                channel inbox[2]: Letter capacity 2 unordered
                channel bell: bool capacity unbounded
                mutex door
                event fire
                semaphore seats = 1
                var greeted: int = 0
                var tries: int = 0

                thread friend(me: 0..<2) {
                  inbox[0].send(Letter(kind: hello, from: me))
                  if me == 1 {
                    if !bell.trySend(true) { tries = 100 }
                    fire.set()
                  }
                }

                thread host {
                  for turn in 0..<2 {
                    select {
                      case let letter = inbox[0].receive() {
                        if letter.kind == hello { greeted += 1 }
                      }
                      case bell.next() when !patient { tries += 1 }
                      case await greeted == 1 { tries += 1 }
                    }
                  }
                  select {
                    case door.lock() { door.unlock() }
                    case seats.acquire() { seats.release() }
                    case fire.wait() { tries += 1 }
                    case inbox[1].send(Letter(kind: goodbye, from: 2)) {}
                    timeout { tries += 1 }
                  }
                  select {
                    case let ring = bell.next() { tries += 1 }
                    default { skip }
                  }
                  if let late = inbox[0].tryReceive() { greeted += 1 }
                }

                invariant atMostTwo "nobody is greeted twice": greeted <= 2
                reachable both "both friends can be greeted": greeted == 2
                expect both possible
                expect atMostTwo holds
                """),
        ])

    static let pools = ReferenceChapter(
        title: "Pools: memory that is given and taken back",
        text: """
            'pool Node[4] { value: int, atomic next: Node? = nil }' declares a type Node: a reference to one of \
            four cells, whose fields are shared variables and atomics.

            'new Node(value: 1)' is one step: it takes the lowest free cell and fills in all its fields. With 'any' \
            each free cell is a choice. If none is free it is a violation. 'free n' gives the cell back. Freeing \
            twice, or reading or writing through a reference to a cell that was freed since, is a violation, even \
            if the cell is in use again ('memoryError'). With 'recycling' a cell stays readable after it was freed.

            References compare by cell and not by its life, as pointers do: a compare-exchange cannot tell a cell \
            that went away and came back. So the ABA problem happens here, and is found.

            A cell that is still in use at the end, and to which nothing shared leads, is a 'leak'.
            """,
        examples: [
            ReferenceExample(
                "a stack of linked nodes",
                """
                /// Two threads push a node each; the last one takes both off again.
                model "Pools"

                pool Node[3] any { value: int, atomic next: Node? = nil }
                atomic top: Node? = nil
                var sum: int = 0

                setup { top = new Node(value: 100) }

                func push(node: Node) {
                  loop {
                    let old = top.load()
                    node.next = old
                    if top.compareExchange(old, node) { return }
                  }
                }

                thread pusher(v: 1...2) {
                  push(new Node(value: v))
                }

                thread emptier {
                  await top != nil && top!.next != nil && top!.next!.next != nil
                  while let node = top.load() {
                    sum = sum + node.value
                    top = node.next
                    free node
                  }
                }

                final emptied "all nodes are taken and given back": sum == 103
                """),
            ReferenceExample(
                "use after free",
                """
                /// One thread gives a message back while another still reads it.
                model "Use after free"

                const counted = false

                pool Message[1] recycling { text: int = 7 }
                pool Note[1] { text: int = 7 }
                var box: Note? = nil
                var spare: Message? = nil
                event done

                setup {
                  box = new Note()
                  spare = new Message()
                }

                thread reader {
                  let mine = box
                  if let m = mine { let text = m.text }
                  let old = spare!
                  free old
                  let still = old.text               // recycling: allowed
                  done.set()
                }

                thread owner {
                  let m = box!
                  box = nil
                  if counted { done.wait() }
                  free m
                }

                expect memoryError
                expect no memoryError with counted = true
                """),
        ])
}
