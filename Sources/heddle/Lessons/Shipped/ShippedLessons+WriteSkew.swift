// Made from demos/lessons by ShippedLessonsTests (HEDDLE_RECORD=lessons); not to be edited.
extension ShippedLessons {
    static let writeSkew: [File] = [
        File(
            name: "write-skew.heddle",
            text: #"""
                /// Two doctors are on call. Each may
                /// go home if the other one stays.
                model "Nobody is on call"

                var onCall: bool[2] = [true, true]

                thread doctor(me: 0..<2) {
                  var staff = 0
                  atomic {
                    // a snapshot of both rows
                    staff = count(d in 0..<2:
                      onCall[d])
                  }
                  if staff == 2 {
                    onCall[me] = false
                  }
                }

                final someone
                  "someone is on call":
                  onCall[0] || onCall[1]
                expect someone fails

                """#),
        File(
            name: "write-skew.lesson",
            text: #"""
                heddle-lesson 1
                number   8
                title    Nobody is on call
                about    a rule over several rows
                minutes  20
                model    write-skew.heddle
                origin
                  H. Berenson and others, SIGMOD 1995, name it write skew; A. Fekete and others, SIGMOD Record
                  2004, work out when snapshot isolation allows it; Jepsen's report on PostgreSQL 12.3, 2020,
                  tells the story of the two doctors. Here a snapshot is one step that looks at both rows.
                intro
                  Two doctors are on call, and one always has to be. Each looks at both rows, and goes home if
                  the other one stays.

                goal schedule  Send both of them home.
                fails  someone
                text
                  No two of them ever write the same row.
                hint
                  each must see two doctors on call.
                hint
                  both take their snapshot first.
                hint
                  press {solution}.
                solution  0 1 0 1

                goal predict  How many different results are there?
                ask  outcomes
                because
                  One of them stays, or the other one, or nobody.
                text
                  A result is who is on call at the end.
                hint
                  can both still be on call when both are done?
                hint
                  one or the other, or nobody.
                hint
                  the answer is {answer}.

                goal repair  See to it that someone stays.
                text
                  Each of the two must still be able to go home.
                keep   finished(doctor[0]) && finished(doctor[1]) && !onCall[0]
                keep   finished(doctor[0]) && finished(doctor[1]) && !onCall[1]
                hint
                  what both read, and only one of them writes, is the trouble. Give them something that both
                  need.
                hint
                  a lock on the roster, held from the look to the change; or make the two one step.
                hint
                  one way: {solution}.
                solution  write-skew.repaired.heddle

                summary
                  Each transaction was right by itself and wrote a row that nobody else wrote; the rule spans
                  both rows, and nobody guards it. Databases call it write skew; serializable isolation, a lock
                  on what was read, or a row that both must write cures it.

                  Disjoint writes can break a rule that holds for all of them together.

                """#),
        File(
            name: "write-skew.repaired.heddle",
            text: #"""
                /// Two doctors are on call. Each may
                /// go home if the other one stays.
                model "Nobody is on call"

                var onCall: bool[2] = [true, true]
                mutex roster

                thread doctor(me: 0..<2) {
                  var staff = 0
                  roster.lock()
                  atomic {
                    // a snapshot of both rows
                    staff = count(d in 0..<2:
                      onCall[d])
                  }
                  if staff == 2 {
                    onCall[me] = false
                  }
                  roster.unlock()
                }

                final someone
                  "someone is on call":
                  onCall[0] || onCall[1]
                expect someone holds

                """#),
    ]
}
