#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

/* FT_LOAD_TARGET_LIGHT is a macro with a cast, which the importer does not take. */
static const int fleetfield_ft_load_flags = FT_LOAD_TARGET_LIGHT | FT_LOAD_NO_BITMAP;
