/* d_step takes the first option that goes. */
byte x, y;
active proctype P() {
  d_step { if :: x == 0 -> y = 1 :: x < 2 -> y = 2 :: else -> y = 3 fi; do :: y < 4 -> y++ :: else -> break od; x = y };
  x++
}
active proctype Q() { x = 1; d_step { y == 4; y = 5; x = 6 } }
