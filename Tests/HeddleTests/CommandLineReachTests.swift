import Foundation
import TestSupport
import Testing

@Suite("The command line: reach")
struct CommandLineReachTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["lost-update.heddle", "reply.pml"] { try folder.write(Fixtures.text("golden/" + name), to: name) }
    }

    private func reach(_ arguments: String...) throws -> CommandLineRun {
        try CommandLineRun(["reach"] + arguments, in: folder.path)
    }

    @Test("What is found is a table of steps, and how to see it; exit code 0")
    func found() throws {
        let run = try reach("lost-update.heddle", "balance == 1 && teller.0.seen == 0")
        #expect(run.status == 0)
        #expect(
            run.output == """
                lost-update.heddle · Lost update · sc

                ✓ balance == 1 && teller.0.seen == 0

                    step  thread     line  action
                       1  teller.0      9  R balance → 0
                       2  teller.0     10  W balance ← 1

                    2 steps, 0 preemptions; 4 states were visited.
                    See it:  heddle lost-update.heddle        then  :play 0R 0W

                """)
    }

    @Test("What can't be reached is exit code 1, what isn't known 3, bad input 2")
    func codes() throws {
        let none = try reach("lost-update.heddle", "balance == 3")
        #expect(none.status == 1)
        #expect(none.output.contains("Can't be reached: all 12 states were visited."))
        let open = try reach("lost-update.heddle", "balance == 3", "--states", "5")
        #expect(open.status == 3)
        #expect(open.output.contains("Not found within 5 states: not known."))
        for arguments in [
            ["lost-update.heddle", "ballance == 1"], ["lost-update.heddle", "until-line 4"],
            ["lost-update.heddle", "balance == 1", "--from", "0 0W 0"], ["lost-update.heddle"],
            ["nowhere.heddle", "x == 1"], ["lost-update.heddle", "balance == 1", "--states", "0"],
            ["lost-update.heddle", "until-blocked nobody"],
            ["lost-update.heddle", "balance == 1", "--from", "0 then 1"],
        ] {
            let run = try CommandLineRun(["reach"] + arguments, in: folder.path)
            #expect(run.status == 2, "\(arguments)")
            #expect(!run.errors.isEmpty && run.output.isEmpty)
        }
        let wrong = try reach("lost-update.heddle", "ballance == 1")
        #expect(
            wrong.errors == """
                condition:1:1: error: nothing here is called 'ballance' [H201]
                  ballance == 1
                  ^^^^^^^^
                    did you mean 'balance', declared in line 6?

                """)
    }

    @Test("The screens' words count here too, and steps can be given")
    func words() throws {
        let blocked = try reach("lost-update.heddle", "anything", "--from", "0 1R")
        #expect(blocked.status == 0)
        #expect(blocked.output.contains("4 steps, 2 preemptions, the first 2 as given"))
        let change = try reach("reply.pml", "until-change", "client.1.got")
        #expect(change.status == 0)
        #expect(change.output.contains("✓ a change of client.1.got"))
        let property = try reach("lost-update.heddle", "!everyDepositKept && balance == 2")
        #expect(property.status == 1)
        let refused = try reach("lost-update.heddle", "balance == 2", "--from", "0 0W 0")
        #expect(refused.errors.contains("--from: Step 3 (0) can't run: teller.0 is done. What can: 1R."))
    }

    @Test("JSON has its keys, null where nothing is known")
    func json() throws {
        let found = try JSONDocument(reach("lost-update.heddle", "balance == 2", "--from", "0", "--json").output)
        #expect(found["reached"].bool == true && found["given"].int == 1)
        #expect(found["steps"].count == 4 && found["steps"][0]["action"].string == "read balance → 0")
        #expect(found["play"].string == "0R 0W 1R 1W")
        #expect(found["wanted"].string == "balance == 2" && found["limit"].isNull)
        let open = try JSONDocument(reach("lost-update.heddle", "balance == 3", "--states", "5", "--json").output)
        #expect(open["reached"].isNull && open["limit"].string == "states 5" && open["states"].int == 5)
        let none = try JSONDocument(reach("lost-update.heddle", "balance == 3", "--json").output)
        #expect(none["reached"].bool == false && none["steps"].count == 0 && none["play"].isNull)
    }

    @Test("In ASCII no other character is written")
    func ascii() throws {
        let run = try CommandLineRun(
            ["reach", "lost-update.heddle", "balance == 1"], in: folder.path, environment: ["LC_ALL": "C"])
        #expect(run.output.utf8.allSatisfy { $0 < 0x80 })
        #expect(run.output.contains("v balance == 1"))
    }
}
