# Writes a scene in which robots drive round a ring or through a door for ever; see lanes.md.
#
#   awk -v shape=ring -v width=6.25 -v directions=1 -v r=0.32 -v v=1.6 -v a=1.2 -v n=20 -v T=300 -v seed=1 -f lanes.awk
#
# All lengths go with the radius r, so that bodies of all sizes drive on the same floor: the ring is a street of
# `width` radii round a block, 137.5 by 50 radii over all; the door has that width and lies between two rooms of 44 by 37.5
# radii. n robots drive in each direction.
BEGIN {
  both = directions == 2
  if (shape == "ring") ring(); else door()
}

function head() {
  printf "fleet: 1\nname: lanes\nworld:\n  size: [%.4f m, %.4f m]\n  obstacles:\n", W, H
}

function body(name) {
  printf "  %s:\n    count: %d\n    orchestrator: planner\n    executor: mover\n", name, n
  printf "    body: {shape: circle, radius: %g m, mass: 45 kg, friction: 0.3}\n", r
  printf "    drive: {kind: differential, max_speed: %g m/s, max_accel: %g m/s^2, max_turn_rate: 150 deg/s, traction: 0.6}\n", v, a
}

function tail() {
  printf "policies:\n  planner: {layer: orchestrator, kind: greedy}\n  mover: {layer: executor, kind: goalSeeking}\n"
  printf "run: {duration: %g s, seed: %d}\n", T, seed
}

# Everybody passes three points a round, so that ahead is always the shorter way.
function ring(   c, i, j, k, s) {
  w = width * r; W = 137.5 * r; H = 50 * r
  # Who drives alone has the middle; where there is room for two each has the middle of his right half.
  aside = width < 6 ? w / 2 : w / 4
  L = 2 * (W + H - 4 * aside)
  head()
  printf "    - {rect: [%.4f m, %.4f m, %.4f m, %.4f m]}\nrobots:\n", w, w, W - w, H - w
  for (c = 0; c <= both; c++) {
    body("mover" c)
    printf "    spawn: {pattern: poses, poses: ["
    for (i = 0; i < n; i++) {
      at((i + 0.5) * L / n, c)
      printf "%s[%.4f m, %.4f m, %.1f deg]", (i ? ", " : ""), x, y, h
    }
    printf "]}\n"
  }
  printf "tasks:\n"
  for (c = 0; c <= both; c++) {
    printf "  - name: round%d\n    claim: at_assignment\n    dwell: 0 s\n    needs: {class: mover%d}\n    points:\n", c, c
    for (i = 0; i < n; i++) {
      s = (i + 0.5) * L / n
      at(s + r, c)
      printf "      - [[%.4f m, %.4f m]", x, y
      for (k = 0; (k + 0.25) * L / 3 < s + 3 * r; k++) {}
      for (j = 0; j < 150; j++) { at((k + j + 0.25) * L / 3, c); printf ", [%.4f m, %.4f m]", x, y }
      printf "]\n"
    }
  }
  tail()
}

# x, y, h: place and heading at s metres of the ring, anticlockwise on its outer side for c = 0, else clockwise inside.
function at(s, c,   q, o, p, u) {
  o = c ? w - aside : aside; p = W - 2 * o; u = H - 2 * o
  q = s / L; q = (q - int(q)) * 2 * (p + u)
  if (q < p) { x = o + q; y = o; h = 0 }
  else if (q < p + u) { x = W - o; y = o + q - p; h = 90 }
  else if (q < 2 * p + u) { x = W - o - (q - p - u); y = H - o; h = 180 }
  else { x = o; y = H - o - (q - 2 * p - u); h = -90 }
  if (c) { x = W - x; h = 180 - h }
}

# Everybody goes to and fro between a point of his own in either room.
function door(   i, j, side) {
  W = 88 * r; H = 37.5 * r
  head()
  printf "    - {rect: [%.4f m, 0 m, %.4f m, %.4f m]}\n", 43.4 * r, 44.6 * r, (37.5 - width) / 2 * r
  printf "    - {rect: [%.4f m, %.4f m, %.4f m, %.4f m]}\nrobots:\n", 43.4 * r, (37.5 + width) / 2 * r, 44.6 * r, H
  body("mover")
  printf "    spawn: {pattern: poses, poses: ["
  for (i = 0; i < n; i++) { room(i, i % 2); printf "%s[%.4f m, %.4f m, 0 deg]", (i ? ", " : ""), x, y }
  printf "]}\ntasks:\n  - name: through\n    claim: at_assignment\n    dwell: 0 s\n    points:\n"
  for (i = 0; i < n; i++) {
    printf "      - ["
    for (j = 0; j < 150; j++) { room(i, (i + j) % 2); printf "%s[%.4f m, %.4f m]", (j ? ", " : ""), x, y }
    printf "]\n"
  }
  tail()
}

# x, y: the point of robot i in one room or the other.
function room(i, side,   column, row) {
  column = i % 6; row = int(i / 6)
  x = (4 + 3.5 * column) * r; y = (4 + 3.6 * row) * r
  if (side) x = W - x
}
