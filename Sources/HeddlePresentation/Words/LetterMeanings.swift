/// What the letters of steps stand for (screens.md section 5.1): one table for the screens and for what is exported.
package enum LetterMeanings {
    /// A letter, or two that go together, and their meaning.
    package typealias Row = (letters: String, meaning: String)

    package static let rows: [Row] = [
        ("R", "read"), ("W", "write"), ("M", "read-modify-write; a change of a list"), ("F", "fence"),
        ("L  U", "lock, unlock; semaphore acquire, release"), ("Z", "wait: falls asleep, frees the lock"),
        ("N", "notify"), ("!  ?", "send, receive"), ("A", "await; assertion as a step"), ("C", "choose a value"),
        ("T", "timeout, spurious wake-up"), ("+  J", "spawn, join; + also a new cell of a pool"),
        ("K", "a cell is freed"), ("E", "event: set, reset, wait"), ("O", "a channel is closed"),
        ("S", "skip, with its label"), ("B", "barrier, once"), ("*", "atomic block, several accesses"),
        ("Y", "yield"),
    ]

    package static let comesOut = "a value that comes out"
    package static let goesIn = "a value that goes in"

    /// `R read`, `L U lock, unlock; …`: those that a picture with these letters needs, in the order of the table.
    package static func legend(of letters: Set<String>) -> [String] {
        rows.compactMap { row in
            let known = row.letters.split(separator: " ").map(String.init)
            return known.contains(where: letters.contains) ? "\(known.joined(separator: " ")) \(row.meaning)" : nil
        }
    }
}
