/* unless around an atomic and around a receive. */
byte x, t; chan c = [1] of { byte };
active proctype P() {
  byte v;
  atomic { x = 1; t == 3; x = 2 } unless { t == 1 -> x = 3 };
  c?v unless { t == 2; x = 4 }
}
active proctype Q() { t = 1; t = 2; c!1; t = 3 }
