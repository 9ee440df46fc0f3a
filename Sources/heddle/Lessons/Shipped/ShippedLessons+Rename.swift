// Made from demos/lessons by ShippedLessonsTests (HEDDLE_RECORD=lessons); not to be edited.
extension ShippedLessons {
    static let rename: [File] = [
        File(
            name: "rename.heddle",
            text: #"""
                /// Write a new file, give it the old
                /// one's name. Then the power fails.
                model "The new name of nothing"

                enum Name { toOld, toNew }
                var cached: Name = toOld
                var onDisk: Name = toOld
                var data: bool = false
                var dataOnDisk: bool = false
                var down: bool = false

                daemon thread editor {
                  data = true
                  // fsync: await dataOnDisk
                  cached = toNew
                }

                daemon thread disk(i: 0..<2) {
                  atomic {
                    if i == 0 {
                      await data && !down
                      dataOnDisk = true
                    } else {
                      await cached == toNew && !down
                      onDisk = toNew
                    }
                  }
                }

                thread power {
                  down = true
                }

                invariant whole
                  "after a crash a file is whole":
                  down implies
                    onDisk == toOld || dataOnDisk
                expect whole fails

                """#),
        File(
            name: "rename.lesson",
            text: #"""
                heddle-lesson 1
                number   11
                title    The new name of nothing
                about    a crash is a step
                minutes  20
                model    rename.heddle
                origin
                  T. S. Pillai and others, "All File Systems Are Not Created Equal", OSDI 2014; the kernel's
                  change "ext4: allocate delayed allocation blocks before rename" came after files of zero
                  length in 2009. Two caches and a power switch stand for the file system; the power fails at
                  most once.
                intro
                  To be safe an editor writes a new file and gives it the old one's name. Both go into a cache;
                  the disk takes them when it likes.

                goal schedule  Let the power fail so that the name leads to nothing.
                fails  whole
                text
                  Threads 1 and 2 are the disk's: one takes the data, the other the name. Thread 3 is the power.
                hint
                  the disk need not take things in the order in which they were written.
                hint
                  write, rename, let the disk take the name first. Then the power fails.
                hint
                  press {solution}.
                solution  0 0 2 3

                goal predict  Can the old content be lost although the power fails before the rename?
                because
                  The disk takes the name from the cache, and it is not there yet.
                ask  possible down && cached == toOld && onDisk == toNew
                text
                  Yes or no?
                hint
                  what does the disk take the name from?
                hint
                  before the rename there is no new name in the cache.
                hint
                  the answer is {answer}.

                goal repair  One line makes every moment safe. Which one, and where?
                text
                  fsync waits until the data is on the disk. In this model: await dataOnDisk.
                keep   down && onDisk == toOld
                keep   down && onDisk == toNew
                keep   down && !data
                keep   down && data && !dataOnDisk
                no     new objects
                no     new atomic
                hint
                  the name must not reach the disk before the data has.
                hint
                  so it must not even reach the cache before: wait between the two writes.
                hint
                  one way: {solution}.
                solution  rename.repaired.heddle

                summary
                  Two writes, and the disk chose their order. Whoever needs an order has to ask for it: fsync of
                  the file, then rename, then fsync of the folder if the new name has to stay. A crash is just
                  one more step that may come anywhere, and a search tries it everywhere.

                  A page cache is a weak memory with a power switch.

                """#),
        File(
            name: "rename.repaired.heddle",
            text: #"""
                /// Write a new file, give it the old
                /// one's name. Then the power fails.
                model "The new name of nothing"

                enum Name { toOld, toNew }
                var cached: Name = toOld
                var onDisk: Name = toOld
                var data: bool = false
                var dataOnDisk: bool = false
                var down: bool = false

                daemon thread editor {
                  data = true
                  await dataOnDisk
                  cached = toNew
                }

                daemon thread disk(i: 0..<2) {
                  atomic {
                    if i == 0 {
                      await data && !down
                      dataOnDisk = true
                    } else {
                      await cached == toNew && !down
                      onDisk = toNew
                    }
                  }
                }

                thread power {
                  down = true
                }

                invariant whole
                  "after a crash a file is whole":
                  down implies
                    onDisk == toOld || dataOnDisk
                expect whole holds

                """#),
    ]
}
