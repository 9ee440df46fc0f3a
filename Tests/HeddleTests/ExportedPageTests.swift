import Foundation
import TestSupport
import Testing

/// The exported page as a reader has it: opened in a browser, walked with real keys and clicks.
@Suite("The exported page in a browser", .serialized)
struct ExportedPageTests {
    /// Runs a test with the page of lost update's finding; says so where there is no browser.
    private func withPage(_ address: String = "", body: (HeadlessBrowser, String) throws -> Void) throws {
        if let absence = HeadlessBrowser.absence {
            withKnownIssue("\(absence)") { Issue.record("not tried") }
            return
        }
        let folder = try TemporaryFolder()
        let run = try CommandLineRun(
            ["export", "demos/lost-update.heddle", "--as", "html", "-o", folder.file("page.html")],
            in: Fixtures.package)
        #expect(run.status == 0, "\(run.errors)")
        let browser = try HeadlessBrowser()
        let page = "file://" + folder.file("page.html")
        try browser.open(page + address)
        try body(browser, page)
        #expect(browser.complaints == [])
        #expect(browser.requests.allSatisfy { $0.hasPrefix(page) }, "\(browser.requests)")
    }

    private func expectPlace(_ step: Int, _ browser: HeadlessBrowser, _ sentence: String? = nil) throws {
        #expect(try browser.text("#place") == (step == 0 ? "start" : "step \(step) of 4"))
        #expect(try browser.number("document.querySelectorAll('.steps [aria-current=step]').length") == 1)
        let current = "Array.from(document.querySelectorAll('.steps button')).findIndex(b => b.ariaCurrent === 'step')"
        #expect(try browser.number(current) == Double(step))
        let lit = "Array.from(document.querySelectorAll('.picture .step.current')).map(g => g.dataset.step).join()"
        #expect(try browser.value(lit) as? String == (step == 0 ? "" : "\(step)"))
        if let sentence { #expect(try browser.text("#sentence") == sentence) }
    }

    @Test("Arrow keys, Home and End walk the steps; sentence, source, state and lanes follow")
    func keys() throws {
        try withPage { browser, _ in
            try expectPlace(0, browser, "Nothing has moved yet.")
            #expect(try browser.text("#verdict") == "✗ every deposit is kept: balance == tellers, 1 == 2")
            try browser.press("ArrowRight")
            try expectPlace(1, browser, "teller.0 read balance and got 0, the value it had at the start.")
            #expect(try browser.text(".source .made").hasPrefix("9"))
            #expect(try browser.text(".source .row:nth-child(9) .at") == "1")
            #expect(try browser.text(".source .row:nth-child(10) .at") == "0")
            #expect(try browser.text(".state tr.changed") == "*seen– → 0")
            try browser.press("ArrowDown")
            try expectPlace(2, browser, "teller.1 read balance and got 0. From here on every run fails.")
            try browser.press("ArrowLeft")
            try expectPlace(1, browser)
            try browser.press("End")
            try expectPlace(4, browser)
            #expect(try browser.text(".state tr[data-entry='0']") == "balance1")
            try browser.press("ArrowRight")
            try expectPlace(4, browser)
            try browser.press("ArrowLeft")
            #expect(try browser.text(".state tr[data-entry='0']") == "*balance0 → 1")
            try browser.press("Home")
            try expectPlace(0, browser)
            try browser.press("ArrowUp")
            try expectPlace(0, browser)
            for key in ["l", "j", "h", "k", "G"] { try browser.press(key) }
            try expectPlace(4, browser)
            try browser.press("g")
            try expectPlace(0, browser)
        }
    }

    @Test("Clicks on a step, in the lanes and on the buttons go there")
    func clicks() throws {
        try withPage { browser, _ in
            try browser.click(".steps li:nth-child(4) button")
            try expectPlace(3, browser)
            try browser.click(".picture .step[data-step='2'] .action")
            try expectPlace(2, browser)
            try browser.click("#forward")
            try expectPlace(3, browser)
            try browser.click("#last")
            try expectPlace(4, browser)
            #expect(try browser.value("document.querySelector('#forward').disabled") as? Bool == true)
            try browser.click("#first")
            try expectPlace(0, browser)
            // A key counts also while a button has the focus.
            try browser.press("ArrowRight")
            try expectPlace(1, browser)
        }
    }

    @Test("The address leads to a step, and follows the walk")
    func deepLink() throws {
        try withPage("#step=3") { browser, page in
            try expectPlace(3, browser)
            try browser.press("ArrowRight")
            #expect(try browser.value("location.hash") as? String == "#step=4")
            _ = try browser.value("location.hash = '#step=1'")
            try browser.wait(for: "document.body.dataset.step === '1'")
            try expectPlace(1, browser)
            for odd in ["#step=999", "#step=-1", "#step=<script>", "#else"] {
                _ = try browser.value("location.hash = \"\(odd)\"")
                try browser.wait(for: "document.body.dataset.step === '\(odd == "#step=999" ? 4 : 0)'")
            }
        }
    }

    @Test("At a phone's width nothing runs over the edge, and buttons are large enough for a finger")
    func phone() throws {
        try withPage { browser, _ in
            try browser.resize(columns: 360, rows: 740, isMobile: true)
            try browser.press("ArrowRight")
            #expect(try browser.number("document.documentElement.scrollWidth") <= 360)
            let size =
                "Math.min(...Array.from(document.querySelectorAll('.bar button')).map(b => Math.min(b.offsetWidth, b.offsetHeight)))"
            #expect(try browser.number(size) >= 44)
        }
    }

    @Test("On paper all is spread out, and controls are left out; light and dark differ in the ground")
    func paperAndGround() throws {
        try withPage { browser, _ in
            try browser.emulate(medium: "screen", ground: "light")
            let ground = "getComputedStyle(document.body).backgroundColor"
            let light = try browser.value(ground) as? String
            try browser.emulate(medium: "screen", ground: "dark")
            #expect(try browser.value(ground) as? String != light)
            try browser.emulate(medium: "print", ground: "light")
            #expect(
                try browser.value("getComputedStyle(document.querySelector('#forward')).display") as? String == "none")
            #expect(
                try browser.value("getComputedStyle(document.querySelector('#lanes')).maxHeight") as? String == "none")
        }
    }

