import HeddleLibrary
import HeddleScreen
import TestSupport
import Testing

@testable import heddle

@Suite("100,000 random keys")
struct RandomKeyTests {
    /// Of one run of the pure screens, and how many runs there are. Together with the terminal's: 100,000.
    private static let keys = 12_000
    private static let runs: [UInt64] = Array(1...8)
    private static let terminalKeys = 2_000
    private static let terminalRuns: [UInt64] = [101, 102]

    private static let models = ["lost-update.heddle", "philosophers.heddle"]

    @Test("No key ends the screens without being asked, and every frame is whole", arguments: runs)
    func pure(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        var keys = RandomKeys(seed: seed)
        let model = Self.models[Int(seed) % Self.models.count]
        let path = try folder.write(Fixtures.text("models/\(model)"), to: model)
        var session = try start(path, folder)
        var pressed = 0
        while pressed < Self.keys {
            for event in keys.next() {
                session.take(.input(event))
                pressed += 1
            }
            if session.isOver { session = try start(path, folder) }
            if pressed % 4 == 0 || pressed >= Self.keys {
                let fault = Self.fault(in: session.frame)
                #expect(fault == nil, "seed \(seed), after \(pressed) keys")
                if fault != nil { return }
            }
        }
    }

    private func start(_ path: String, _ folder: TemporaryFolder) throws -> HeadlessSession {
        try HeadlessSession(
            ScreenRequest(
                file: path, library: ScheduleFolder(path: folder.file("traces")), bounds: SearchBounds(states: 3_000)),
            size: GridSize(columns: 80, rows: 24), appearance: Appearance())
    }

    /// What is wrong with a frame as such.
    static func fault(in grid: CellGrid) -> String? {
        guard grid.cells.count == grid.rows * grid.columns else { return "cells" }
        for row in 0..<grid.rows {
            var column = 0
            while column < grid.columns {
                let cell = grid[row, column]
                let place = "row \(row), column \(column)"
                guard cell.width == 1 || cell.width == 2 else { return "width \(cell.width) at \(place)" }
                if cell.scalar < 0x20 || (0x7F..<0xA0).contains(cell.scalar) { return "control character at \(place)" }
                if Int(cell.cluster) > grid.clusters.count { return "cluster at \(place)" }
                if cell.width == 2, column + 1 >= grid.columns || grid[row, column + 1].width != 0 {
                    return "half a character at \(place)"
                }
                column += Int(cell.width)
            }
        }
        if let cursor = grid.cursor,
            !(0..<grid.rows).contains(cursor.row) || !(0..<grid.columns).contains(cursor.column)
        {
            return "cursor outside"
        }
        return nil
    }

    @Test("On a terminal too, and what stands there is what a redraw would put", arguments: terminalRuns)
    func terminal(seed: UInt64) throws {
        var keys = RandomKeys(seed: seed)
        var run = try ScreenRun(environment: ["EDITOR": "true"]).waitForSearch()
        var pressed = 0
        while pressed < Self.terminalKeys {
            for _ in 0..<50 {
                for event in keys.next() {
                    pressed += 1
                    if case .resize(let size) = event {
                        run.session.resize(rows: size.rows, columns: size.columns)
                    } else if let bytes = RandomKeys.bytes(event), bytes != TestKeys.control("z") {
                        run.session.send(bytes)
                        run.session.pump(waiting: 0)
                    }
                }
            }
            run.session.settle(quiet: 100)
            if let ending = run.session.program.pollEnding() {
                // Left by q or two ctrl-c, and never otherwise.
                // What it wrote last may still be on its way when it is gone.
                run.session.settle(quiet: 100)
                #expect(ending == .exited(0), "seed \(seed), within \(pressed) keys")
                #expect(run.session.unrestored == [], "seed \(seed), within \(pressed) keys")
                run = try ScreenRun(environment: ["EDITOR": "true"]).waitForSearch()
                continue
            }
            let differing = Self.differences(after: run)
            #expect(differing.isEmpty, "seed \(seed), within \(pressed) keys: \(differing)")
        }
    }

    /// Rows that a redraw changes. A search in the background changes some too, but not for ever.
    private static func differences(after run: ScreenRun) -> [String] {
        var differing: [String] = []
        for _ in 0..<20 {
            let before = run.screen.lines
            run.session.send(TestKeys.control("l"))
            run.session.settle(quiet: 100)
            differing = zip(before, run.screen.lines).filter { $0 != $1 }.map { "\($0) | \($1)" }
            if differing.isEmpty { break }
        }
        return differing
    }
}
