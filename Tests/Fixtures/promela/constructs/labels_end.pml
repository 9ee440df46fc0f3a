/* Valid and invalid end states; labels of every kind. */
byte x;
active proctype P() {
progress1: x = 1;
end_here:
  do
  :: x == 2 -> x = 3
  od
}
active proctype Q() { x = 2; accept1: x == 9; x = 4 }
