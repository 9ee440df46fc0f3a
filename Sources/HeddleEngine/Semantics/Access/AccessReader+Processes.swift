internal import HeddleProgram

/// What processes do: alternatives of a place, messages, births and deaths.
extension AccessReader {
    mutating func addProcess(_ kind: InstructionKind) {
        switch kind {
        case .alternatives(let all, let provided, let otherwise):
            if let provided { read(provided) }
            if all.count > 1 { access.isMultiWay = true }
            // Within an atomic step the process comes to rest where it can't go on; and a way that is open only where others
            // are not, `else` or the statement that an escape may leave, is closed by them.
            let isWatching = otherwise != nil || all.contains { $0.isOtherwise || $0.escape > 0 }
            for alternative in all {
                guard let condition = alternative.condition else { continue }
                guard !isWatching, case .process(let question) = condition.kind else {
                    read(condition)
                    continue
                }
                if all.count == 1, provided == nil {
                    // Nothing but whether the step can be made hangs on it.
                    waitFor(question)
                } else {
                    read(question, watching: false)
                }
            }
        case .processSend(let channel, let values, let sorted, _, _):
            for value in values { read(value) }
            read(channel)
            access.write(sides(channel, .give))
            access.wait(sides(channel, .take) + sides(channel, .give))
            if sorted { access.write(sides(channel, .take)) }
            meet(channel)
        case .processReceive(let channel, let parts, let anywhere, let keeps, _):
            read(channel)
            for part in parts {
                switch part {
                case .store(let place): write(place)
                case .match(let value): read(value)
                case .ignore: break
                }
            }
            if keeps { access.read(sides(channel, .take)) } else { access.write(sides(channel, .take)) }
            access.wait(sides(channel, .give) + sides(channel, .take))
            if anywhere { access.read(sides(channel, .take)) }
            meet(channel)
        case .processEnd:
            access.read(cells.spawned)
            access.dies = true
            for owned in program.processes?.ownChannels ?? [] {
                for own in owned { access.write(sides(.known(ObjectReference(own.object)))) }
            }
        case .processStuck: break
        default:
            access.isUnknown = true
            access.touchEverything()
        }
    }

    /// What a question looks at where its answer only lets the step go.
    private mutating func waitFor(_ question: ProcessQuestion) {
        switch question {
        case .canSend(let channel, let values):
            for value in values { read(value) }
            read(channel)
            access.wait(sides(channel))
            meet(channel)
        case .canReceive(let channel, let parts, _):
            read(channel)
            for case .match(let value) in parts { read(value) }
            access.wait(sides(channel))
        case .isYoungest:
            access.read(cells.spawned)
            access.dies = true
        default: read(question)
        }
    }

    /// `watching`: whether a "no" is also an answer, and not only a step that can't be made.
    mutating func read(_ question: ProcessQuestion, watching: Bool = true) {
        switch question {
        case .timeout:
            // True only while nothing else can move: whatever anybody does counts.
            access.touchEverything()
        case .count, .isYoungest:
            access.read(cells.spawned)
            access.countsDead = true
        case .length(let channel), .isFull(let channel):
            read(channel)
            access.read(sides(channel))
        case .canSend(let channel, let values):
            for value in values { read(value) }
            read(channel)
            access.read(sides(channel))
            if watching, isRendezvous(channel) { access.watch(sides(channel)) }
            if isRendezvous(channel) { access.isMultiWay = true }
            meet(channel)
        case .canReceive(let channel, let parts, _):
            read(channel)
            for case .match(let value) in parts { read(value) }
            access.read(sides(channel))
            if watching, isRendezvous(channel) { access.watch(sides(channel)) }
        case .ownChannel:
            access.read(cells.spawned)
            access.countsDead = true
        }
    }

    /// What finding a channel looks at: by its identity, which processes there are.
    private mutating func read(_ channel: ChannelPlace) {
        switch channel {
        case .known(let reference): if let index = reference.index { read(index) }
        case .identity(let value):
            read(value)
            access.read(cells.spawned)
            access.countsDead = true
        }
    }

    private func sides(_ channel: ChannelPlace) -> [Int] { sides(channel, .take) + sides(channel, .give) }

    /// One side of a channel; of every channel where it goes by identity.
    private func sides(_ channel: ChannelPlace, _ side: CellTable.Side) -> [Int] {
        switch channel {
        case .known(let reference): return sides(reference, side)
        case .identity: return channels.flatMap { cells.primitive($0, index: nil, side) }
        }
    }

    private var channels: [ObjectID] {
        program.objects.indices.filter {
            if case .channel = program.objects[$0].kind { return true } else { return false }
        }
    }

    private func isRendezvous(_ channel: ChannelPlace) -> Bool { !rendezvous(channel).isEmpty }

    /// The channels without a buffer that this may be.
    private func rendezvous(_ channel: ChannelPlace) -> [ObjectID] {
        let all: [ObjectID]
        switch channel {
        case .known(let reference): all = [reference.object]
        case .identity: all = channels
        }
        return all.filter { isRendezvous($0) }
    }

    /// A rendezvous moves two processes, and whom it moves is a choice.
    private mutating func meet(_ channel: ChannelPlace) {
        let met = rendezvous(channel)
        guard !met.isEmpty else { return }
        access.isMultiWay = true
        access.meets.formUnion(met)
        access.write(sides(channel))
    }
}
