/* An else within an if within an option: it looks at its own if alone. */
byte x, y;
active proctype P() {
  do
  :: if :: y == 1 -> x++ :: else -> x = x + 2 fi; if :: x > 3 -> break :: else fi
  :: y == 2 -> break
  od;
  y = 7
}
active proctype Q() { y = 1; y = 2 }
