/* A component of one bit is kept in a byte; a sorted send goes by the number before it is cut. */
chan q = [4] of { bit };
byte got;
active proctype P() {
  byte v;
  q!1; q!!2; q!!0; q!!257;
  do
  :: q?v -> got = got * 3 + v
  :: empty(q) -> break
  od;
  assert(got == 49)
}
