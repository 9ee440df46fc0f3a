/* Processes that do nothing, and skips in a row. */
byte x;
active proctype A() { skip }
active proctype B() { skip; skip; skip }
active proctype C() { if :: skip; skip; skip; x = 1 :: true; 1; printf("a"); skip; x = 2; skip; skip fi }
