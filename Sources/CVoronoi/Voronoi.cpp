#include "CVoronoi.h"

#include <cstdlib>
#include <new>
#include <stdexcept>
#include <utility>
#include <vector>

#include <boost/polygon/polygon.hpp>
#include <boost/polygon/voronoi_builder.hpp>
#include <boost/polygon/voronoi_diagram.hpp>

namespace bp = boost::polygon;

namespace {

using Point = bp::point_data<int>;
using Polygon = bp::polygon_data<int>;
using Holed = bp::polygon_with_holes_data<int>;

/// Items in plain memory, which can be handed over as they are.
template <typename Item>
class Items {
 public:
  Items() = default;
  Items(const Items &) = delete;
  Items &operator=(const Items &) = delete;
  ~Items() { std::free(items_); }

  void reserve(size_t capacity) {
    if (capacity <= capacity_) return;
    void *moved = std::realloc(items_, capacity * sizeof(Item));
    if (moved == nullptr) throw std::bad_alloc();
    items_ = static_cast<Item *>(moved);
    capacity_ = capacity;
  }

  void append(const Item &item) {
    if (count_ == capacity_) reserve(2 * capacity_ + 64);
    items_[count_++] = item;
  }

  size_t count() const { return count_; }
  Item &operator[](size_t k) { return items_[k]; }

  /// Takes all items from `count` on away.
  void cut(size_t count) { count_ = count; }

  void handOver(CVArray *array) {
    if (count_ > 0) {
      // Smaller: what cannot be given back is kept.
      void *fitted = std::realloc(items_, count_ * sizeof(Item));
      if (fitted != nullptr) items_ = static_cast<Item *>(fitted);
      *array = {items_, count_};
      items_ = nullptr;
    }
    count_ = capacity_ = 0;
  }

 private:
  Item *items_ = nullptr;
  size_t count_ = 0, capacity_ = 0;
};

/// Adds the edges of a ring, in the order in which free space lies to their left.
template <typename Ring>
void addRing(const Ring &ring, bool isOuter, Items<CVSegment> &segments) {
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
    segments.append({a.x(), a.y(), b.x(), b.y()});
  }
}

/// What the builder of Voronoi diagrams makes here, in place of Boost's own diagram: vertices, and edges by
/// the numbers of their vertices and sites.
///
/// Boost's has edges in both directions, with the order round cells and vertices, six times the memory, for
/// nobody here. Places, numbers and what counts as one vertex are the same.
class Axis {
 public:
  Items<CVVertex> vertices;
  Items<CVEdge> edges;

  void _reserve(size_t siteCount) {
    vertices.reserve(2 * siteCount);
    edges.reserve(3 * siteCount);
  }

  template <typename Site>
  void _process_single_site(const Site &) {}

  /// An edge between the cells of two sites, without ends as yet.
  template <typename Site>
  std::pair<void *, void *> _insert_new_edge(const Site &a, const Site &b) {
    return insert(a, b, -1);
  }

  /// An edge that starts where two others end.
  template <typename Site, typename Circle>
  std::pair<void *, void *> _insert_new_edge(
      const Site &a, const Site &b, const Circle &circle, void *first, void *second) {
    const int32_t vertex = int32_t(vertices.count());
    vertices.append({circle.x(), circle.y()});
    end(first) = vertex;
    end(second) = vertex;
    return insert(a, b, vertex);
  }

