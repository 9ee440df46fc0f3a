/// How the process ends: what scripts rely on.
enum ExitStatus: Int32, Error, Sendable {
    /// Everything as expected.
    case asExpected = 0
    /// A violation, or an expectation that isn't met.
    case finding = 1
    /// Bad input or usage.
    case badInput = 2
    /// A bound bit, and nothing worse.
    case inconclusive = 3
    /// A fault of ours.
    case ownFault = 70

    /// Of several files and runs the worst counts: 70, 2, 1, 3, 0.
    static func worst(_ statuses: [ExitStatus]) -> ExitStatus {
        let order: [ExitStatus] = [.ownFault, .badInput, .finding, .inconclusive]
        return order.first { statuses.contains($0) } ?? .asExpected
    }

    /// `asExpected` as in reports: nil is inconclusive.
    init(asExpected: Bool?) {
        switch asExpected {
        case true: self = .asExpected
        case false: self = .finding
        case nil: self = .inconclusive
        }
    }
}
