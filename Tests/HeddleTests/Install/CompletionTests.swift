import Foundation
import TestSupport
import Testing

/// What the shells themselves offer for a line, from the scripts as they are installed and the program behind them.
@Suite("Completions in the shells")
struct CompletionTests {
    /// A line; what has to be offered; what must not be.
    private struct Case {
        var line: String
        var offered: [String]
        var isAll = true
        var refused: [String] = []
    }

    private static let cases = [
        Case(
            line: "heddle ", offered: ["check", "export", "help", "m.heddle", "n.pml", "sub"], isAll: false,
            refused: ["notes.txt"]),
        Case(line: "heddle exp", offered: ["export", "explain"], isAll: false, refused: ["check"]),
        Case(line: "heddle m", offered: ["m.heddle"]),
        Case(line: "heddle --se", offered: ["--search", "--set"]),
        Case(
            line: "heddle export m.heddle --as ",
            offered: ["text", "svg", "html", "dot", "mermaid", "asciicast", "c", "swift", "rust"]),
        Case(line: "heddle export m.heddle --as=s", offered: ["svg", "swift"]),
        Case(line: "heddle export m.heddle --layout ", offered: ["lanes", "causal"]),
        Case(line: "heddle export m.heddle --edges ", offered: ["essential", "all"]),
        Case(line: "heddle check m.heddle --search ", offered: ["bfs", "dfs", "preemption", "dpor"]),
        Case(line: "heddle m.heddle --search d", offered: ["dfs", "dpor"]),
        Case(line: "heddle check m.heddle --memory ", offered: ["sc", "tso", "c11", "rc11"]),
        Case(line: "heddle check m.heddle --memory", offered: ["--memory", "--memory-limit"]),
        Case(line: "heddle check --reduction ", offered: ["fusion", "stubborn", "symmetry", "spin"]),
        Case(line: "heddle check --reduction spin,s", offered: ["spin,stubborn", "spin,symmetry"]),
        Case(line: "heddle check m.heddle --no-r", offered: ["--no-reduction"]),
        Case(line: "heddle check m.heddle --set ", offered: ["tellers="]),
        Case(line: "heddle check ", offered: ["m.heddle", "n.pml", "sub"]),
        Case(
            line: "heddle library ",
            offered: ["list", "show", "add", "measure", "change", "retire", "log", "verify", "adopt"]),
        Case(
            line: "heddle library add m.heddle --status ", offered: ["open", "fixed", "expected", "retired"]),
        Case(line: "heddle library --library ", offered: ["sub"]),
        Case(line: "heddle help ", offered: ["language", "keys", "lessons", "check", "library"], isAll: false),
        Case(line: "heddle help library c", offered: ["change"]),
        Case(line: "heddle learn lost-u", offered: ["lost-update"]),
        Case(line: "heddle screen --learn lost-u", offered: ["lost-update"]),
        Case(line: "heddle reach m.heddle until-l", offered: ["until-line"]),
        Case(line: "heddle export m.heddle --output=no", offered: ["notes.txt"]),
    ]

