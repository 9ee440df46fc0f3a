/* for over the messages of a channel. */
typedef M { byte a; bit b };
chan c = [3] of { M };
byte sum;
active proctype P() { M m; m.a = 4; c!m; m.a = 5; m.b = 1; c!m; for (m in c) { sum = sum + m.a + m.b }; sum = len(c) }
