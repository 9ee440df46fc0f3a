/* An option that is a goto, a break, or a labelled statement. */
byte x;
active proctype P() {
again:
  if
  :: goto done
  :: x < 2 -> x++; goto again
  :: x == 2 -> skip
  fi;
  do
  :: break
  :: x < 4 -> x++
  od;
done: x = 9
}
