#include <png.h>

/* PNG_FORMAT_RGBA is a sum of flags in macros, which the importer does not take. */
static const unsigned int fleetfield_png_format_rgba = PNG_FORMAT_RGBA;
static const unsigned int fleetfield_png_format_rgb = PNG_FORMAT_RGB;
