/* A message in an escape that nobody takes: what the escape covers may go on all the same. */
chan z = [0] of { byte };
byte x;
active [2] proctype P() {
  { x = x + 1; x = x - 1 } unless { if :: else :: z!1 fi };
  assert(x < 2)
}
