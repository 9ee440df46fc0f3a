/* Places where a process is stuck: deadlocks of several kinds. */
chan c = [0] of { byte };
byte x;
active proctype A() { byte v; c?v; x == 5; x = 1 }
active proctype B() { if :: c!1 :: x = 3 fi }
