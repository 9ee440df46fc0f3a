/* break leaves the innermost loop only. */
byte i, j, sum;
active proctype P() {
  do
  :: i < 3 ->
     j = 0;
     do
     :: j < 2 -> j++; sum = sum + i
     :: j == 1 -> break
     :: else -> break
     od;
     i++
  :: else -> break
  od
}
active proctype Q() { sum = 10; i = 1 }
