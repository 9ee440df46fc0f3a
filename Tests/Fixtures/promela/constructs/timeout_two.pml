/* timeout holds when nothing else can move, for both who ask. */
byte x, y;
active proctype P() { do :: x < 2 -> x++ :: timeout -> y++; break od }
active proctype Q() { if :: y == 1 -> x = 0 :: timeout && x == 2 -> y = 5 fi; timeout; x = 9 }
