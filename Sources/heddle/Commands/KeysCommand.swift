internal import ArgumentParser
internal import HeddleScreen

/// `heddle keys`: the key table in the form of a key file.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Prints every key with its command, in the form of the file that changes them.",
        discussion: """
            $XDG_CONFIG_HOME/heddle/keys (usually ~/.config/heddle/keys) holds your own: one key a line, then its \
            command; none takes a key away. heddle help keys says what the commands do.
            """)

    @OptionGroup var keyMap: KeyMapOptions

    @Flag(help: "The keys without those of your own.")
    var standard = false

    func run() throws {
        let map = standard ? KeyMap.standard : try UserKeys.load(keyMap.file)
        Output.write("# Keys of the screens: a key, then its command. A line KEY none takes a key away.\n" + map.text)
    }
}

/// `--key-map FILE`
struct KeyMapOptions: ParsableArguments {
    @Option(
        name: .customLong("key-map"), help: ArgumentHelp("A file with your own keys.", valueName: "file"),
        completion: .file())
    var file: String?
}
