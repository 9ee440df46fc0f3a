// Made from demos/lessons by ShippedLessonsTests (HEDDLE_RECORD=lessons); not to be edited.
extension ShippedLessons {
    static let lease: [File] = [
        File(
            name: "lease.heddle",
            text: #"""
                /// A lock that runs out by itself, so
                /// that no dead client holds it.
                model "The lease ran out"

                var leased: bool = false
                var token: int = 0
                var written: int = 0
                ghost var newest: int = 0

                thread client * 2 {
                  var mine = 0
                  atomic {
                    await !leased
                    leased = true
                    token += 1
                    mine = token
                  }
                  write: atomic {
                    written = mine
                    ghost newest = max(newest, mine)
                  }
                }

                daemon thread clock {
                  loop {
                    await leased
                    leased = false
                  }
                }

                invariant inOrder
                  "no older holder writes last":
                  written == newest
                expect inOrder fails

                """#),
        File(
            name: "lease.lesson",
            text: #"""
                heddle-lesson 1
                number   10
                title    The lease ran out
                about    time is a thread
                minutes  25
                model    lease.heddle
                origin
                  M. Kleppmann, "How to do distributed locking", 2016, on Redlock; Redis's own page on
                  distributed locks has a remark on it; etcd had the same (issues 10811 and 11456, 2019).
                  Leases: C. Gray and D. Cheriton, SOSP 1989. The clock may let a lease expire at any moment; a
                  client that pauses is one that isn't picked.
                intro
                  A lock that runs out by itself is called a lease. A client takes it, gets a number, and writes
                  to the storage. How long does a pause last?

                goal schedule  Let an older holder write after a newer one.
                fails  inOrder
                text
                  The clock is a thread as well: thread 2.
                hint
                  the first client pauses after it got the lease.
                hint
                  the lease expires; the second client gets it and writes. Then the first one wakes up.
                hint
                  press {solution}.
                solution  0 2 2 1 1 0

                goal predict  What can the storage hold at the end?
                ask  values written
                because
                  Whoever writes last counts, and that may be the late one.
                text
                  Name all values of written that are possible when all are done.
                hint
                  each client writes its own number once.
                hint
                  the last writer counts, and either can be the last.
                hint
                  the answer is {answer}.

                goal repair  Stop the damage at the storage, not at the lock.
                text
                  The clock may still do what it likes, and both clients must still get their numbers.
                keep   token == 2 && written == 0
                keep   written == 1
                keep   written == 2
                keep   finished(client[0]) && finished(client[1])
                no     new objects
                hint
                  the lock can't know who sleeps. The storage sees every write.
                hint
                  the storage refuses a number lower than one that it has seen.
                hint
                  one way: {solution}.
                solution  lease.repaired.heddle

                summary
                  Between "I hold the lease" and "I write" there may be a pause of any length, and the client
                  can't feel it. No timeout is right for it. The number that comes with the lease, the fencing
                  token, makes the storage the judge: it refuses whoever is late.

                  Time is a thread, and it runs whenever it likes.

                """#),
        File(
            name: "lease.repaired.heddle",
            text: #"""
                /// A lock that runs out by itself, so
                /// that no dead client holds it.
                model "The lease ran out"

                var leased: bool = false
                var token: int = 0
                var written: int = 0
                ghost var newest: int = 0

                thread client * 2 {
                  var mine = 0
                  atomic {
                    await !leased
                    leased = true
                    token += 1
                    mine = token
                  }
                  write: atomic {
                    if mine > written {
                      written = mine
                      ghost newest = max(newest, mine)
                    }
                  }
                }

                daemon thread clock {
                  loop {
                    await leased
                    leased = false
                  }
                }

                invariant inOrder
                  "no older holder writes last":
                  written == newest
                expect inOrder holds

                """#),
    ]
}
