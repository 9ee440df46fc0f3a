/// Paths as texts with `/`, without asking the file system.
package enum FilePath {
    /// `base` is used unless `path` is absolute.
    package static func joined(_ base: String, _ path: String) -> String {
        if path.hasPrefix("/") || base.isEmpty { return path }
        return base.hasSuffix("/") ? base + path : base + "/" + path
    }

    /// The part before the last component: empty for a bare name, `/` at the root.
    package static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    package static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// The last component without what follows its last dot.
    package static func stem(_ path: String) -> String {
        let name = lastComponent(path)
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }

    /// Without `.`, doubled slashes, and `..` as far as a component goes before it.
    package static func normalized(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part == "..", path.hasPrefix("/") {
                continue
            } else {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        if path.hasPrefix("/") { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }

    /// The way from a folder to a file, both absolute; the file's own path where they share nothing.
    package static func relative(_ file: String, from folder: String) -> String {
        let target = normalized(file).split(separator: "/")
        let base = normalized(folder).split(separator: "/")
        var shared = 0
        while shared < min(target.count - 1, base.count), target[shared] == base[shared] { shared += 1 }
        guard shared > 0 else { return normalized(file) }
        let up = Array(repeating: Substring(".."), count: base.count - shared)
        return (up + target[shared...]).joined(separator: "/")
    }
}
