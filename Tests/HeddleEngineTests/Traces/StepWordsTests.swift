import HeddleProgram
import Testing

@testable import HeddleEngine

private let words: StepWords = {
    var program = Program(source: SourceText(path: "m", text: ""), name: "m")
    program.enumerations = [Enumeration(name: "Light", cases: ["red", "green"])]
    program.objects = [
        SharedObject(name: "Node", kind: .pool(fields: [], capacity: 4, any: false, recycling: false))
    ]
    return StepWords(ValueWords(program: program, threadNames: ["a", "consumer.0", "consumer.1", "half.0"]))
}()

private func operation(
    _ kind: Operation.Kind, _ name: String, _ value: Value? = nil, type: ValueType? = .int, previous: Value? = nil,
    change: (inout Operation) -> Void = { _ in }
) -> String {
    var operation = Operation(kind, name: name)
    operation.value = value
    operation.type = type
    operation.previous = previous
    change(&operation)
    return words.words(operation)
}

@Test("accesses are worded as the language says")
func accessWords() {
    let node = ValueType.optional(.reference(pool: 0))
    func cell(_ index: Int) -> Value { .some(.reference(cell: index, dangling: false)) }
    #expect(operation(.read, "balance", .integer(0)) == "read balance → 0")
    #expect(operation(.write, "flag[1]", .boolean(true), type: .bool) == "write flag[1] ← true")
    #expect(operation(.read, "Node#2.next", cell(1), type: node) == "read Node#2.next → Node#1")
    #expect(
        operation(.read, "flag", .boolean(true), type: .bool) { $0.order = .acquire } == "load flag → true (acquire)")
    #expect(operation(.write, "flag", .boolean(true), type: .bool) { $0.order = .seqCst } == "store flag ← true")
    #expect(operation(.write, "light", .enumeration(1), type: .enumeration(0)) == "write light ← green")
    #expect(
        operation(.readModifyWrite, "next", .integer(5), previous: .integer(4)) {
            $0.rmw = .add
            $0.operand = .integer(1)
            $0.order = .seqCst
        } == "fetchAdd next 1: 4 → 5")
    #expect(
        operation(.readModifyWrite, "tail", .some(.integer(1)), type: .optional(.int), previous: Value.none) {
            $0.rmw = .exchange
            $0.operand = .some(.integer(1))
        } == "exchange tail: nil → 1")
    #expect(
        operation(.compareExchange, "top", cell(0), type: node, previous: cell(0)) { $0.operand = cell(1) }
            == "compareExchange top: Node#0 → Node#1")
    #expect(
        operation(.compareExchangeFailed, "top", cell(2), type: node, previous: cell(0)) { $0.operand = cell(1) }
            == "compareExchange top failed: is Node#2, not Node#0")
    #expect(operation(.compareExchangeSpurious, "top") == "compareExchange top failed for no reason")
    #expect(operation(.fence, "") { $0.order = .release } == "fence (release)")
}

@Test("locks, conditions and counters are worded as the language says")
func objectWords() {
    #expect(operation(.lock, "fork[2]") == "lock fork[2]")
    #expect(operation(.tryLockFailed, "m") == "tryLock m → false")
    #expect(operation(.conditionWait, "ready") { $0.secondName = "lock" } == "wait on ready, release lock")
    #expect(operation(.conditionResume, "ready") { $0.secondName = "lock" } == "wake up, lock lock")
    #expect(operation(.notify, "ready") { $0.otherThreads = [2] } == "notify ready: wakes consumer.1")
    #expect(operation(.notify, "ready") == "notify ready: nobody waits")
    #expect(operation(.conditionSpurious, "ready") == "wakes for no reason")
    #expect(operation(.acquire, "seats") { $0.count = 2 } == "acquire seats (2 left)")
    #expect(operation(.release, "seats") { $0.count = 3 } == "release seats (3 left)")
    #expect(operation(.eventSet, "go") == "set go")
    #expect(operation(.eventWait, "go") == "go is set")
    #expect(
        operation(.barrierArrive, "line") {
            $0.count = 1
            $0.total = 3
        } == "arrive at line (1 of 3)")
    #expect(operation(.barrierLast, "line") == "arrive at line (last)")
    #expect(operation(.barrierLeave, "line") == "leave line")
    #expect(operation(.onceRun, "setUp") == "run setUp")
    #expect(operation(.onceFinish, "setUp") == "finish setUp")
    #expect(operation(.onceDone, "setUp") == "setUp is done")
}

@Test("channels, threads, cells and the rest are worded as the language says")
func otherWords() {
    #expect(operation(.send, "wire", .integer(5)) == "send wire ← 5")
    #expect(operation(.receive, "wire", .integer(5)) == "receive wire → 5")
    #expect(operation(.nextClosed, "wire") == "next wire → nil (closed)")
    #expect(operation(.handOver, "wire", .integer(5)) { $0.otherThreads = [1] } == "hand 5 to consumer.0 on wire")
    #expect(operation(.close, "wire") == "close wire")
    #expect(operation(.choose, "vote", .boolean(true), type: .bool) == "choose vote = true")
    #expect(operation(.new, "Node#0") == "new Node#0")
    #expect(operation(.free, "Node#0") == "free Node#0")
    #expect(operation(.spawn, "half") { $0.otherThreads = [3] } == "spawn half.0")
    #expect(operation(.join, "half") { $0.otherThreads = [3] } == "join half.0")
    #expect(operation(.skip, "") == "skip")
    #expect(operation(.yield, "") == "yield")
    #expect(operation(.timeout, "") == "timeout")
}
