/* An end label on a goto gets a place of its own. */
byte x;
active proctype P() {
  do
  :: x < 3 -> x++;
     if
     :: x == 1 -> endq: goto loop
     :: else -> goto loop
     fi;
     x = 7;
loop: skip
  :: x == 3 -> break
  od;
progressing: goto last;
  x = 8;
last: x = 0
}
active proctype Q() { x == 2; x = 3 }
