// Free space and its medial axis, by Boost.Polygon: the boundary of a union of polygons, and the
// Voronoi diagram of its edges.
//
// All coordinates are integers, so that crossings and orders are decided without rounding; the caller
// chooses the unit. Coordinates must stay within ±2^29.
#ifndef CVORONOI_H
#define CVORONOI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A piece of the boundary of free space; free space lies to its left.
typedef struct {
  int32_t ax, ay, bx, by;
} CVSegment;

/// A point with equal distances to three pieces of the boundary, or where the axis meets it.
typedef struct {
  double x, y;
} CVVertex;

/// A stretch of the medial axis between two vertices.
///
/// A site is 4 × segment + kind: kind 0 the whole segment, 1 its point a, 2 its point b.
typedef struct {
  int32_t from, to;
  int32_t siteA, siteB;
} CVEdge;

/// An array that the library made; free it with `cv_free`.
typedef struct {
  void *items;
  size_t count;
} CVArray;

/// The boundary of a rectangle less some simple polygons, as `CVSegment`s.
///
/// Polygon p has the corners points[2 × starts[p] ..< 2 × starts[p + 1]], in either order; polygons
/// may overlap each other and the rectangle. Returns 0, or 1 where memory ran out.
int cv_boundary(
    int32_t lowX, int32_t lowY, int32_t highX, int32_t highY, const int32_t *points,
    const int64_t *starts, size_t polygonCount, CVArray *segments);

/// The Voronoi diagram of segments that meet at end points only: vertices and primary edges.
///
/// Edges that run to infinity are left out. Returns 0, or 1 where memory ran out.
int cv_axis(const CVSegment *segments, size_t segmentCount, CVArray *vertices, CVArray *edges);

/// Frees an array; one that is empty is let be.
void cv_free(CVArray *array);

#ifdef __cplusplus
}
#endif
#endif
