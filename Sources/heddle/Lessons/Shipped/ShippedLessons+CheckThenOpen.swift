// Made from demos/lessons by ShippedLessonsTests (HEDDLE_RECORD=lessons); not to be edited.
extension ShippedLessons {
    static let checkThenOpen: [File] = [
        File(
            name: "check-then-open.heddle",
            text: #"""
                /// A server checks a name, and then
                /// opens what the name means by then.
                model "Checked, then opened"

                enum File { own, secret }
                var path: File = own
                var opened: File? = nil

                thread server {
                  let checked = path
                  if checked == own {
                    opened = path
                  }
                }

                thread attacker {
                  path = secret
                }

                final onlyChecked
                  "only a checked file is opened":
                  opened != secret
                expect onlyChecked fails

                """#),
        File(
            name: "check-then-open.lesson",
            text: #"""
                heddle-lesson 1
                number   2
                title    Checked, then opened
                about    check and use
                minutes  10
                model    check-then-open.heddle
                origin
                  CVE-2018-15664: docker cp looked a path up, and then used it; a container could put a link
                  there in between. The pattern is known as TOCTOU, time of check to time of use; M. Bishop and
                  M. Dilger wrote about it in Computing Systems in 1996. The model has one path with two
                  meanings, and nothing of a real file system.
                intro
                  A server may open the user's own files only. It checks the name, then opens what the name
                  means.

                goal schedule  Get the secret file opened.
                fails  onlyChecked
                text
                  There is one place for the attacker's step.
                hint
                  the check must see the harmless file.
                hint
                  the attacker comes after the check, and before the file is opened.
                hint
                  press {solution}.
                solution  0 1 0 0

                goal predict  How many random runs are there for one that fails?
                ask  chance
                because
                  The first step must be the server's, and the second the attacker's.
                text
                  At each step a thread that can move is picked by lot.
                hint
                  the first step must be the server's. How likely is that? And then?
                hint
                  one of two, and then one of two again.
                hint
                  the answer is {answer}.

                goal repair  Move one line, so that no place is left.
                text
                  The server must not ask twice what the name means.
                keep   opened == own && finished(server) && finished(attacker)
                keep   opened == nil && finished(server) && finished(attacker)
                no     new objects
                no     new atomic
                hint
                  names are shared variables: each look may find something else.
                hint
                  look once, keep what you have got, check that and use that.
                hint
                  one way: {solution}.
                solution  check-then-open.repaired.heddle

                summary
                  Between the check and the use the world goes on. The answer to "may I?" was right when it was
                  given; when it was used it was old. Real systems cure it in the same way as you did: act on a
                  handle that stays, not on a name that can be made to mean something else.

                  A check that is old when it is used is no check.

                """#),
        File(
            name: "check-then-open.repaired.heddle",
            text: #"""
                /// A server asks once what a name
                /// means, and opens what it checked.
                model "Checked, then opened"

                enum File { own, secret }
                var path: File = own
                var opened: File? = nil

                thread server {
                  let checked = path
                  if checked == own {
                    opened = checked
                  }
                }

                thread attacker {
                  path = secret
                }

                final onlyChecked
                  "only a checked file is opened":
                  opened != secret
                expect onlyChecked holds

                """#),
    ]
}
