/* Line breaks stand for semicolons. */
byte x
byte y
typedef T {
  byte a
  byte b
}
T t
active proctype P()
{ x = 1
  do
  :: x < 3
    -> x++
       y = x
  :: else
    break
  od
  if
  :: (x == 3 &&
      y > 1) -> t.a = 1
  :: else
  fi
  atomic { y = 2
    x = 4 }
  x = 5
}
active proctype Q() { t.b = 2
  y = 7 }
