/* Plain blocks within sequences and options. */
byte x, y;
active proctype P() {
  { x = 1; { y = 1; x = 2 } };
  if :: { x == 2 -> y = 2 }; y = 3 :: { y > 4; x = 3 } :: else -> x = 4 fi;
  L: { x = 5 }; if :: x == 5 && y < 3 -> y++; goto L :: else fi
}
active proctype Q() { y = 5; x = 2 }
