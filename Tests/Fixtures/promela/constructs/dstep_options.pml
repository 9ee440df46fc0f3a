/* A d_step that begins with options, beside other ways: it begins when any one can go, and takes that one. */
byte x, y;
active [2] proctype P() {
  do
  :: d_step { if :: x == 1 -> y = y | 1 :: x == 0 -> y = y | 2 fi; y = y & 7 }
  :: x < 2 -> x++
  :: break
  od;
  assert(y != 3)
}
