/* for over the indices of an array. */
byte a[3]; byte sum;
active proctype P() { int i; for (i in a) { a[i] = i * 2 }; for (i in a) { sum = sum + a[i] } }
active proctype Q() { a[1] = 9 }
