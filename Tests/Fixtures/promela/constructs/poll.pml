/* Polls look and take nothing. */
chan c = [2] of { byte, bit };
byte x;
active proctype S() { c!1,0; c!2,1 }
active proctype R() {
  byte a; bit b;
  do
  :: c?[1,0] -> c?a,b; x++
  :: c??[2,1] && x > 0 -> c??2,b; x = x + 2
  :: x == 3 -> break
  od
}
