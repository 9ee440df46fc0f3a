/* A deterministic process type, and xr and xs. */
chan c = [2] of { byte };
byte x;
D_proctype S() { xs c; c!1; c!2 }
active proctype R() { xr c; byte v; c?v; x = v; c?v; x = x + v }
init { run S() }
