internal import HeddleProgram

/// "Did you mean …?": the nearest of several names by edit distance.
enum Suggestions {
    /// Most names that are looked through.
    static let candidateLimit = 500

    /// The candidate nearest to `name`, if it is near enough to be a slip. The first of several equally near ones.
    static func nearest(to name: String, among candidates: [String]) -> String? {
        let limit = EditDistance.slip(letters: name.utf8.count)
        var best: (name: String, distance: Int)?
        for candidate in candidates.prefix(candidateLimit) where candidate != name {
            let distance = EditDistance.between(Array(name.utf8), Array(candidate.utf8))
            if distance <= limit, distance < candidate.utf8.count, distance < best?.distance ?? Int.max {
                best = (candidate, distance)
            }
        }
        return best?.name
    }

    static func hint(for name: String, among candidates: [String]) -> String? {
        nearest(to: name, among: candidates).map { "did you mean '\($0)'?" }
    }
}
