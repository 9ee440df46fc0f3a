/* Assertions within atomic and d_step. */
byte x;
active proctype P() { atomic { x = x + 1; assert(x < 2); x = x + 1 }; x-- }
active proctype Q() { d_step { x++; assert(x != 3); x++ } }
