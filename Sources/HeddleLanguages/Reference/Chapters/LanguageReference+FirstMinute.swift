extension LanguageReference {
    static let firstMinute = ReferenceChapter(
        title: "A model in one minute",
        text: """
            A '.heddle' file holds one model: a small concurrent program, what should be true of it, and what its \
            author expects to be found. Heddle runs the program in every order in which its threads can take their \
            steps.

            A model begins with 'model' and its name. After that, in any order, stand declarations: constants, \
            shared variables, locks, threads, properties, expectations.

            Six rules carry everything else.

            - What stands at the top of the file is shared by all threads. What stands in a thread is its own.
            - Every read and every write of something shared is one step. So is every method call on a shared \
            object. Nothing else is a step.
            - Whatever a thread computes between two of its steps belongs to the step before.
            - 'atomic { }' makes one step of a block. 'await condition' is one step too, and waits for its condition.
            - A property looks at a state and never changes it. It sees all of the state at one instant.
            - Nothing is undefined. What C leaves undefined is a violation here, and has a name.
            """,
        examples: [
            ReferenceExample(
                "two tellers and one lost deposit",
                """
                /// Two tellers deposit at the same time, and one deposit is lost.
                model "First model"

                const tellers = 2

                var balance: int = 0

                thread teller * tellers {
                  let seen = balance                 // one step: a read
                  balance = seen + 1                 // one step: a write
                }

                final everyDepositKept "every deposit is kept": balance == tellers

                expect everyDepositKept fails
                expect everyDepositKept holds with tellers = 1
                """)
        ])

    static let writing = ReferenceChapter(
        title: "How a model is written",
        text: """
            A file is UTF-8. Comments and strings may hold any character, everything else is ASCII. Names are \
            letters, digits and '_', do not start with a digit, and differ by case. A name that starts with '_' is \
            never reported as unused.

            A comment goes from '//' to the end of its line, or from '/*' to the next '*/'. Lines that start with \
            '///' right before 'model' or before a declaration describe it.

            Whole numbers are written 42, 1_000, 0x2A or 0b1010. There are no fractions. Strings stand between \
            double quotes on one line, with the escapes \\", \\\\ and \\n; they are sentences and file names, never \
            values.

            The end of a line ends a statement or a declaration. It does not if

            - the line ends with something that asks for more: an operator, a comma, an opening bracket, a word \
            such as 'if';
            - a '(' or '[' is still open;
            - the next line starts with '&&', '||', '??', '?', ':', '.', 'implies', 'leadsTo', 'else' or a string.

            A ';' ends a statement as well, so that a short block fits one line. Before '}' nothing is needed.

            Operators bind as in Go, from tightest to loosest:

              ! - ~ (before a value)
              * / %
              + -
              << >>
              &
              ^
              |
              == != < <= > >= at     (these do not chain)
              &&
              ||
              ??
              ? :
              implies

            The following words are reserved:

              allow assert assume at atomic await barrier bounds break case channel
              choose condition const continue daemon durable else enum event
              eventually expect false faults fence final for forbid free func ghost
              if implies in invariant join leadsTo let linearizable loop model mutex
              new nil once outcome pool process reachable refines return rwlock
              select self semaphore setup skip spawn spec struct switch thread true
              var while yield

            All other words that the language uses ('count', 'capacity', 'timeout', 'holds' ...) mean something \
            only in their place and are free as names elsewhere.
            """,
        examples: [
            ReferenceExample(
                "comments, numbers and line ends",
                """
                /// Every way to write a number, a comment and a long line.
                model "Small print"

                const plain = 1_000                  // to the end of the line
                const hexadecimal = 0x2A
                const binary = 0b1010 /* from here
                                         to there */
                var total: int = 0

                /// This describes the thread.
                thread adder {
                  total = plain +
                    hexadecimal + binary
                  total = max(total,
                              0); skip
                }

                final sum
                  "a sentence may stand on a line of its own":
                  total == 1052
                """)
        ])
}
