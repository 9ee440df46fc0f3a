extension LanguageReference {
    static let threads = ReferenceChapter(
        title: "Threads",
        text: """
              thread name { }                one thread
              thread name(i: 0..<3) { }      one for each value; i is a constant in it
              thread name * 3 { }            three that cannot tell themselves apart
              daemon thread name { }         need not finish

            The threads of a group are called name[0], name[1] ...; where that can be written, name.0 is read too. \
            All of them exist in the first state. 'self' is the identity of the running thread, of type 'thread'; \
            identities can only be compared.

            'spawn f(x)' starts a thread that runs the function f, and gives its identity. 'join t' waits until t \
            has finished; joining oneself is 'misuse'. The n-th thread spawned on f is f[n]. At most 'threads' \
            (chapter 18) are spawned in one execution.

            An execution is over when nothing can move any more. If every thread that is not a daemon has finished \
            then, it has ended, and 'final' and 'outcome' properties are judged. If not, it is a deadlock.
            """,
        examples: [
            ReferenceExample(
                "groups, daemons and identities",
                """
                /// Three kinds of thread, and a lock that knows its owner.
                model "Threads"

                atomic owner: thread? = nil
                var order: int[..4] = []
                atomic ticks: int = 0

                daemon thread clock {
                  loop {
                    await ticks == 0
                    ticks = 1
                  }
                }

                thread numbered(i: 1...2) {
                  await owner == nil && order.count == i - 1
                  order.append(i)
                }

                thread alike * 2 {
                  if owner.compareExchange(nil, self) {
                    mine: assert owner.load() == self
                    owner = nil
                  }
                }

                final inOrder "the numbered ones come in order":
                  order == [1, 2] && owner == nil
                invariant oneOwner "only the owner is at its place":
                  forall(t in alike: t at mine implies owner == t)
                """),
            ReferenceExample(
                "spawn and join",
                """
                /// A parent starts two halves of the work and waits for both.
                model "Spawn and join"

                const patient = true

                var part: int[2]

                func half(i: int) {
                  part[i] = 10 + i
                }

                thread parent {
                  let a = spawn half(0)
                  let b = spawn half(1)
                  if patient {
                    join a
                    join b
                  }
                  let sum = part[0] + part[1]
                }

                final whole "the parent sees both halves": parent.sum == 21

                expect whole holds
                expect whole fails with patient = false
                """),
        ])

    static let locks = ReferenceChapter(
        title: "Mutexes and read-write locks",
        text: """
            Every shared object may be an array: 'mutex fork[5]', then 'fork[i].lock()'. Objects have no value and \
            cannot be passed or stored; pass an index.

            A 'mutex' is free or held by one thread. 'lock()' waits while another thread holds it; 'tryLock()' \
            never waits and says whether it succeeded; 'unlock()' frees it. Locking what one holds, unlocking what \
            one does not hold, and finishing while holding are 'misuse', found at once. With 'recursive' the holder \
            may lock again, and must unlock as often. 'm.holder' is for properties.

            An 'rwlock' is free, held by one writer, or held by readers. Its methods are readLock, readUnlock, \
            writeLock, writeUnlock, tryReadLock, tryWriteLock. 'writeLock' by a reader is 'misuse', 'tryWriteLock' by \
            one gives false; any lock by the writer is 'misuse'. Nobody is preferred, unless 'writersFirst' is said: \
            then writeLock queues up first, in a step of its own, and readers wait while a writer is queued up.
            """,
        examples: [
            ReferenceExample(
                "locks of both kinds",
                """
                /// An account behind a lock, a table behind a read-write lock.
                model "Locks"

                mutex door recursive
                mutex drawer[2]
                rwlock table
                var balance: int = 0
                var version: int = 0

                func deposit(amount: int) {
                  door.lock()
                  balance = balance + amount
                  door.unlock()
                }

                thread teller * 2 {
                  door.lock()
                  deposit(1)                         // locks again: recursive
                  deposit(2)
                  door.unlock()
                }

                thread tidier(i: 0..<2) {
                  drawer[i].lock()
                  if drawer[1 - i].tryLock() {
                    both: skip
                    drawer[1 - i].unlock()
                  }
                  drawer[i].unlock()
                }

                thread reader {
                  table.readLock()
                  let first = version
                  let second = version
                  table.readUnlock()
                  assert first == second, "nobody writes while someone reads"
                  if table.tryReadLock() { table.readUnlock() }
                }

                thread writer {
                  table.writeLock()
                  version = version + 1
                  table.writeUnlock()
                  if table.tryWriteLock() { table.writeUnlock() }
                }

                final summed "nothing is lost": balance == 6
                invariant oneTidier "only one has both drawers":
                  !(tidier[0] at both && tidier[1] at both)
                invariant held "who tidies holds a drawer":
                  tidier[0] at both implies drawer[0].holder == tidier[0]
                """),
            ReferenceExample(
                "a nested read lock behind a waiting writer",
                """
                /// With writersFirst a reader that locks twice can wait for ever.
                model "Nested read lock"

                rwlock table writersFirst

                thread reader {
                  table.readLock()
                  table.readLock()
                  table.readUnlock()
                  table.readUnlock()
                }

                thread writer {
                  table.writeLock()                  // queues up, then enters
                  table.writeUnlock()
                }

                expect deadlock
                """),
        ])

    static let signals = ReferenceChapter(
        title: "Conditions, semaphores, barriers, once and event",
        text: """
            A 'condition' is a set of waiting threads. 'c.wait(m)' needs m to be held: it frees m and joins the set \
            in one step; when it has been taken out and m is free, it takes m again in a second. 'notify()' takes \
            out any one thread, and each is a choice; with nobody there it is lost. 'notifyAll()' takes out all. \
            With 'spurious' a waiting thread may also wake up by itself. Who wakes up must look again, so 'wait' \
            belongs into a 'while'.

            A 'semaphore s = n' counts: 'acquire()' waits at 0 and takes one, 'tryAcquire()' never waits, \
            'release()' gives one. Above 'limit' a release is 'misuse'. Anyone may release. 's.value' is for \
            properties.

            A 'barrier b(n)': 'wait()' arrives and goes on when n threads have arrived. It gives true to the last \
            of them, and can be used again at once.

            A 'once': 'o.run { }' runs its block in the first thread that comes; others wait until it is done, and \
            later ones go past.

            An 'event' is set or not: 'set()', 'reset()', 'wait()' (until set; it stays set), 'isSet'.
            """,
        examples: [
            ReferenceExample(
                "a bounded buffer with two conditions",
                """
                /// Who is woken must look again: another may have been faster.
                model "Conditions"

                const careful = true
                const size = 1

                mutex lock
                condition notEmpty
                condition notFull spurious
                var items: int = 0

                thread producer {
                  for i in 0..<2 {
                    lock.lock()
                    while items == size { notFull.wait(lock) }
                    items += 1
                    notEmpty.notify()
                    lock.unlock()
                  }
                }

                thread consumer * 2 {
                  lock.lock()
                  if careful {
                    while items == 0 { notEmpty.wait(lock) }
                  } else if items == 0 {
                    notEmpty.wait(lock)
                  }
                  items -= 1
                  notFull.notifyAll()
                  lock.unlock()
                }

                invariant neverNegative "nothing is taken from an empty buffer":
                  items >= 0
                expect neverNegative holds
                expect neverNegative fails with careful = false
                """),
            ReferenceExample(
                "a semaphore, a barrier, a once and an event",
                """
                /// Guests start together, enter two at a time and set up once.
                model "Signals"

                semaphore seats = 2 limit 2
                barrier line(3)
                once setUp
                event go
                var runs: int = 0
                var lastOnes: int = 0

                thread starter {
                  go.reset()
                  go.set()
                }

                thread guest * 3 {
                  go.wait()
                  if line.wait() { lastOnes += 1 }
                  seats.acquire()
                  setUp.run {
                    runs += 1
                  }
                  inside: skip
                  seats.release()
                  if seats.tryAcquire() { seats.release() }
                }

                invariant notOverfull "at most two are inside":
                  count(g in guest: g at inside) <= 2
                final onceOnly "the set-up ran once, and one guest was the last":
                  runs == 1 && lastOnes == 1 && go.isSet && seats.value == 2
                """),
        ])
}
