internal import HeddleProgram

/// The tables that only programs of processes have.
extension Linker {
    func collectProcesses() {
        guard let rules = program.processes else { return }
        for (object, declared) in program.objects.enumerated() {
            guard case .channel(let type, _, _) = declared.kind else { continue }
            let known = compiler.layouts.layout(type).leaves
            objects[object].firstField = messageFields.count
            objects[object].fieldCount = known.count
            let masks = Self.masks(type, program)
            for (leaf, mask) in zip(known, masks) {
                messageFields.append(MessageField(offset: Int32(leaf.offset), width: leaf.width, mask: mask))
            }
        }
        for object in rules.channels {
            let part = layout.objects[object]
            for element in 0..<part.elements {
                channelSlots.append(
                    ChannelSlot(offset: Int32(part.offset + element * part.stride), object: Int32(object)))
            }
        }
        ownStart = [0]
        for group in layout.spawnedGroups {
            if rules.ownChannels.indices.contains(group) {
                for own in rules.ownChannels[group] {
                    for index in 0..<own.perProcess {
                        ownChannels.append(
                            OwnChannel(
                                object: Int32(own.object), perProcess: Int32(own.perProcess), index: Int32(index)))
                    }
                }
            }
            ownStart.append(Int32(ownChannels.count))
        }
    }

    /// Bits that each component keeps, in order of the leaves.
    private static func masks(_ type: ValueType, _ program: Program) -> [Int] {
        switch type {
        case .structure(let index): return program.structures[index].fields.flatMap { masks($0.type, program) }
        case .array(let element, let count): return (0..<max(0, count)).flatMap { _ in masks(element, program) }
        case .bool: return [1]
        case .sized(let bits, signed: false) where bits < 62: return [1 << bits - 1]
        default: return [-1]
        }
    }
}

extension Machine {
    /// A channel of processes as a person names it: `link[2]`, `client.1.mine`.
    func channelName(object: ObjectID, offset: Int, owner: (Int) -> String) -> String {
        guard program.objects.indices.contains(object) else { return "?" }
        let declared = program.objects[object]
        let part = layout.objects[object]
        guard declared.count != nil, part.stride > 0 else { return declared.name }
        let element = (offset - part.offset) / part.stride
        guard declared.isOwn else { return "\(declared.name)[\(element)]" }
        let perProcess = max(1, part.elements / max(1, layout.threadCount))
        let index = perProcess > 1 ? "[\(element % perProcess)]" : ""
        let name = declared.name.drop { $0 != "." }
        return owner(element / perProcess) + name + index
    }
}
