import TestSupport
import Testing

@Suite("The command line: usage")
struct CommandLineUsageTests {
    @Test(
        "errors of usage end in 2 and say on standard error what was wrong",
        arguments: [
            (["--bogus"], "--bogus"), (["replay", "nothere"], "nothere"), (["help", "nothing"], "nothing"),
            (["library", "show", "nothere"], "nothere"), (["library", "sell"], "sell"),
            (["check", "x.heddle", "--memory", "arm"], "arm"),
            (["check", "x.heddle", "--search", "pct"], "comes with a later version"),
            (["check", "x.heddle", "--set", "n"], "n"),
            (["check", "x.heddle", "--set", "n=1", "--set", "n=2"], "twice"),
            (["check", "x.heddle", "--states", "0"], "at least 1"), (["check", "x.heddle", "--time", "soon"], "soon"),
            (["check", "x.heddle", "--time", "nan"], "nan"), (["check", "x.heddle", "--memory-limit", "2x"], "2x"),
            (["check"], "file"), (["chek", "x.heddle"], "did you mean 'check'?"),
        ])
    func usage(arguments: [String], mentions: String) throws {
        let folder = try TemporaryFolder()
        let run = try CommandLineRun(arguments, in: folder.path)
        #expect(run.status == 2)
        #expect(run.output == "" || arguments[0] == "replay")
        #expect(run.errors.contains(mentions), "\(run.errors)")
    }

    @Test(
        "help, version and completions go to standard output and end in 0",
        arguments: [
            (["--version"], "."), (["--help"], "SUBCOMMANDS"), (["help"], "USAGE"), (["help", "replay"], "replay"),
            (["check", "--help"], "--memory-limit"), (["check", "--help"], "USAGE: heddle check "),
            (["learn", "-h"], "USAGE: heddle learn "), (["--generate-completion-script", "zsh"], "#compdef heddle"),
            (["--generate-completion-script", "bash"], "heddle"), (["--generate-completion-script", "fish"], "heddle"),
        ])
    func help(arguments: [String], mentions: String) throws {
        let folder = try TemporaryFolder()
        let run = try CommandLineRun(arguments, in: folder.path)
        #expect(run.status == 0)
        #expect(run.errors == "")
        #expect(run.output.contains(mentions))
    }

    @Test("an error names a file once, as it was typed, and an option as it was set")
    func named() throws {
        let folder = try TemporaryFolder()
        try folder.write("model \"M\"\nconst n = 1\nvar x: int = 0\nthread t { x = n }\n", to: "m.heddle")
        let missing = try CommandLineRun(["nosuch"], in: folder.path)
        #expect(missing.errors == "heddle: cannot read 'nosuch': there is no such file\n")
        let export = try CommandLineRun(
            ["export", "m.heddle", "--steps", "0", "-o", "no/such/x.txt"], in: folder.path)
        #expect(export.errors == "heddle: cannot write 'no/such/x.txt': there is no such file\n")
        let set = try CommandLineRun(["check", "m.heddle", "--set", "n=x"], in: folder.path)
        #expect(
            set.errors == "--set n=x: error: 'n' is a number, and 'x' is not [H301]\n1 error; nothing was checked.\n")
    }

    @Test("a model for the screens without a terminal is refused with the command to use instead")
    func noTerminal() throws {
        let folder = try TemporaryFolder()
        try folder.write("model \"M\"\n", to: "m.heddle")
        let run = try CommandLineRun(["m.heddle"], in: folder.path)
        #expect(run.status == 2)
        #expect(run.errors.contains("heddle check m.heddle"))
    }
}
