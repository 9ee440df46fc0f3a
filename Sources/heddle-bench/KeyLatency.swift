internal import CPlatform
internal import HeddleEngine
internal import HeddleLanguages
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleScreen

/// How long a key takes until its frame stands, at 200x60 on a long line of play.
///
/// Shape: threads that deposit under a lock and count for themselves, chosen at random with a fixed seed, and 200
/// variables. Units:
/// milliseconds, of `update` and `render` together; the median, the 95th of a hundred, the slowest.
struct KeyLatency {
    let steps: Int
    let threads: Int

    private var model: String {
        """
        model "Long line"
        mutex m
        var balance: int = 0
        var own: int[\(threads)]
        var seen: int[100]
        \((0..<99 - threads).map { "var still\($0): int = \($0)" }.joined(separator: "\n"))
        thread worker(i: 0..<\(threads)) {
          loop {
            own[i] = own[i] + 1
            m.lock()
            balance = (balance + 1) % 1000
            seen[balance % 100] = i
            m.unlock()
            own[i] = 0
          }
        }
        """
    }

    func run() {
        let loaded = HeddleFrontEnd.load(SourceText(path: "long-line.heddle", text: model))
        guard let program = loaded.program, let machine = try? Machine(program) else {
            for diagnostic in loaded.diagnostics { print(diagnostic.message) }
            return
        }
        var state = AppState(size: GridSize(columns: 200, rows: 60))
        _ = update(&state, .modelLoaded(OpenedModel(number: 1, machine: machine)))
        let schedule = schedule(machine)
        var part = schedule[...]
        var slowest = 0.0
        while !part.isEmpty {
            let chunk = part.prefix(10_000)
            part = part.dropFirst(10_000)
            let start = heddle_cpu_seconds()
            _ = update(&state, .commandLine("play " + chunk.map(String.init).joined(separator: " ")))
            slowest = max(slowest, heddle_cpu_seconds() - start)
        }
        print("\(steps) steps, \(threads) threads, 200x60; 10,000 steps played at once: \(text(slowest)) ms")
        print("what                           median     95 %  slowest   (ms from key to frame)")
        measure("main screen: back, forward", &state, [.left, .right])
        measure("main screen: steps", &state, [.character("0"), .character("1"), .character("2"), .character("3")])
        _ = update(&state, .commandLine("pane happens-before"))
        measure("main screen: cursor in lanes", &state, [.up, .up, .down])
        _ = update(&state, .commandLine("zoom"))
        measure("zoomed lanes: back, forward", &state, [.left, .left, .right, .right])
        measure("zoomed lanes: cursor", &state, [.up, .up, .pageUp, .down])
        measure("lanes and causal layout", &state, [.character("c")])
        _ = update(&state, .commandLine(state.model?.situation.orderView.layout == .causal ? "up" : "causal"))
        measure("zoomed causal layout: cursor", &state, [.up, .up, .pageUp, .left, .right, .down])
        _ = update(&state, .commandLine("edges all"))
        measure("causal layout, all edges", &state, [.up, .up, .down])
        _ = update(&state, .commandLine("filter worker.1 balance"))
        measure("causal layout, filtered", &state, [.up, .up, .down])
    }

    /// Enabled threads at random, in runs of a few steps.
    private func schedule(_ machine: Machine) -> [Int] {
        var random: UInt64 = 88_172_645_463_325_252
        func next(_ bound: Int) -> Int {
            random ^= random << 13
            random ^= random >> 7
            random ^= random << 17
            return Int(random % UInt64(bound))
        }
        var state = machine.start().state
        var schedule: [Int] = []
        while schedule.count < steps {
            let enabled = machine.enabled(state)
            let thread = enabled[next(enabled.count)].thread
            for _ in 0...next(12) where schedule.count < steps {
                guard let next = machine.apply(Transition(thread: thread), to: state) else { break }
                schedule.append(thread)
                state = next.state
            }
        }
        return schedule
    }

    private func measure(_ what: String, _ state: inout AppState, _ keys: [Key]) {
        var times: [Double] = []
        for round in 0..<120 {
            let start = heddle_cpu_seconds()
            _ = update(&state, .input(.key(keys[round % keys.count])))
            _ = render(state, state.size)
            times.append(heddle_cpu_seconds() - start)
        }
        times.sort()
        let figures = [times[times.count / 2], times[times.count * 95 / 100], times[times.count - 1]]
        let columns = figures.map { Self.padded(text($0), 9) }.joined()
        print(what + String(repeating: " ", count: max(1, 28 - what.count)) + columns)
    }

    private func text(_ seconds: Double) -> String {
        let hundredths = Int(seconds * 100_000)
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
