internal import HeddleEngine
package import HeddleProgram

/// An exporter whose file is a program: the model's own, in a programming language.
///
/// What all of them begin with stands here: whether there is an exact test at all, what it claims, how its steps are
/// numbered. What a form cannot say exactly is refused, never approximated.
package protocol NativeExporter: Exporter {
    /// The language by its name: `C`.
    static var language: String { get }
    /// Why no model under a memory model can be written; nil: it can, with its orders, and with the schedule but for what
    /// no machine can be made to do.
    static func refusal(of memory: MemoryModel) -> String?
    /// Whether the file shows data races of models under a memory model.
    static func showsRaces(under memory: MemoryModel) -> Bool
    /// A line of text as a comment, made fit for one before.
    static func comment(_ text: String) -> String
    static func file(_ start: NativeStart) -> NativeFile
}

/// What every native form begins with.
package struct NativeStart {
    let subject: ExportSubject
    let claim: NativeClaim
    let sites: NativeSites

    var program: Program { subject.machine.program }

    /// What the file says first: which schedule, and what fails in it.
    var title: [String] { [NativeText.comment(subject.heading), NativeText.comment(claim.title)] }
}

/// One written file, or all reasons why there is none.
package struct NativeFile {
    let text: String
    let refusals: [NativeRefusal]
}

extension NativeExporter {
    package static var hasProgram: Bool { true }
    package static func refusal(of memory: MemoryModel) -> String? { nil }
    package static func showsRaces(under memory: MemoryModel) -> Bool { false }

    package static func export(_ subject: ExportSubject) -> String {
        let file = made(subject)
        guard !file.refusals.isEmpty else { return file.text }
        return comment(NativeText.comment(refused(file, subject))) + "\n"
    }

    package static func refusal(_ subject: ExportSubject) -> String? {
        let file = made(subject)
        return file.refusals.isEmpty ? nil : refused(file, subject)
    }

    private static func made(_ subject: ExportSubject) -> NativeFile {
        let memory = subject.machine.memoryModel
        let claim = NativeClaim(subject, showsRaces: showsRaces(under: memory))
        let refusals = NativeRefusal.general(subject.machine, claim, memory: refusal(of: memory))
        guard refusals.isEmpty else { return NativeFile(text: "", refusals: refusals) }
        let sites = NativeSites(subject.machine.program)
        return file(NativeStart(subject: subject, claim: claim, sites: sites))
    }

    /// All refusals, each with its lines.
    private static func refused(_ file: NativeFile, _ subject: ExportSubject) -> String {
        let name = subject.machine.program.source.fileName
        let lines = Dictionary(grouping: file.refusals, by: \.what).mapValues { Set($0.map(\.line)).subtracting([0]) }
        var told: Set<String> = []
        let list = file.refusals.sorted { $0.line < $1.line }.map(\.what).filter { told.insert($0).inserted }.map {
            what in
            let places = (lines[what] ?? []).sorted().map(String.init).joined(separator: ", ")
            return places.isEmpty ? what : "\(name):\(places): \(what)"
        }
        return "there is no exact test in \(language) for this model: " + list.joined(separator: "; ")
    }
}

extension NativeRefusal {
    /// What no native form has, whatever the language.
    static func general(_ machine: Machine, _ claim: NativeClaim, memory: String?) -> [NativeRefusal] {
        if machine.program.processes != nil {
            return [
                NativeRefusal(what: "it is a program of \(machine.program.languageName ?? "another language")", line: 0)
            ]
        }
        if let memory { return [NativeRefusal(what: memory, line: 0)] }
        return claim.unsupported.map { [NativeRefusal(what: "it claims \($0)", line: 0)] } ?? []
    }
}
