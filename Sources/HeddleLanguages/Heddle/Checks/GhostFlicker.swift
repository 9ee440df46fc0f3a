internal import HeddleProgram

/// H804: a ghost that goes up and down again with no step between, where no property can see it.
extension ModelContext {
    func warnFlickering() {
        for routine in program.routines {
            for (place, instruction) in routine.code.enumerated() {
                guard let (object, amount) = change(instruction.kind), amount != 0 else { continue }
                if returns(object, amount, in: routine.code, after: place) {
                    warning(
                        "H804", instruction.span,
                        "'\(program.objects[object].name)' goes up and down within one step: no property sees it",
                        hint: "use a label and 'at'")
                }
            }
        }
    }

    /// Whether the change is undone on the straight way to the next step.
    private func returns(_ object: ObjectID, _ amount: Int, in code: [Instruction], after place: Int) -> Bool {
        for instruction in code[(place + 1)...] {
            switch instruction.kind {
            case .assign:
                if let (other, back) = change(instruction.kind), other == object { return back == -amount }
            case .assert, .assume: break
            default: return false
            }
        }
        return false
    }

    /// The ghost variable that an instruction counts up or down, and by how much.
    private func change(_ kind: InstructionKind) -> (object: ObjectID, amount: Int)? {
        guard case .assign(.shared(let object), let value) = kind, isGhost(object),
            case .binary(let symbol, let left, let right) = value.kind, case .read(.shared(object)) = left.kind,
            case .integer(let amount)? = right.constant, amount != Int.min
        else { return nil }
        switch symbol {
        case .add: return (object, amount)
        case .subtract: return (object, -amount)
        default: return nil
        }
    }
}
