/* !! keeps the buffer sorted by all fields. */
chan c = [3] of { byte, byte };
active proctype S() { c!!3,1; c!!1,5; c!!1,2 }
active proctype T() { byte a, b; c?a,b; c!!2,a; c?a,b }
