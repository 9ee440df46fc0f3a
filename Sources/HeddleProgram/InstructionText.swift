/// The words of a listing: instructions, expressions, places.
struct InstructionText {
    let program: Program
    let locals: [Local]

    func text(_ kind: InstructionKind) -> String {
        switch kind {
        case .assign(let place, let value): return "\(text(place)) = \(text(value))"
        case .jump(let target): return "jump \(target)"
        case .branch(let condition, let then, let otherwise): return "if \(text(condition)) \(then) else \(otherwise)"
        case .call(let routine, let values, let result):
            return "\(into(result))call \(program.routines[routine].name)(\(list(values)))"
        case .return(let value): return "return" + (value.map { " " + text($0) } ?? "")
        case .assert(let value, _, _): return "assert \(text(value))"
        case .assume(let value): return "assume \(text(value))"
        case .listAppend(let place, let value): return "\(text(place)).append(\(text(value)))"
        case .listRemoveFirst(let place, let result): return "\(into(result))\(text(place)).removeFirst()"
        case .listRemoveLast(let place, let result): return "\(into(result))\(text(place)).removeLast()"
        case .listClear(let place): return "\(text(place)).clear()"
        case .beginStep(let site): return text(site)
        case .endStep: return "end"
        case .guard(let value): return "guard \(text(value))"
        case .read(let place, let result, let order): return "\(into(result))read \(text(place))\(text(order))"
        case .write(let place, let value, let order): return "write \(text(place)) = \(text(value))\(text(order))"
        case .readModifyWrite(let binary, let place, let value, let result, let order):
            return "\(into(result))\(binary.rawValue) \(text(place)) \(text(value))\(text(order))"
        case .compareExchange(
            let place, let expected, let desired, let weak, let swap, let result, let order, let failure):
            let name = swap ? "compareSwap" : weak ? "compareExchangeWeak" : "compareExchange"
            return
                "\(into(result))\(name) \(text(place)) \(text(expected)) -> \(text(desired))\(text(order))\(text(failure))"
        case .fence(let order): return "fence\(text(order))"
        case .choose(let local, let domain, let condition):
            return "choose \(name(local)) in \(text(domain))" + (condition.map { " where \(text($0))" } ?? "")
        case .select(let alternatives): return "select { " + alternatives.map(text).joined(separator: "; ") + " }"
        case .new(let pool, let values, let result): return "\(into(result))new \(object(pool))(\(list(values)))"
        case .free(_, let value): return "free \(text(value))"
        case .spawn(let group, let values, let result):
            return "\(into(result))spawn \(program.threadGroups[group].name)(\(list(values)))"
        case .join(let value): return "join \(text(value))"
        case .skip: return "skip"
        case .yield: return "yield"
        default: return textOfPrimitive(kind)
        }
    }

    private func textOfPrimitive(_ kind: InstructionKind) -> String {
        switch kind {
        case .lock(let one): return "lock \(text(one))"
        case .tryLock(let one, let result): return "\(into(result))tryLock \(text(one))"
        case .unlock(let one): return "unlock \(text(one))"
        case .readLock(let one): return "readLock \(text(one))"
        case .tryReadLock(let one, let result): return "\(into(result))tryReadLock \(text(one))"
        case .readUnlock(let one): return "readUnlock \(text(one))"
        case .writeQueue(let one): return "writeQueue \(text(one))"
        case .writeLock(let one): return "writeLock \(text(one))"
        case .tryWriteLock(let one, let result): return "\(into(result))tryWriteLock \(text(one))"
        case .writeUnlock(let one): return "writeUnlock \(text(one))"
        case .conditionWait(let one, let mutex): return "wait \(text(one)) \(text(mutex))"
        case .conditionResume(let one, let mutex): return "resume \(text(one)) \(text(mutex))"
        case .notify(let one, let all): return "\(all ? "notifyAll" : "notify") \(text(one))"
        case .acquire(let one): return "acquire \(text(one))"
        case .tryAcquire(let one, let result): return "\(into(result))tryAcquire \(text(one))"
        case .release(let one): return "release \(text(one))"
        case .barrierArrive(let one, let last): return "\(into(last))arrive \(text(one))"
        case .barrierLeave(let one): return "leave \(text(one))"
        case .onceEnter(let one, let entered): return "\(into(entered))enter \(text(one))"
        case .onceFinish(let one): return "finish \(text(one))"
        case .eventSet(let one): return "set \(text(one))"
        case .eventReset(let one): return "reset \(text(one))"
        case .eventWait(let one): return "wait \(text(one))"
        case .eventIsSet(let one, let result): return "\(into(result))isSet \(text(one))"
        case .send(let one, let value): return "send \(text(one)) \(text(value))"
        case .trySend(let one, let value, let result): return "\(into(result))trySend \(text(one)) \(text(value))"
        case .receive(let one, let result): return "\(into(result))receive \(text(one))"
        case .next(let one, let result): return "\(into(result))next \(text(one))"
        case .tryReceive(let one, let result): return "\(into(result))tryReceive \(text(one))"
        case .close(let one): return "close \(text(one))"
        case .channelCount(let one, let result): return "\(into(result))count \(text(one))"
        default: return textOfProcess(kind)
        }
    }

