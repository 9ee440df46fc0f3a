internal import CPlatform

/// SHA-256 of bytes or text.
package enum Digest {
    /// 64 hexadecimal digits.
    package static func hexadecimal(_ bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        let result = bytes.withUnsafeBufferPointer { heddle_sha256($0.baseAddress, $0.count, &digest) }
        precondition(result == 0, "Heddle bug: the digest library refused")
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    package static func hexadecimal(_ text: String) -> String { hexadecimal(Array(text.utf8)) }
}
