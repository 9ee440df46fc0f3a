internal import HeddleProgram

/// `sc`: memory is the values in the state; an access reads or writes the one that is there.
///
/// Every shared access of a step passes through here (instant code and properties look at memory directly), so that a
/// weaker model has one place to put its buffers, messages and further choices. Orders have no effect.
extension Compiler {
    /// The value that a step's read gives.
    func readShared(_ address: Address, order: MemoryOrder?) -> Int { load(address) }

    /// The value that an atomic read-modify-write acts on, in registers of its own.
    func readLatest(_ address: Address, order: MemoryOrder) -> Int {
        let first = register(layouts.leafCount(address.type))
        load(address, into: first)
        return first
    }

    func writeShared(_ source: Int, to address: Address, order: MemoryOrder?) { store(source, to: address) }

    func writeLatest(_ source: Int, to address: Address, order: MemoryOrder) { store(source, to: address) }
}
