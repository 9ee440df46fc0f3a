// Made from demos/lessons by ShippedLessonsTests (HEDDLE_RECORD=lessons); not to be edited.
extension ShippedLessons {
    static let raft: [File] = [
        File(
            name: "raft.heddle",
            text: #"""
                /// Three nodes, one entry in a log.
                /// When is an entry there to stay?
                model "A majority is not a commit"

                enum Act { elect, append, copy }
                var term: 1...5
                var seen: int[3]
                var leads: int[3]
                var log: int[3]
                var committed: int = 0

                daemon thread node(me: 0..<3) {
                  loop {
                    atomic {
                      choose act in Act
                      choose to in 0..<3 where to != me
                      if act == elect {
                        await term < 5 &&
                          log[me] >= log[to]
                        term += 1
                        seen[me] = term
                        seen[to] = term
                        leads[me] = term
                      } else if act == append {
                        await leads[me] > 0 &&
                          leads[me] == seen[me] &&
                          log[me] == 0 &&
                          to == (me + 1) % 3
                        log[me] = leads[me]
                      } else {
                        await log[me] > 0 &&
                          leads[me] == seen[me] &&
                          log[to] != log[me] &&
                          seen[to] <= leads[me]
                        seen[to] = leads[me]
                        log[to] = log[me]
                        if committed == 0 &&
                            count(s in 0..<3:
                              log[s] == log[me]) >= 2 {
                          committed = log[me]
                        }
                      }
                    }
                  }
                }

                invariant stays
                  "what is committed stays":
                  committed == 0 || count(s in 0..<3:
                    log[s] == committed) >= 2
                expect stays fails

                """#),
        File(
            name: "raft.lesson",
            text: #"""
                heddle-lesson 1
                number   15
                title    A majority is not a commit
                about    rules that look redundant
                minutes  60
                model    raft.heddle
                origin
                  D. Ongaro and J. Ousterhout, "In Search of an Understandable Consensus Algorithm", USENIX ATC
                  2014, section 5.4.2 and figure 8. Here a log has one entry, an election is one step with one
                  voter besides the candidate, and there are terms up to 5; no messages, no crashes.
                intro
                  Three servers elect leaders for terms that grow. A leader puts an entry into its log and
                  copies it to others. When two of three have it, it is committed. Is it?

                goal schedule  Lose a committed entry.
                fails  stays
                within 8 steps
                text
                  A node's digit walks through its ways, enter takes one.
                hint
                  node.0 leads in term 2 and appends. Somebody else leads in term 3, with node.2's vote, and
                  keeps quiet.
                hint
                  node.0 leads in term 4, and copies its old entry to node.2: now it is committed. Then
                  node.1 appends, gets elected and copies.
                hint
                  press digits for {solution}; a letter behind a digit is the choice: press the digit until it
                  stands there, then enter.
                solution  0 0·b 1 0·b 0·d 1 1 1

                goal predict  What is the fewest steps for it?
                ask  steps fails stays
                because
                  Four elections, two entries, two copies.
                text
                  You may have found a long way. Elections, appends and copies each count 1.
                hint
                  every leader that matters needs an election.
                hint
                  four elections, two entries, two copies.
                hint
                  the answer is {answer}.

                goal repair  Put the missing rule back.
                text
                  One condition more on when a leader may count an entry as committed.
                keep   committed == 2
                keep   committed == 5
                keep   exists(s in 0..<3: leads[s] == 5)
                keep   exists(s in 0..<3: log[s] == 2 && leads[s] == 4)
                no     new objects
                no     new atomic
                hint
                  the entry was of term 2, and its leader's term was 4.
                hint
                  a leader counts only entries of its own term; older ones are committed along with them.
                hint
                  one way: {solution}.
                solution  raft.repaired.heddle

                summary
                  An entry of an old term can be on a majority and still lose an election: another server with a
                  later entry may win, and overwrite it. So a leader counts copies only of entries of its own
                  term; with such a one the older entries are safe too. The rule looks redundant until one sees
                  the schedule that it forbids.

                  Before you drop a rule that seems to do nothing, search for what it refuses.

                """#),
        File(
            name: "raft.repaired.heddle",
            text: #"""
                /// Three nodes, one entry in a log.
                /// When is an entry there to stay?
                model "A majority is not a commit"

                enum Act { elect, append, copy }
                var term: 1...5
                var seen: int[3]
                var leads: int[3]
                var log: int[3]
                var committed: int = 0

                daemon thread node(me: 0..<3) {
                  loop {
                    atomic {
                      choose act in Act
                      choose to in 0..<3 where to != me
                      if act == elect {
                        await term < 5 &&
                          log[me] >= log[to]
                        term += 1
                        seen[me] = term
                        seen[to] = term
                        leads[me] = term
                      } else if act == append {
                        await leads[me] > 0 &&
                          leads[me] == seen[me] &&
                          log[me] == 0 &&
                          to == (me + 1) % 3
                        log[me] = leads[me]
                      } else {
                        await log[me] > 0 &&
                          leads[me] == seen[me] &&
                          log[to] != log[me] &&
                          seen[to] <= leads[me]
                        seen[to] = leads[me]
                        log[to] = log[me]
                        if committed == 0 &&
                            log[me] == leads[me] &&
                            count(s in 0..<3:
                              log[s] == log[me]) >= 2 {
                          committed = log[me]
                        }
                      }
                    }
                  }
                }

                invariant stays
                  "what is committed stays":
                  committed == 0 || count(s in 0..<3:
                    log[s] == committed) >= 2
                expect stays holds

                """#),
    ]
}
