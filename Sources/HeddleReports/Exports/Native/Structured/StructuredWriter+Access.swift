internal import HeddleProgram

/// Reads and writes of what threads share, with their memory orders.
extension StructuredWriter {
    /// How an object's value is got at.
    func storage(of object: SharedObject) -> Storage {
        guard isRust || isWeak else { return .plain }
        guard case .variable(_, let initial) = object.kind, isWeak else { return .atomic }
        guard isRust else { return .relaxedAtomic }
        if case .uninitialized = initial { return .cell(mayBeEmpty: true) }
        return .cell(mayBeEmpty: false)
    }

    /// The value at a place.
    func value(_ path: Path, _ order: MemoryOrder? = nil) -> String {
        switch path.storage {
        case .plain: return path.text
        case .seen: return isRust ? "\(path.text).get()" : "\(path.text).value"
        case .cell(let mayBeEmpty):
            refuseWhole(path)
            let read = "\(path.text).with(|raw| unsafe { *raw })"
            let told = NativeText.literal("\(path.words) is read before it was written")
            return mayBeEmpty ? "\(read).expect(\(told))" : read
        case .atomic, .relaxedAtomic:
            refuseWhole(path)
            let order = self.order(order ?? (isRelaxed(path) && !scope.isProperty ? .relaxed : .seqCst), .load)
            return unpacked(
                isRust ? "\(path.text).load(\(order))" : "\(atomic(path)).load(ordering: \(order))", path.type)
        }
    }

    /// The atomic itself; Swift keeps each in a box.
    private func atomic(_ path: Path) -> String { isRust ? path.text : "\(path.text).value" }

    private func isRelaxed(_ path: Path) -> Bool {
        if case .relaxedAtomic = path.storage { return true } else { return false }
    }

    private func refuseWhole(_ path: Path) {
        if case .array = path.type { refuse("a whole array at once", .none) }
    }

    /// An atomic holds an optional number as a number of its own.
    func packed(_ text: String, _ type: ValueType) -> String {
        guard case .optional(let wrapped) = type else { return text }
        if wrapped == .bool { refuse("an atomic of an optional truth value", .none) }
        return "packed(\(text))"
    }

    func unpacked(_ text: String, _ type: ValueType) -> String {
        if case .optional = type { return "unpacked(\(text))" }
        return text
    }

    /// What an order is for: Swift has a word of its own for each.
    enum Access { case load, store, update }

    func order(_ order: MemoryOrder?, _ access: Access) -> String {
        switch (order, access) {
        case (.relaxed, _): return isRust ? "Relaxed" : ".relaxed"
        case (.acquire, _): return isRust ? "Acquire" : ".acquiring"
        case (.release, _): return isRust ? "Release" : ".releasing"
        case (.acqRel, .update): return isRust ? "AcqRel" : ".acquiringAndReleasing"
        case (.acqRel, .load): return isRust ? "Acquire" : ".acquiring"
        case (.acqRel, .store): return isRust ? "Release" : ".releasing"
        default: return isRust ? "SeqCst" : ".sequentiallyConsistent"
        }
    }

    // MARK: - Writes

    func set(_ local: LocalID, _ value: String, _ type: ValueType) {
        let target = path(.local(local))
        line("\(target.text) = \(tried(fit(value, from: type, to: target.type, name: target.words)))\(end)")
        leave(local)
    }

    /// A local that properties look at is left where they find it.
    func leave(_ local: LocalID) {
        guard let routine = scope.routine, scope.locals[local].isObserved,
            let name = seenNames[SeenLocal(routine: routine, local: local)]
        else { return }
        guard program.threadGroups.contains(where: { $0.routine == routine }) else {
            return refuse("a local of a function that a property looks at", scope.locals[local].span)
        }
        line(
            isRust
                ? "shared.\(name)[thread_number].set(\(scope.names[local]));"
                : "\(name)[runner.number].value = \(scope.names[local])")
    }

    func store(_ place: Place, _ value: Expression, _ order: MemoryOrder?) {
        let target = path(place)
        let text = fit(expression(value), from: value.type, to: target.type, name: target.words)
        switch target.storage {
        case .plain, .seen:
            let mayThrow = tried(target.text) != target.text
            line(mayThrow ? tried("\(target.text) = \(text)") : "\(target.text) = \(tried(text))\(end)")
        case .cell(let mayBeEmpty):
            refuseWhole(target)
            line("\(target.text).with_mut(|raw| unsafe { *raw = \(mayBeEmpty ? "Some(\(text))" : text) });")
        case .atomic, .relaxedAtomic:
            refuseWhole(target)
            let order = self.order(order ?? (isRelaxed(target) ? .relaxed : .seqCst), .store)
            let new = packed(text, target.type)
            line(
                isRust
                    ? "\(target.text).store(\(new), \(order));"
                    : tried("\(atomic(target)).store(\(new), ordering: \(order))"))
        }
        if let local = Self.root(place) { leave(local) }
    }

    private static func root(_ place: Place) -> LocalID? {
        switch place {
        case .local(let local): return local
        case .element(let base, _), .field(let base, _): return root(base)
        default: return nil
        }
    }

    // MARK: - Updates

    func readModifyWrite(
        _ op: RMWOperator, _ place: Place, _ value: Expression, _ result: LocalID?, _ order: MemoryOrder
    ) {
        let target = path(place)
        if isRust { return rustUpdate(op, target, value, result, order) }
        if isWeak { return swiftUpdate(op, target, value, result, order) }
        open("do {")
        line("let new = \(tried(changed(op, target.text, value, target)))")
        if let result { set(result, target.text, target.type) }
        line("\(tried("\(target.text) = new"))")
        close()
    }

