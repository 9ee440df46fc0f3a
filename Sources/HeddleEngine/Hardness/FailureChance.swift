internal import HeddleProgram

/// A probability between two bounds, and the fraction where it is known.
package struct BoundedChance: Hashable, Sendable {
    /// nil: only the bounds are known.
    package var exact: Chance?
    package var low: Double
    package var high: Double

    static let zero = BoundedChance(exact: .zero, low: 0, high: 0)
    static let one = BoundedChance(exact: .one, low: 1, high: 1)

    static func exact(_ chance: Chance) -> BoundedChance {
        BoundedChance(exact: chance, low: max(0, chance.value.nextDown), high: min(1, chance.value.nextUp))
    }
}

/// The chance that a run of the uniform scheduler shows a failure before any other of the same subject: each thread that
/// can move is as likely as any other, then each of its choices.
///
/// Idea: backwards over the strongly connected components of the graph. A state without a cycle is the mean of those
/// behind it. A small component is eliminated state by state in fractions, without subtraction (Grassmann, Taksar, Heyman
/// 1985); where fractions become too long, or the component is large, bounds from below and above are iterated until they
/// meet: every state of a component that can be left is left some time, so both come to the same value.
/// Shape: states by their place in the graph (`StateGraph.place`). Bounds are rounded outwards, and stay certain.
struct FailureChance {
    private let graph: StateGraph
    private let endsIn: (Int) -> Bool
    private var values: [BoundedChance?]

    /// States of a component that is eliminated in fractions.
    private static let eliminated = 200
    /// How near the bounds of a component have to come.
    private static let precision = 1e-13
    /// Less than this, summed over a component, is no movement.
    private static let stillness = 1e-14
    /// Looks at edges of one component, after which its bounds are taken as they are.
    private static let patience = 200_000_000

    /// The graph is whole; `endsIn`: marked states in which the failure ends.
    static func chance(_ graph: StateGraph, endsIn: @escaping (Int) -> Bool) -> BoundedChance {
        if graph.marks[0].contains(0) { return endsIn(0) ? .one : .zero }
        var search = FailureChance(graph: graph, endsIn: endsIn)
        for component in Components(graph).list { search.solve(component) }
        return search.values[0] ?? .zero
    }

    private init(graph: StateGraph, endsIn: @escaping (Int) -> Bool) {
        self.graph = graph
        self.endsIn = endsIn
        values = Array(repeating: nil, count: graph.stateCount)
    }

    /// Components come after all that they lead to.
    private mutating func solve(_ component: [Int]) {
        let place = component[0]
        if component.count == 1 {
            let state = graph.state(at: place)
            if graph.marks[0].contains(state) {
                values[place] = endsIn(state) ? .one : .zero
                return
            }
            let ways = Self.ways(graph, place)
            if ways.isEmpty {
                values[place] = .zero
                return
            }
            if !ways.joined().contains(place) {
                values[place] = mean(ways)
                return
            }
        }
        if component.count <= Self.eliminated, eliminate(component) { return }
        iterate(component)
    }

    /// Places that each thread's edges lead to; none from a marked state.
    fileprivate static func ways(_ graph: StateGraph, _ place: Int) -> [[Int]] {
        let state = graph.state(at: place)
        if graph.marks[0].contains(state) { return [] }
        var result: [[Int]] = []
        var last: UInt16?
        for edge in graph.edges(of: state) where graph.targets[edge] != StateGraph.none {
            if graph.threads[edge] != last { result.append([]) }
            last = graph.threads[edge]
            result[result.count - 1].append(graph.place(of: Int(graph.targets[edge])))
        }
        return result
    }

    private func mean(_ ways: [[Int]]) -> BoundedChance {
        var exact: Chance? = .zero
        var (low, high) = (0.0, 0.0)
        for targets in ways {
            let parts = Double(ways.count * targets.count)
            for target in targets {
                let value = values[target] ?? .zero
                if let sum = exact { exact = value.exact.map { sum + $0 / ways.count / targets.count } }
                low = max(0, (low + (value.low / parts).nextDown).nextDown)
                high = min(1, (high + (value.high / parts).nextUp).nextUp)
            }
        }
        if let exact, exact.isExact { return .exact(exact) }
        return BoundedChance(exact: nil, low: low, high: high)
    }

    // MARK: - In fractions