    @Test("Without scripts the steps, the source and the state at the end are there")
    func noScripts() throws {
        try withPage { browser, page in
            try browser.allowScripts(false)
            try browser.open(page + "?plain")
            #expect(try browser.number("document.querySelectorAll('.steps li').length") == 5)
            #expect(try browser.text(".state tr[data-entry='0']") == "balance1")
            #expect(try browser.value("document.querySelector('.bar').hidden") as? Bool == true)
        }
    }

    @Test("Hostile names run nothing")
    func hostileNames() throws {
        if let absence = HeadlessBrowser.absence {
            withKnownIssue("\(absence)") { Issue.record("not tried") }
            return
        }
        let folder = try TemporaryFolder()
        let evil = "</script><script>document.title='run'</script><img src=x onerror=document.title='run'>"
        try folder.write(
            "/// \(evil)\nmodel \"\(evil)\"\nvar x: int = 0\nthread a { x = 1 }\nfinal f \"\(evil)\": x == 0\n",
            to: "evil.heddle")
        let run = try CommandLineRun(["export", "evil.heddle", "--as", "html", "-o", "evil.html"], in: folder.path)
        #expect(run.status == 0, "\(run.errors)")
        let browser = try HeadlessBrowser()
        try browser.open("file://" + folder.file("evil.html"))
        try browser.press("End")
        #expect(try browser.text("#place") == "step 1 of 1")
        #expect(try browser.value("document.title") as? String == evil + ": finding 1 of 1")
        #expect(try browser.number("document.querySelectorAll('img').length") == 0)
        #expect(browser.complaints == [])
    }
}
