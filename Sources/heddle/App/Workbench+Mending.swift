internal import HeddlePresentation
internal import HeddleScreen

extension Workbench {
    /// Entries that no longer run as recorded. The user waits for it, so it doesn't stand behind the library's replays.
    func mend(_ effect: Effect) {
        atOnce { [inbox, library] in
            func tell(_ result: Result<LibraryEntry, Failure>, canTakeBack: Bool) {
                switch result {
                case .success(let entry): inbox.post(.recordedAgain(entry, canTakeBack: canTakeBack))
                case .failure(let failure):
                    inbox.post(.notice("Nothing was written: \(VisibleText.of(failure.message))."))
                }
            }
            switch effect {
            case .lookForBug(let path): inbox.post(.bugLookedFor(library.lookForBug(path)))
            case .recordAgain(let path): tell(library.recordAgain(path), canTakeBack: true)
            case .takeBackRecord(let path): tell(library.takeBackRecord(path), canTakeBack: false)
            default: break
            }
        }
    }
}
