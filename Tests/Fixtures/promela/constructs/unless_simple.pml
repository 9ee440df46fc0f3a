/* The escape has priority over every statement of the sequence. */
byte x, t;
active proctype P() { { x = 1; x = 2; x = 3 } unless { t == 1 -> x = 8 }; x = 9 }
active proctype Q() { t = 1; t = 0 }
