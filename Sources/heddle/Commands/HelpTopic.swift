internal import HeddleLanguages

/// Texts that `heddle help TOPIC` shows.
enum HelpTopic {
    static let names = ["language", "keys"]

    /// nil where there is no such topic.
    static func text(_ name: String) -> String? {
        switch name {
        case "language": return LanguageReference.text(width: 80)
        case "keys": return nil
        default: return nil
        }
    }
}
