/* provided holds a process back in every step, its death too. */
byte turn, x;
active proctype A() provided (turn == 0) { x = 1; turn = 1; x = 3; turn = 1 }
active proctype B() provided (turn == 1 && _pid == 1) { x = 2; turn = 0; x = 4; turn = 0 }