    /// False: a fraction became too long.
    private mutating func eliminate(_ component: [Int]) -> Bool {
        let numbers = Dictionary(uniqueKeysWithValues: component.enumerated().map { ($1, $0) })
        var rows = [[Int: Chance]](repeating: [:], count: component.count)
        // What each state's edges out of the component bring, and how likely they are taken.
        var gains = [Chance](repeating: .zero, count: component.count)
        var leaves = [Chance](repeating: .zero, count: component.count)
        for (number, place) in component.enumerated() {
            let ways = Self.ways(graph, place)
            for targets in ways {
                let share = Chance.one / ways.count / targets.count
                for target in targets {
                    if let inside = numbers[target] {
                        rows[number][inside] = (rows[number][inside] ?? .zero) + share
                        continue
                    }
                    guard let value = (values[target] ?? .zero).exact else { return false }
                    leaves[number] = leaves[number] + share
                    gains[number] = gains[number] + share * value
                }
            }
        }
        if leaves.allSatisfy({ $0 == .zero }) {
            for place in component { values[place] = .zero }
            return true
        }
        var totals = [Chance](repeating: .zero, count: component.count)
        for number in component.indices.reversed() {
            let row = rows[number].filter { $0.key < number }.sorted { $0.key < $1.key }
            var total = leaves[number]
            for (_, share) in row { total = total + share }
            guard total.isExact, total != .zero else { return false }
            totals[number] = total
            for other in 0..<number {
                guard let share = rows[other].removeValue(forKey: number) else { continue }
                let factor = share / total
                for (target, through) in row {
                    rows[other][target] = (rows[other][target] ?? .zero) + factor * through
                }
                leaves[other] = leaves[other] + factor * leaves[number]
                gains[other] = gains[other] + factor * gains[number]
                guard leaves[other].isExact, gains[other].isExact else { return false }
            }
            rows[number] = Dictionary(uniqueKeysWithValues: row)
        }
        var solved: [Chance] = []
        for number in component.indices {
            var sum = gains[number]
            for (target, share) in rows[number].sorted(by: { $0.key < $1.key }) { sum = sum + share * solved[target] }
            let value = sum / totals[number]
            guard value.isExact else { return false }
            solved.append(value)
        }
        for (number, place) in component.enumerated() { values[place] = .exact(solved[number]) }
        return true
    }

    // MARK: - Between bounds

    private mutating func iterate(_ component: [Int]) {
        let inside = Set(component)
        let ways = component.map { Self.ways(graph, $0) }
        let canLeave = zip(component, ways).contains { $1.joined().contains { !inside.contains($0) } }
        guard canLeave else {
            for place in component { values[place] = .zero }
            return
        }
        let edges = ways.reduce(0) { $0 + $1.reduce(0) { $0 + $1.count } }
        for place in component { values[place] = BoundedChance(exact: nil, low: 0, high: 1) }
        var spent = 0
        var (width, moved) = (1.0, 1.0)
        // Rounded outwards, the bounds stop moving before they meet.
        while width > Self.precision, moved > Self.stillness, spent < Self.patience {
            (width, moved) = (0, 0)
            for (place, ways) in zip(component, ways) {
                let next = mean(ways)
                let (low, high) = (values[place]?.low ?? 0, values[place]?.high ?? 1)
                let bounds = (low: max(low, next.low), high: min(high, next.high))
                moved += (bounds.low - low) + (high - bounds.high)
                width = max(width, bounds.high - bounds.low)
                values[place] = BoundedChance(exact: nil, low: bounds.low, high: bounds.high)
            }
            spent += edges
        }
    }
}

/// The strongly connected components of a graph as far as the start leads and nothing has failed, each after all that it
/// leads to. Source: Tarjan 1972, without recursion.
private struct Components {
    private(set) var list: [[Int]] = []

    init(_ graph: StateGraph) {
        let count = graph.stateCount
        var numbers = [Int32](repeating: -1, count: count)
        var lows = [Int32](repeating: 0, count: count)
        var isOpen = [Bool](repeating: false, count: count)
        var waiting: [Int] = []
        var stack: [(place: Int, targets: [Int], next: Int)] = []
        var number: Int32 = 0
        func enter(_ place: Int) {
            numbers[place] = number
            lows[place] = number
            number += 1
            waiting.append(place)
            isOpen[place] = true
            stack.append((place, Array(FailureChance.ways(graph, place).joined()), 0))
        }
        enter(0)
        while var top = stack.popLast() {
            var entered = false
            while top.next < top.targets.count {
                let target = top.targets[top.next]
                top.next += 1
                if numbers[target] < 0 {
                    stack.append(top)
                    enter(target)
                    entered = true
                    break
                }
                if isOpen[target] { lows[top.place] = min(lows[top.place], numbers[target]) }
            }
            if entered { continue }
            if let above = stack.last { lows[above.place] = min(lows[above.place], lows[top.place]) }
            guard lows[top.place] == numbers[top.place] else { continue }
            var component: [Int] = []
            while let place = waiting.popLast() {
                isOpen[place] = false
                component.append(place)
                if place == top.place { break }
            }
            list.append(component.reversed())
        }
    }
}
