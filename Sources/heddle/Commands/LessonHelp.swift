/// `heddle help lessons`: how a lesson is written.
enum LessonHelp {
    static let text = """
        How a lesson is written

        A lesson is a text file, NAME.lesson, beside its model, NAME.heddle. A folder of
        them is a course:

          heddle learn FOLDER            opens it
          heddle learn --check FOLDER    says what is wrong with it; one FILE.lesson too
          heddle learn --list FOLDER     lists it

        The file's first line is `heddle-lesson 1`. Every other line is a key and its
        value; lines indented by blanks go on with the value above them, an empty line
        among them begins a paragraph. A line that begins with # is a comment.
        Conditions are those of the modelling language (heddle help language,
        properties); they may name locals of threads and need nothing in the model.

        The lesson

          title      The lost update
          number     1                          its place; those without follow by name
          about      a statement is several steps
          minutes    10
          model      lost-update.heddle         beside the lesson
          origin     where the bug comes from, for the summary
          intro      what it is about: the first paragraph stands in the list, all
                     of it beside the first goal where there is room
          summary    what there was to learn; the last paragraph is the one to remember

        A goal begins with its kind and what is to be done. Each has three hints, every
        one saying more than the one before; {solution} and {answer} in a hint are
        filled in; of a repair {solution} is where lines change, and the last hint shows
        the lines themselves.

          goal reach Make both wait.            a situation, come to by any steps
          until      blocked(a) && blocked(b)
          within     4 steps                    both may be left out
          within     1 preemption
          with       attempt = 2                constants of the model
          memory     tso                        or sc, c11, rc11; else the model's own
          model      other.heddle               another model, for this goal alone
          text       more about it
          hint       …
          solution   0 1 1 0                    as :play takes it; 0·b: its second way

          goal schedule Make one deposit vanish.
          fails      everyDepositKept           an invariant, a final or a check

          goal predict How many different results are there?
          ask        outcomes                   the explorer has the answer
          factor     4                          a number within four times of it counts
          because    why it is so; shown once it is answered

            outcomes [where CONDITION]          different results
            runs [where CONDITION]              interleavings
            values NAME                         the values that it has at the ends
            steps until CONDITION               fewest; steps fails NAME
            preemptions until CONDITION         fewest; preemptions fails NAME
            chance                              one random run in how many fails
            possible CONDITION                  yes or no
            failing                             names of what fails

          goal repair Mend it.                  a copy is changed in an editor
          keep       balance == 1               must still be possible, once a line
          no         new objects                and nothing else shared
          no         new atomic                 no more atomic blocks than there were
          solution   lost-update.repaired.heddle

        What makes a repair. Every property and every check holds in all states, and
        nothing is weakened: the properties are the same, by name, kind and condition;
        so are the threads, their numbers and which of them are daemons; constants and
        the first values of variables keep their values; checks stay on and bounds as
        they were; there is no assume more. Where runs could end, every run still can,
        wherever it has come to. What was reachable or a possible outcome in the model
        still is, and so is every keep. All else may change, expectations too. Choose
        keep so that throwing the work away is no way out.

        In a lesson the analysis is hidden until the goal is reached; :reveal shows it,
        and it is said that it was shown. In a repair it is not hidden: the model that
        is searched is the user's own.

        """
}
