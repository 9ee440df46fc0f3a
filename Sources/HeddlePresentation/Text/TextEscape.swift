/// Text of a model in a form that has signs of its own.
package enum TextEscape {
    /// The text made visible (`VisibleText`), each character that means something else in the form written otherwise.
    package static func shown(_ text: String, _ escape: (Unicode.Scalar) -> String?) -> String {
        var result = ""
        for scalar in VisibleText.of(text).unicodeScalars {
            if let escaped = escape(scalar) { result += escaped } else { result.unicodeScalars.append(scalar) }
        }
        return result
    }

    /// For text and for attributes in quotes of HTML and XML.
    package static func markup(_ text: String) -> String {
        shown(text) { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "'": "&#39;"
            default: nil
            }
        }
    }
}
