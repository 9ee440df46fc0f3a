// Made from demos/lessons by ShippedLessonsTests (HEDDLE_RECORD=lessons); not to be edited.
extension ShippedLessons {
    static let treiberAba: [File] = [
        File(
            name: "treiber-aba.heddle",
            text: #"""
                /// A stack without locks: swap the top
                /// if it is what it was. Two nodes.
                model "The top is the same"

                pool Node[2] { next: Node? = nil }
                struct Top { node: Node?, tag: int }
                atomic top: Top

                setup {
                  push(new Node())
                  push(new Node())
                }

                func push(node: Node) {
                  loop {
                    let old = top.load()
                    node.next = old.node
                    let now = Top(node: node, tag: 0)
                    if top.compareExchange(old, now) {
                      return
                    }
                  }
                }

                func pop() -> Node? {
                  loop {
                    let old = top.load()
                    if old.node == nil { return nil }
                    let below = old.node!.next
                    let now = Top(node: below, tag: 0)
                    if top.compareExchange(old, now) {
                      return old.node
                    }
                  }
                }

                thread slow {
                  let got = pop()
                }

                thread quick {
                  let a = pop()
                  let b = pop()
                  if let node = a { push(node) }
                }

                final takenIsGone
                  "what was taken is not on top":
                  quick.b == nil ||
                    top.node != quick.b
                expect takenIsGone fails

                """#),
        File(
            name: "treiber-aba.lesson",
            text: #"""
                heddle-lesson 1
                number   9
                title    The top is the same
                about    values against history
                minutes  30
                model    treiber-aba.heddle
                origin
                  R. K. Treiber's stack, IBM report RJ 5118, 1986. M. M. Michael and M. L. Scott call the trap
                  the ABA problem (Rochester report 599, 1995); M. M. Michael's hazard pointers, PODC 2002, are
                  another cure. Two nodes, one pop, and a thread that pops both and gives the first one back.
                intro
                  A stack without locks: read the top and what lies below it, then swap the one for the other if
                  the top is still the same. Can it be the same, and all else different?

                goal schedule  Get a node onto the top that quick has taken.
                fails  takenIsGone
                within 1 preemption
                text
                  The compare-and-exchange of slow has to succeed when it should not.
                hint
                  slow must know both the top and what lay below it, and then be left.
                hint
                  now let quick do all that it has to do: it takes both nodes, and puts the first one back.
                hint
                  press {solution}.
                solution  0 0 1 1 1 1 1 1 1 1 1 0

                goal predict  One random run in how many goes wrong?
                ask    chance
                factor 4
                because
                  All of quick has to fit into one gap of slow.
                text
                  Within four times of it counts.
                hint
                  quick has nine steps, and all of them have to come at one place.
                hint
                  more than 20, less than 400.
                hint
                  the answer is {answer}.

                goal repair  Make the swap fail when something happened in between.
                text
                  The top has a field that nobody uses yet. Popping and pushing must still work, and no locks.
                keep   finished(slow) && finished(quick) && quick.b != nil
                keep   finished(slow) && finished(quick) && quick.a != nil && quick.b == nil
                keep   finished(slow) && finished(quick) && top.node != nil
                no     new objects
                no     new atomic
                hint
                  the same node can be on top twice. What could tell the two times apart?
                hint
                  a number that grows with every change.
                hint
                  one way: {solution}.
                solution  treiber-aba.repaired.heddle

                summary
                  The top was A, then B, then A again. Compare-and-exchange compares values, and the value was
                  the same; the node below it was not below it any more. A counter beside the pointer makes
                  every change visible; hazard pointers and epochs keep a node from coming back too early.

                  That a value is the same does not mean that nothing has happened.

                """#),
        File(
            name: "treiber-aba.repaired.heddle",
            text: #"""
                /// A stack without locks: swap the top
                /// if nothing happened to it since.
                model "The top is the same"

                pool Node[2] { next: Node? = nil }
                struct Top { node: Node?, tag: int }
                atomic top: Top

                setup {
                  push(new Node())
                  push(new Node())
                }

                func push(node: Node) {
                  loop {
                    let old = top.load()
                    node.next = old.node
                    let now = Top(node: node, tag: old.tag + 1)
                    if top.compareExchange(old, now) {
                      return
                    }
                  }
                }

                func pop() -> Node? {
                  loop {
                    let old = top.load()
                    if old.node == nil { return nil }
                    let below = old.node!.next
                    let now = Top(node: below, tag: old.tag + 1)
                    if top.compareExchange(old, now) {
                      return old.node
                    }
                  }
                }

                thread slow {
                  let got = pop()
                }

                thread quick {
                  let a = pop()
                  let b = pop()
                  if let node = a { push(node) }
                }

                final takenIsGone
                  "what was taken is not on top":
                  quick.b == nil ||
                    top.node != quick.b
                expect takenIsGone holds

                """#),
    ]
}
