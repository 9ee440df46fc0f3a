/// A half-open range of byte offsets in one source file's UTF-8 text.
package struct SourceSpan: Hashable, Sendable {
    package var start: Int
    package var end: Int

    package init(start: Int, end: Int) {
        self.start = start
        self.end = end
    }

    package static let none = SourceSpan(start: 0, end: 0)

    /// The smallest span that covers both.
    package func union(_ other: SourceSpan) -> SourceSpan {
        SourceSpan(start: min(start, other.start), end: max(end, other.end))
    }
}

/// A place as people count it. Units: line and column from 1, columns in characters.
package struct SourcePosition: Hashable, Sendable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// One source file as text, with its lines.
///
/// Ill-formed UTF-8 is shown as U+FFFD; byte offsets are those of the repaired text.
package struct SourceText: Sendable {
    /// The path as the user gave it.
    package let path: String
    /// The last component of the path.
    package let fileName: String
    package let bytes: [UInt8]
    /// Byte offset of the first byte of each line.
    package let lineStarts: [Int]
    /// Files whose text stands behind the file's own because it includes them, in order; each begins a line.
    package let parts: [Part]

    package struct Part: Hashable, Sendable {
        /// As the including file's folder sees it.
        package var path: String
        /// Byte offset of its first byte.
        package var start: Int
        package init(path: String, start: Int) {
            self.path = path
            self.start = start
        }
    }

    package init(path: String, bytes raw: [UInt8], parts: [Part] = []) {
        self.parts = parts
        self.path = path
        self.fileName = path.split(separator: "/").last.map(String.init) ?? path
        var content = Array(String(decoding: raw, as: UTF8.self).utf8)
        if content.starts(with: [0xEF, 0xBB, 0xBF]) { content.removeFirst(3) }
        self.bytes = content
        var starts = [0]
        for (offset, byte) in content.enumerated() where byte == 0x0A { starts.append(offset + 1) }
        self.lineStarts = starts
    }

    package init(path: String, text: String) {
        self.init(path: path, bytes: Array(text.utf8))
    }

    /// Number of lines that show something: a final line break adds none.
    package var lineCount: Int {
        if let last = lineStarts.last, last == bytes.count, lineStarts.count > 1 { return lineStarts.count - 1 }
        return lineStarts.count
    }

    /// The line (from 1) on which a byte offset lies.
    package func line(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// The included file in which an offset lies, and the position there; nil in the file itself.
    package func included(at offset: Int) -> (path: String, position: SourcePosition)? {
        guard let part = parts.last(where: { $0.start <= offset }) else { return nil }
        var position = position(of: offset)
        position.line -= line(of: part.start) - 1
        return (part.path, position)
    }

    package func position(of offset: Int) -> SourcePosition {
        let line = line(of: offset)
        let start = lineStarts[line - 1]
        let clipped = min(max(offset, start), bytes.count)
        let column = String(decoding: bytes[start..<clipped], as: UTF8.self).count + 1
        return SourcePosition(line: line, column: column)
    }

    /// The text of a line (from 1) without its line break; empty when there is none.
    package func text(line: Int) -> String {
        guard line >= 1, line <= lineStarts.count else { return "" }
        let start = lineStarts[line - 1]
        var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        return String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
    }

    /// The text of a span.
    package func text(_ span: SourceSpan) -> String {
        let start = min(max(0, span.start), bytes.count)
        let end = min(max(start, span.end), bytes.count)
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// The text of a span without comments and with every run of blanks as one space: what anchors a step.
    package func normalizedText(_ span: SourceSpan) -> String {
        var out: [UInt8] = []
        var index = max(0, span.start)
        let end = min(span.end, bytes.count)
        var blank = false
        var inString = false
        while index < end {
            let byte = bytes[index]
            if !inString, byte == UInt8(ascii: "/"), index + 1 < end {
                if bytes[index + 1] == UInt8(ascii: "/") {
                    while index < end, bytes[index] != 0x0A { index += 1 }
                    continue
                }
                if bytes[index + 1] == UInt8(ascii: "*") {
                    index += 2
                    while index + 1 < end, !(bytes[index] == UInt8(ascii: "*") && bytes[index + 1] == UInt8(ascii: "/"))
                    {
                        index += 1
                    }
                    index += 2
                    blank = true
                    continue
                }
            }
            if byte == UInt8(ascii: "\"") { inString.toggle() }
            if !inString, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
                blank = true
            } else {
                if blank, !out.isEmpty { out.append(0x20) }
                blank = false
                out.append(byte)
            }
            index += 1
        }
        return String(decoding: out, as: UTF8.self)
    }
}
