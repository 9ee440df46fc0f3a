internal import HeddleProgram

/// Places: where values are held.
extension CWriter {
    /// A place as C reaches it.
    struct Path {
        var text: String
        var type: ValueType
        /// Elements lie in a plain array, each `_Atomic`.
        var isAtomic: Bool
        /// The shared object, pools included; nil for locals.
        var object: ObjectID?
        /// In the model's words, for messages.
        var words: String
    }

    func path(_ place: Place) -> Path {
        switch place {
        case .local(let local): return self.local(local)
        case .shared(let object): return shared(object)
        case .cellField(let pool, let reference, let field):
            guard case .pool(let fields, _, _, let recycling) = program.objects[pool].kind else { break }
            parts.insert(.pool)
            let words = self.words(reference)
            let isKind = scope.isProperty ? "H_LOOK" : recycling ? "H_RECYCLED" : "H_USE"
            let cell =
                "h_cell(&shared.\(objectNames[pool])_cells, \(expression(reference)), \(isKind), \(NativeText.literal(words)))"
            return Path(
                text: "shared.\(objectNames[pool])[\(cell)].\(fieldNames[pool][field])", type: fields[field].type,
                isAtomic: false, object: pool, words: "\(words).\(fields[field].name)")
        case .element(let base, let index):
            let whole = path(base)
            let words = "\(whole.words)[\(self.words(index))]"
            let at = expression(index)
            switch whole.type {
            case .array(let element, let count):
                let checked = checkedIndex(at, index, "\(count)", isConstant: count, words)
                let text = whole.isAtomic ? "\(whole.text)[\(checked)]" : "\(whole.text).at[\(checked)]"
                return Path(text: text, type: element, isAtomic: whole.isAtomic, object: whole.object, words: words)
            case .list(let element, _):
                let checked = checkedIndex(at, index, "\(whole.text).count", isConstant: nil, words)
                return Path(
                    text: "\(whole.text).at[\(checked)]", type: element, isAtomic: false, object: whole.object,
                    words: words)
            default: break
            }
        case .field(let base, let field):
            let whole = path(base)
            guard case .structure(let index) = whole.type else { break }
            return Path(
                text: "\(whole.text).\(structFields(index)[field])", type: program.structures[index].fields[field].type,
                isAtomic: whole.isAtomic, object: whole.object,
                words: "\(whole.words).\(program.structures[index].fields[field].name)")
        case .threadLocal(let thread, let routine, let local):
            let declared = program.routines[routine].locals[local]
            let name = storage(routine)
            return Path(
                text: "\(name)[h_slot(\(expression(thread)))].\(localNames[routine][local])", type: declared.type,
                isAtomic: false, object: nil, words: declared.name)
        }
        refuse("this place", .none)
        return Path(text: "0", type: .int, isAtomic: false, object: nil, words: "?")
    }

    func checkedIndex(_ text: String, _ index: Expression, _ count: String, isConstant: Int?, _ words: String) -> String
    {
        if let number = Int(text), let isConstant, number >= 0, number < isConstant { return text }
        if let isConstant, case .range(let lower, let upper) = index.type, lower >= 0, upper < isConstant,
            case .read = index.kind
        {
            return text
        }
        return "h_index(\(text), \(count), \(NativeText.literal(words)))"
    }

    private func shared(_ object: ObjectID) -> Path {
        let declared = program.objects[object]
        switch declared.kind {
        case .variable(let type, _), .atomic(let type, _):
            return Path(
                text: "shared.\(objectNames[object])", type: type, isAtomic: atomicObjects.contains(object),
                object: object,
                words: declared.name)
        default:
            refuse("'\(declared.name)' as a value", declared.span)
            return Path(text: "0", type: .int, isAtomic: false, object: nil, words: declared.name)
        }
    }

    private func local(_ local: LocalID) -> Path {
        let declared = scope.locals[local]
        let name = scope.names[local]
        if let routine = scope.routine, declared.isObserved, !scope.isInstant {
            return Path(
                text: "\(storage(routine))[h_me->number].\(name)", type: declared.type, isAtomic: false, object: nil,
                words: declared.name)
        }
        return Path(
            text: name, type: declared.type, isAtomic: false, object: nil,
            words: declared.isHidden ? "?" : declared.name)
    }

    /// The array with the locals of a routine that properties look at, one element for each thread.
    func storage(_ routine: RoutineID) -> String { "locals_of_\(routineNames[routine])" }

    /// `&shared.fork[i]`
    func object(_ reference: ObjectReference) -> String {
        let declared = program.objects[reference.object]
        let name = "&shared.\(objectNames[reference.object])"
        guard let index = reference.index, let count = declared.count else { return name }
        let words = "\(declared.name)[\(self.words(index))]"
        return "\(name)[\(checkedIndex(expression(index), index, "\(count)", isConstant: count, words))]"
    }

    /// An expression as the model writes it.
    func words(_ expression: Expression) -> String {
        program.source.normalizedText(expression.span)
    }

    // MARK: - Reading and writing

    /// The value held at a place, read at one instant.
    func value(_ path: Path) -> String {
        guard let object = path.object, holdsNothing.contains(object), !scope.isProperty, isPlain(path.type) else {
            return path.text
        }
        return "h_something(\(path.text), \(NativeText.literal(path.words)))"
    }

    func order(_ order: MemoryOrder?) -> String {
        switch order {
        case .relaxed: return "memory_order_relaxed"
        case .acquire: return "memory_order_acquire"
        case .release: return "memory_order_release"
        case .acqRel: return "memory_order_acq_rel"
        default: return "memory_order_seq_cst"
        }
    }

    /// The order of an access that has none in the model.
    private func ownOrder(_ path: Path) -> MemoryOrder? {
        guard isWeak, let object = path.object, case .variable = program.objects[object].kind else { return nil }
        return .relaxed
    }

    /// A read that is a step of its own.
    func load(_ path: Path, _ order: MemoryOrder?) -> String {
        guard path.isAtomic else { return value(path) }
        let text: String
        if let order = order ?? ownOrder(path), order != .seqCst {
            text = "atomic_load_explicit(&\(path.text), \(self.order(order)))"
        } else {
            text = "atomic_load(&\(path.text))"
        }
        guard let object = path.object, holdsNothing.contains(object) else { return text }
        return "h_something(\(text), \(NativeText.literal(path.words)))"
    }

    func store(_ path: Path, _ value: String, _ order: MemoryOrder?) {
        guard path.isAtomic else { return line("\(path.text) = \(value);") }
        if let order = order ?? ownOrder(path), order != .seqCst {
            line("atomic_store_explicit(&\(path.text), \(value), \(self.order(order)));")
        } else {
            line("atomic_store(&\(path.text), \(value));")
        }
    }

    /// Gives a local a value.
    func set(_ local: LocalID, _ value: String, _ type: ValueType) {
        let target = path(.local(local))
        line("\(target.text) = \(fit(value, from: type, to: target.type, name: target.words));")
    }
}
