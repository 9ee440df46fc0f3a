import HeddlePresentation
import Testing

@Suite("Source follows the selected step")
struct SourceSightTests {
    private func top(_ line: Int?, kept: Int?, count: Int = 100, height: Int = 13) -> Int {
        SourceSight.top(kept: kept, line: line, count: count, height: height)
    }

    @Test("It scrolls only if the step leaves the middle half, and then has it in its middle")
    func middleHalf() {
        var kept = top(50, kept: nil)
        #expect(kept == 44)
        // Rows 3 to 9 of 13 are the middle half.
        for line in 48...54 { #expect(top(line, kept: kept) == 44, "line \(line)") }
        #expect(top(47, kept: kept) == 41)
        kept = top(55, kept: kept)
        #expect(kept == 49)
        #expect(top(51, kept: kept) == 45)
    }

    @Test("A thread that is done moves nothing; a short text stands whole; the first lines stand at the top")
    func edges() {
        #expect(top(nil, kept: 44) == 44)
        #expect(top(nil, kept: nil) == 0)
        #expect(top(10, kept: 5, count: 13) == 0)
        #expect(top(2, kept: nil) == 0)
        #expect(top(100, kept: nil) == 94)
        #expect(top(1, kept: nil, height: 1) == 0)
        #expect(top(3, kept: nil, height: 0) == 2)
    }
}
