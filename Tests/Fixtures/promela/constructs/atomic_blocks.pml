/* An atomic that blocks in the middle loses control there. */
byte a, b;
active proctype P() { atomic { a = 1; b == 1; a = 2; b = 2 }; a = 3 }
active proctype Q() { atomic { b = 1; a == 2; b = 3 } }
active proctype R() { a == 1; a = 5 }
