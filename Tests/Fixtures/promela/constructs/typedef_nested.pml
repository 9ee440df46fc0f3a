/* Structures in structures, arrays in structures. */
typedef In { byte a[2]; bit f };
typedef Out { In i[2]; short s };
Out o; Out v[2];
active proctype P() { o.i[1].a[0] = 3; v[1].s = -4; o.i[0].f = 1; v[o.i[0].f].i[1].a[1] = o.i[1].a[0] + 1; o.s = v[1].s * 2 }
active proctype Q() { o.i[0].f = 0; v[0].s++ }
