import EngineReference
import Glibc
import HeddleEngine
import HeddleLanguages
import HeddleProgram
import TestSupport

/// `heddle-fuzz --seeds A..<B`: random models, each held against everything that must say the same of it.
///
/// A seed is a model: of Heddle's language, with `--memory` under a weak memory, with `--promela` of Promela, and then with
/// `--spin` also held against what live Spin counts. A failing one is made smaller and printed; the exit code is 1 then.
struct Fuzz {
    var seeds = 0..<1_000
    var isQuiet = false
    var printsOnly = false
    var isPromela = false
    var asksSpin = false
    var memory = MemoryModel.sc

    init(_ arguments: [String]) {
        var rest = arguments.dropFirst()
        while let argument = rest.popFirst() {
            switch argument {
            case "--seeds":
                guard let value = rest.popFirst(), let range = Self.range(value) else { Self.usage() }
                seeds = range
            case "--memory":
                guard let model = rest.popFirst().flatMap(MemoryModel.init(rawValue:)) else { Self.usage() }
                memory = model
            case "--quiet": isQuiet = true
            case "--print": printsOnly = true
            case "--promela": isPromela = true
            case "--spin": asksSpin = true
            default: Self.usage()
            }
        }
        if asksSpin, let absence = LiveSpin.absence {
            print(absence)
            exit(2)
        }
    }

    private static func range(_ text: String) -> Range<Int>? {
        let parts = text.split(separator: ".").map { $0.drop { $0 == "<" } }
        guard parts.count == 2, let first = Int(parts[0]), let last = Int(parts[1]), first <= last else { return nil }
        return first..<last
    }

    private static func usage() -> Never {
        print("usage: heddle-fuzz [--seeds A..<B] [--memory MODEL | --promela [--spin]] [--quiet] [--print]")
        print("       heddle-fuzz --litmus FOLDER --expected FILE.json")
        exit(2)
    }

    /// Whether nothing failed.
    func run() -> Bool {
        var compared = 0
        var counted = 0
        var failed = 0
        for seed in seeds {
            let text = text(seed)
            if printsOnly {
                print(text)
                continue
            }
            let comparison = compare(text)
            compared += comparison.isCompared ? 1 : 0
            counted += comparison.isCounted ? 1 : 0
            if !comparison.differences.isEmpty {
                failed += 1
                report(seed, text, comparison.differences)
            }
            if !isQuiet, (seed + 1 - seeds.lowerBound).isMultiple(of: 1000) {
                print(summary(seed + 1 - seeds.lowerBound, compared, counted, failed))
                fflush(nil)
            }
        }
        if !printsOnly { print(summary(seeds.count, compared, counted, failed)) }
        return failed == 0
    }

    /// The general generators, and in turn those that are made to mislead reductions. Spin is asked about the general ones.
    private func text(_ seed: Int) -> String {
        if memory != .sc { return weakText(seed) }
        if !isPromela { return seed % 4 == 3 ? RandomReplicas.text(seed: seed) : RandomModel.text(seed: seed) }
        if asksSpin { return RandomPromela.text(seed: seed) }
        switch seed % 3 {
        case 1: return RandomHandovers.text(seed: seed)
        case 2: return RandomProcesses.text(seed: seed)
        default: return RandomPromela.text(seed: seed)
        }
    }

    /// Threads over atomics alone, with a question about every state, as replicas; and everything else.
    private func weakText(_ seed: Int) -> String {
        switch seed % 5 {
        case 0: return RandomModel.text(seed: seed)
        case 1: return RandomReplicas.text(seed: seed)
        case 2:
            var random = RandomAtomics(seed: seed, replicates: true)
            return random.text()
        default:
            var random = RandomAtomics(seed: seed)
            return random.text() + (seed % 5 == 3 ? "\nreachable two \"two\": x == 2" : "")
        }
    }

    private func summary(_ models: Int, _ compared: Int, _ counted: Int, _ failed: Int) -> String {
        "\(models) models: \(compared) compared, \(counted) with their classes counted, \(failed) failed"
    }

    private func compare(_ text: String) -> ModelComparison {
        guard let machine = machine(text) else { return ModelComparison(difference: "text: not a model") }
        var comparison = ModelComparison(machine: machine)
        if asksSpin, comparison.isCompared { askSpin(text, machine, &comparison) }
        return comparison
    }

    private func askSpin(_ text: String, _ machine: Machine, _ comparison: inout ModelComparison) {
        let exploration = Exploration(machine: machine)
        exploration.finish()
        let report = exploration.report
        do {
            let folder = try TemporaryFolder()
            let spin = try LiveSpin.counts(model: folder.write(text, to: "random.pml"))
            if (report.states, report.transitions + 1) != (spin.states, spin.transitions) {
                comparison.add(
                    "spin: \(spin.states) states and \(spin.transitions - 1) transitions, "
                        + "not \(report.states) and \(report.transitions)")
            }
            if (spin.errors > 0) == report.findings.isEmpty {
                comparison.add("spin: \(spin.errors) errors, not \(report.findings.count) findings")
            }
        } catch {
            comparison.add("spin: \(error)")
        }
    }

    private func report(_ seed: Int, _ text: String, _ differences: [String]) {
        print("seed \(seed):")
        for line in differences { print("  \(line)") }
        let kind = differences[0].prefix { $0 != ":" }
        let smallest = ModelMinimizer.smallest(text) { candidate in
            machine(candidate) != nil && compare(candidate).differences.contains { $0.hasPrefix(kind) }
        }
        print(smallest)
        fflush(nil)
    }

    private func machine(_ text: String) -> Machine? {
        let source = SourceText(path: isPromela ? "random.pml" : "random.heddle", text: text)
        guard let program = isPromela ? PromelaFrontEnd.load(source).program : HeddleFrontEnd.load(source).program
        else {
            return nil
        }
        return try? Machine(program, memoryModel: memory)
    }
}

let words = Array(CommandLine.arguments.dropFirst())
if words.count == 4, words[0] == "--litmus", words[2] == "--expected" {
    do {
        exit(try LitmusFuzz(folder: words[1], expected: words[3]).run() ? 0 : 1)
    } catch {
        print(error)
        exit(2)
    }
}
exit(Fuzz(CommandLine.arguments).run() ? 0 : 1)
