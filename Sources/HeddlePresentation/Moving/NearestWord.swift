internal import HeddleProgram

/// "Did you mean …?" for words that users type: commands, names, files.
package enum NearestWord {
    /// The candidate nearest to a word, if it is near enough to be a slip; the first of several equally near ones.
    package static func nearest(to word: String, among candidates: [String]) -> String? {
        let letters = Array(word.lowercased())
        let limit = EditDistance.slip(letters: letters.count)
        var best: (word: String, distance: Int)?
        for candidate in candidates where candidate != word {
            let other = Array(candidate.lowercased())
            if abs(other.count - letters.count) > limit { continue }
            let distance = EditDistance.between(letters, other)
            if distance <= limit, distance < max(letters.count, other.count), distance < best?.distance ?? .max {
                best = (candidate, distance)
            }
        }
        return best?.word
    }
}
