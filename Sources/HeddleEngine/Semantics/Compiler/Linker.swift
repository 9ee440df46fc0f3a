internal import HeddleProgram

/// Compiles all threads, the setup and the properties of a program, and puts addresses where labels were.
final class Linker {
    let compiler: Compiler
    let program: Program
    let layout: StateLayout
    var code: [Instr] = []
    var returns: [Int32] = []
    var objects: [ObjectFacts] = []
    var references: [ReferenceSlot] = []
    var rests: [RestPoint] = []
    var threadEntries: [Int32] = []
    var spawnEntries: [Int32] = []
    var labelTable: [UInt8] = []
    var mutexes: [Int32] = []
    var daemons: [Bool] = []
    var setupEntry = -1
    var properties: [Image.PropertyEntry] = []
    var messageFields: [MessageField] = []
    var channelSlots: [ChannelSlot] = []
    var ownStart: [Int32] = []
    var ownChannels: [OwnChannel] = []
    private var returnBase: [Int: Int] = [:]

    init(_ compiler: Compiler) {
        self.compiler = compiler
        program = compiler.program
        layout = compiler.layout
    }

    func link() -> Image {
        var threadLabels: [Int] = []
        var spawnLabels: [Int] = []
        for thread in 0..<layout.threadCount where !compiler.isTooLarge {
            compile(thread, &threadLabels, &spawnLabels)
        }
        compileSetup()
        compileProperties()
        resolve()
        threadEntries = threadLabels.map(address)
        spawnEntries = spawnLabels.map(address)
        if setupEntry >= 0 { setupEntry = Int(address(setupEntry)) }
        collectObjects()
        collectReferences()
        collectLabels()
        collectProcesses()
        return Image(self)
    }

    private func address(_ label: Int) -> Int32 { Int32(truncatingIfNeeded: compiler.labels[label]) }

    private func compile(_ thread: Int, _ threadLabels: inout [Int], _ spawnLabels: inout [Int]) {
        compiler.beginContext(thread: thread)
        compiler.restBase.append(compiler.rests.count)
        compiler.rests.append(
            RestPoint(site: SiteReference(routine: -1, instruction: -1), activation: -1, entry: -1))
        let isDeclared = thread < layout.declaredThreads
        let groups = isDeclared ? [layout.groups[thread]] : layout.spawnedGroups
        if isDeclared { daemons.append(program.threadGroups[layout.groups[thread]].isDaemon) }
        let possible = isDeclared ? groups : program.processes?.groups(ofSlot: thread, among: groups) ?? groups
        for group in groups {
            guard possible.contains(group) else {
                spawnLabels.append(compiler.placedLabel())
                compiler.emit(.stop, x: Int(RunResult.boundThreads.rawValue))
                continue
            }
            let routine = program.threadGroups[group].routine
            let activation = compiler.activation(
                ActivationKey(thread: thread, routine: routine, level: 0, isInstant: false, isRoot: true))
            compiler.current = activation
            if isDeclared {
                threadLabels.append(compiler.placedLabel())
                compiler.prepareParameter(activation, thread)
            } else {
                spawnLabels.append(compiler.placedLabel())
                compiler.takeArguments(activation)
            }
            compiler.emit(.jump, activation.entry)
        }
        compiler.compilePending()
    }

    private func compileSetup() {
        guard let setup = program.setup else { return }
        compiler.beginContext(thread: -1)
        let activation = compiler.activation(
            ActivationKey(thread: -1, routine: setup, level: 0, isInstant: true, isRoot: true))
        setupEntry = activation.entry
        compiler.compilePending()
    }

    private func compileProperties() {
        for property in program.properties where !compiler.isTooLarge {
            let whole = compiler.property(property, property.expression)
            let parts = property.conjuncts.map { compiler.property(property, $0.expression) }
            let operands = property.conjuncts.map {
                compiler.annotates ? compiler.operands(property, $0.expression) : nil
            }
            let alternatives = property.conjuncts.map { conjunct in
                let all = compiler.annotates ? conjunct.expression.alternatives : []
                return all.count > 1 ? all.map { compiler.property(property, $0) } : []
            }
            properties.append(
                Image.PropertyEntry(
                    entry: whole.entry, result: whole.result, conjuncts: parts, operands: operands,
                    alternatives: alternatives))
        }
    }

