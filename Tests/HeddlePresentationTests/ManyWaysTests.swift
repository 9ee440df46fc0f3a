import HeddleEngine
import Testing

@testable import HeddlePresentation

@Suite("Steps with very many ways")
struct ManyWaysTests {
    @Test("A screen looks at the thousand of each thread, and passes over no thread after it")
    func first() throws {
        let played = try PlayedModel(
            """
            model "m"
            var x: int = 0
            thread a { atomic { choose p in 0..<40
              choose q in 0..<40
              x = p + q } }
            thread b { x = 1 }
            """)
        let all = played.machine.enabled(played.situation.play.nodes[0].state)
        #expect(all.count == 1_601)
        let shown = played.machine.enabled(
            played.situation.play.nodes[0].state, waysPerThread: Machine.shownWays)
        #expect(shown.count == 1_001 && Set(shown).isSubset(of: all) && shown.last == all.last)
        #expect(shown == shown.sorted())
        #expect(Scene(played.situation).moves == shown)
    }
}
