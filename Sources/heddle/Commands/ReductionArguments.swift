internal import ArgumentParser
internal import HeddleEngine

/// Options that say what a search leaves out because it changes nothing that is found.
struct ReductionArguments: ParsableArguments {
    @Flag(help: "Explores every interleaving: states and transitions are those of the full graph.")
    var noReduction = false

    @Option(
        help: ArgumentHelp(
            """
            Uses these reductions alone, separated by commas: fusion (steps that no other thread notices are made \
            with the one before), stubborn (in each state only threads that others can't get in the way of move), \
            symmetry (replicas that changed places are one state), spin (rounds of a loop that only waits are not \
            followed).
            """, valueName: "list"))
    var reduction: ReductionList?

    func validate() throws {
        if noReduction, reduction != nil { throw ValidationError("--no-reduction and --reduction exclude each other") }
    }

    /// What the command line asks for; `usual` where it says nothing.
    func chosen(usual: Reductions) -> Reductions { noReduction ? [] : reduction?.reductions ?? usual }

    struct ReductionList: ExpressibleByArgument {
        var reductions: Reductions

        init?(argument: String) {
            reductions = []
            for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
                guard let known = Reductions.names.first(where: { $0.name == part }) else { return nil }
                reductions.insert(known.reduction)
            }
        }

        static var allValueStrings: [String] { Reductions.names.map(\.name) }
    }
}
