/* Late locals of every kind: each is an assignment of its own, of an array only element 0 is set. */
byte x; chan c = [1] of { byte };
active proctype P() {
  x = 1; bit a; bool b = x; a = 1;
  bit l[2]; l[0] = 2; chan q; q = c; unsigned u : 3 = 9; mtype m; pid p = _pid; short s = x - 2;
  q!u; x = l[0] + b + s
}
active proctype Q() { x = 4 }
