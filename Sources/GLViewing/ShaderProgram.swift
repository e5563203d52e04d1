import COpenGL
import Viewing

/// A linked vertex and fragment shader.
struct ShaderProgram {
  let name: GLuint

  /// Compiles and links.
  ///
  /// - Throws: the compiler's log.
  init(vertex: String, fragment: String) throws(ViewingError) {
    let vertexShader = try ShaderProgram.compile(vertex, GLenum(GL_VERTEX_SHADER))
    let fragmentShader = try ShaderProgram.compile(fragment, GLenum(GL_FRAGMENT_SHADER))
    name = glCreateProgram()
    glAttachShader(name, vertexShader)
    glAttachShader(name, fragmentShader)
    glLinkProgram(name)
    glDeleteShader(vertexShader)
    glDeleteShader(fragmentShader)
    var status: GLint = 0
    glGetProgramiv(name, GLenum(GL_LINK_STATUS), &status)
    if status == 0 {
      var log = [GLchar](repeating: 0, count: 4096)
      glGetProgramInfoLog(name, 4096, nil, &log)
      throw ViewingError("a shader does not link: \(text(of: log))")
    }
  }

  /// Where a uniform lives; −1 where the compiler dropped it.
  func location(_ uniform: String) -> GLint { glGetUniformLocation(name, uniform) }

  private static func compile(_ source: String, _ kind: GLenum) throws(ViewingError) -> GLuint {
    let shader = glCreateShader(kind)
    source.withCString { pointer in
      var line: UnsafePointer<GLchar>? = pointer
      glShaderSource(shader, 1, &line, nil)
    }
    glCompileShader(shader)
    var status: GLint = 0
    glGetShaderiv(shader, GLenum(GL_COMPILE_STATUS), &status)
    if status == 0 {
      var log = [GLchar](repeating: 0, count: 4096)
      glGetShaderInfoLog(shader, 4096, nil, &log)
      throw ViewingError("a shader does not compile: \(text(of: log))")
    }
    return shader
  }
}

/// The text in a zero-terminated buffer.
func text(of buffer: [CChar]) -> String {
  String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
