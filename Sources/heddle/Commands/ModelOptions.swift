internal import ArgumentParser
internal import HeddleEngine
internal import HeddleKit
internal import HeddleLibrary
internal import HeddleProgram
internal import HeddleReports

/// Options of every command that takes a model: `--memory`, `--set`, `-D`.
struct ModelOptions: ParsableArguments {
    @Option(help: "The memory model: sc, tso, c11 (C++20), or rc11 (c11 by the rules of RC11).")
    var memory: MemoryModelName?

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp("Gives a constant of the model another value; may be repeated.", valueName: "name=value"))
    var settings: [SettingArgument] = []

    @Option(
        name: .customShort("D"), parsing: .singleValue,
        help: ArgumentHelp(
            "Promela: defines a macro before the model's text; litmus: stands for a name in it; may be repeated.",
            valueName: "name=value"))
    var defines: [DefineArgument] = []

    var memoryModel: MemoryModel? { memory?.model }
    var modelSettings: [Setting] { settings.map(\.setting) + defines.map(\.setting) }

    func validate() throws {
        var seen: [String] = []
        for setting in modelSettings {
            if seen.contains(setting.name) { throw ValidationError("'\(setting.name)' is set twice") }
            seen.append(setting.name)
        }
    }
}

extension ModelOptions {
    /// A model's machine and the run that these options ask for. Diagnostics go to standard error.
    func load(_ file: String) throws -> (machine: Machine, run: Run) {
        try Self.load(file, settings: modelSettings, memoryModel: memoryModel)
    }

    static func load(
        _ file: String, settings: [Setting], memoryModel: MemoryModel?
    ) throws -> (machine: Machine, run: Run) {
        let (_, machine, run) = try loadFile(file, settings: settings, memoryModel: memoryModel)
        return (machine, run)
    }

    /// The same with what a saved schedule was recorded with, in place of these options.
    func load(_ file: String, as recorded: SavedSchedule) throws -> Machine {
        try Self.loadFile(file, settings: recorded.settings, memoryModel: recorded.memoryModel).machine
    }

    /// As the first, with the file as it was read.
    func loadFile(_ file: String) throws -> (loaded: LoadedMachine, machine: Machine, run: Run) {
        try Self.loadFile(file, settings: modelSettings, memoryModel: memoryModel)
    }

    private static func loadFile(
        _ file: String, settings: [Setting], memoryModel: MemoryModel?
    ) throws -> (loaded: LoadedMachine, machine: Machine, run: Run) {
        let loaded: LoadedMachine
        do {
            loaded = try ModelLoader.load(path: file, settings: settings, memoryModel: memoryModel)
        } catch {
            throw Failure.badInput(error.message(about: file))
        }
        guard let machine = loaded.machine else {
            Output.complain(DiagnosticReport(source: loaded.file.source, marks: Output.marks).text(loaded.errors))
            Output.complain(DiagnosticReport.summary(loaded.diagnostics, isStrict: false))
            throw ExitStatus.badInput
        }
        let run = Judge.run(of: machine.program, memoryModel: machine.memoryModel)
        return (loaded, machine, run)
    }
}

/// `sc`, `tso`, `c11` (C++20), `rc11`.
struct MemoryModelName: ExpressibleByArgument {
    var model: MemoryModel

    init?(argument: String) {
        guard let model = MemoryModel(rawValue: argument) else { return nil }
        self.model = model
    }

    static var allValueStrings: [String] { MemoryModel.allCases.map(\.rawValue) }
}

/// `N=4`, or `BUG`, which stands for 1.
struct DefineArgument: ExpressibleByArgument {
    var setting: Setting

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty else { return nil }
        setting = Setting(name: String(name), value: parts.count > 1 ? String(parts[1]) : "1")
    }
}

/// `tellers=3`
struct SettingArgument: ExpressibleByArgument {
    var setting: Setting

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        let value = argument[argument.index(after: equals)...]
        guard !value.isEmpty else { return nil }
        setting = Setting(name: String(argument[..<equals]), value: String(value))
    }
}
