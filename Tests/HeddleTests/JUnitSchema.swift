import Foundation
import FoundationXML

/// Holds a document against the schema that build servers share (jenkins-junit.xsd, which JUnit tests itself against):
/// which elements stand where, which attributes they may and must have.
final class JUnitSchema: NSObject, XMLParserDelegate {
    struct Case: Equatable {
        var folder: String
        var name: String
        /// `failure diverged`, `error stale`, `skipped`, nothing.
        var fate = ""
        var message = ""
        var text = ""
    }

    private struct Rule {
        var parents: Set<String>
        var required: Set<String>
        var optional: Set<String>
        var hasText = false
    }

    private static let rules: [String: Rule] = [
        "testsuites": Rule(
            parents: [""], required: [], optional: ["name", "time", "tests", "failures", "disabled", "errors"]),
        "testsuite": Rule(
            parents: ["", "testsuites"], required: ["name", "tests"],
            optional: [
                "failures", "errors", "time", "disabled", "skipped", "timestamp", "hostname", "id", "package",
            ]),
        "testcase": Rule(
            parents: ["testsuite"], required: ["name", "classname"], optional: ["assertions", "time", "status"]),
        "skipped": Rule(parents: ["testcase"], required: [], optional: ["type", "message"], hasText: true),
        "failure": Rule(parents: ["testcase"], required: [], optional: ["type", "message"], hasText: true),
        "error": Rule(parents: ["testcase"], required: [], optional: ["type", "message"], hasText: true),
    ]

    private(set) var faults: [String] = []
    private(set) var cases: [Case] = []
    /// Of each suite: name, tests, failures, errors, skipped as they are written, and counted among its cases.
    private(set) var suites: [(written: [String], name: String)] = []
    private var open: [String] = []

    init(_ document: String) {
        super.init()
        let parser = XMLParser(data: Data(document.utf8))
        parser.delegate = self
        if !parser.parse() { faults.append("no XML: \(parser.parserError.map(String.init(describing:)) ?? "")") }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        let parent = open.last ?? ""
        open.append(name)
        guard let rule = Self.rules[name], rule.parents.contains(parent) else {
            faults.append("<\(name)> in <\(parent)>")
            return
        }
        let given = Set(attributes.keys)
        for missing in rule.required.subtracting(given).sorted() { faults.append("<\(name)> without \(missing)") }
        for odd in given.subtracting(rule.required.union(rule.optional)).sorted() { faults.append("<\(name) \(odd)>") }
        switch name {
        case "testsuite":
            let counts = ["tests", "failures", "errors", "skipped"].map { attributes[$0] ?? "" }
            suites.append((counts, attributes["name"] ?? ""))
        case "testcase":
            cases.append(Case(folder: attributes["classname"] ?? "", name: attributes["name"] ?? ""))
        case "skipped", "failure", "error":
            guard !cases.isEmpty else { return }
            cases[cases.count - 1].fate += ([name] + [attributes["type"]].compactMap { $0 }).joined(separator: " ")
            cases[cases.count - 1].message += attributes["message"] ?? ""
        default: break
        }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if let last = open.last, Self.rules[last]?.hasText == true {
            cases[cases.count - 1].text += text
        } else if text.contains(where: { !$0.isWhitespace }) {
            faults.append("text in <\(open.last ?? "")>: \(text)")
        }
    }
}
