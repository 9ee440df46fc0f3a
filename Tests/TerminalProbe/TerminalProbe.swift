internal import Glibc
internal import HeddleScreen
internal import HeddleTerminal

/// A program for the tests of HeddleTerminal alone: shows what the terminal reports, and fails in every way on demand.
///
/// Row 0 names the size and capabilities, row 1 the last event, row 2 the styles, row 3 wide and combined characters;
/// the last row is a rule with a corner in the last cell.
@main
enum TerminalProbe {
    static func main() {
        let terminal: Terminal
        do {
            terminal = try Terminal.open()
        } catch {
            print("no terminal: \(error)")
            exit(2)
        }
        var lastEvent = "none"
        while true {
            terminal.present(frame(terminal, lastEvent))
            guard var event = terminal.nextEvent(timeout: nil) else { continue }
            while true {
                lastEvent = "\(event)"
                if event == .terminate || event == .key(.character("q")) { return leave(terminal) }
                act(on: event, terminal)
                guard let next = terminal.nextEvent(timeout: 0) else { break }
                event = next
            }
        }
    }

    private static func leave(_ terminal: Terminal) {
        terminal.close()
        if let number = terminal.terminationSignal {
            signal(number, SIG_DFL)
            raise(number)
        }
        exit(0)
    }

    private static func act(on event: InputEvent, _ terminal: Terminal) {
        switch event {
        case .key(.control("z")): terminal.suspend()
        case .key(.control("l")): terminal.redraw()
        case .key(.character("!")): fatalError("told to fail")
        case .key(.character("@")): exit(Int32(truncatingIfNeeded: deepen(1)))
        case .key(.character("#")): failOnThread()
        case .key(.character("$")): terminal.leave { _ = Glibc.write(1, "elsewhere\r\n", 11) }
        case .key(.character("%")): wakeFromThread()
        case .key(.character("&")): complain()
        case .key(.character("c")): terminal.copy("copied")
        default: break
        }
    }

    private static func complain() { _ = "a complaint\n".withCString { Glibc.write(2, $0, strlen($0)) } }

    @inline(never)
    private static func deepen(_ depth: Int) -> Int { depth < 0 ? 0 : deepen(depth + 1) &+ deepen(depth + 2) }

    private static func start(_ body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?) {
        var thread = pthread_t()
        pthread_create(&thread, nil, body, nil)
    }

    private static func failOnThread() {
        start { _ in
            Terminal.prepareWorkerThread()
            exit(Int32(truncatingIfNeeded: TerminalProbe.deepen(1)))
        }
    }

    private static func wakeFromThread() {
        start { _ in
            Terminal.prepareWorkerThread()
            Terminal.wake()
            return nil
        }
    }

    private static func frame(_ terminal: Terminal, _ lastEvent: String) -> CellGrid {
        let size = terminal.size
        var grid = CellGrid(rows: size.rows, columns: size.columns)
        let abilities = terminal.capabilities
        write(
            "probe \(size.columns)x\(size.rows) colours=\(abilities.colours) utf8=\(abilities.isUTF8) "
                + "ascii=\(abilities.needsASCII)", row: 0, into: &grid)
        write("event \(lastEvent)", row: 1, into: &grid)
        writeStyles(into: &grid)
        grid[3, 0] = Cell(0x5F85, width: 2)
        grid[3, 1] = Cell(0, width: 0)
        grid[3, 2] = Cell(0xE9)
        for column in 0..<size.columns { grid[size.rows - 1, column] = Cell(0x2500) }
        grid[size.rows - 1, size.columns - 1] = Cell(0x2518)
        return grid
    }

    private static func writeStyles(into grid: inout CellGrid) {
        let styles: [Style] = [
            .plain, Style(foreground: 2), Style(foreground: 12), Style(attributes: .bold),
            Style(foreground: 1, attributes: [.bold, .reverse]), Style(attributes: .underline),
        ]
        for (column, style) in styles.enumerated() { grid[2, column] = Cell(0x78, style: style) }
    }

    private static func write(_ text: String, row: Int, into grid: inout CellGrid) {
        for (column, scalar) in text.unicodeScalars.enumerated() { grid[row, column] = Cell(scalar.value) }
    }
}
