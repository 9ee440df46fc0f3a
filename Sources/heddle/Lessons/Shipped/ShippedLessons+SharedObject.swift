// Made from demos/lessons by ShippedLessonsTests (HEDDLE_RECORD=lessons); not to be edited.
extension ShippedLessons {
    static let sharedObject: [File] = [
        File(
            name: "shared-object.halves.heddle",
            text: #"""
                /// The shared object, each order apart.
                model "The shared object"

                memory c11
                const publish = false    // the store of ready releases
                const look = false       // the first look acquires
                const drop = true        // letting go releases
                const last = true        // who goes last acquires

                pool Object[1] {
                  atomic field: int = 0
                }
                var object: Object? = nil
                setup { object = new Object() }

                mutex lock
                atomic ready: bool = false
                atomic users: int = 2

                func isReady() -> bool {
                  if look { return ready.load(acquire) }
                  return ready.load(relaxed)
                }

                func letGo() -> int {
                  if drop { return users.fetchSub(1, release) }
                  return users.fetchSub(1, relaxed)
                }

                thread user * 2 {
                  let mine = object!
                  if !isReady() {
                    lock.lock()
                    if !ready.load(relaxed) {
                      mine.field.store(42, relaxed)
                      if publish { ready.store(true, release) }
                      else { ready.store(true, relaxed) }
                    }
                    lock.unlock()
                  }
                  let got = mine.field.load(relaxed)
                  leave: if letGo() == 1 {
                    if last { fence(acquire) }
                    drop: free mine
                  }
                }

                invariant whole
                  "what is found is whole":
                  count(u in user:
                    u at leave && u.got != 42) == 0

                expect whole fails
                expect whole fails with publish = true
                expect whole fails with look = true
                expect whole holds with publish = true, look = true
                expect no race with publish = true, look = true
                expect race with publish = true, look = true, drop = false
                expect race with publish = true, look = true, last = false

                """#),
        File(
            name: "shared-object.heddle",
            text: #"""
                /// Built by whoever comes first,
                /// freed by whoever goes last.
                model "The shared object"

                memory c11

                pool Object[1] {
                  atomic field: int = 0
                }
                var object: Object? = nil
                setup { object = new Object() }

                mutex lock
                atomic ready: bool = false
                atomic users: int = 2

                thread user * 2 {
                  let mine = object!
                  if !ready.load(relaxed) {
                    lock.lock()
                    if !ready.load(relaxed) {
                      mine.field.store(42, relaxed)
                      ready.store(true, relaxed)
                    }
                    lock.unlock()
                  }
                  let got = mine.field.load(relaxed)
                  leave: if users.fetchSub(1, relaxed) == 1 {
                    drop: free mine
                  }
                }

                invariant whole
                  "what is found is whole":
                  count(u in user:
                    u at leave && u.got != 42) == 0

                expect whole fails
                expect race

                """#),
        File(
            name: "shared-object.lesson",
            text: #"""
                heddle-lesson 1
                number   14
                title    Seen is not known
                about    happens-before, stale reads
                minutes  40
                model    shared-object.heddle
                origin
                  Two patterns in one object. Double-checked locking: D. Bacon and others, "The 'Double-Checked
                  Locking is Broken' Declaration"; S. Meyers and A. Alexandrescu, "C++ and the Perils of
                  Double-Checked Locking", 2004. The reference count as Rust's Arc drops it; a look at such a
                  count without acquire was a bug of its library (J.-H. Jourdan, issue 51780, 2018). Here are
                  two users and one object with one field; memory is that of C++20.
                intro
                  The first one builds the object, under a lock; who finds the flag up takes none. The last one
                  frees it.

                goal schedule  Find the flag up, and the field as it was before.
                fails  whole
                text
                  A load with several writes to read has a letter for each: its digit goes through them, enter
                  takes one.
                hint
                  one user must be through with building before the other one looks at the flag.
                hint
                  the other one reads the newest flag, and the oldest field.
                hint
                  press digits for {solution}; at a letter, enter behind it.
                solution  0 0 0 0 0 0 1 1·a 1·b

                goal predict  The builder's store of the flag releases. Can the old field still be read?
                model  shared-object.halves.heddle
                with   publish = true
                ask    possible exists(u in user: u at leave && u.got == 0)
                because
                  A relaxed look takes over nothing of what was released.
                text
                  The first look stays relaxed. Yes or no?
                hint
                  the release hands something out. Who takes it?
                hint
                  read the flag first, then see what the field still offers.
                hint
                  the answer is {answer}.

                goal predict  Now the look acquires, and the store is relaxed. Can it still be read?
                model  shared-object.halves.heddle
                with   look = true
                ask    possible exists(u in user: u at leave && u.got == 0)
                because
                  Nothing was released, so there is nothing to take over. It takes both.
                text
                  The other half of the pair alone. Yes or no?
                hint
                  an acquire takes over what a release has handed out.
                hint
                  here nothing was handed out.
                hint
                  the answer is {answer}.

                goal predict  Both are there, but the last one doesn't acquire. What fails?
                model  shared-object.halves.heddle
                with   publish = true, look = true, last = false
                ask    failing
                because
                  The last one reads the other's count, and is not ordered after the other's last look.
                text
                  Letting go releases. Answer with names: whole, race, both, or none.
                hint
                  nobody reads an old field any more. But is the object freed after the last look at it?
                hint
                  after in time is not after in order: two accesses that no order ties together are a race.
                hint
                  the answer is {answer}.

                goal repair  Give each access the order that it needs.
                text
                  Nobody may find half an object, and nobody may free it under another's eyes.
                keep   finished(user[0]) && finished(user[1])
                keep   user[0] at leave
                keep   user[1] at leave
                keep   user[0] at drop
                keep   user[1] at drop
                no     new objects
                no     new atomic
                hint
                  two pairs: the flag and the look at it; the count, which both hands out and takes over.
                hint
                  release where something is handed on, acquire where it is taken; one access may do both
                  (acq_rel).
                hint
                  one way: {solution}.
                solution  shared-object.repaired.heddle

                summary
                  Under c11 a load may read any write that its thread doesn't know to be overwritten. Release
                  hands on what a thread has done and knows, acquire takes it over, and one without the other is
                  nothing. The lock did not help, since who finds the flag up does not take it; and a count of one
                  is not yet the end of the other's last look.

                  Seeing a value is not being ordered after it.

                """#),
        File(
            name: "shared-object.repaired.heddle",
            text: #"""
                /// Built by whoever comes first,
                /// freed by whoever goes last.
                model "The shared object"

                memory c11

                pool Object[1] {
                  atomic field: int = 0
                }
                var object: Object? = nil
                setup { object = new Object() }

                mutex lock
                atomic ready: bool = false
                atomic users: int = 2

                thread user * 2 {
                  let mine = object!
                  if !ready.load(acquire) {
                    lock.lock()
                    if !ready.load(relaxed) {
                      mine.field.store(42, relaxed)
                      ready.store(true, release)
                    }
                    lock.unlock()
                  }
                  let got = mine.field.load(relaxed)
                  leave: if users.fetchSub(1, acq_rel) == 1 {
                    drop: free mine
                  }
                }

                invariant whole
                  "what is found is whole":
                  count(u in user:
                    u at leave && u.got != 42) == 0

                expect whole holds
                expect no race

                """#),
    ]
}