    /// The new value, cut or checked as the place's type has it.
    private func changed(_ op: RMWOperator, _ old: String, _ value: Expression, _ target: Path) -> String {
        var type = target.type
        if case .range = type { type = .int }
        let operand = expression(value)
        let new: String
        switch op {
        case .exchange: return fit(operand, from: value.type, to: target.type, name: target.words)
        case .add: new = arithmetic("add", old, operand, type)
        case .subtract: new = arithmetic("sub", old, operand, type)
        case .and: new = "(\(old) & \(operand))"
        case .or: new = "(\(old) | \(operand))"
        case .xor: new = "(\(old) ^ \(operand))"
        case .minimum: new = "min(\(old), \(operand))"
        case .maximum: new = "max(\(old), \(operand))"
        }
        return fit(new, from: type, to: target.type, name: target.words)
    }

    private func rustUpdate(
        _ op: RMWOperator, _ target: Path, _ value: Expression, _ result: LocalID?, _ order: MemoryOrder
    ) {
        let names: [RMWOperator: String] = [
            .exchange: "swap", .add: "fetch_add", .subtract: "fetch_sub", .and: "fetch_and", .or: "fetch_or",
            .xor: "fetch_xor", .minimum: "fetch_min", .maximum: "fetch_max",
        ]
        if case .sized(let bits, _) = target.type, bits < 64 {
            refuse("an atomic of \(bits) bits that wraps", value.span)
        }
        let operand =
            op == .exchange
            ? packed(fit(expression(value), from: value.type, to: target.type, name: target.words), target.type)
            : expression(value)
        let text = "\(target.text).\(names[op] ?? "swap")(\(operand), \(self.order(order, .update)))"
        let isRange = if case .range = target.type { true } else { false }
        guard op != .exchange, isRange || op == .add || op == .subtract else {
            guard let result else { return line("\(text);") }
            return set(result, unpacked(text, target.type), target.type)
        }
        // Loom's numbers wrap; the model's fail where they leave their type.
        open("{")
        line("let old = \(text);")
        line("\(changed(op, "old", value, target));")
        if let result { set(result, "old", target.type) }
        close()
    }

    private func swiftUpdate(
        _ op: RMWOperator, _ target: Path, _ value: Expression, _ result: LocalID?, _ order: MemoryOrder
    ) {
        let order = self.order(order, .update)
        if op == .exchange {
            let new = packed(fit(expression(value), from: value.type, to: target.type, name: target.words), target.type)
            let text = unpacked("\(atomic(target)).exchange(\(new), ordering: \(order))", target.type)
            guard let result else { return line("_ = \(tried(text))") }
            return set(result, text, target.type)
        }
        open("do {")
        line("var old = \(tried("\(atomic(target)).load(ordering: .relaxed)"))")
        open("while true {")
        line("let new = \(tried(changed(op, "old", value, target)))")
        let exchange = "\(atomic(target)).weakCompareExchange("
        line("let result = \(tried(exchange))")
        line("    expected: old, desired: new, successOrdering: \(order), failureOrdering: .relaxed)")
        line("if result.exchanged { break }")
        line("old = result.original")
        close()
        if let result { set(result, "old", target.type) }
        close()
    }

    func compareExchange(_ instruction: Instruction) {
        guard
            case .compareExchange(
                let place, let expected, let desired, let weak, let swap, let result, let order, let failure) =
                instruction.kind
        else { return }
        let target = path(place)
        let isNumber = expected.type.isScalar && target.type.isScalar
        let (success, failing) = (self.order(order, .update), self.order(failure, .load))
        var wanted = isNumber ? expression(expected) : fitted(expected, target.type)
        var new = fit(expression(desired), from: desired.type, to: target.type, name: target.words)
        if isRust || isWeak { (wanted, new) = (packed(wanted, target.type), packed(new, target.type)) }
        if isRust {
            let text =
                "\(target.text).compare_exchange\(weak ? "_weak" : "")(\(wanted), \(new), \(success), \(failing))"
            guard let result else { return line("let _ = \(text);") }
            let found = unpacked("match \(text) { Ok(v) => v, Err(v) => v }", target.type)
            return set(result, swap ? found : "\(text).is_ok()", swap ? target.type : .bool)
        }
        open("do {")
        if isWeak {
            line("let (expected, desired) = \(tried("(\(wanted), \(new))"))")
            let spurious =
                weak
                ? "\(atomic(target)).load(ordering: .relaxed) == expected && runner.failsForNoReason "
                    + "? (exchanged: false, original: expected) : "
                : ""
            let mark = tried(target.text) == target.text ? "" : "try "
            line("\(result == nil ? "_" : "let result") = \(mark)\(spurious)\(atomic(target)).compareExchange(")
            line("    expected: expected, desired: desired, successOrdering: \(success), failureOrdering: \(failing))")
            if let result {
                set(
                    result, swap ? unpacked("result.original", target.type) : "result.exchanged",
                    swap ? target.type : .bool)
            }
        } else {
            line("let (old, expected, desired) = \(tried("(\(target.text), \(wanted), \(new))"))")
            let same = weak ? "isDone" : "old == expected"
            if weak { line("let isDone = old == expected && !runner.failsForNoReason") }
            line("if \(same) { \(tried("\(target.text) = desired")) }")
            if let result { set(result, swap ? "old" : weak ? same : "(\(same))", swap ? target.type : .bool) }
        }
        close()
    }
}
