/* Initial values that read other variables. */
byte g = 3; int h = g * 2 + 1; byte arr[3] = 5; byte list[3] = { 1, 2, 3 }; byte n = 2;
active [n] proctype P() { byte l = h + _pid; byte m = l * 2; arr[_pid] = m; g = list[2] + arr[2] }
