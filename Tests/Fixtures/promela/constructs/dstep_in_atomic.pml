/* d_step within atomic, atomic within d_step. */
byte x, y;
active proctype P() { atomic { x = 1; d_step { y = 1; x = 2 }; y == 3; x = 3 } }
active proctype Q() { d_step { x = 4; atomic { y = 2; x = 5 }; y = 3 }; y = 6 }
