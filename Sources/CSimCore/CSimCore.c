#include "CSimCore.h"
