internal import HeddleEngine
internal import HeddleProgram

/// What a native test claims, on the program it is made of.
struct NativeClaim {
    /// Properties that are looked at, as indices of the program.
    private(set) var properties: [Int] = []
    /// The check that is expected to fail, where it is no property.
    private(set) var check: Check?
    /// One clause, for people.
    private(set) var title = ""
    /// What no native form can tell.
    private(set) var unsupported: String?

    init(_ subject: ExportSubject, showsRaces: Bool) {
        let program = subject.machine.program
        let source = subject.recorded?.claimed ?? program
        guard let finding = subject.finding else {
            properties = program.properties.indices.filter { program.properties[$0].kind.canFail }
            title = "every property"
            return
        }
        switch finding.subject {
        case .check(let check):
            self.check = check
            title = "no \(check.rawValue)"
            switch check {
            case .race where showsRaces: break
            case .leak, .divergence, .race: unsupported = "\(check.rawValue), which a run of the program cannot show"
            default: break
            }
        case .property(let index):
            let property = source.properties[index]
            title = property.sentence.map { "\(property.name): \($0)" } ?? "\(property.name): \(property.text)"
            if let place = program.properties.firstIndex(where: { $0.name == property.name }) {
                properties = [place]
            } else {
                unsupported = "'\(property.name)', which '\(program.source.fileName)' does not have"
            }
        }
    }
}
