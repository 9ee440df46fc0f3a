internal import HeddlePresentation

/// Text of a model inside HTML and XML.
enum Markup {
    /// Control characters, marks of direction and the like made visible, then the five special characters as entities:
    /// fit for text and for attributes in quotes.
    static func escape(_ text: String) -> String {
        var result = ""
        for scalar in VisibleText.of(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