    private func text(_ site: StepSite) -> String {
        let statement = program.statements[site.statement]
        let which = statement.occurrence > 0 ? " (\(statement.occurrence))" : ""
        let anchor = statement.label.map { "\($0):" } ?? "'\(statement.text)'\(which)"
        let labels =
            site.labels.isEmpty ? "" : " at " + site.labels.map { program.labels[$0].name }.joined(separator: ", ")
        let kind = site.kind == .operation ? "" : " \(site.kind.rawValue)"
        return "step\(kind) \(anchor)#\(site.operation)\(labels)"
    }

    private func text(_ alternative: SelectAlternative) -> String {
        let what: String
        switch alternative.operation {
        case .await(let value): what = "await \(text(value))"
        case .send(let one, let value): what = "send \(text(one)) \(text(value))"
        case .receive(let one, let result): what = "\(into(result))receive \(text(one))"
        case .next(let one, let result): what = "\(into(result))next \(text(one))"
        case .lock(let one): what = "lock \(text(one))"
        case .acquire(let one): what = "acquire \(text(one))"
        case .eventWait(let one): what = "wait \(text(one))"
        case .timeout: what = "timeout"
        case .default: what = "default"
        }
        return what + (alternative.condition.map { " when \(text($0))" } ?? "") + " -> \(alternative.target)"
    }

    private func into(_ local: LocalID?) -> String { local.map { "\(name($0)) = " } ?? "" }

    private func text(_ order: MemoryOrder?) -> String {
        guard let order, order != .seqCst else { return "" }
        return " (\(order.rawValue))"
    }

    private func name(_ local: LocalID) -> String {
        guard locals.indices.contains(local) else { return "%?\(local)" }
        return locals[local].isHidden ? "%\(local)" : locals[local].name
    }

    private func object(_ id: ObjectID) -> String { program.objects[id].name }

    func text(_ reference: ObjectReference) -> String {
        object(reference.object) + (reference.index.map { "[\(text($0))]" } ?? "")
    }

    private func list(_ values: [Expression]) -> String { values.map(text).joined(separator: ", ") }

    func text(_ place: Place) -> String {
        switch place {
        case .local(let local): return name(local)
        case .shared(let id): return object(id)
        case .cellField(let pool, let reference, let field):
            guard case .pool(let fields, _, _, _) = program.objects[pool].kind else { return "?" }
            return "\(text(reference)).\(fields[field].name)"
        case .element(let base, let index): return "\(text(base))[\(text(index))]"
        case .field(let base, let field): return "\(text(base)).\(field)"
        case .threadLocal(let thread, let routine, let local):
            return "\(text(thread))#\(program.routines[routine].locals[local].name)"
        }
    }

    func text(_ domain: Domain) -> String {
        switch domain {
        case .range(let lower, let upper, let inclusive):
            return "\(text(lower))\(inclusive ? "..." : "..<")\(text(upper))"
        case .elements(let value): return text(value)
        case .enumeration(let index): return program.enumerations[index].name
        case .threads(let group): return program.threadGroups[group].name
        }
    }

