extension LanguageReference {
    static let types = ReferenceChapter(
        title: "Types and values",
        text: """
              int                      64 bits with a sign; leaving them is a violation
              a..<b, a...b             the whole numbers of that range
              u8 u16 u32 u64           that many bits; arithmetic wraps around, and is meant to
              i8 i16 i32 i64           the same with a sign
              bool                     false and true; never a number
              enum Name { a, b }       its cases
              struct Name { x: int }   its fields; assigning copies
              T[n], T[..n]             an array of n elements, a list of at most n
              T?                       nil, or a T
              a pool's name            a reference to a cell of the pool
              thread                   which thread it is; only == and !=

            Shared variables start with the default of their type unless they are given a value: 0, the lower end \
            of a range, false, the first case, the defaults of the fields, n defaults, an empty list, nil. A \
            reference to a pool's cell and a thread have no default. 'uninitialized' stands for memory that holds \
            garbage: reading it before a write is a violation. It is for shared scalars and fields only.

            Types do not convert by themselves, except that a range is an int, that a T may stand where T? is \
            wanted, and that a literal or a constant takes the integer type its place asks for. Everything else is \
            written: int(x), u8(x). u8(300) is 44.

            Arithmetic on ranges is arithmetic on int; only storing checks the range. '/' cuts off towards zero and \
            '%' has the sign of its left side. Division by zero, shifting by a negative amount or by all the bits, \
            and a value outside its range are violations ('overflow').

            '==' and '!=' compare two values of one type, structs and arrays element by element. The other \
            comparisons are for integers. min, max and abs are built in.

            '&' '|' '^' '~' '<<' '>>' work on the bits. They bind tighter than comparisons: 'flags & 1 == 0' means \
            what it says. 'a ? b : c' chooses, 'a implies b' is '!a || b'.
            """,
        examples: [
            ReferenceExample(
                "one variable of each type",
                """
                /// One variable of each type, with a default or a value.
                model "Types"

                const small = 3
                const loud = true
                enum Colour { red, green, blue }
                const favourite: Colour = green
                struct Point { x: int, y: int = 1 }

                var whole: int = -5
                var digit: 0..<10 = 7
                var level: 1...small
                var byte: u8 = 250
                var signed: i16 = 9
                var flag: bool
                var colour: Colour = favourite
                var place: Point
                var garbage: int = uninitialized

                thread writer {
                  byte = byte + 10                   // wraps around
                  digit = digit - 7                  // stays within 0..<10
                  whole = min(whole, 3) + max(1, 2) + abs(-4)
                  place.x = int(byte) * 2
                  signed = i16(whole) / 2
                  flag = loud && colour == Colour.green
                  colour = flag ? blue : red
                  garbage = level
                }

                final wrapped "250 and 10 are 4 in eight bits": byte == 4
                final kept "the rest is what arithmetic says":
                  whole == 1 && digit == 0 && signed == 0 && garbage == 1
                final copied "a struct is compared field by field":
                  place == Point(x: 8) && colour == blue
                """),
            ReferenceExample(
                "bits",
                """
                /// Bits, and how tightly their operators bind.
                model "Bits"

                var result: u8

                thread t {
                  var bits: u8 = 0b1100
                  bits = (bits & 0b0110 | 1) ^ 0xF
                  bits &= 0b1110
                  bits |= 0b0001
                  bits ^= 0b0010
                  bits <<= 2
                  bits >>= 1
                  bits += 10
                  bits -= 2
                  bits *= 3
                  bits /= 2
                  bits %= 16
                  result = ~bits << 1 >> 2
                  assert bits & 1 == 1 || bits & 1 == 0, "& comes before =="
                }

                final computed "the bits are as computed by hand": result == 60
                """),
            ReferenceExample(
                "a value outside its range",
                """
                /// Counting past the end of a range is found, and named.
                model "Overflow"

                var step: 0..<3

                thread t {
                  loop { step = step + 1 }
                }

                expect overflow
                """),
        ])

    static let arraysAndOptionals = ReferenceChapter(
        title: "Arrays, lists and optionals",
        text: """
            T[n] has exactly n elements, numbered from 0. T[..n] is a list: it starts empty and grows up to n. \
            '[1, 2, 3]' and '[0; n]' are values of both. '.count' is the length. A list has append, removeFirst, \
            removeLast, clear, count, isEmpty, first, last and contains; each is one step if the list is shared. An \
            index outside, an append to a full list and removing from an empty one are violations ('overflow').

            Reading or writing a whole shared array or struct would be several steps in an order nobody could \
            guess, and is refused outside 'atomic', 'await', 'ghost', 'setup' and properties. Take one element, or \
            put it in 'atomic { }'. Locals, messages and values of an atomic are copied freely.

            A T? is nil or a T. 'x!' takes the value, and is a violation ('memoryError') if there is none. \
            'x ?? other' takes the other value then. 'if let y = x { }' and 'while let y = x { }' run their block \
            with the value if there is one. 'if x != nil' does not change the type of x: in a concurrent program it \
            may be nil again.
            """,
        examples: [
            ReferenceExample(
                "elements and lists",
                """
                /// An array of fixed length and a list that grows.
                model "Arrays and lists"

                const n = 3
                var square: int[n]
                var open: bool[n] = [true; n]
                var seen: int[..4] = []

                thread filler {
                  for i in 0..<n { square[i] = i * i }
                  for i in 0..<n {
                    if open[i] { seen.append(square[i]) }
                  }
                  let first = seen.removeFirst()
                  assert first == 0
                  var mine = [5, 6]
                  mine[0] = mine.count
                  seen.append(mine[0])
                  if seen.contains(4) { seen.removeLast() }
                  open[n - 1] = seen.isEmpty
                  var others: int[..2] = [8, 9]
                  assert others.first == 8 && others.last == 9
                  others.clear()
                  assert others.isEmpty
                }

                final left "1 and 4 are left":
                  seen.count == 2 && seen[0] == 1 && seen[1] == 4
                final closed "the last one is closed": open == [true, true, false]
                """),
            ReferenceExample(
                "nil, and what to do about it",
                """
                /// Four ways to look into an optional.
                model "Optionals"

                var box: int? = 3
                var sum: int = 0

                thread taker {
                  if let value = box { sum = value }
                  let other = box ?? 0
                  sum = sum + other + box!
                  var rest: int? = 2
                  while let r = rest {
                    rest = r > 0 ? r - 1 : nil
                  }
                  box = nil
                }

                final taken "everything is taken out": sum == 9 && box == nil
                """),
        ])
}