    // MARK: Addresses

    private func resolve() {
        for activation in compiler.activations {
            returnBase[activation.id] = returns.count
            returns.append(contentsOf: activation.returns.map(address))
        }
        code = compiler.code
        for index in code.indices {
            switch code[index].op {
            case .jump, .jumpBack: code[index].a = address(Int(code[index].a))
            case .branchFalse, .branchTrue, .branchUnequal, .branchEqual, .threadOffset:
                code[index].c = address(Int(code[index].c))
            case .mutexGuard, .readGuard, .writeGuard, .semaphoreGuard, .barrierGuard, .onceGuard, .eventGuard,
                .conditionGuard, .joinGuard:
                if code[index].c >= 0 { code[index].c = address(Int(code[index].c)) }
            case .sendGuard, .receiveGuard:
                if code[index].b >= 0 { code[index].b = address(Int(code[index].b)) }
            case .returnState, .returnRegister: code[index].b = Int32(returnBase[Int(code[index].b)] ?? 0)
            default: break
            }
        }
        rests = compiler.rests.map { rest in
            var linked = rest
            if rest.entry >= 0 { linked.entry = Int(address(rest.entry)) }
            linked.offers = rest.offers.map {
                Offer(
                    object: $0.object, isReceive: $0.isReceive, probe: Int(address($0.probe)),
                    accept: $0.accept >= 0 ? Int(address($0.accept)) : -1, escape: $0.escape)
            }
            for way in linked.ways.indices { linked.ways[way].entry = Int(address(linked.ways[way].entry)) }
            return linked
        }
        for index in properties.indices {
            properties[index].entry = Int(address(properties[index].entry))
            for part in properties[index].conjuncts.indices {
                properties[index].conjuncts[part].entry = Int(address(properties[index].conjuncts[part].entry))
                if let known = properties[index].operands[part] {
                    properties[index].operands[part]!.entry = Int(address(known.entry))
                }
                for place in properties[index].alternatives[part].indices {
                    let entry = properties[index].alternatives[part][place].entry
                    properties[index].alternatives[part][place].entry = Int(address(entry))
                }
            }
        }
    }

    // MARK: Tables

    private func collectObjects() {
        for (object, declared) in program.objects.enumerated() {
            let part = layout.objects[object]
            var facts = ObjectFacts()
            facts.offset = part.offset
            facts.stride = part.stride
            facts.elements = part.elements
            facts.second = part.second
            facts.third = part.third
            facts.countWidth = part.countWidth
            facts.messageSize = part.messageSize
            facts.capacity = part.capacity
            switch declared.kind {
            case .mutex:
                for element in 0..<part.elements { mutexes.append(Int32(part.offset + element * part.stride)) }
            case .semaphore(_, let limit): facts.limit = limit ?? Int.max
            case .rwlock(let writersFirst): facts.isOpen = writersFirst
            case .channel(_, let capacity, let unordered):
                facts.isFree = unordered
                facts.isOpen = capacity == .unbounded
            case .pool(_, let capacity, let any, let recycling):
                facts.capacity = capacity
                facts.isFree = any
                facts.isOpen = recycling
            default: break
            }
            objects.append(facts)
        }
    }

    private func collectReferences() {
        var slots: [[ReferenceSlot]] = Array(repeating: [], count: program.objects.count)
        func add(_ type: ValueType, _ offset: Int) {
            for leaf in compiler.layouts.layout(type).leaves where leaf.isReference {
                slots[leaf.pool].append(ReferenceSlot(offset: Int32(offset + leaf.offset), width: leaf.width))
            }
        }
        for (object, declared) in program.objects.enumerated() {
            let part = layout.objects[object]
            switch declared.kind {
            case .variable(let type, _), .atomic(let type, _): add(type, part.offset)
            case .channel(let type, _, _):
                for element in 0..<part.elements {
                    for message in 0..<part.capacity {
                        add(type, part.offset + element * part.stride + part.third + message * part.messageSize)
                    }
                }
            case .pool(let fields, _, _, _):
                for cell in 0..<part.elements {
                    for (field, offset) in zip(fields, part.fieldOffsets) {
                        add(field.type, part.offset + cell * part.stride + offset)
                    }
                }
            default: break
            }
        }
        for key in layout.activations {
            guard let frame = layout.frames[key] else { continue }
            for (local, offset) in frame.locals.enumerated() where offset >= 0 {
                add(program.routines[key.routine].locals[local].type, offset)
            }
        }
        for object in program.objects.indices {
            objects[object].firstReference = references.count
            objects[object].referenceCount = slots[object].count
            references.append(contentsOf: slots[object])
        }
    }

