/// The shaders, GLSL 3.30 core; places are pixels from the top left corner, y down.
enum Shaders {
  /// Pixels to clip space; every vertex shader starts with it.
  private static let head = """
    #version 330 core
    uniform vec2 uSize;
    vec4 clipPosition(vec2 pixel) {
      return vec4(pixel.x / uSize.x * 2.0 - 1.0, 1.0 - pixel.y / uSize.y * 2.0, 0.0, 1.0);
    }

    """

  /// Boxes, lines and glyphs: one instance each, drawn as a strip of four corners.
  static let primitiveVertex =
    head + """
      layout(location = 0) in vec4 aPlace;
      layout(location = 1) in vec4 aShape;
      layout(location = 2) in vec4 aFill;
      layout(location = 3) in vec4 aStroke;
      layout(location = 4) in uint aKind;
      out vec2 vPoint;
      flat out vec4 vPlace;
      flat out vec4 vShape;
      flat out vec4 vFill;
      flat out vec4 vStroke;
      flat out uint vKind;
      void main() {
        vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
        vec2 pixel;
        if (aKind == 1u) {
          vec2 along = aPlace.zw - aPlace.xy;
          float span = length(along);
          vec2 u = span > 1e-4 ? along / span : vec2(1.0, 0.0);
          vec2 v = vec2(-u.y, u.x);
          float grow = aShape.x + 1.0;
          pixel = aPlace.xy + u * mix(-grow, span + grow, corner.x) + v * mix(-grow, grow, corner.y);
          vPoint = vec2(mix(-grow, span + grow, corner.x), mix(-grow, grow, corner.y));
          vPlace = vec4(span, 0.0, 0.0, 0.0);
        } else if (aKind == 2u) {
          pixel = mix(aPlace.xy, aPlace.zw, corner);
          vPoint = mix(aShape.xy, aShape.zw, corner);
          vPlace = aPlace;
        } else {
          float grow = aShape.z;
          pixel = mix(aPlace.xy - grow, aPlace.zw + grow, corner);
          vPoint = pixel - 0.5 * (aPlace.xy + aPlace.zw);
          vPlace = vec4(0.5 * (aPlace.zw - aPlace.xy), 0.0, 0.0);
        }
        vShape = aShape;
        vFill = aFill;
        vStroke = aStroke;
        vKind = aKind;
        gl_Position = clipPosition(pixel);
      }
      """

  /// Coverage of boxes and lines by their distance functions, of glyphs by the atlas.
  static let primitiveFragment = """
    #version 330 core
    uniform sampler2D uAtlas;
    in vec2 vPoint;
    flat in vec4 vPlace;
    flat in vec4 vShape;
    flat in vec4 vFill;
    flat in vec4 vStroke;
    flat in uint vKind;
    out vec4 color;
    void main() {
      if (vKind == 2u) {
        color = vec4(vFill.rgb, vFill.a * texelFetch(uAtlas, ivec2(vPoint), 0).r);
      } else if (vKind == 1u) {
        float beyond = max(max(-vPoint.x, vPoint.x - vPlace.x), 0.0);
        float d = length(vec2(beyond, vPoint.y)) - vShape.x;
        float alpha = clamp(0.5 - d, 0.0, 1.0) * min(1.0, 2.0 * vShape.x + 0.2);
        if (vShape.w > 0.0) {
          float phase = mod(vPoint.x, 2.0 * vShape.w);
          alpha *= clamp(0.5 + min(phase, vShape.w - phase + 0.0), 0.0, 1.0);
        }
        color = vec4(vFill.rgb, vFill.a * alpha);
      } else {
        float r = min(vShape.x, min(vPlace.x, vPlace.y));
        vec2 q = abs(vPoint) - vPlace.xy + r;
        float d = min(max(q.x, q.y), 0.0) + length(max(q, 0.0)) - r;
        float inside = clamp(0.5 - d / vShape.z, 0.0, 1.0);
        vec4 body = vFill;
        if (vShape.y > 0.0) {
          float rim = clamp(0.5 + d + vShape.y, 0.0, 1.0);
          float a = mix(vFill.a, vStroke.a, rim);
          vec3 c = a > 0.0 ? mix(vFill.rgb * vFill.a, vStroke.rgb * vStroke.a, rim) / a : vFill.rgb;
          body = vec4(c, a);
        }
        color = vec4(body.rgb, body.a * inside);
      }
    }
    """

  /// Filled triangles.
  static let triangleVertex =
    head + """
      layout(location = 0) in vec2 aPosition;
      layout(location = 1) in vec4 aColor;
      out vec4 vColor;
      void main() {
        vColor = aColor;
        gl_Position = clipPosition(aPosition);
      }
      """

  /// The mixed colour of the corners.
  static let triangleFragment = """
    #version 330 core
    in vec4 vColor;
    out vec4 color;
    void main() { color = vColor; }
    """

  /// A stretched image.
  static let imageVertex =
    head + """
      uniform vec4 uPlace;
      out vec2 vTexture;
      void main() {
        vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
        vTexture = vec2(corner.x, 1.0 - corner.y);
        gl_Position = clipPosition(uPlace.xy + corner * uPlace.zw);
      }
      """

