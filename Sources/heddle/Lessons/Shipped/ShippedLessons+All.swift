// Made from demos/lessons by ShippedLessonsTests (HEDDLE_RECORD=lessons); not to be edited.
extension ShippedLessons {
    static let files: [File] = [
        checkThenOpen,
        fourAttempts,
        hyman,
        lease,
        lostUpdate,
        lostWakeup,
        philosophers,
        raft,
        rename,
        sharedObject,
        storeBuffer,
        treiberAba,
        twoPhaseCommit,
        writeSkew,
        wrongWaiter,
    ].flatMap { $0 }
}
