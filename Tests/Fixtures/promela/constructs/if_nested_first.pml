/* An if as the first statement of an option: its options are the outer one's. */
byte x, y;
active proctype P() {
  if
  :: if :: x == 0 -> x = 1 :: y == 1 -> x = 2 fi; y = 3
  :: y == 1 -> x = 4
  :: else -> x = 5
  fi
}
active proctype Q() { y = 1; x = 6 }
