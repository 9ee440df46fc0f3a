/// Meeting of two threads at a channel without capacity: one step of both, listed under the sender.
extension Workspace {
    private func offers(of thread: Int) -> Range<Int> {
        let place = place(of: thread)
        guard place != 0 else { return 0..<0 }
        let rest = Int(image.restBase[thread]) + place
        return Int(image.offerStart[rest])..<Int(image.offerStart[rest + 1])
    }

    /// Whether the offer is for just this channel now.
    private func matches(_ index: Int, _ object: Int, _ offset: Int, wantsReceiver: Bool) -> Bool {
        let offer = image.offers[index]
        guard Int(offer.object) == object, offer.isReceive == wantsReceiver else { return false }
        let keptCode = faultCode
        defer { faultCode = keptCode }
        return run(Int(offer.probe), partnerRegisters) == .rested && partnerRegisters[0] == offset
    }

    func isPartnerReady(_ object: Int, _ offset: Int, wantsReceiver: Bool) -> Bool {
        for other in 0..<liveThreadCount where other != thread {
            for index in offers(of: other) where matches(index, object, offset, wantsReceiver: wantsReceiver) {
                return true
            }
        }
        return false
    }

    /// Chooses a receiver that stands ready, and which of its offers if it has several.
    func choosePartner(_ object: Int, _ offset: Int, into partner: inout Int, offer: inout Int) -> RunResult? {
        let count = liveThreadCount
        let found = chooseDigit(image.threadCount) { other in
            other != thread && other < count
                && offers(of: other).contains { matches($0, object, offset, wantsReceiver: true) }
        }
        guard let found else { return .blocked }
        partner = found
        let range = offers(of: found)
        if range.count == 1 {
            offer = range.lowerBound
            return nil
        }
        let which = chooseDigit(range.count) { matches(range.lowerBound + $0, object, offset, wantsReceiver: true) }
        guard let which else { return .blocked }
        offer = range.lowerBound + which
        return nil
    }

    /// Lets the partner take the message and go on to its next resting place.
    func handOver(
        _ partner: Int, offer: Int, message: UnsafeMutablePointer<Int>, count: Int
    ) -> RunResult? {
        // Register 2 on: register 1 is left for the tag of an optional.
        lastPartner = partner
        reachFrames(of: partner)
        (partnerRegisters + 2).update(from: message, count: count)
        let result = run(Int(image.offers[offer].accept), partnerRegisters)
        return result == .rested ? nil : result
    }
}
