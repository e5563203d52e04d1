/* The C interface of Fleetfield: runs of one scene side by side, whose outside policies the caller plays.
 *
 * A handle is used by one thread at a time. Functions that can fail return 0 or NULL, and say why in the text
 * handed in or by fleet_error. Pointers to arrays stay valid, and stay the same, until fleet_close. Arrays are
 * row-major, worlds first; 32-bit floats unless said otherwise. */
#ifndef FLEETFIELD_H
#define FLEETFIELD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Number of this interface: 1. */
int32_t fleet_abi_version(void);

/* Opens a scene; every world stands at the beginning of its run, and observations are written.
 *
 * request: lines of key=value:
 *   scene=PATH                 required
 *   set.KEY=VALUE              as --set, in order
 *   sections=body,way          parts of the observations; all by default
 *   reward.INDICATOR=WEIGHT    progress, deliveries, errands, contact, blocked, speed, turning, battery, failed
 *   worlds=64  workers=2  seed=1  hashes=1
 * error: gets all mistakes of the scene, cut to error_size with the zero behind them. */
void *fleet_open(const char *request, char *error, ptrdiff_t error_size);
void fleet_close(void *handle);

/* Groups, shapes, columns with units, and the clocks, as JSON; valid until the next call. */
const char *fleet_describe(void *handle);

/* An array of a group: 0 observations [worlds, robots, columns], 1 answers [worlds, robots, 6 or 8],
 * 2 reports [worlds, robots, 3], 3 m^orch [worlds, plan_rows, 2, features], 4 its standard errors,
 * 5 m^exec [worlds, context_rows, 2, features], 6 robots that the halves speak for [worlds, 2],
 * 7 rewards [worlds, robots]. */
float *fleet_buffer(void *handle, int32_t group, int32_t kind);

/* 1 for each robot that is asked at this tick [worlds, robots], and for each world at its end [worlds]. */
uint8_t *fleet_asked(void *handle, int32_t group);
uint8_t *fleet_finished(void *handle);

/* Takes the answers, advances by some executor ticks, writes rewards and observations. */
int32_t fleet_step(void *handle, int32_t ticks);

/* Begins one world anew, or all where world < 0: the first with the seed, the others with the next ones. */
int32_t fleet_reset(void *handle, int64_t world, uint64_t seed);

/* Lets a built-in policy answer for a group, from its observations. */
int32_t fleet_play(void *handle, int32_t group, const char *kind);

double fleet_time(void *handle, int64_t world);
int64_t fleet_deliveries(void *handle, int64_t world);

/* 16 hexadecimal digits; empty without hashes=1. */
const char *fleet_state_hash(void *handle, int64_t world);
const char *fleet_error(void *handle);

#ifdef __cplusplus
}
#endif

#endif
