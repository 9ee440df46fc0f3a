/* Rendezvous out of an atomic: control goes to the receiver. */
chan c = [0] of { byte };
byte x, y;
active proctype S() { atomic { x = 1; c!5; x = 2; x = 3 } }
active proctype R() { byte v; c?v; y = v; y = x }
active proctype O() { x = 9; y = 9 }
