internal import HeddleProgram

/// What is doubtful in a model that is right: H804, H805, H806, H812, H813.
extension ModelContext {
    func warn() {
        for (object, declared) in program.objects.enumerated() where !declared.name.hasPrefix("_") {
            switch declared.kind {
            case .variable, .atomic: warnUnused(object, declared)
            case .condition:
                if let span = awaited[object], !notified.contains(object) {
                    warning("H812", span, "nobody ever notifies '\(declared.name)'")
                }
            default: break
            }
        }
        warnFlickering()
        warnAlone()
    }

    private func warnUnused(_ object: ObjectID, _ declared: SharedObject) {
        if !reads.contains(object) {
            warning("H805", declared.span, "'\(declared.name)' is never read")
        } else if !writes.contains(object), !declared.isGhost {
            let advice = canBeConstant(declared.kind) ? ": it could be a 'const'" : ""
            warning("H806", declared.span, "'\(declared.name)' is never written\(advice)")
        }
    }

    /// Constants are integers, booleans or enum cases (language.md section 5).
    private func canBeConstant(_ kind: ObjectKind) -> Bool {
        switch kind {
        case .variable(let type, initial: let value), .atomic(let type, initial: let value):
            guard value != .uninitialized else { return false }
            if case .enumeration = type { return true }
            return type.isInteger || type == .bool
        default: return false
        }
    }

    private func warnAlone() {
        var threads = 0
        for group in program.threadGroups {
            switch group.copies {
            case .single: threads += 1
            case .replicas(let count): threads += count
            case .parameter(let lower, let upper): threads += upper - lower + 1
            case .spawned: return
            }
        }
        if threads == 1, let only = program.threadGroups.first(where: { _ in true }) {
            warning("H813", only.span, "'thread \(only.name)' is the only one: nothing is concurrent here")
        }
    }
}
