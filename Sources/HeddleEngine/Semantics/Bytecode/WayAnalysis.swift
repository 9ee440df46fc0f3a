/// Finds the steps that never choose, by walking the linked code from each resting place to the next.
///
/// Errs on the side of a choice: where the way on depends on the state's return addresses, or another thread is let go
/// on, the step counts as one with several ways.
struct WayAnalysis {
    let code: [Instr]
    /// What stands in the registers below 0.
    let constants: [Int]

    func hasOneWay(_ rests: [RestPoint]) -> [Bool] {
        var seen = [Int](repeating: -1, count: code.count)
        return rests.enumerated().map { number, rest in
            rest.entry >= 0 && rest.offers.isEmpty && isPlain(from: rest.entry, number, &seen)
        }
    }

    /// The alternatives of each place that has several, where none of them chooses any further.
    func ways(_ rests: [RestPoint]) -> (starts: [Int32], ways: [LinkedWay]) {
        var seen = [Int](repeating: -1, count: code.count)
        var mark = 0
        var starts: [Int32] = []
        var all: [LinkedWay] = []
        for rest in rests {
            starts.append(Int32(all.count))
            let isPlain = rest.ways.allSatisfy { way in
                mark += 1
                return self.isPlain(from: way.entry, mark, &seen)
            }
            guard isPlain else { continue }
            all += rest.ways.map {
                LinkedWay(
                    entry: Int32($0.entry), escape: Int32($0.escape), isOtherwise: $0.isOtherwise,
                    guardTest: .first(code, at: $0.entry, constants: constants))
            }
        }
        return (starts + [Int32(all.count)], all)
    }

    /// The first test of each step.
    func guards(_ rests: [RestPoint]) -> [QuickGuard] {
        rests.map { $0.entry < 0 ? .none : .first(code, at: $0.entry, constants: constants) }
    }

    private func isPlain(from entry: Int, _ mark: Int, _ seen: inout [Int]) -> Bool {
        var work = [entry]
        while let index = work.popLast() {
            guard code.indices.contains(index) else { return false }
            if seen[index] == mark { continue }
            seen[index] = mark
            let instruction = code[index]
            switch instruction.op {
            case .rest, .finish, .stop, .fail, .processEnd: continue
            case .jump, .jumpBack: work.append(Int(instruction.a))
            case .branchFalse, .branchTrue, .branchUnequal, .branchEqual, .threadOffset:
                work += [index + 1, Int(instruction.c)]
            case .mutexGuard, .readGuard, .writeGuard, .semaphoreGuard, .barrierGuard, .onceGuard, .eventGuard,
                .joinGuard:
                work.append(index + 1)
                if instruction.c >= 0 { work.append(Int(instruction.c)) }
            case .sendGuard, .receiveGuard:
                work.append(index + 1)
                if instruction.b >= 0 { work.append(Int(instruction.b)) }
            case .returnState, .returnRegister, .choice, .notifyOne, .conditionGuard, .conditionSpurious,
                .rendezvousReady, .rendezvousSend, .senderReady, .poolNew, .spawn, .note, .chooseAmong, .canHandOver,
                .handOver:
                return false
            default: work.append(index + 1)
            }
        }
        return true
    }
}
