/// The rules of a program of processes (Promela's): all of its threads are started by `spawn`, the setup's ones
/// first, and are numbered by the slot they live in.
///
/// A process dies by `processEnd`, in the reverse of the order of their birth; its slot is then as if it had never been
/// used, and the next process gets its number. A failed assertion is reported and the run goes on behind it. An
/// execution that can't go on has ended well if every process rests at a place that is marked as an end.
package struct ProcessRules: Sendable {
    /// Most processes at a time; one more is a bound that bites. 1 to 250.
    package var slots: Int
    /// There can never be more of them than slots.
    package var isBounded: Bool
    /// By slot: the groups that can come to live there. Shorter than `slots`: behind it, every group.
    package var groupsOfSlot: [[GroupID]]
    /// By group: whether its processes bear no number behind their name: there is one at the start, and none is run.
    package var isSingle: [Bool]
    /// Groups whose processes ask for their own number, `_pid`.
    package var asksNumber: Set<GroupID>
    /// Whether some expression asks for `timeout`.
    package var usesTimeout: Bool
    /// Channels that are there from the start, in order of their identities: 1 is the first element of the first one.
    package var channels: [ObjectID]
    /// By group: the channels that each of its processes has of its own. Such an object is an array with as many
    /// elements a slot as the second number says; their identities follow those of the processes of lower number.
    package var ownChannels: [[(object: ObjectID, perProcess: Int)]]
    /// Claims of the file that are not checked, as they are called: `ltl claim 'live'`. With one of them nothing found
    /// does not mean that the file's author would find nothing.
    package var uncheckedClaims: [String]

    package init(slots: Int) {
        self.slots = slots
        isBounded = false
        groupsOfSlot = []
        isSingle = []
        asksNumber = []
        usesTimeout = false
        channels = []
        ownChannels = []
        uncheckedClaims = []
    }

    /// The groups that can come to live in a slot, out of all that are spawned.
    package func groups(ofSlot slot: Int, among all: [GroupID]) -> [GroupID] {
        groupsOfSlot.indices.contains(slot) ? groupsOfSlot[slot] : all
    }
}

/// A channel as a process names it.
package enum ChannelPlace: Sendable {
    case known(ObjectReference)
    /// By its identity, a number that is found out as the step runs; one that is no channel's fails.
    case identity(Expression)
}

/// What becomes of one component of a message that is received or asked for.
package enum MessagePart: Sendable {
    case store(Place)
    /// Only a message with this value fits.
    case match(Expression)
    case ignore

    package var isMatch: Bool { if case .match = self { return true } else { return false } }
}

/// What only processes ask.
package indirect enum ProcessQuestion: Sendable {
    /// Whether nothing else in the whole system can move.
    case timeout
    /// How many processes there are.
    case count
    /// Whether the process asking is the youngest.
    case isYoungest
    /// Messages in a channel; 0 for a rendezvous.
    case length(ChannelPlace)
    case isFull(ChannelPlace)
    /// Whether a message could be sent: there is room, or another process stands ready to take it.
    case canSend(ChannelPlace, [Expression])
    /// Whether the oldest message (or, `anywhere`, some message) of a buffer fits.
    case canReceive(ChannelPlace, [MessagePart], anywhere: Bool)
    /// The identity of the n-th channel of the process's own.
    case ownChannel(Int)
}

/// One way on from a place of a process.
package struct StepAlternative: Sendable {
    /// nil: always.
    package var condition: Expression?
    /// Can go only if none of the alternatives before it can.
    package var isOtherwise: Bool
    /// The escape it belongs to, 0 for none: once one of an escape can go, no later alternative of another one can.
    package var escape: Int
    /// The instruction to go on at, still within the step.
    package var target: Int
    /// The `processReceive` at which a sender may let this process go on, where the alternative begins with one.
    package var offer: Int?
    /// What it does, for people.
    package var statement: StatementID
    /// It is a condition and nothing else.
    package var isGuard = false

    package init(
        condition: Expression? = nil, isOtherwise: Bool = false, escape: Int = 0, target: Int, offer: Int? = nil,
        statement: StatementID
    ) {
        self.condition = condition
        self.isOtherwise = isOtherwise
        self.escape = escape
        self.target = target
        self.offer = offer
        self.statement = statement
    }
}
