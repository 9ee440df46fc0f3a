/* gotos into and out of loops and options. */
byte x;
active proctype P() {
  goto inside;
back: x = 1;
  do
  :: x < 4 -> inside: x = x + 2
  :: x == 4 -> goto back
  :: x > 4 -> goto out
  od;
out: if :: x == 5 -> x = 0; goto inside2 :: else -> inside2: x = 6 fi
}
active proctype Q() { x = 3 }
