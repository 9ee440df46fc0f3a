import Testing

@Suite struct ExpressionLoweringTests {
    @Test("expressions become the steps that the language defines", arguments: ExpressionLoweringTests.cases)
    func lowers(example: LoweringCase) {
        #expect(example.found == example.listing, "\(example.text)")
    }

    static let cases: [LoweringCase] = [
        LoweringCase(
            "a spin over two shared reads takes the second only if the first was true",
            """
            var turn: int
            var flag: bool[2]
            var x: int
            var y: int
            atomic a: int
            thread t(me: 0..<2) { while flag[1 - me] && turn == me {} }
            """,
            listing: """
                routine t(me)
                  0  step 'while flag[1 - me] && turn == me'#0
                  1    %1 = read flag[(1 - me)]
                  2  end
                  3  if %1 4 else 9
                  4  step 'while flag[1 - me] && turn == me'#1
                  5    %2 = read turn
                  6  end
                  7  if (%2 == me) 8 else 9
                  8  jump 0

                """),
        LoweringCase(
            "an index, two operands and a write are four steps",
            """
            var turn: int
            var flag: int[2]
            var x: int
            var y: int
            thread t * 2 { flag[turn] = x + y }
            """,
            listing: """
                routine t()
                   0  step 'flag[turn] = x + y'#0
                   1    %0 = read turn
                   2  end
                   3  step 'flag[turn] = x + y'#1
                   4    %1 = read x
                   5  end
                   6  step 'flag[turn] = x + y'#2
                   7    %2 = read y
                   8  end
                   9  step 'flag[turn] = x + y'#3
                  10    write flag[%0] = (%1 + %2)
                  11  end

                """),
        LoweringCase(
            "a field behind a field is two steps",
            """
            pool Node[2] { next: Node? = nil, value: int = 0 }
            thread t * 2 { let n = new Node()
             let v = n.next!.value }
            """,
            listing: """
                routine t()
                  0  step 'let n = new Node()'#0
                  1    n = new Node(nil, 0)
                  2  end
                  3  step 'let v = n.next!.value'#0
                  4    %2 = read n.next
                  5  end
                  6  step 'let v = n.next!.value'#1
                  7    v = read %2!.value
                  8  end

                """),
        LoweringCase(
            "compound assignment evaluates its index once, reads, evaluates, writes",
            """
            var i: int
            var slot: int[2]
            var x: int
            thread t * 2 { slot[i] += x }
            """,
            listing: """
                routine t()
                   0  step 'slot[i] += x'#0
                   1    %0 = read i
                   2  end
                   3  step 'slot[i] += x'#1
                   4    %1 = read slot[%0]
                   5  end
                   6  step 'slot[i] += x'#2
                   7    %2 = read x
                   8  end
                   9  step 'slot[i] += x'#3
                  10    write slot[%0] = (%1 + %2)
                  11  end

                """),
        LoweringCase(
            "what touches locals alone is no step",
            """
            var x: int
            thread t * 2 { var k = 1
             k += 2
             k = k * k
             x = k }
            """,
            listing: """
                routine t()
                  0  k = 1
                  1  k = (k + 2)
                  2  k = (k * k)
                  3  step 'x = k'#0
                  4    write x = k
                  5  end

                """),
        LoweringCase(
            "a read goes straight into its local",
            """
            var turn: int
            var flag: bool[2]
            var x: int
            var y: int
            atomic a: int
            thread t * 2 { let seen = x
             var other = 0
             other = a
             other = a.fetchAdd(2)
             x = seen + other }
            """,
            listing: """
                routine t()
                   0  step 'let seen = x'#0
                   1    seen = read x
                   2  end
                   3  other = 0
                   4  step 'other = a'#0
                   5    other = read a
                   6  end
                   7  step 'other = a.fetchAdd(2)'#0
                   8    other = fetchAdd a 2
                   9  end
                  10  step 'x = seen + other'#0
                  11    write x = (seen + other)
                  12  end

                """),
        LoweringCase(
            "the side of || that is not needed is not read, as a value too",
            """
            var turn: int
            var flag: bool[2]
            var x: int
            var y: int
            atomic a: int
            thread t * 2 { let b = x == 1 || y == 2
             let c = x == 1 implies y == 2
             if b == c { x = 1 } }
            """,
            listing: """
                routine t()
                   0  step 'let b = x == 1 || y == 2'#0
                   1    %1 = read x
                   2  end
                   3  %3 = (%1 == 1)
                   4  if %3 9 else 5
                   5  step 'let b = x == 1 || y == 2'#1
                   6    %2 = read y
                   7  end
                   8  %3 = (%2 == 2)
                   9  b = %3
                  10  step 'let c = x == 1 implies y == 2'#0
                  11    %2 = read x
                  12  end
                  13  %3 = !(%2 == 1)
                  14  if %3 19 else 15
                  15  step 'let c = x == 1 implies y == 2'#1
                  16    %1 = read y
                  17  end
                  18  %3 = (%1 == 2)
                  19  c = %3
                  20  if (b == c) 21 else 24
                  21  step 'x = 1'#0
                  22    write x = 1
                  23  end

                """),
        LoweringCase(
            "each side of ?: is read only if it is taken",
            """
            var turn: int
            var flag: bool[2]
            var x: int
            var y: int
            atomic a: int
            thread t * 2 { let v = x == 0 ? y : turn
             a = v }
            """,
            listing: """
                routine t()
                   0  step 'let v = x == 0 ? y : turn'#0
                   1    %1 = read x
                   2  end
                   3  if (%1 == 0) 4 else 9
                   4  step 'let v = x == 0 ? y : turn'#1
                   5    %2 = read y
                   6  end
                   7  v = %2
                   8  jump 13
                   9  step 'let v = x == 0 ? y : turn'#2
                  10    %3 = read turn
                  11  end
                  12  v = %3
                  13  step 'a = v'#0
                  14    write a = v
                  15  end

                """),
        LoweringCase(
            "the right side of ?? is read only for nil",
            """
            var o: int?
            var x: int
            thread t * 2 { x = o ?? x }
            """,
            listing: """
                routine t()
                   0  step 'x = o ?? x'#0
                   1    %0 = read o
                   2  end
                   3  if (%0 == nil) 6 else 4
                   4  %2 = %0!
                   5  jump 10
                   6  step 'x = o ?? x'#1
                   7    %1 = read x
                   8  end
                   9  %2 = %1
                  10  step 'x = o ?? x'#2
                  11    write x = %2
                  12  end

                """),
        LoweringCase(
            "a quantifier in a thread reads element by element",
            """
            var turn: int
            var flag: bool[2]
            var x: int
            var y: int
            atomic a: int
            thread t * 2 { if forall(i in 0..<2: flag[i]) { x = 1 }
             y = count(f in flag: f)
             turn = sum(i in 0..<2: i) }
            """,
            listing: """
                routine t()
                   0  %2 = true
                   1  i = 0
                   2  if (i < 2) 3 else 11
                   3  step 'if forall(i in 0..<2: flag[i])'#0
                   4    %1 = read flag[i]
                   5  end
                   6  if %1 9 else 7
                   7  %2 = false
                   8  jump 11
                   9  i = (i + 1)
                  10  jump 2
                  11  if %2 12 else 15
                  12  step 'x = 1'#0
                  13    write x = 1
                  14  end
                  15  %4 = 0
                  16  %5 = 0
                  17  if (%5 < 2) 18 else 26
                  18  step 'y = count(f in flag: f)'#0
                  19    %2 = read flag[%5]
                  20  end
                  21  f = %2
                  22  if f 23 else 24
                  23  %4 = (%4 + 1)
                  24  %5 = (%5 + 1)
                  25  jump 17
                  26  step 'y = count(f in flag: f)'#1
                  27    write y = %4
                  28  end
                  29  step 'turn = sum(i in 0..<2: i)'#0
                  30    write turn = sum(i in 0..<2: i)
                  31  end

                """),
        LoweringCase(
            "a struct atomic is loaded whole",
            """
            struct Top { tag: int, n: int }
            atomic top: Top
            atomic tops: Top[2]
            var x: int
            thread t * 2 { x = top.tag + top.n
             let old = top
             top = Top(tag: old.tag + 1, n: old.n)
             let both = tops[x].n }
            """,
            listing: """
                routine t()
                   0  step 'x = top.tag + top.n'#0
                   1    %0 = read top
                   2  end
                   3  %1 = %0.0
                   4  step 'x = top.tag + top.n'#1
                   5    %2 = read top
                   6  end
                   7  %3 = %2.1
                   8  step 'x = top.tag + top.n'#2
                   9    write x = (%1 + %3)
                  10  end
                  11  step 'let old = top'#0
                  12    old = read top
                  13  end
                  14  step 'top = Top(tag: old.tag + 1, n: old.n)'#0
                  15    write top = {(old.0 + 1), old.1}
                  16  end
                  17  step 'let both = tops[x].n'#0
                  18    %3 = read x
                  19  end
                  20  step 'let both = tops[x].n'#1
                  21    %2 = read tops[%3]
                  22  end
                  23  both = %2.1

                """),
        LoweringCase(
            "methods of shared lists are a step, of local ones none",
            """
            var l: int[..3]
            var x: int
            thread t * 2 { l.append(x)
             if l.isEmpty { return }
             let f = l.removeFirst()
             x = l.count + f
             if l.contains(3) { l.clear() }
             var k: int[..2] = []
             k.append(1)
             x = k.removeLast() + k.count + l[0] }
            """,
            listing: """
                routine t()
                   0  step 'l.append(x)'#0
                   1    %0 = read x
                   2  end
                   3  step 'l.append(x)'#1
                   4    l.append(%0)
                   5  end
                   6  step 'if l.isEmpty'#0
                   7    %1 = l.isEmpty
                   8  end
                   9  if %1 10 else 11
                  10  return
                  11  step 'let f = l.removeFirst()'#0
                  12    f = l.removeFirst()
                  13  end
                  14  step 'x = l.count + f'#0
                  15    %0 = l.count
                  16  end
                  17  step 'x = l.count + f'#1
                  18    write x = (%0 + f)
                  19  end
                  20  step 'if l.contains(3)'#0
                  21    %1 = l.contains(3)
                  22  end
                  23  if %1 24 else 27
                  24  step 'l.clear()'#0
                  25    l.clear()
                  26  end
                  27  k = []
                  28  k.append(1)
                  29  %0 = k.removeLast()
                  30  step 'x = k.removeLast() + k.count + l[0]'#0
                  31    %4 = read l[0]
                  32  end
                  33  step 'x = k.removeLast() + k.count + l[0]'#1
                  34    write x = ((%0 + k.count) + %4)
                  35  end

                """),
        LoweringCase(
            "if let and while let bind what is there",
            """
            var o: int?
            var x: int
            thread t * 2 { if let v = o { x = v } else { x = 0 }
             let l = o
             if let w = l { x = w } }
            """,
            listing: """
                routine t()
                   0  step 'if let v = o'#0
                   1    %0 = read o
                   2  end
                   3  if (%0 == nil) 9 else 4
                   4  v = %0!
                   5  step 'x = v'#0
                   6    write x = v
                   7  end
                   8  jump 12
                   9  step 'x = 0'#0
                  10    write x = 0
                  11  end
                  12  step 'let l = o'#0
                  13    l = read o
                  14  end
                  15  if (l == nil) 20 else 16
                  16  w = l!
                  17  step 'x = w'#0
                  18    write x = w
                  19  end

                """),
        LoweringCase(
            "literals take the type of their place, conversions are written out",
            """
            var u: u8
            var i: int
            thread t * 2 { u = 255
             u = u + 1
             i = int(u) + 1
             u = u8(i)
             u = u8(300) }
            """,
            listing: """
                routine t()
                   0  step 'u = 255'#0
                   1    write u = 255
                   2  end
                   3  step 'u = u + 1'#0
                   4    %0 = read u
                   5  end
                   6  step 'u = u + 1'#1
                   7    write u = (%0 + 1)
                   8  end
                   9  step 'i = int(u) + 1'#0
                  10    %0 = read u
                  11  end
                  12  step 'i = int(u) + 1'#1
                  13    write i = (convert(%0) + 1)
                  14  end
                  15  step 'u = u8(i)'#0
                  16    %1 = read i
                  17  end
                  18  step 'u = u8(i)'#1
                  19    write u = convert(%1)
                  20  end
                  21  step 'u = u8(300)'#0
                  22    write u = 44
                  23  end

                """),
        LoweringCase(
            "earlier operands keep the value they had",
            """
            var l: int[..3]
            var x: int
            func inc() -> int { x = x + 1
             return x }
            thread t * 2 { var k: int[..2] = [1, 2]
             let s = k.count + k.removeFirst() + k.count
             atomic { x = x + inc() + x }
             x = s }
            """,
            listing: """
                routine t()
                   0  k = [1, 2]
                   1  %3 = k.count
                   2  %2 = k.removeFirst()
                   3  s = ((%3 + %2) + k.count)
                   4  step atomic 'atomic { x = x + inc() + x }'#0
                   5    %2 = x
                   6    %3 = call inc()
                   7    x = ((%2 + %3) + x)
                   8  end
                   9  step 'x = s'#0
                  10    write x = s
                  11  end

                routine inc()
                  0  x = (x + 1)
                  1  return x

                """),
        LoweringCase(
            "a branch on a constant costs nothing",
            """
            const guarded = false
            const n = 3
            var x: int
            mutex m
            thread t * 2 { if guarded && x == 1 { m.lock() }
             if !guarded || x == 2 { x = n * 2 + 1 } else { x = 7 }
             while guarded { x = 8 }
             x = guarded ? x : n }
            """,
            listing: """
                routine t()
                  0  step 'x = n * 2 + 1'#0
                  1    write x = 7
                  2  end
                  3  jump 4
                  4  step 'x = guarded ? x : n'#0
                  5    write x = 3
                  6  end

                """),
        LoweringCase(
            "a switch is decided by its constants",
            """
            enum V { p, q, r }
            const c: V = q
            var v: V
            var x: int
            thread t * 2 { switch v { case p, q { x = 1 } else { x = 2 } }
             switch c { case p { x = 3 } case q { x = 4 } case r { x = 5 } } }
            """,
            listing: """
                routine t()
                   0  step 'switch v'#0
                   1    %0 = read v
                   2  end
                   3  if ((%0 == p) || (%0 == q)) 8 else 4
                   4  step 'x = 2'#0
                   5    write x = 2
                   6  end
                   7  jump 12
                   8  step 'x = 1'#0
                   9    write x = 1
                  10  end
                  11  jump 12
                  12  jump 13
                  13  step 'x = 4'#0
                  14    write x = 4
                  15  end
                  16  jump 17

                """),
        LoweringCase(
            "functions are called, and have a variant without steps for instants",
            """
            var x: int
            func get(k: int) -> int { if k == 0 { return x }
             return get(k - 1) }
            thread t * 2 { let v = get(2)
             await get(1) == v
             atomic { x = get(0) } }
            """,
            listing: """
                routine t()
                  0  v = call get(2)
                  1  step await 'await get(1) == v'#0
                  2    guard (get(1) == v)
                  3  end
                  4  step atomic 'atomic { x = get(0) }'#0
                  5    %1 = call get(0)
                  6    x = %1
                  7  end

                routine get(k)
                  0  if (k == 0) 1 else 5
                  1  step 'return x'#0
                  2    %1 = read x
                  3  end
                  4  return %1
                  5  %1 = call get((k - 1))
                  6  return %1

                routine get(k)
                  0  if (k == 0) 1 else 2
                  1  return x
                  2  %1 = call get((k - 1))
                  3  return %1

                """),
    ]
}
