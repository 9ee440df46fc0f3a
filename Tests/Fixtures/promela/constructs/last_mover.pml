/* _last is a part of the state where it is read. */
byte x, y;
active proctype P() { x = 1; if :: _last == 0 -> x = 2 :: _last == 1 -> x = 3 fi; x = 4 }
active proctype Q() { y = 1; y = 2 }
