internal import HeddleLibrary

/// What a shell loads to complete a command line of heddle: a few lines that ask the program itself what can follow, so
/// that there is one table for all.
enum CompletionScript: String, CaseIterable {
    case bash, zsh, fish

    /// What the program says to a script that asks, or to one who asks for a script; nil: it isn't asked.
    static func answer(_ arguments: [String]) -> String? {
        if arguments.first == Completion.request { return Completion(Array(arguments.dropFirst())).text }
        let option = "--generate-completion-script"
        guard let first = arguments.first, first == option || first.hasPrefix(option + "=") else { return nil }
        let named = first == option ? arguments.dropFirst().first : String(first.dropFirst(option.count + 1))
        // Without a name it is the user's own shell, as the parser has it.
        return CompletionScript(rawValue: named ?? FilePath.lastComponent(Output.environment("SHELL") ?? ""))?.text
    }

    var text: String {
        switch self {
        case .bash: return Self.bashText
        case .zsh: return Self.zshText
        case .fish: return Self.fishText
        }
    }

    /// The shell has cut the line at `=`: what stands before it is there already.
    private static let bashText = #"""
        # bash completion for heddle: the program says what can follow.
        _heddle() {
            local word="$2" line value kind glued=""
            local program="${COMP_WORDS[0]/#\~\//$HOME/}"
            COMPREPLY=()
            if ((COMP_CWORD > 1)) && [[ "${COMP_WORDS[COMP_CWORD]}" == = || "${COMP_WORDS[COMP_CWORD - 1]}" == = ]]; then
                glued=yes
            fi
            while IFS= read -r line; do
                case "$line" in
                $'\t'folders)
                    compopt -o filenames
                    while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -d -- "$word")
                    ;;
                $'\t'files*)
                    compopt -o filenames
                    if [[ "$line" == $'\tfiles' ]]; then
                        while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -f -- "$word")
                    else
                        while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -d -- "$word")
                        for kind in ${line#$'\tfiles'}; do
                            while IFS= read -r value; do
                                [[ -d "${value/#\~\//$HOME/}" ]] || COMPREPLY+=("$value")
                            done < <(compgen -f -X "!*.$kind" -- "$word")
                        done
                    fi
                    ;;
                *)
                    value="${line%%$'\t'*}"
                    [[ -z "$glued" ]] || value="${value#*=}"
                    [[ "$value" == *=* || "$value" != *' '* ]] || printf -v value %q "$value"
                    COMPREPLY+=("$value")
                    ;;
                esac
            done < <("$program" ---complete "${COMP_WORDS[@]:1:COMP_CWORD-1}" "${COMP_WORDS[COMP_CWORD]:0:${#word}}" 2>/dev/null)
            if ((${#COMPREPLY[@]} == 1)) && [[ "${COMPREPLY[0]}" == *= ]]; then compopt -o nospace; fi
        }
        complete -o nosort -F _heddle heddle

        """#

    private static let zshText = #"""
        #compdef heddle
        # zsh completion for heddle: the program says what can follow.
        _heddle() {
            local -a whole open kinds
            local line value about found=1
            for line in "${(@f)$(${(Q)words[1]/#\~\//$HOME/} ---complete "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}"; do
                case "$line" in
                '') ;;
                $'\t'folders) kinds=(/) ;;
                $'\t'files*) kinds=(files ${=line#$'\t'files}) ;;
                *)
                    value="${${line%%$'\t'*}//:/\\:}"
                    about=""
                    [[ "$line" != *$'\t'* ]] || about=":${line#*$'\t'}"
                    if [[ "$value" == *= ]]; then open+=("$value$about"); else whole+=("$value$about"); fi
                    ;;
                esac
            done
            (( ! $#whole )) || { _describe -V 'heddle' whole && found=0 }
            (( ! $#open )) || { _describe -V 'heddle' open -S '' && found=0 }
            if (( $#kinds )); then
                [[ "$PREFIX" != -*=* ]] || compset -P '*='
                if [[ "$kinds[1]" == / ]]; then
                    _files -/ && found=0
                elif (( $#kinds == 1 )); then
                    _files && found=0
                else
                    _path_files -g "*.(${(j:|:)kinds[2,-1]})(-.)" && found=0
                    _path_files -/ && found=0
                fi
            fi
            return found
        }
        if [[ "$funcstack[1]" == _heddle ]]; then _heddle "$@"; else compdef _heddle heddle; fi

        """#

    private static let fishText = #"""
        # fish completion for heddle: the program says what can follow.
        function __heddle_complete
            set -l words (commandline -opc)
            set -l word (commandline -ct)
            set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
            for line in ($program ---complete $words[2..-1] "$word" 2>/dev/null)
                if not string match -q \t'*' -- $line
                    printf '%s\n' $line
                    continue
                end
                set -l kinds (string split ' ' -- (string trim -- $line))
                set -l before (string match -r -- '^-[^=]*=' $word)
                set -l part (string replace -r -- '^-[^=]*=' '' $word)
                for path in (__fish_complete_path $part)
                    set -l name (string split -m 1 -f 1 \t -- $path)
                    set -l is_wanted no
                    if test (count $kinds) -eq 1 -a $kinds[1] = files; or string match -q '*/' -- $name
                        set is_wanted yes
                    end
                    for kind in $kinds[2..-1]
                        if string match -q "*.$kind" -- $name
                            set is_wanted yes
                        end
                    end
                    if test $is_wanted = yes
                        printf '%s%s\n' "$before" $name
                    end
                end
            end
        end
        complete -c heddle -e
        complete -c heddle -f -k -a '(__heddle_complete)'

        """#
}
