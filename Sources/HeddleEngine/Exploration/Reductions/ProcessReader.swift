internal import HeddleProgram

/// Reads from states which processes live there, with those of their parameters that they never assign.
struct ProcessReader: Sendable {
    private struct Parameter {
        var offset: Int
        var leaf: Leaf
    }

    private let place: [Int]
    private let placeSize: Int
    private let groupSlots: [Int]
    private let groups: [GroupID]
    /// By thread, then spawned group: the parameters that stay; nil for one that may change or is no number.
    private let parameters: [[[Parameter?]]]

    init(_ machine: Machine) {
        let layout = machine.layout
        let program = machine.program
        place = layout.place
        placeSize = layout.placeWidth.size
        groupSlots = layout.groupSlots
        groups = layout.spawnedGroups
        parameters = (0..<layout.threadCount).map { thread in
            layout.spawnedGroups.map { group in
                let number = program.threadGroups[group].routine
                let routine = program.routines[number]
                var changed: Set<LocalID> = []
                for instruction in routine.code {
                    let effect = LocalUse.effect(of: instruction.kind)
                    changed.formUnion(effect.writes + effect.touches)
                }
                let key = ActivationKey(thread: thread, routine: number, level: 0, isInstant: false, isRoot: true)
                guard let frame = layout.frames[key] else { return [] }
                return (0..<routine.parameterCount).map { local in
                    let leaves = machine.layouts.layout(routine.locals[local].type).leaves
                    guard leaves.count == 1, !changed.contains(local), frame.locals[local] >= 0 else { return nil }
                    switch routine.locals[local].type {
                    case .int, .range, .sized, .bool: return Parameter(offset: frame.locals[local], leaf: leaves[0])
                    default: return nil
                    }
                }
            }
        }
    }

    func living(_ state: UnsafePointer<UInt64>, count: Int) -> LivingProcesses {
        LivingProcesses(
            processes: place.indices.map { thread in
                guard number(place[thread], placeSize, state, count) != 0,
                    let group = group(thread, state, count)
                else { return nil }
                let values = parameters[thread][group].map { parameter -> Int? in
                    guard let parameter else { return nil }
                    let bits = number(
                        parameter.offset + parameter.leaf.offset, parameter.leaf.width.size, state, count)
                    return signed(bits, parameter.leaf.width) &+ parameter.leaf.bias
                }
                return LivingProcesses.Process(group: groups[group], parameters: values)
            })
    }

    /// The bytes by which the processes of a state are known again, by thread. A slot without a process has no group.
    func checks(_ state: UnsafePointer<UInt64>, count: Int) -> [[(offset: Int, byte: UInt8)]] {
        place.indices.map { thread in
            guard number(place[thread], placeSize, state, count) != 0, let group = group(thread, state, count) else {
                return [(groupSlots[thread], 0)]
            }
            var offsets = [groupSlots[thread]]
            for case .some(let parameter) in parameters[thread][group] {
                offsets += (0..<parameter.leaf.width.size).map { parameter.offset + parameter.leaf.offset + $0 }
            }
            return offsets.map { ($0, UInt8(number($0, 1, state, count))) }
        }
    }

    private func group(_ thread: Int, _ state: UnsafePointer<UInt64>, _ count: Int) -> Int? {
        let group = Int(number(groupSlots[thread], 1, state, count)) - 1
        return groups.indices.contains(group) ? group : nil
    }

    private func number(_ offset: Int, _ size: Int, _ state: UnsafePointer<UInt64>, _ count: Int) -> UInt64 {
        var result: UInt64 = 0
        for index in 0..<size where offset + index < count * 8 {
            let byte = UnsafeRawPointer(state).load(fromByteOffset: offset + index, as: UInt8.self)
            result |= UInt64(byte) << UInt64(8 * index)
        }
        return result
    }

    private func signed(_ bits: UInt64, _ width: Width) -> Int {
        switch width {
        case .i8: return Int(Int8(truncatingIfNeeded: bits))
        case .i16: return Int(Int16(truncatingIfNeeded: bits))
        case .i32: return Int(Int32(truncatingIfNeeded: bits))
        default: return Int(truncatingIfNeeded: bits)
        }
    }
}
