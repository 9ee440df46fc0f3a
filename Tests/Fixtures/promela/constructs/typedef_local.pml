/* A structure declared late is a step; fields have initial values. */
typedef T { byte a = 3; byte b };
byte x;
active proctype P() { x = 1; T t; t.b = t.a; x = t.b }
active proctype Q() { T t; x = t.a }
