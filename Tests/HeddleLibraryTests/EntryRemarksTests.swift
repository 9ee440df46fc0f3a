import HeddleLibrary
import TestSupport
import Testing

@Suite("Filters in words, and remarks on a known entry")
struct EntryRemarksTests {
    @Test("a line of conditions is the filter that the options of library list make")
    func words() throws {
        let line = "status=open --status=fixed tag=queue at-most=1/100 min-depth=3 min-preemptions=2 two  tellers"
        let filter = try #require(try EntryFilter.parse(line))
        #expect(filter.statuses == [.open, .fixed])
        #expect(filter.tags == ["queue"])
        #expect(filter.mostLikely == 0.01)
        #expect(filter.leastDepth == 3)
        #expect(filter.leastPreemptions == 2)
        #expect(filter.text == "two tellers")
        #expect(try EntryFilter.parse("text=a=b")?.text == "a=b")
        for text in ["two tellers", "", "x == 1", "1=2"] { #expect(try EntryFilter.parse(text) == nil, "\(text)") }
    }

    @Test(
        "a bad condition is named with what it may be",
        arguments: [
            ("depth=3", "There is no filter 'depth=': status= tag= at-most= min-depth= min-preemptions= text="),
            ("status=opne", "'opne' is no status: open, fixed, expected, retired."),
            ("at-most=2", "'2' is no chance from 0 to 1, as 1/100 or 0.01."),
            ("at-most=1/0", "'1/0' is no chance from 0 to 1, as 1/100 or 0.01."),
            ("min-depth=many", "min-depth= needs a number, not 'many'."), ("tag=", "tag= needs a value."),
        ])
    func mistakes(_ line: String, _ message: String) {
        #expect {
            try EntryFilter.parse(line)
        } throws: {
            ($0 as? EntryFilter.Mistake)?.message == message
        }
    }

    @Test("what is not known of an entry is admitted by no condition on it")
    func unknown() throws {
        let facts = EntryFilter.Facts(status: nil)
        for line in ["status=open", "tag=a", "at-most=1", "min-depth=0", "min-preemptions=0"] {
            #expect(try EntryFilter.parse(line)?.admits(facts) == false, "\(line)")
        }
    }

    @Test("remarks go to the same steps in another order, behind what stands there, and once")
    func remarks() throws {
        var entry = SavedSchedule.lostUpdate
        entry.cause = "Both read first."
        entry.steps[0].note = "old"
        var found = SavedSchedule.lostUpdate
        found.steps.swapAt(0, 1)
        found.cause = "Read and write are two steps."
        for index in found.steps.indices { found.steps[index].note = nil }
        found.steps[0].note = "of the second step"
        found.steps[1].note = "of the first step"
        let isSwap = entry.steps[0].thread != entry.steps[1].thread
        try #require(isSwap)
        #expect(entry.takeRemarks(of: found) == [])
        #expect(entry.cause == "Both read first.\nRead and write are two steps.")
        #expect(entry.steps[0].note == "old; of the first step")
        let once = entry
        #expect(entry.takeRemarks(of: found) == [])
        #expect(entry == once)
    }

    @Test("a note on a step that the entry doesn't have is given back by its number")
    func left() {
        var entry = SavedSchedule.lostUpdate
        let before = entry
        var found = SavedSchedule.lostUpdate
        found.cause = ""
        for index in found.steps.indices { found.steps[index].note = nil }
        found.steps[2].action = "write other ← 1"
        found.steps[2].note = "elsewhere"
        #expect(entry.takeRemarks(of: found) == [3])
        #expect(entry == before)
    }
}
