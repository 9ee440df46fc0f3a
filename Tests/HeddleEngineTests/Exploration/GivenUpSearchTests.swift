import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

/// A search that nobody asks any more gives back its memory and its threads: a model's file that is watched is searched
/// again at every change.
@Suite struct GivenUpSearchTests {
    private static let options: [SearchOptions] = {
        [SearchOptions.Strategy.breadthFirst, .depthFirst, .preemption, .dpor].flatMap { strategy in
            [(1, Reductions()), (2, []), (1, .all), (2, .all)].map { workers, reductions in
                var options = SearchOptions(reductions: reductions)
                options.strategy = strategy
                options.workers = workers
                return options
            }
        }
    }()

    @Test(arguments: options.indices) func nothingIsKept(_ index: Int) throws {
        let loaded = HeddleFrontEnd.load(SourceText(path: "counters.heddle", text: countersModel))
        let machine = try Machine(try #require(loaded.program))
        weak var exploration: Exploration?
        weak var explorer: (any Explorer)?
        weak var team: WorkerTeam?
        func search() {
            let search = Exploration(machine: machine, options: Self.options[index])
            let first = search.explorer
            search.finish()
            _ = search.outcomes()
            #expect(search.isOver)
            exploration = search
            explorer = first
            team = (first as? BreadthFirstExplorer)?.team?.team
        }
        search()
        #expect(exploration == nil)
        #expect(explorer == nil)
        #expect(team == nil)
    }
}
