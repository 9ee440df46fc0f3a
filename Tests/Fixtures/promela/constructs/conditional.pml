/* (c -> a : b) in a guard, an index and a message. */
byte x, a[2]; chan c = [1] of { byte };
active proctype P() { byte v; a[(x > 0 -> 1 : 0)] = 3; c!(x == 2 -> 7 : 8); c?v; (v > 7 -> x : 1) -> x = v }
active proctype Q() { x = 1; x = 2 }
