/* All operators, with C's precedence. */
int x = 7, y = -3; byte z;
active proctype P() {
  z = x + 2 * 3 - 4 / 2 % 3;
  x = (x << 2) | 1 ^ 6 & 3;
  y = -y + ~x;
  z = (x > y) + (x >= 29) + !(y < 0) * 2 + (x != y && z || 0);
  x = x >> 1 << 3;
  y = y / 2 % 5;
  x = (y -> x : -1) + (z > 2 -> 10 : 20)
}
active proctype Q() { y = -17; x = 5 }
