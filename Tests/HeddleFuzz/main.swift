import EngineReference
import Glibc
import HeddleEngine
import HeddleLanguages
import HeddleProgram

/// `heddle-fuzz --seeds A..<B`: random models, each held against everything that must say the same of it.
///
/// A seed is a model. A failing one is made smaller and printed; the exit code is 1 then.
struct Fuzz {
    var seeds = 0..<1_000
    var isQuiet = false
    var printsOnly = false

    init(_ arguments: [String]) {
        var rest = arguments.dropFirst()
        while let argument = rest.popFirst() {
            switch argument {
            case "--seeds":
                guard let value = rest.popFirst(), let range = Self.range(value) else { Self.usage() }
                seeds = range
            case "--quiet": isQuiet = true
            case "--print": printsOnly = true
            default: Self.usage()
            }
        }
    }

    private static func range(_ text: String) -> Range<Int>? {
        let parts = text.split(separator: ".").map { $0.drop { $0 == "<" } }
        guard parts.count == 2, let first = Int(parts[0]), let last = Int(parts[1]), first <= last else { return nil }
        return first..<last
    }

    private static func usage() -> Never {
        print("usage: heddle-fuzz [--seeds A..<B] [--quiet] [--print]")
        exit(2)
    }

    func run() -> Bool {
        var compared = 0
        var counted = 0
        var failed = 0
        for seed in seeds {
            let text = RandomModel.text(seed: seed)
            if printsOnly {
                print(text)
                continue
            }
            guard let machine = Self.machine(text) else {
                failed += 1
                print("seed \(seed): not a model\n\(text)")
                continue
            }
            let comparison = ModelComparison(machine: machine)
            compared += comparison.isCompared ? 1 : 0
            counted += comparison.isCounted ? 1 : 0
            if !comparison.differences.isEmpty {
                failed += 1
                report(seed, text, comparison.differences)
            }
            if !isQuiet, (seed + 1 - seeds.lowerBound).isMultiple(of: 1000) {
                print("\(seed + 1 - seeds.lowerBound) models, \(compared) compared, \(counted) counted, \(failed) failed")
                fflush(nil)
            }
        }
        if printsOnly { return true }
        print("\(seeds.count) models: \(compared) compared, \(counted) with their classes counted, \(failed) failed")
        return failed == 0
    }

    private func report(_ seed: Int, _ text: String, _ differences: [String]) {
        print("seed \(seed):")
        for line in differences { print("  \(line)") }
        let kind = differences[0].prefix { $0 != ":" }
        let smallest = ModelMinimizer.smallest(text) { candidate in
            guard let machine = Self.machine(candidate) else { return false }
            return ModelComparison(machine: machine).differences.contains { $0.hasPrefix(kind) }
        }
        print(smallest)
        fflush(nil)
    }

    private static func machine(_ text: String) -> Machine? {
        guard let program = HeddleFrontEnd.load(SourceText(path: "random.heddle", text: text)).program else {
            return nil
        }
        return try? Machine(program)
    }
}

exit(Fuzz(CommandLine.arguments).run() ? 0 : 1)
