/* unsigned keeps its bits only. */
unsigned u : 3 = 6; unsigned w : 5;
active proctype P() { do :: u < 7 -> u = u + 1; w = w + 9 :: u == 7 -> u = u + 2; break od; w = w * 5 }
active proctype Q() { w = 31; u = 9 }
