internal import HeddleEngine
internal import HeddleProgram

extension MemoryOrder {
    /// Behind a step in a picture: `rlx`, `acq`, `rel`.
    var shortWord: String {
        switch self {
        case .relaxed: return "rlx"
        case .acquire: return "acq"
        case .release: return "rel"
        case .acqRel, .seqCst: return rawValue
        }
    }
}

extension Program {
    /// The orders of accesses to atomics that the code names.
    var memoryOrders: Set<MemoryOrder> {
        var orders: Set<MemoryOrder> = []
        for routine in routines {
            for instruction in routine.code {
                switch instruction.kind {
                case .read(_, _, let order?), .write(_, _, let order?), .readModifyWrite(_, _, _, _, let order),
                    .compareExchange(_, _, _, _, _, _, let order, _):
                    orders.insert(order)
                default: break
                }
            }
        }
        return orders
    }
}