  /// Its colours.
  static let imageFragment = """
    #version 330 core
    uniform sampler2D uImage;
    in vec2 vTexture;
    out vec4 color;
    void main() { color = texture(uImage, vTexture); }
    """

  /// Robots as points: one vertex per robot is what a software renderer can afford.
  static let dotVertex =
    head + """
      layout(location = 0) in vec2 aPosition;
      layout(location = 2) in vec4 aColor;
      uniform float uRadius;
      flat out vec4 vColor;
      void main() {
        vColor = aColor;
        gl_PointSize = 2.0 * uRadius + 1.0;
        gl_Position = clipPosition(aPosition);
      }
      """

  /// A round dot with a soft edge.
  static let dotFragment = """
    #version 330 core
    uniform float uRadius;
    flat in vec4 vColor;
    out vec4 color;
    void main() {
      float d = length(gl_PointCoord - 0.5) * (2.0 * uRadius + 1.0) - uRadius;
      color = vec4(vColor.rgb, vColor.a * clamp(0.5 - d, 0.0, 1.0));
    }
    """

  /// Robots as bodies: a square round the outline, in the body's own frame.
  static let bodyVertex =
    head + """
      layout(location = 0) in vec2 aPosition;
      layout(location = 1) in vec2 aHeading;
      layout(location = 2) in vec4 aColor;
      layout(location = 3) in uint aFlags;
      uniform vec4 uBounds;
      out vec2 vPoint;
      flat out vec4 vColor;
      flat out uint vFlags;
      void main() {
        vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
        vec2 body = mix(uBounds.xy, uBounds.zw, corner);
        vec2 world = vec2(
          aHeading.x * body.x - aHeading.y * body.y, aHeading.y * body.x + aHeading.x * body.y);
        vPoint = body;
        vColor = aColor;
        vFlags = aFlags;
        gl_Position = clipPosition(aPosition + vec2(world.x, -world.y));
      }
      """

