/* A failed assertion is an error; the search goes on behind it. */
byte x;
active proctype P() { x = 1; assert(x == 1); x = 3 }
active proctype Q() { x = 2; x = 4; assert(x != 3) }
