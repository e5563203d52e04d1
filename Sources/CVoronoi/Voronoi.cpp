#include "CVoronoi.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>
#include <vector>

#include <boost/polygon/polygon.hpp>
#include <boost/polygon/voronoi.hpp>

namespace bp = boost::polygon;

namespace {

using Point = bp::point_data<int>;
using Segment = bp::segment_data<int>;
using Polygon = bp::polygon_data<int>;
using Holed = bp::polygon_with_holes_data<int>;

/// Hands a vector's items over as plain memory.
template <typename Item>
bool handOver(const std::vector<Item> &items, CVArray *array) {
  array->items = nullptr;
  array->count = items.size();
  if (items.empty()) return true;
  array->items = std::malloc(items.size() * sizeof(Item));
  if (array->items == nullptr) return false;
  std::memcpy(array->items, items.data(), items.size() * sizeof(Item));
  return true;
}

/// Adds the edges of a ring, in the order in which free space lies to their left.
template <typename Ring>
void addRing(const Ring &ring, bool isOuter, std::vector<CVSegment> &segments) {
  std::vector<Point> corners(ring.begin(), ring.end());
  if (corners.size() > 1 && corners.front() == corners.back()) corners.pop_back();
  double area = 0;
  for (size_t i = 0; i < corners.size(); i++) {
    const Point &a = corners[i], &b = corners[(i + 1) % corners.size()];
    area += double(a.x()) * double(b.y()) - double(b.x()) * double(a.y());
  }
  const bool turns = (area > 0) != isOuter;
  for (size_t i = 0; i < corners.size(); i++) {
    Point a = corners[i], b = corners[(i + 1) % corners.size()];
    if (turns) std::swap(a, b);
    if (a == b) continue;
    segments.push_back({a.x(), a.y(), b.x(), b.y()});
  }
}

int32_t siteOf(const bp::voronoi_cell<double> &cell) {
  const int32_t segment = int32_t(cell.source_index());
  switch (cell.source_category()) {
    case bp::SOURCE_CATEGORY_SEGMENT_START_POINT: return 4 * segment + 1;
    case bp::SOURCE_CATEGORY_SEGMENT_END_POINT: return 4 * segment + 2;
    default: return 4 * segment;
  }
}

}  // namespace

extern "C" int cv_boundary(
    int32_t lowX, int32_t lowY, int32_t highX, int32_t highY, const int32_t *points,
    const int64_t *starts, size_t polygonCount, CVArray *segments) {
  *segments = {nullptr, 0};
  try {
    bp::polygon_set_data<int> obstacles;
    std::vector<Point> corners;
    for (size_t p = 0; p < polygonCount; p++) {
      corners.clear();
      for (int64_t k = starts[p]; k < starts[p + 1]; k++)
        corners.emplace_back(points[2 * k], points[2 * k + 1]);
      Polygon polygon;
      bp::set_points(polygon, corners.begin(), corners.end());
      obstacles.insert(polygon);
    }
    bp::polygon_set_data<int> free;
    free.insert(bp::rectangle_data<int>(lowX, lowY, highX, highY));
    using namespace bp::operators;
    free -= obstacles;
    std::vector<Holed> parts;
    free.get(parts);
    std::vector<CVSegment> result;
    for (const Holed &part : parts) {
      addRing(part, true, result);
      for (auto hole = part.begin_holes(); hole != part.end_holes(); ++hole)
        addRing(*hole, false, result);
    }
    return handOver(result, segments) ? 0 : 1;
  } catch (const std::exception &) {
    return 1;
  }
}

extern "C" int cv_axis(
    const CVSegment *segments, size_t segmentCount, CVArray *vertices, CVArray *edges) {
  *vertices = {nullptr, 0};
  *edges = {nullptr, 0};
  try {
    std::vector<Segment> input;
    input.reserve(segmentCount);
    for (size_t i = 0; i < segmentCount; i++)
      input.emplace_back(
          Point(segments[i].ax, segments[i].ay), Point(segments[i].bx, segments[i].by));
    bp::voronoi_diagram<double> diagram;
    bp::construct_voronoi(input.begin(), input.end(), &diagram);
    std::vector<CVVertex> places;
    places.reserve(diagram.num_vertices());
    for (const auto &vertex : diagram.vertices()) {
      vertex.color(places.size());
      places.push_back({vertex.x(), vertex.y()});
    }
    std::vector<CVEdge> stretches;
    for (const auto &edge : diagram.edges()) {
      // Each edge comes twice, once in each direction.
      if (!edge.is_primary() || !edge.is_finite() || edge.twin() < &edge) continue;
      stretches.push_back(
          {int32_t(edge.vertex0()->color()), int32_t(edge.vertex1()->color()),
           siteOf(*edge.cell()), siteOf(*edge.twin()->cell())});
    }
    if (!handOver(places, vertices) || !handOver(stretches, edges)) {
      cv_free(vertices);
      return 1;
    }
    return 0;
  } catch (const std::exception &) {
    return 1;
  }
}

extern "C" void cv_free(CVArray *array) {
  std::free(array->items);
  *array = {nullptr, 0};
}
