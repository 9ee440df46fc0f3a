import HeddleScreen
import Testing

@testable import heddle

@Suite("Key files and bounds as the screens read them")
struct KeyScriptTests {
    @Test("One key a line by its name; a colon begins a command; comments and blank lines are nothing")
    func script() throws {
        let script = try KeyScript("enter\n  space \n# a comment\n\n1\nctrl-r\n:step 3\n:\n#\n")
        #expect(
            script.entries == [
                .key(.enter), .key(.character(" ")), .key(.character("1")), .key(.control("r")), .command("step 3"),
                .key(.character(":")), .key(.character("#")),
            ])
        #expect(KeyScript.events(.command("x")) == [.key(.character(":")), .key(.character("x")), .key(.enter)])
    }

    @Test("A line that is no key is named with its number")
    func unknownKey() {
        #expect {
            try KeyScript("enter\nhyperspace\n")
        } throws: { error in
            (error as? Failure)?.message.contains("line 2") == true
                && (error as? Failure)?.message.contains("hyperspace") == true
        }
    }

    @Test("A bound is taken in the command line's words, and only then")
    func bounds() {
        var bounds = SearchBounds()
        for (name, value) in [("states", "4,000,000"), ("time", "1m"), ("memory", "500m"), ("depth", "12")] {
            let isTaken = bounds.set(name, to: value)
            #expect(isTaken, "\(name) \(value)")
        }
        #expect(bounds.states == 4_000_000)
        #expect(bounds.time == 60)
        #expect(bounds.memory == 500 << 20)
        for (name, value) in [("states", "0"), ("states", "many"), ("depth", "-1"), ("time", "soon"), ("luck", "7")] {
            let isTaken = bounds.set(name, to: value)
            #expect(!isTaken, "\(name) \(value)")
        }
        #expect(bounds.depth == 12)
    }

    @Test("A size is two numbers within limits")
    func sizes() {
        #expect(SizeArgument(argument: "80x24")?.size == GridSize(columns: 80, rows: 24))
        for text in ["80", "x", "0x24", "80x0", "80x24x1", "1001x1", "axb", "80 x 24"] {
            #expect(SizeArgument(argument: text) == nil)
        }
    }
}
