#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* PNG_FORMAT_RGBA is a sum of flags in macros, which the importer does not take. */
static const unsigned int fleetfield_png_format_rgba = PNG_FORMAT_RGBA;
static const unsigned int fleetfield_png_format_rgb = PNG_FORMAT_RGB;

/* Reading a PNG as shades of grey. libpng leaves by longjmp where a file is broken, which must not
   cross a Swift frame: so the whole call into libpng is here, and what it took is given back. */

typedef struct {
  const unsigned char *bytes;
  size_t count;
  size_t at;
  jmp_buf exit;
  png_structp png;
  png_infop info;
  unsigned char *rows; /* one row, or all where the picture is interlaced */
  png_bytep *row_starts;
  char message[96];
} fleetfield_png_state;

typedef struct {
  unsigned int columns;
  unsigned int rows;
  int has_alpha;
  int is_interlaced;
  char message[96]; /* empty where the header is sound */
} fleetfield_png_header;

static inline void fleetfield_png_fail(png_structp png, png_const_charp text) {
  fleetfield_png_state *state = (fleetfield_png_state *)png_get_error_ptr(png);
  strncpy(state->message, text, sizeof state->message - 1);
  state->message[sizeof state->message - 1] = 0;
  longjmp(state->exit, 1);
}

static inline void fleetfield_png_ignore(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static inline void fleetfield_png_take(png_structp png, png_bytep into, png_size_t count) {
  fleetfield_png_state *state = (fleetfield_png_state *)png_get_io_ptr(png);
  if (count > state->count - state->at) png_error(png, "the file ends too early");
  memcpy(into, state->bytes + state->at, count);
  state->at += count;
}

static inline void fleetfield_png_open(fleetfield_png_state *state) {
  state->png = png_create_read_struct(
      PNG_LIBPNG_VER_STRING, state, fleetfield_png_fail, fleetfield_png_ignore);
  if (!state->png) {
    strcpy(state->message, "there is not enough memory");
    longjmp(state->exit, 1);
  }
  state->info = png_create_info_struct(state->png);
  if (!state->info) png_error(state->png, "there is not enough memory");
  /* Text, profiles and the like are of no use here and may be made to fill the memory. */
  png_set_chunk_malloc_max(state->png, 1 << 20);
  png_set_chunk_cache_max(state->png, 64);
  png_set_user_limits(state->png, 1 << 20, 1 << 20);
  png_set_read_fn(state->png, state, fleetfield_png_take);
  png_read_info(state->png, state->info);
}

static inline void fleetfield_png_close(fleetfield_png_state *state) {
  if (state->png) png_destroy_read_struct(&state->png, state->info ? &state->info : NULL, NULL);
  free(state->rows);
  free(state->row_starts);
}

/* The size of a picture; nothing that depends on it is allocated. */
static inline fleetfield_png_header fleetfield_png_read_header(
    const unsigned char *bytes, size_t count) {
  fleetfield_png_header header;
  fleetfield_png_state state;
  memset(&header, 0, sizeof header);
  memset(&state, 0, sizeof state);
  state.bytes = bytes;
  state.count = count;
  if (setjmp(state.exit) == 0) {
    fleetfield_png_open(&state);
    header.columns = png_get_image_width(state.png, state.info);
    header.rows = png_get_image_height(state.png, state.info);
    header.has_alpha = (png_get_color_type(state.png, state.info) & PNG_COLOR_MASK_ALPHA) != 0 ||
                       png_get_valid(state.png, state.info, PNG_INFO_tRNS) != 0;
    header.is_interlaced =
        png_get_interlace_type(state.png, state.info) != PNG_INTERLACE_NONE;
  } else {
    memcpy(header.message, state.message, sizeof header.message);
  }
  fleetfield_png_close(&state);
  return header;
}

/* One row of 16-bit samples, big-endian, as shades: the mean of a pixel's colours, and of its alpha
   where `counts_alpha`. `see_through` gets 1 where alpha is not full. */
static inline void fleetfield_png_shade_row(
    const unsigned char *row, unsigned int columns, int channels, int counts_alpha,
    uint16_t *shades, uint8_t *see_through) {
  int has_alpha = channels == 2 || channels == 4;
  int colours = channels - has_alpha;
  for (unsigned int column = 0; column < columns; column++) {
    /* A grey pixel has three equal colours, so that alpha weighs the same in every kind. */
    unsigned int sum = 0;
    for (int channel = 0; channel < 3; channel++) {
      const unsigned char *sample = row + 2 * (colours == 3 ? channel : 0);
      sum += (unsigned int)sample[0] << 8 | sample[1];
    }
    unsigned int parts = 3;
    if (has_alpha) {
      const unsigned char *sample = row + 2 * colours;
      unsigned int alpha = (unsigned int)sample[0] << 8 | sample[1];
      see_through[column] = alpha != 65535;
      if (counts_alpha) {
        sum += alpha;
        parts = 4;
      }
    }
    shades[column] = (uint16_t)((sum + parts / 2) / parts);
    row += 2 * channels;
  }
}

/* Reads a picture whose header is known; returns 1 where it is sound. `shades` has room for
   columns × rows, `see_through` too where the header has alpha. `message` has room for 96. */
static inline int fleetfield_png_read_shades(
    const unsigned char *bytes, size_t count, int counts_alpha, uint16_t *shades,
    uint8_t *see_through, char *message) {
  fleetfield_png_state state;
  volatile int is_sound = 0;
  memset(&state, 0, sizeof state);
  state.bytes = bytes;
  state.count = count;
  if (setjmp(state.exit) == 0) {
    fleetfield_png_open(&state);
    png_set_expand_16(state.png); /* palettes, few bits and tRNS to 16-bit samples */
    if (png_get_valid(state.png, state.info, PNG_INFO_tRNS)) png_set_tRNS_to_alpha(state.png);
    int passes = png_set_interlace_handling(state.png);
    png_read_update_info(state.png, state.info);
    unsigned int columns = png_get_image_width(state.png, state.info);
    unsigned int rows = png_get_image_height(state.png, state.info);
    int channels = png_get_channels(state.png, state.info);
    size_t row_bytes = png_get_rowbytes(state.png, state.info);
    if (png_get_bit_depth(state.png, state.info) != 16)
      png_error(state.png, "its samples cannot be read");
    state.rows = (unsigned char *)malloc(passes > 1 ? row_bytes * rows : row_bytes);
    if (!state.rows) png_error(state.png, "there is not enough memory");
    if (passes > 1) {
      state.row_starts = (png_bytep *)malloc(sizeof(png_bytep) * rows);
      if (!state.row_starts) png_error(state.png, "there is not enough memory");
      for (unsigned int row = 0; row < rows; row++) state.row_starts[row] = state.rows + row_bytes * row;
      png_read_image(state.png, state.row_starts);
    }
    for (unsigned int row = 0; row < rows; row++) {
      const unsigned char *start = state.rows;
      if (passes > 1) {
        start = state.row_starts[row];
      } else {
        png_read_row(state.png, state.rows, NULL);
      }
      fleetfield_png_shade_row(
          start, columns, channels, counts_alpha, shades + (size_t)columns * row,
          see_through ? see_through + (size_t)columns * row : NULL);
    }
    png_read_end(state.png, NULL);
    is_sound = 1;
  }
  memcpy(message, state.message, sizeof state.message);
  fleetfield_png_close(&state);
  return is_sound;
}
