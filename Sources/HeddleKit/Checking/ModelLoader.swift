package import HeddleEngine
internal import HeddleLanguages
package import HeddleLibrary
package import HeddlePresentation
package import HeddleProgram

/// A model's file as read: its text and the digest of its bytes.
package struct ModelFile: Sendable {
    package var source: SourceText
    /// SHA-256 of the bytes on disk, those of included files behind them, 64 hexadecimal digits.
    package var digest: String

    package init(source: SourceText, digest: String) {
        self.source = source
        self.digest = digest
    }
}

/// A model with constants and a memory model, ready to run, or what is wrong with it.
package struct LoadedMachine: Sendable {
    package var file: ModelFile
    /// nil exactly when one of the diagnostics is an error.
    package var machine: Machine?
    /// Ordered by place; warnings and notes too.
    package var diagnostics: [Diagnostic]
    package var settings: [Setting]

    package var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
}

/// From a path to a machine: the only place where model files are read.
package enum ModelLoader {
    /// Name ends of the models that a folder is searched for.
    package static let suffixes = [".heddle", promelaSuffix, litmusSuffix]
    private static let promelaSuffix = ".pml"
    private static let litmusSuffix = ".litmus"

    /// Reads a file. Errors: as of `FileBytes.read`, with the front end's size limit.
    package static func read(_ path: String) throws(ScheduleError) -> ModelFile {
        let bytes = try FileBytes.read(path, limit: HeddleFrontEnd.sizeLimit)
        return ModelFile(source: SourceText(path: path, bytes: bytes), digest: Digest.hex(bytes))
    }

    /// Parses, checks, lowers and compiles. Without `memoryModel` it is the model's own.
    package static func load(_ file: ModelFile, settings: [Setting], memoryModel: MemoryModel? = nil) -> LoadedMachine {
        let model = model(of: file.source, settings: settings)
        var file = file
        // Included files stand behind the model's own text.
        file.source = model.source
        if !model.source.parts.isEmpty { file.digest = Digest.hex(model.source.bytes) }
        var loaded = LoadedMachine(file: file, machine: nil, diagnostics: model.diagnostics, settings: settings)
        guard let program = model.program else { return loaded }
        do {
            loaded.machine = try Machine(program, memoryModel: memoryModel ?? program.memoryModel)
        } catch {
            loaded.diagnostics += error.diagnostics
        }
        return loaded
    }

    /// Makes requests ready for a model that was read: its front end checks what they ask, in the model's own words.
    package static func planner(file: ModelFile, machine: Machine, settings: [Setting]) -> WayPlanner {
        WayPlanner(machine: machine) { text, isValue in
            let question = Question(isValue ? .value : .condition, text)
            let asked = ask(question, of: file.source, settings: settings)
            guard let program = asked.program else { return .failure(WayRefusal(asked.diagnostics, in: question.text)) }
            do throws(MachineError) {
                return .success((try Machine(program, memoryModel: machine.memoryModel), asked.property))
            } catch {
                return .failure(WayRefusal(error.diagnostics, in: question.text))
            }
        }
    }

    /// By the front end that the name's end picks.
    private static func model(of source: SourceText, settings: [Setting]) -> LoadedModel {
        if source.path.hasSuffix(promelaSuffix) {
            return PromelaFrontEnd.load(source, settings: settings) { include($0, from: source.path) }
        }
        if source.path.hasSuffix(litmusSuffix) { return LitmusFrontEnd.load(source, settings: settings) }
        if ScheduleCodec.isSchedule(source.bytes) {
            let end = source.bytes.firstIndex(of: UInt8(ascii: "\n")) ?? source.bytes.count
            return LoadedModel(
                source: source, program: nil,
                diagnostics: [
                    Diagnostic(
                        "H101", .error, at: SourceSpan(start: 0, end: end), "this is a saved schedule, not a model",
                        hint: "'heddle replay FILE' judges it, 'heddle FILE' walks it")
                ])
        }
        return HeddleFrontEnd.load(source, settings: settings)
    }

    private static func ask(_ question: Question, of source: SourceText, settings: [Setting]) -> AskedModel {
        if source.path.hasSuffix(promelaSuffix) {
            return PromelaFrontEnd.ask(question, of: source, settings: settings)
        }
        if source.path.hasSuffix(litmusSuffix) { return LitmusFrontEnd.ask(question, of: source, settings: settings) }
        return HeddleFrontEnd.ask(question, of: source, settings: settings)
    }

    /// A file that a model includes: from the model's folder or below it.
    private static func include(_ path: String, from model: String) -> PromelaInclude {
        guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else { return .outside }
        let folder = model.lastIndex(of: "/").map { String(model[...$0]) } ?? ""
        if FileBytes.exists(folder + path), !FileBytes.lies(folder + path, in: folder) { return .outside }
        guard let bytes = try? FileBytes.read(folder + path, limit: PromelaFrontEnd.sizeLimit) else { return .missing }
        return .bytes(bytes)
    }

    package static func load(
        path: String, settings: [Setting] = [], memoryModel: MemoryModel? = nil
    ) throws(ScheduleError) -> LoadedMachine {
        load(try read(path), settings: settings, memoryModel: memoryModel)
    }

    /// The models that an argument stands for: itself, or those in and below a folder, ordered by path.
    package static func models(at path: String) throws(ScheduleError) -> [String] {
        guard FileBytes.isFolder(path) else { return [path] }
        var found: [String] = []
        for suffix in suffixes { found += try FileBytes.files(below: trimmed(path), suffix: suffix) }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func trimmed(_ path: String) -> String {
        var path = path
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }
}