    /// A folder with the program installed, and files to complete.
    private func prepare() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let install = try CommandLineRun(["install", "--prefix", folder.file("sub")], in: folder.path)
        #expect(install.status == 0, "\(install.errors)")
        try folder.write(Fixtures.text("models/lost-update.heddle"), to: "m.heddle")
        try folder.write("active proctype p() { skip }\n", to: "n.pml")
        try folder.write("", to: "notes.txt")
        return folder
    }

    /// - Parameter offers: what a shell offers for each line, in the order of the cases.
    private func check(_ offers: [[String]], _ shell: String) {
        #expect(offers.count == Self.cases.count, "\(shell): \(offers)")
        for (one, offered) in zip(Self.cases, offers) {
            // A shell may write a folder with its slash, and an option before its value.
            let plain = Set(
                offered.map { text in
                    var text = text.hasSuffix("/") ? String(text.dropLast()) : text
                    if text.hasPrefix("--"), let equals = text.firstIndex(of: "=") {
                        text = String(text[text.index(after: equals)...])
                    }
                    return text
                })
            let wanted = Set(one.offered)
            #expect(one.isAll ? plain == wanted : plain.isSuperset(of: wanted), "\(shell), \(one.line): \(plain)")
            #expect(plain.isDisjoint(with: one.refused), "\(shell), \(one.line): \(plain)")
        }
    }

    private func offers(_ text: String) -> [[String]] {
        text.components(separatedBy: "== ask\n").dropFirst().map { part in
            part.split(separator: "\n").map { String($0.split(separator: "\t")[0]) }
        }
    }

    @Test("bash offers what may stand at a place")
    func bash() throws {
        guard let bash = OtherProgram("/usr/bin/bash") else { return }
        let folder = try prepare()
        // readline's part: the words, cut at `=`.
        let script = """
            source "$1"; shift
            compopt() { :; }
            ask() {
                echo "== ask"
                local line="${1//=/ = }"
                read -ra COMP_WORDS <<<"$line"
                [[ "$line" != *' ' || "${COMP_WORDS[-1]}" == = ]] || COMP_WORDS+=("")
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
                local word="${COMP_WORDS[COMP_CWORD]}"; [[ "$word" != = ]] || word=""
                _heddle heddle "$word" ""
                ((!${#COMPREPLY[@]})) || printf '%s\\n' "${COMPREPLY[@]}"
            }
            for line in "$@"; do ask "$line"; done
            """
        let arguments = ["--norc", "-c", script, "bash", self.script(folder, "bash-completion/completions/heddle")]
        let run = try bash.run(arguments + Self.cases.map(\.line), in: folder.path, path: path(folder))
        check(offers(run.text), "bash")
    }

    @Test("zsh offers what may stand at a place")
    func zsh() throws {
        guard let zsh = OtherProgram("/usr/bin/zsh") else { return }
        let folder = try prepare()
        // A zsh at a terminal of its own, its line editor asked; what goes to `compadd` is what it offers.
        let script = """
            zmodload zsh/zpty
            zpty z 'PS1= exec zsh -f -i'
            hear() { local heard; zpty -r z heard "*$1*"; print -r -- "$heard" }
            zpty -w z 'stty -echo; unsetopt prompt_cr prompt_sp; autoload -Uz compinit; compinit -u -D'
            zpty -w z "source ${(q)1}"
            zpty -w z 'compadd() {
                case " ${@[1,(i)(-|--)]} " in *" -"[OAD]*) builtin compadd "$@"; return;; esac
                local -a hits; builtin compadd -A hits "$@"
                (( ! $#hits )) || print -rl -- "hit:"${^hits}
                builtin compadd "$@"
            }'
            zpty -w z 'ask() { _main_complete; print end-of-hits; compstate[insert]=; compstate[list]= }'
            zpty -w z 'zle -C ask complete-word ask; bindkey "^I" ask'
            zpty -w z 'print re''ady'; hear ready >/dev/null
            for line in "${@[2,-1]}"; do
                print '== ask'
                zpty -w -n z "$line"$'\\t'
                hear end-of-hits | tr -d '\\r' | sed -n 's/^.*hit://p'
                zpty -w -n z $'\\C-u'
            done
            zpty -d z
            """
        let arguments = ["-f", "-c", script, "zsh", self.script(folder, "zsh/site-functions/_heddle")]
        let run = try zsh.run(arguments + Self.cases.map(\.line), in: folder.path, path: path(folder))
        check(offers(run.text), "zsh")
    }

    @Test("fish offers what may stand at a place")
    func fish() throws {
        guard let fish = OtherProgram("/usr/bin/fish") else { return }
        let folder = try prepare()
        let script = """
            source $argv[1]
            for line in $argv[2..-1]
                echo '== ask'
                complete -C $line
            end
            """
        let arguments = ["-N", "-c", script, self.script(folder, "fish/vendor_completions.d/heddle.fish")]
        let run = try fish.run(arguments + Self.cases.map(\.line), in: folder.path, path: path(folder))
        check(offers(run.text), "fish")
    }

    @Test("The scripts are what --generate-completion-script prints", arguments: ["bash", "zsh", "fish"])
    func generated(_ shell: String) throws {
        let folder = try prepare()
        let file =
            ["bash": "bash-completion/completions/heddle", "zsh": "zsh/site-functions/_heddle"][shell]
            ?? "fish/vendor_completions.d/heddle.fish"
        let run = try CommandLineRun(["--generate-completion-script", shell], in: folder.path)
        #expect(run.status == 0)
        #expect(try run.output == String(contentsOfFile: script(folder, file), encoding: .utf8))
        #expect(try CommandLineRun(["--generate-completion-script=\(shell)"], in: folder.path).output == run.output)
        let own = try CommandLineRun(
            ["--generate-completion-script"], in: folder.path, environment: ["SHELL": "/usr/bin/\(shell)"])
        #expect(own.output == run.output)
    }

    private func script(_ folder: TemporaryFolder, _ file: String) -> String { folder.file("sub/share/" + file) }
    private func path(_ folder: TemporaryFolder) -> String { folder.file("sub/bin") + ":/usr/bin:/bin" }
}
