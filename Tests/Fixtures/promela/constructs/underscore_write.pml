/* _ takes what is not wanted. */
chan c = [2] of { byte, byte };
byte x;
active proctype P() { _ = x + 1; c!1,2; c!3,4; c?_,x; c?x,_ }
active proctype Q() { x = 9 }
