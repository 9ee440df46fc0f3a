internal import HeddleProgram

/// The loop that runs the machine's code.
///
/// One big switch on purpose: the dispatch is the hot path. The rules of the primitives stand in `Primitives/`.
extension Workspace {
    func fail(_ code: FaultCode, _ index: Int, _ value: Int = 0) -> RunResult {
        faultCode = code
        faultAt = index
        faultValue = value
        return .violated
    }

    @inline(__always) func take(_ offset: Int, _ width: Width) -> Int { Self.take(state, offset, width) }

    @inline(__always) func put(_ value: Int, _ offset: Int, size: Int) { Self.put(state, value, offset, size: size) }

    static func scalar(_ s: UnsafeRawPointer, _ offset: Int, _ width: Width) -> Int {
        take(UnsafeMutableRawPointer(mutating: s), offset, width)
    }

    static func setScalar(_ s: UnsafeMutableRawPointer, _ value: Int, _ offset: Int, size: Int) {
        put(s, value, offset, size: size)
    }

    @inline(__always)
    private static func take(_ s: UnsafeMutableRawPointer, _ offset: Int, _ width: Width) -> Int {
        switch width {
        case .u8: return Int(s.load(fromByteOffset: offset, as: UInt8.self))
        case .u16: return Int(s.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
        case .u32: return Int(s.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        case .i8: return Int(s.load(fromByteOffset: offset, as: Int8.self))
        case .i16: return Int(s.loadUnaligned(fromByteOffset: offset, as: Int16.self))
        case .i32: return Int(s.loadUnaligned(fromByteOffset: offset, as: Int32.self))
        case .i64: return s.loadUnaligned(fromByteOffset: offset, as: Int.self)
        }
    }

    @inline(__always)
    private static func put(_ s: UnsafeMutableRawPointer, _ value: Int, _ offset: Int, size: Int) {
        switch size {
        case 1: s.storeBytes(of: UInt8(truncatingIfNeeded: value), toByteOffset: offset, as: UInt8.self)
        case 2: s.storeBytes(of: UInt16(truncatingIfNeeded: value), toByteOffset: offset, as: UInt16.self)
        case 4: s.storeBytes(of: UInt32(truncatingIfNeeded: value), toByteOffset: offset, as: UInt32.self)
        default: s.storeBytes(of: value, toByteOffset: offset, as: Int.self)
        }
    }

    /// Of the instruction before the one that runs next.
    private func index(_ ip: UnsafeMutablePointer<Instr>) -> Int { ip - image.code.start - 1 }

    func run(_ entry: Int, _ r: UnsafeMutablePointer<Int>) -> RunResult {
        let code = image.code.start
        var ip = code + entry
        // What the code sees; `state` of the workspace is kept the same for the rules of the primitives.
        var s = state
        while true {
            let i = ip.pointee
            let a = Int(i.a)
            let b = Int(i.b)
            let c = Int(i.c)
            let x = Int(i.x)
            ip += 1
            switch i.op {
            // Control
            case .rest:
                Self.put(s, b, a, size: x)
                return .rested
            case .finish:
                if holdsMutex(x) { return fail(.finishedHolding, index(ip), x) }
                Self.put(s, 0, a, size: image.placeWidth)
                return .rested
            case .commit:
                commit()
                s = state
            case .jump: ip = code + a
            case .jumpBack:
                budget -= b
                if budget < 0 { return fail(.divergence, index(ip), image.localBudget) }
                ip = code + a
            case .branchFalse: if r[a] == 0 { ip = code + c }
            case .branchTrue: if r[a] != 0 { ip = code + c }
            case .branchUnequal: if r[a] != r[b] { ip = code + c }
            case .branchEqual: if r[a] == r[b] { ip = code + c }
            case .returnState:
                let site = take(a, x == 1 ? .u8 : x == 2 ? .u16 : .u32)
                Self.put(s, 0, a, size: x)
                ip = code + Int(image.returns[b + site])
            case .returnRegister: ip = code + Int(image.returns[b + r[a]])
            case .stop: return RunResult(rawValue: UInt8(x)) ?? .blocked
            case .blockUnless: if r[a] == 0 { return .blocked }
            case .fail: return fail(FaultCode(rawValue: UInt8(a)) ?? .assertion, index(ip))
            case .assertTrue: if r[a] == 0 { return fail(.assertion, index(ip)) }
            case .assumeTrue: if r[a] == 0 { return .discarded }
            case .budget: budget = a
            case .clear: (s + a).initializeMemory(as: UInt8.self, repeating: 0, count: b)
            case .extend: reach(a)

            // Registers
            case .move: r[a] = r[b]
            case .moveRange: (r + a).update(from: r + b, count: c)
            case .moveFrom: (r + a).update(from: r + b + r[c], count: x)
            case .moveTo: (r + a + r[c]).update(from: r + b, count: x)
            case .zeroRange: (r + a).update(repeating: 0, count: c)
            case .addWrap: r[a] = r[b] &+ r[c]
            case .subtractWrap: r[a] = r[b] &- r[c]
            case .multiplyWrap: r[a] = r[b] &* r[c]
            case .multiplyImmediate: r[a] = r[b] &* c
            case .add:
                let (value, overflow) = r[b].addingReportingOverflow(r[c])
                if overflow { return fail(.arithmetic, index(ip)) }
                r[a] = value
            case .subtract:
                let (value, overflow) = r[b].subtractingReportingOverflow(r[c])
                if overflow { return fail(.arithmetic, index(ip)) }
                r[a] = value
            case .multiply:
                let (value, overflow) = r[b].multipliedReportingOverflow(by: r[c])
                if overflow { return fail(.arithmetic, index(ip)) }
                r[a] = value
            case .divide, .remainder, .divideWrap, .remainderWrap, .divideUnsigned, .remainderUnsigned:
                if r[c] == 0 { return fail(.divisionByZero, index(ip)) }
                if i.op == .divide, r[c] == -1, r[b] == Int.min { return fail(.arithmetic, index(ip)) }
                r[a] = divide(i.op, r[b], r[c])
            case .negate:
                if r[b] == Int.min { return fail(.arithmetic, index(ip)) }
                r[a] = -r[b]
            case .bitAnd: r[a] = r[b] & r[c]
            case .bitOr: r[a] = r[b] | r[c]
            case .bitXor: r[a] = r[b] ^ r[c]
            case .complement: r[a] = ~r[b]
            case .shiftLeft:
                if r[c] < 0 || r[c] >= x { return fail(.shift, index(ip)) }
                let value = r[b] << r[c]
                if value >> r[c] != r[b] { return fail(.arithmetic, index(ip)) }
                r[a] = value
            case .shiftLeftWrap, .shiftRight, .shiftRightUnsigned:
                if r[c] < 0 || r[c] >= x { return fail(.shift, index(ip)) }
                if i.op == .shiftLeftWrap {
                    r[a] = r[b] << r[c]
                } else if i.op == .shiftRight {
                    r[a] = r[b] >> r[c]
                } else {
                    r[a] = Int(bitPattern: UInt(bitPattern: r[b]) >> UInt(r[c]))
                }
            case .narrow: r[a] = narrow(r[b], Width(rawValue: UInt8(x)) ?? .i64)
            case .equal: r[a] = r[b] == r[c] ? 1 : 0
            case .less: r[a] = r[b] < r[c] ? 1 : 0
            case .lessOrEqual: r[a] = r[b] <= r[c] ? 1 : 0
            case .not: r[a] = r[b] == 0 ? 1 : 0
            case .equalReference: r[a] = (r[b] ^ r[c]) >> 1 == 0 ? 1 : 0
            case .equalRange:
                var same = true
                for index in 0..<x where r[b + index] != r[c + index] { same = false }
                r[a] = same ? 1 : 0
            case .minimum: r[a] = min(r[b], r[c])
            case .maximum: r[a] = max(r[b], r[c])
            case .checkRange: if r[a] < r[b] || r[a] > r[c] { return fail(.range, index(ip), r[a]) }
            case .checkIndex: if r[a] < 0 || r[a] >= b { return fail(.index, index(ip), r[a]) }
            case .checkIndexRegister: if r[a] < 0 || r[a] >= r[b] { return fail(.index, index(ip), r[a]) }
            case .checkNil: if r[a] == 0 { return fail(.nilUsed, index(ip)) }
            case .checkSign: if r[a] < 0 { return fail(.arithmetic, index(ip)) }
            case .checkFull: if r[a] >= b { return fail(.listFull, index(ip)) }
            case .checkEmpty: if r[a] == 0 { return fail(.listEmpty, index(ip)) }

            // State
            case .loadU8: r[a] = Int(s.load(fromByteOffset: b, as: UInt8.self))
            case .loadU16: r[a] = Int(s.loadUnaligned(fromByteOffset: b, as: UInt16.self))
            case .loadU32: r[a] = Int(s.loadUnaligned(fromByteOffset: b, as: UInt32.self))
            case .loadI8: r[a] = Int(s.load(fromByteOffset: b, as: Int8.self))
            case .loadI16: r[a] = Int(s.loadUnaligned(fromByteOffset: b, as: Int16.self))
            case .loadI32: r[a] = Int(s.loadUnaligned(fromByteOffset: b, as: Int32.self))
            case .load64: r[a] = s.loadUnaligned(fromByteOffset: b, as: Int.self)
            case .loadIndexed: r[a] = Self.take(s, b &+ r[c], Width(rawValue: UInt8(x)) ?? .i64)
            case .store8: s.storeBytes(of: UInt8(truncatingIfNeeded: r[b]), toByteOffset: a, as: UInt8.self)
            case .store16: s.storeBytes(of: UInt16(truncatingIfNeeded: r[b]), toByteOffset: a, as: UInt16.self)
            case .store32: s.storeBytes(of: UInt32(truncatingIfNeeded: r[b]), toByteOffset: a, as: UInt32.self)
            case .store64: s.storeBytes(of: r[b], toByteOffset: a, as: Int.self)
            case .storeIndexed: Self.put(s, r[b], a &+ r[c], size: x)
            case .checkInitialized: if byte(a &+ r[b]) != 0 { return fail(.uninitialized, index(ip)) }
            case .markInitialized: put(0, a &+ r[b], size: 1)
            case .shiftElements: shiftElements(a + r[b], size: x, bytes: c)
            case .shiftRegisters:
                let first = r + a + r[b]
                for index in 0..<max(0, c - x) { first[index] = first[index + x] }
                (first + max(0, c - x)).update(repeating: 0, count: min(x, c))
            case .cellOffset:
                if r[b] == 0 { return fail(.nilUsed, index(ip)) }
                if x != 0, r[b] & 1 != 0 { return fail(.useAfterFree, index(ip), r[b]) }
                r[a] = ((r[b] >> 1) - 1) &* c
            case .markRegister: if r[a] != 0, r[a] >> 1 == r[b] >> 1 { r[a] |= 1 }

            case .choice:
                let radix = r[b]
                if radix > 1_000_000 { return fail(.divergence, index(ip), radix) }
                guard let digit = chooseDigit(radix, { _ in true }) else { return .blocked }
                r[a] = digit
            case .note: record(a, r)

            // Superinstructions
            case .loadElement:
                let index = Int(s.load(fromByteOffset: b, as: UInt8.self))
                r[a] = index
                if index >= Int(ip.pointee.b) { return fail(.index, self.index(ip), index) }
                let load = ip[1]
                r[Int(load.a)] = Int(s.load(fromByteOffset: Int(load.b) &+ index, as: UInt8.self))
                ip += 2
            case .loadElementEqualFalse:
                let index = Int(s.load(fromByteOffset: b, as: UInt8.self))
                r[a] = index
                if index >= Int(ip.pointee.b) { return fail(.index, self.index(ip), index) }
                let load = ip[1]
                let value = Int(s.load(fromByteOffset: Int(load.b) &+ index, as: UInt8.self))
                r[Int(load.a)] = value
                let asked = ip[2]
                let flag = value == r[Int(asked.c)]
                r[Int(asked.a)] = flag ? 1 : 0
                ip = flag ? ip + 4 : code + Int(ip[3].c)
            case .loadElementFalse, .loadElementTrue:
                let index = Int(s.load(fromByteOffset: b, as: UInt8.self))
                r[a] = index
                if index >= Int(ip.pointee.b) { return fail(.index, self.index(ip), index) }
                let load = ip[1]
                let value = Int(s.load(fromByteOffset: Int(load.b) &+ index, as: UInt8.self))
                r[Int(load.a)] = value
                ip = (value != 0) == (i.op == .loadElementFalse) ? ip + 3 : code + Int(ip[2].c)
            case .storeElement:
                let index = Int(s.load(fromByteOffset: b, as: UInt8.self))
                r[a] = index
                if index >= Int(ip.pointee.b) { return fail(.index, self.index(ip), index) }
                let store = ip[1]
                s.storeBytes(
                    of: UInt8(truncatingIfNeeded: r[Int(store.b)]), toByteOffset: Int(store.a) &+ index, as: UInt8.self)
                ip += 2
            case .loadEqualFalse:
                let value = Int(s.load(fromByteOffset: b, as: UInt8.self))
                r[a] = value
                let asked = ip.pointee
                let flag = value == r[Int(asked.c)]
                r[Int(asked.a)] = flag ? 1 : 0
                ip = flag ? ip + 2 : code + Int(ip[1].c)
            case .loadFalse, .loadTrue:
                let value = Int(s.load(fromByteOffset: b, as: UInt8.self))
                r[a] = value
                ip = (value != 0) == (i.op == .loadFalse) ? ip + 1 : code + Int(ip.pointee.c)
            case .equalTrue:
                let flag = r[b] == r[c]
                r[a] = flag ? 1 : 0
                ip = flag ? code + Int(ip.pointee.c) : ip + 1
            case .lessTrue:
                let flag = r[b] < r[c]
                r[a] = flag ? 1 : 0
                ip = flag ? code + Int(ip.pointee.c) : ip + 1
            case .lessOrEqualTrue:
                let flag = r[b] <= r[c]
                r[a] = flag ? 1 : 0
                ip = flag ? code + Int(ip.pointee.c) : ip + 1
            case .commitJump:
                commit()
                s = state
                ip = code + Int(ip.pointee.a)
            case .loadTwo:
                r[a] = Int(s.load(fromByteOffset: b, as: UInt8.self))
                let second = ip.pointee
                r[Int(second.a)] = Int(s.load(fromByteOffset: Int(second.b), as: UInt8.self))
                ip += 1
            case .equalBlock:
                let flag = r[b] == r[c]
                r[a] = flag ? 1 : 0
                if !flag { return .blocked }
                ip += 1
            case .unequalBlock:
                let flag = r[b] == r[c]
                r[a] = flag ? 1 : 0
                if flag { return .blocked }
                r[Int(ip.pointee.a)] = 1
                ip += 2
            case .lessBlock:
                let flag = r[b] < r[c]
                r[a] = flag ? 1 : 0
                if !flag { return .blocked }
                ip += 1
            case .lessOrEqualBlock:
                let flag = r[b] <= r[c]
                r[a] = flag ? 1 : 0
                if !flag { return .blocked }
                ip += 1
            case .equalFalse:
                let flag = r[b] == r[c]
                r[a] = flag ? 1 : 0
                ip = flag ? ip + 1 : code + Int(ip.pointee.c)
            case .unequalFalse:
                let flag = r[b] != r[c]
                r[a] = flag ? 0 : 1
                r[Int(ip.pointee.a)] = flag ? 1 : 0
                ip = flag ? ip + 2 : code + Int(ip[1].c)
            case .lessFalse:
                let flag = r[b] < r[c]
                r[a] = flag ? 1 : 0
                ip = flag ? ip + 1 : code + Int(ip.pointee.c)
            case .lessOrEqualFalse:
                let flag = r[b] <= r[c]
                r[a] = flag ? 1 : 0
                ip = flag ? ip + 1 : code + Int(ip.pointee.c)
            case .addByte:
                let sum = r[b] &+ r[c]
                r[a] = sum
                r[Int(ip.pointee.a)] = sum & 0xFF
                ip += 1
            case .subtractByte:
                let difference = r[b] &- r[c]
                r[a] = difference
                r[Int(ip.pointee.a)] = difference & 0xFF
                ip += 1
            case .commitRest:
                commit()
                s = state
                let rest = ip.pointee
                Self.put(s, Int(rest.b), Int(rest.a), size: Int(rest.x))
                return .rested
            case .commitStore:
                commit()
                s = state
                let store = ip.pointee
                s.storeBytes(
                    of: UInt8(truncatingIfNeeded: r[Int(store.b)]), toByteOffset: Int(store.a), as: UInt8.self)
                ip += 1
            case .commitStoreRest:
                commit()
                s = state
                let store = ip.pointee
                s.storeBytes(
                    of: UInt8(truncatingIfNeeded: r[Int(store.b)]), toByteOffset: Int(store.a), as: UInt8.self)
                let rest = ip[1]
                Self.put(s, Int(rest.b), Int(rest.a), size: Int(rest.x))
                return .rested
            case .storeRest:
                s.storeBytes(of: UInt8(truncatingIfNeeded: r[b]), toByteOffset: a, as: UInt8.self)
                let rest = ip.pointee
                Self.put(s, Int(rest.b), Int(rest.a), size: Int(rest.x))
                return .rested
            default:
                // A copy, so that the loop's own counter stays in a register.
                var next = ip - code
                if let result = runPrimitive(i, r, &next) { return result }
                ip = code + next
            }
        }
    }

    private func divide(_ op: Op, _ left: Int, _ right: Int) -> Int {
        switch op {
        case .divide, .divideWrap: return left.dividedReportingOverflow(by: right).partialValue
        case .remainder, .remainderWrap: return right == -1 ? 0 : left % right
        case .divideUnsigned: return Int(bitPattern: UInt(bitPattern: left) / UInt(bitPattern: right))
        default: return Int(bitPattern: UInt(bitPattern: left) % UInt(bitPattern: right))
        }
    }

    private func narrow(_ value: Int, _ width: Width) -> Int {
        switch width {
        case .u8: return Int(UInt8(truncatingIfNeeded: value))
        case .u16: return Int(UInt16(truncatingIfNeeded: value))
        case .u32: return Int(UInt32(truncatingIfNeeded: value))
        case .i8: return Int(Int8(truncatingIfNeeded: value))
        case .i16: return Int(Int16(truncatingIfNeeded: value))
        case .i32: return Int(Int32(truncatingIfNeeded: value))
        case .i64: return value
        }
    }

    /// Moves all elements but the first of `bytes` bytes one place down.
    func shiftElements(_ offset: Int, size: Int, bytes: Int) {
        guard bytes > 0 else { return }
        (state + offset).copyMemory(from: state + offset + size, byteCount: bytes - size)
        (state + offset + bytes - size).initializeMemory(as: UInt8.self, repeating: 0, count: size)
    }
}
