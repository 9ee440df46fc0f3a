/// What is measured, and how often.
struct BenchArguments {
    /// Folder with the models.
    var models = "Tests/Fixtures/promela"
    /// The program that goes from file to verdict.
    var heddle = ".build/release/heddle"
    var rounds = 5
    /// Models whose graph has more states are left out.
    var largest = 20_000_000
    /// Only models whose name begins so.
    var only: String?
    /// Searches one model this often without Spin, for a profiler.
    var profile: String?
    /// Measures keys on a line of so many steps instead, and of how many threads.
    var keys: Int?
    var threads = 4
    /// Measures the listing of a library of so many entries instead.
    var library: Int?
    var defines: [String] = []
    var problem: String?

    static let usage = """
        heddle-bench [--models FOLDER] [--heddle PROGRAM] [--rounds N] [--largest STATES] [--only NAME]
        heddle-bench --profile FILE.pml [-DNAME=VALUE …]        one search alone, breadth and depth first
        heddle-bench --keys STEPS [--threads N]                  from a key to its frame, on a long line of play
        heddle-bench --library ENTRIES [--heddle PROGRAM] [--rounds N]      listing so many saved schedules

        """

    init(_ given: [String]) {
        var rest = given.dropFirst()
        while let option = rest.popFirst() {
            if option.hasPrefix("-D") {
                defines.append(option)
                continue
            }
            guard let value = rest.popFirst() else {
                problem = "\(option) needs a value"
                return
            }
            switch option {
            case "--models": models = value
            case "--heddle": heddle = value
            case "--only": only = value
            case "--profile": profile = value
            case "--keys": keys = Int(value)
            case "--threads": threads = max(1, Int(value) ?? 4)
            case "--library": library = max(1, Int(value) ?? 10_000)
            case "--rounds": rounds = max(1, Int(value) ?? 1)
            case "--largest": largest = Int(value) ?? largest
            default: problem = "there is no option \(option)"
            }
        }
    }
}
