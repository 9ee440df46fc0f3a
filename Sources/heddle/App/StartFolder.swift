internal import Glibc
internal import HeddleEngine
internal import HeddleKit
internal import HeddleLibrary
internal import HeddleProgram
internal import HeddleScreen

/// The models that the start screen offers: those in the working folder and among the demos, with what is known of
/// each.
enum StartFolder {
    /// More files than this are not read, so that a large folder stays quick. Unit: files.
    private static let limit = 200

    static func files() -> [StartFile] {
        models(in: ".", isDemo: false) + models(in: "demos", isDemo: true)
    }

    private static func models(in folder: String, isDemo: Bool) -> [StartFile] {
        names(in: folder).prefix(limit).map { name in
            let path = folder == "." ? name : "\(folder)/\(name)"
            return StartFile(path: path, remark: remark(path), isDemo: isDemo)
        }
    }

    /// Models, saved schedules and folders (with a `/` at their end) whose paths begin so, ordered by their bytes.
    static func paths(beginningWith prefix: String) -> [String] {
        let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
        guard let handle = opendir(folder.isEmpty ? "." : folder) else { return [] }
        defer { closedir(handle) }
        let suffixes = ModelLoader.suffixes + [ScheduleFolder.suffix]
        var paths: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            let path = folder + name
            if name.hasPrefix(".") || !path.hasPrefix(prefix) { continue }
            if FileBytes.isFolder(path) {
                paths.append(path + "/")
            } else if suffixes.contains(where: { name.hasSuffix($0) }) {
                paths.append(path)
            }
        }
        return Array(paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.prefix(limit))
    }

    /// Names of models directly in a folder, ordered by their bytes; none where there is no such folder.
    private static func names(in folder: String) -> [String] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard !name.hasPrefix("."), ModelLoader.suffixes.contains(where: { name.hasSuffix($0) }) else { continue }
            if !FileBytes.isFolder("\(folder)/\(name)") { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func remark(_ path: String) -> String {
        let loaded: LoadedMachine
        do {
            loaded = try ModelLoader.load(path: path)
        } catch {
            return error.message
        }
        let errors = loaded.errors.count
        guard let machine = loaded.machine else { return errors == 1 ? "1 error" : "\(errors) errors" }
        let expected = machine.program.expectations.compactMap { words($0, machine.program) }
        guard let first = expected.first else { return "not checked yet" }
        return "expected: \(first)" + (expected.count > 1 ? " and \(expected.count - 1) more" : "")
    }

    private static func words(_ expectation: Expectation, _ program: Program) -> String? {
        switch (expectation.target, expectation.wanted) {
        case (.property(let index), let wanted): "\(program.properties[index].name) \(wanted.rawValue)"
        case (.check(let check), .none): "no \(check.rawValue)"
        case (.check(let check), _): "\(check.rawValue) fails"
        case (.unsupported, _): nil
        }
    }
}