    private func collectLabels() {
        for set in compiler.labelSets {
            for rest in rests {
                if rest.activation < 0 {
                    labelTable.append(0)
                    continue
                }
                let site = program.routines[rest.site.routine].code[rest.site.instruction]
                var answer: UInt8 = 0
                if case .beginStep(let step) = site.kind, step.labels.contains(where: set.contains) {
                    answer = 1
                } else {
                    answer = callers(of: rest.activation, set)
                }
                labelTable.append(answer)
            }
        }
    }

    /// Whether all, none or only some ways to call an activation lie within a label.
    private func callers(of activation: Int, _ set: [LabelID]) -> UInt8 {
        var seen: Set<Int> = []
        var yes = false
        var no = false
        var work = [activation]
        while let next = work.popLast() {
            guard seen.insert(next).inserted else { continue }
            let known = compiler.activations[next]
            if known.callers.isEmpty { no = true }
            for caller in known.callers {
                if caller.labels.contains(where: set.contains) { yes = true } else { work.append(caller.activation) }
            }
        }
        return yes ? (no ? 2 : 1) : 0
    }
}

extension Compiler {
    /// The parameter of a declared thread, where it lies in the state because a property looks at it.
    func prepareParameter(_ activation: Activation, _ thread: Int) {
        guard case .parameter(let lower, _) = program.threadGroups[layout.groups[thread]].copies else { return }
        let routine = program.routines[activation.key.routine]
        guard let parameter = routine.locals.first, case .state(let offset) = activation.locals[0] else { return }
        store(
            constant(lower + layout.ordinals[thread]), to: Address(base: .state(offset), type: parameter.type))
    }

    /// A spawned thread finds its arguments in the transfer registers.
    func takeArguments(_ activation: Activation) {
        let routine = program.routines[activation.key.routine]
        var next = probeResult
        for parameter in 0..<routine.parameterCount {
            let type = routine.locals[parameter].type
            switch activation.locals[parameter] {
            case .state(let offset): store(next, to: Address(base: .state(offset), type: type))
            case .register(let first): move(first, next, layouts.leafCount(type))
            case .constant: break
            }
            if annotates, !routine.locals[parameter].isHidden {
                note(
                    .local(
                        thread: self.thread, routine: activation.key.routine, local: parameter,
                        NotedValue(register: next, type: type)))
            }
            next += layouts.leafCount(type)
        }
        if annotates, program.processes != nil { noteZeros(activation, routine) }
    }

    /// Code that computes an expression of a property, and the register with the result.
    func property(_ property: Property, _ expression: Expression) -> (entry: Int, result: Int) {
        beginProperty(property)
        let entry = placedLabel()
        let result = permanentRegisters(1)
        span = expression.span
        move(result, value(expression), 1)
        endProperty()
        return (entry, result)
    }

    func operands(_ property: Property, _ expression: Expression) -> (entry: Int, left: NotedValue, right: NotedValue)?
    {
        guard case .binary(let op, let left, let right) = expression.kind else { return nil }
        switch op {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: break
        default: return nil
        }
        beginProperty(property)
        let entry = placedLabel()
        let first = NotedValue(register: value(left), type: left.type)
        let second = NotedValue(register: value(right), type: right.type)
        endProperty()
        return (entry, first, second)
    }

    private func beginProperty(_ property: Property) {
        beginContext(thread: -1)
        isProperty = true
        localTypes = property.locals.map(\.type)
        localNames = property.locals.map(\.name)
        current = Activation(
            key: ActivationKey(thread: -1, routine: -1, level: 0, isInstant: true, isRoot: true), id: -1)
        current.locals = property.locals.map { .register(permanentRegisters(layouts.leafCount($0.type))) }
        isCommitted = true
    }

    private func endProperty() {
        emit(.stop, x: Int(RunResult.rested.rawValue))
        compilePending()
        isProperty = false
    }
}
