import HeddleProgram
import Testing

@testable import HeddleEngine

private func step(_ thread: Int, _ kind: Operation.Kind, _ name: String) -> (key: String, footprint: Footprint) {
    var event = Event(thread: thread)
    event.operations = [Operation(kind, name: name)]
    return ("\(thread) \(kind) \(name)", Footprint(of: event))
}

private func form(_ steps: [(key: String, footprint: Footprint)]) -> CanonicalForm {
    CanonicalForm(keys: steps.map(\.key), footprints: steps.map(\.footprint))
}

@Test("swapping independent neighbours keeps the canonical form, swapping dependent ones changes it")
func swapsOfNeighbours() {
    var random = SeededGenerator(seed: 23)
    for _ in 0..<200 {
        let steps = (0..<10).map { _ in
            step(
                Int.random(in: 0..<3, using: &random), [.read, .write, .lock][Int.random(in: 0..<3, using: &random)],
                ["x", "a", "a[1]", "b.c"][Int.random(in: 0..<4, using: &random)])
        }
        for place in 0..<9 where steps[place].key != steps[place + 1].key {
            var swapped = steps
            swapped.swapAt(place, place + 1)
            let dependent = steps[place].footprint.depends(on: steps[place + 1].footprint)
            #expect((form(steps).signature == form(swapped).signature) == !dependent)
        }
    }
}

@Test("five independent locks stand on one level")
func oneLevel() {
    let locks = [0, 4, 3, 2, 1].map { step($0, .lock, "fork[\($0)]") }
    #expect(form(locks).levels == [[0, 4, 3, 2, 1]])
}

@Test("a slice holds what the failing step rests on and nothing else")
func slices() {
    let steps = [step(0, .write, "x"), step(2, .write, "z"), step(1, .read, "x"), step(1, .write, "y")]
    #expect(form(steps).slice(from: [3]) == [0, 2, 3])
    let without = [steps[0], steps[2], steps[3]]
    #expect(form(steps).sliceSignature(from: [3]) == form(without).sliceSignature(from: [2]))
}

@Test("names overlap with the names of their parts and with nothing else")
func overlaps() {
    #expect(Footprint.overlap("flag", "flag[1]"))
    #expect(Footprint.overlap("Node#2.next", "Node#2"))
    #expect(!Footprint.overlap("flag[1]", "flag[10]"))
    #expect(!Footprint.overlap("flag", "flags"))
    #expect(Footprint.enclosing("a[1].x") == ["a[1].x", "a[1]", "a"])
}

@Test("digests are SHA-256 and don't depend on the process")
func digests() {
    #expect(Digest.hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(Digest.hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
}
