/* timeout to get out of a lost message. */
chan c = [1] of { bit }; byte lost, got;
active proctype S() { byte n; do :: n < 3 -> n++; if :: c!1 :: lost++ fi :: else -> break od }
active proctype R() { byte k; do :: c?1 -> got++ :: timeout -> break od }
