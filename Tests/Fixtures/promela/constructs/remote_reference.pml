/* Another process's variables and places, asked for. */
byte x;
active [2] proctype P() { byte n; n = 1; half: n = 2 + _pid; x = 1; goto last; last: goto done; done: n = 9 }
active proctype Q() { P[0]:n == 1; x = 5; P[1]@half; x = P[1]:n + 3; P@last -> x = 7 }
