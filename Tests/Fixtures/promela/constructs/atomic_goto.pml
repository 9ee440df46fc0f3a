/* A goto out of an atomic, and one into its middle. */
byte x, y;
active proctype P() {
  atomic { x = 1; if :: y == 0 -> goto out :: y == 1 -> x = 2 fi; x = 3; mid: x = 4; y = 5 };
  x = 5;
out:
  x = 6;
  if :: y < 3 -> y = 3; goto mid :: else fi
}
active proctype Q() { y = 1; x = 7 }