  /// Joins vertices that are equal but for rounding, and leaves out secondary and endless edges.
  void _build() {
    Items<int32_t> joined;
    joined.reserve(vertices.count());
    for (size_t k = 0; k < vertices.count(); k++) joined.append(int32_t(k));
    const auto root = [&](int32_t vertex) {
      while (joined[vertex] != vertex) vertex = joined[vertex] = joined[joined[vertex]];
      return vertex;
    };
    size_t kept = 0;
    for (size_t k = 0; k < edges.count(); k++) {
      CVEdge edge = edges[k];
      if (edge.from >= 0 && edge.to >= 0) {
        const int32_t from = root(edge.from), to = root(edge.to);
        if (isEqual(vertices[from], vertices[to])) {
          joined[to] = from;
          continue;
        }
      }
      edges[kept++] = edge;
    }
    edges.cut(kept);
    // Vertices without any edge go, those without one that is wanted stay.
    Items<int32_t> number;
    number.reserve(vertices.count());
    for (size_t k = 0; k < vertices.count(); k++) number.append(-1);
    for (size_t k = 0; k < kept; k++) {
      for (int32_t *vertex : {&edges[k].from, &edges[k].to}) {
        if (*vertex >= 0) number[*vertex = root(*vertex)] = 0;
      }
    }
    size_t vertexCount = 0;
    for (size_t k = 0; k < vertices.count(); k++) {
      if (number[k] < 0) continue;
      number[k] = int32_t(vertexCount);
      vertices[vertexCount++] = vertices[k];
    }
    vertices.cut(vertexCount);
    kept = 0;
    for (size_t k = 0; k < edges.count(); k++) {
      CVEdge edge = edges[k];
      if (edge.from < 0 || edge.to < 0 || edge.siteA < 0) continue;
      edge.from = number[edge.from];
      edge.to = number[edge.to];
      edges[kept++] = edge;
    }
    edges.cut(kept);
  }

 private:
  /// The builder holds on to an edge's ends by addresses that it does not look at: here 2 × edge + end, plus
  /// 1, as no edge has none.
  int32_t &end(void *handle) {
    const size_t number = reinterpret_cast<size_t>(handle) - 1;
    CVEdge &edge = edges[number / 2];
    return number % 2 == 0 ? edge.from : edge.to;
  }

  template <typename Site>
  std::pair<void *, void *> insert(const Site &a, const Site &b, int32_t to) {
    const size_t number = 2 * edges.count() + 1;
    // Edges between a segment and its own end are secondary: no site.
    const bool isPrimary = isPrimaryEdge(a, b);
    edges.append({-1, to, isPrimary ? siteOf(a) : -1, isPrimary ? siteOf(b) : -1});
    return {reinterpret_cast<void *>(number), reinterpret_cast<void *>(number + 1)};
  }

  template <typename Site>
  static bool isPrimaryEdge(const Site &a, const Site &b) {
    if (a.is_segment() == b.is_segment()) return true;
    const Site &segment = a.is_segment() ? a : b, &point = a.is_segment() ? b : a;
    return segment.point0() != point.point0() && segment.point1() != point.point0();
  }

  template <typename Site>
  static int32_t siteOf(const Site &site) {
    const int32_t segment = int32_t(site.initial_index());
    switch (site.source_category()) {
      case bp::SOURCE_CATEGORY_SEGMENT_START_POINT: return 4 * segment + 1;
      case bp::SOURCE_CATEGORY_SEGMENT_END_POINT: return 4 * segment + 2;
      default: return 4 * segment;
    }
  }

  static bool isEqual(const CVVertex &a, const CVVertex &b) {
    using Vertex = bp::voronoi_vertex<double>;
    bp::voronoi_diagram_traits<double>::vertex_equality_predicate_type isEqual;
    return isEqual(Vertex(a.x, a.y), Vertex(b.x, b.y));
  }
};

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
    Items<CVSegment> result;
    for (const Holed &part : parts) {
      addRing(part, true, result);
      for (auto hole = part.begin_holes(); hole != part.end_holes(); ++hole)
        addRing(*hole, false, result);
    }
    result.handOver(segments);
    return 0;
  } catch (const std::exception &) {
    return 1;
  }
}

extern "C" int cv_axis(
    const CVSegment *segments, size_t segmentCount, CVArray *vertices, CVArray *edges) {
  *vertices = {nullptr, 0};
  *edges = {nullptr, 0};
  try {
    Axis axis;
    {
      bp::default_voronoi_builder builder;
      for (size_t i = 0; i < segmentCount; i++)
        builder.insert_segment(segments[i].ax, segments[i].ay, segments[i].bx, segments[i].by);
      builder.construct(&axis);
    }
    axis.vertices.handOver(vertices);
    axis.edges.handOver(edges);
    return 0;
  } catch (const std::exception &) {
    return 1;
  }
}

extern "C" void cv_free(CVArray *array) {
  std::free(array->items);
  *array = {nullptr, 0};
}