    func text(_ expression: Expression) -> String {
        switch expression.kind {
        case .constant(let value): return text(value, expression.type)
        case .read(let place): return text(place)
        case .unary(let symbol, let a): return "\(symbol.rawValue)\(text(a))"
        case .binary(let symbol, let a, let b): return "(\(text(a)) \(symbol.rawValue) \(text(b)))"
        case .and(let a, let b): return "(\(text(a)) && \(text(b)))"
        case .or(let a, let b): return "(\(text(a)) || \(text(b)))"
        case .implies(let a, let b): return "(\(text(a)) implies \(text(b)))"
        case .conditional(let a, let b, let c): return "(\(text(a)) ? \(text(b)) : \(text(c)))"
        case .coalesce(let a, let b): return "(\(text(a)) ?? \(text(b)))"
        case .convert(let a): return "convert(\(text(a)))"
        case .some(let a): return "some(\(text(a)))"
        case .unwrap(let a): return "\(text(a))!"
        case .isNil(let a): return "(\(text(a)) == nil)"
        case .structure(let parts): return "{\(list(parts))}"
        case .elements(let parts): return "[\(list(parts))]"
        case .repeated(let a, let count): return "[\(text(a)); \(count)]"
        case .elementOf(let a, let index): return "\(text(a))[\(text(index))]"
        case .fieldOf(let a, let field): return "\(text(a)).\(field)"
        case .count(let a): return "\(text(a)).count"
        case .isEmpty(let a): return "\(text(a)).isEmpty"
        case .first(let a): return "\(text(a)).first"
        case .last(let a): return "\(text(a)).last"
        case .contains(let a, let b): return "\(text(a)).contains(\(text(b)))"
        case .minimum(let a, let b): return "min(\(text(a)), \(text(b)))"
        case .maximum(let a, let b): return "max(\(text(a)), \(text(b)))"
        case .absolute(let a): return "abs(\(text(a)))"
        case .selfThread: return "self"
        case .threadOf(let group, let index): return "\(program.threadGroups[group].name)[\(text(index))]"
        case .quantifier(let quantifier, let variable, let domain, let body):
            return "\(quantifier.rawValue)(\(name(variable)) in \(text(domain)): \(text(body)))"
        case .call(let routine, let values): return "\(program.routines[routine].name)(\(list(values)))"
        case .atLabel(let thread, let labels):
            return "(\(text(thread)) at \(labels.map { program.labels[$0].name }.joined(separator: "|")))"
        case .finished(let thread): return "finished(\(text(thread)))"
        case .crashed(let thread): return "crashed(\(text(thread)))"
        case .blocked(let thread): return "blocked(\(text(thread)))"
        case .holder(let one): return "\(text(one)).holder"
        case .channelCount(let one): return "\(text(one)).count"
        case .channelClosed(let one): return "\(text(one)).closed"
        case .semaphoreValue(let one): return "\(text(one)).value"
        case .eventIsSet(let one): return "\(text(one)).isSet"
        case .waitingCount(let one): return "\(text(one)).waiting"
        case .process(let question): return text(question)
        }
    }

    private func text(_ value: Value, _ type: ValueType) -> String {
        switch (value, type) {
        case (.enumeration(let place), .enumeration(let index)): return program.enumerations[index].cases[place]
        case (.some(let inner), .optional(let innerType)): return text(inner, innerType)
        case (.integer(let number), _): return String(number)
        case (.boolean(let flag), _): return String(flag)
        case (.none, _): return "nil"
        case (.thread(let number), _): return "thread \(number)"
        case (.elements(let values), .array(let inner, _)), (.elements(let values), .list(let inner, _)):
            return "[" + values.map { text($0, inner) }.joined(separator: ", ") + "]"
        case (.structure(let values), .structure(let index)):
            let fields = program.structures[index].fields
            return "{" + zip(values, fields).map { text($0, $1.type) }.joined(separator: ", ") + "}"
        case (.uninitialized, _): return "uninitialized"
        default: return "?"
        }
    }
}
