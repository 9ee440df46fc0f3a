/* Rendezvous into an atomic, and between two atomics. */
chan c = [0] of { byte };
byte x, y;
active proctype S() { c!5; x = 2; atomic { c!6; x = 3; x = 4 } }
active proctype R() { byte v; atomic { c?v; y = v; y = x }; atomic { c?v; y = v + 1; y = x } }
active proctype O() { x = 9; y = 9 }