  /// Outline, heading, load and state of a robot from the distance to its outline.
  static let bodyFragment = """
    #version 330 core
    uniform vec2 uCorners[8];
    uniform int uCornerCount;
    uniform float uRadius;
    uniform float uExtent;
    uniform vec2 uHalf;
    uniform int uDecoration;
    uniform vec4 uEdge;
    uniform vec4 uAccent;
    uniform vec4 uWarning;
    in vec2 vPoint;
    flat in vec4 vColor;
    flat in uint vFlags;
    out vec4 color;

    float outline(vec2 p) {
      if (uCornerCount == 1) { return length(p - uCorners[0]) - uRadius; }
      if (uCornerCount == 2) {
        vec2 a = p - uCorners[0];
        vec2 b = uCorners[1] - uCorners[0];
        return length(a - b * clamp(dot(a, b) / dot(b, b), 0.0, 1.0)) - uRadius;
      }
      float d = dot(p - uCorners[0], p - uCorners[0]);
      float side = 1.0;
      for (int i = 0; i < uCornerCount; i++) {
        int j = i == 0 ? uCornerCount - 1 : i - 1;
        vec2 e = uCorners[j] - uCorners[i];
        vec2 w = p - uCorners[i];
        vec2 b = w - e * clamp(dot(w, e) / dot(e, e), 0.0, 1.0);
        d = min(d, dot(b, b));
        bvec3 c = bvec3(p.y >= uCorners[i].y, p.y < uCorners[j].y, e.x * w.y > e.y * w.x);
        if (all(c) || all(not(c))) { side = -side; }
      }
      return side * sqrt(d) - uRadius;
    }

    float box(vec2 p, vec2 half_, float r) {
      vec2 q = abs(p) - half_ + r;
      return min(max(q.x, q.y), 0.0) + length(max(q, 0.0)) - r;
    }

    float segment(vec2 p, vec2 a, vec2 b) {
      vec2 w = p - a;
      vec2 e = b - a;
      return length(w - e * clamp(dot(w, e) / dot(e, e), 0.0, 1.0));
    }

    void blend(inout vec4 under, vec3 over, float alpha) {
      float a = alpha + under.a * (1.0 - alpha);
      under.rgb = a > 0.0 ? (over * alpha + under.rgb * under.a * (1.0 - alpha)) / a : over;
      under.a = a;
    }

    float cover(float d) { return clamp(0.5 - d, 0.0, 1.0); }

    void main() {
      vec2 p = vPoint;
      float e = uExtent;
      float d = outline(p);
      color = vec4(vColor.rgb, 0.0);
      bool isDetailed = e > 7.0;

      // A glow under robots that are blocked, failed or selected.
      if ((vFlags & 32u) != 0u) {
        blend(color, uAccent.rgb, 0.55 * smoothstep(5.0 + 0.1 * e, 1.0, d));
        blend(color, uAccent.rgb, cover(abs(d - 2.5) - 1.2));
      }
      if ((vFlags & 10u) != 0u) {
        blend(color, uWarning.rgb, 0.5 * smoothstep(0.35 * e + 2.0, 0.0, d));
      }

      // What sticks out of the outline: tines, wheels, rollers.
      if (isDetailed && uDecoration == 2) {
        vec2 reach = vec2(0.40 * uHalf.x, 0.13 * uHalf.y);
        float tine = box(
          vec2(p.x - uHalf.x - 0.30 * uHalf.x, abs(p.y) - 0.48 * uHalf.y), reach, 0.5 * reach.y);
        blend(color, uEdge.rgb, cover(tine - 1.0));
        blend(color, vec3(0.66, 0.69, 0.72), cover(tine));
      }
      if (isDetailed && uDecoration == 1) {
        float wheel = box(vec2(p.x, abs(p.y) - 0.97 * uHalf.y), vec2(0.30 * e, 0.13 * e), 0.06 * e);
        blend(color, mix(uEdge.rgb, vec3(0.45), 0.4), cover(wheel));
      }

      // The body: darker rim, lighter towards the front.
      // Below 5 px there is no room for ink: a thin rim and a hint of the heading must do.
      bool isTiny = e < 5.0;
      float rim = isTiny ? 0.45 : clamp(0.09 * e, 0.9, 2.5);
      vec3 fill = vColor.rgb * (1.0 + 0.06 * clamp(p.x / uHalf.x, -1.0, 1.0));
      bool isFailed = (vFlags & 8u) != 0u;
      if (isFailed) { fill = mix(fill, vec3(0.35), 0.45); }
      vec3 edge = (vFlags & 2u) != 0u ? uWarning.rgb : mix(vColor.rgb * 0.35, uEdge.rgb, 0.45);
      blend(color, edge, cover(d) * vColor.a);
      blend(color, fill, cover(d + rim) * vColor.a);

      if (isDetailed && uDecoration == 3) {
        float roller = box(
          abs(p) - vec2(0.62 * uHalf.x, 0.70 * uHalf.y), vec2(0.13, 0.07) * uHalf.y * 1.4,
          0.03 * uHalf.y);
        blend(color, edge, 0.8 * cover(max(roller, d + rim)));
      }
      if (isDetailed && uDecoration == 4) {
        blend(color, edge, 0.8 * cover(abs(length(p) - 0.5 * e) - 0.05 * e));
      }

      // Heading: a chevron near the front; small bodies get a line.
      vec3 ink = dot(fill, vec3(0.30, 0.59, 0.11)) > 0.45 ? vec3(0.05, 0.08, 0.10) : vec3(0.97);
      if (isDetailed) {
        float w = max(0.07 * e, 0.9);
        vec2 tip = vec2(uHalf.x - 0.38 * e, 0.0);
        float chevron = min(
          segment(p, tip, tip + vec2(-0.26 * e, 0.26 * e)),
          segment(p, tip, tip + vec2(-0.26 * e, -0.26 * e)));
        blend(color, ink, 0.92 * cover(chevron - w) * step(d, -0.5 * rim));
      } else {
        float hint = segment(p, vec2(0.35 * uHalf.x, 0.0), vec2(0.85 * uHalf.x, 0.0)) - 0.5;
        blend(color, ink, (isTiny ? 0.45 : 0.85) * cover(hint) * step(d, 0.0));
      }

      // Load: a parcel behind the chevron.
      if ((vFlags & 1u) != 0u && isTiny) {
        blend(color, vec3(0.96, 0.86, 0.68), 0.9 * cover(length(p) - 0.42 * e));
      } else if ((vFlags & 1u) != 0u) {
        vec2 place = vec2(-0.20 * e, 0.0);
        float side = uCornerCount == 1 ? 0.34 * e : 0.32 * e;
        float parcel = box(p - place, vec2(side), 0.06 * e);
        float inside = max(parcel, d + 0.5 * rim);
        blend(color, vec3(0.17, 0.11, 0.05), cover(inside - max(0.05 * e, 0.7)));
        blend(color, vec3(0.85, 0.66, 0.40), cover(inside));
        if (isDetailed) {
          blend(color, vec3(0.62, 0.45, 0.24), cover(max(abs(p.y) - 0.05 * e, inside)));
        }
      }
      // Charging: a small bolt; failed: a cross.
      if (isDetailed && (vFlags & 16u) != 0u) {
        float bolt = min(
          segment(p, vec2(0.02 * e, 0.34 * e), vec2(-0.12 * e, 0.0)),
          min(segment(p, vec2(-0.12 * e, 0.0), vec2(0.1 * e, 0.0)),
              segment(p, vec2(0.1 * e, 0.0), vec2(-0.06 * e, -0.36 * e))));
        blend(color, ink, cover(bolt - max(0.055 * e, 0.8)));
      }
      if (isFailed) {
        float x = min(
          segment(p, vec2(-0.42 * e), vec2(0.42 * e)),
          segment(p, vec2(-0.42 * e, 0.42 * e), vec2(0.42 * e, -0.42 * e)));
        blend(color, uWarning.rgb, cover(x - max(0.08 * e, 0.8)) * step(d, 0.0));
      }
      if (color.a <= 0.0) { discard; }
    }
    """
}
