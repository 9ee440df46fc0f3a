/* A poll may look at the first fields alone. */
chan c = [2] of { byte, byte };
byte x, y;
active proctype P() { c!1,2; c!2,3; c?[1] -> x = 1; c??[2] -> c?x,_; c?y,x }
active proctype Q() { x = 4; c?[2] -> y = 7 }
