/// The fleet workload on the peer, as the C program that `fleetfield bench peers` compiles.
///
/// It is text, not a target, because the peer's header and library are only there in the throw-away
/// environment of that command.
enum Box2DPeer {
  /// The program; its first comment says what it reads and answers.
  static let source = #"""
    // The fleet workload on Box2D 3.1, driven over stdin and stdout by `fleetfield bench peers`.
    //
    // Input: int32 robot count, int32 workers, float side, float reserved, then (x, y, cosine, sine)
    // of each robot. Odd robots are boxes. Then commands: 'r' and int32 n runs n steps and answers n
    // pairs of doubles (control ms, step ms); 's' answers (x, y, cosine, sine, vx, vy, w) of each
    // robot, then int32 contacts and int32 bytes; 'q' ends.
    #define _GNU_SOURCE
    #include <box2d/box2d.h>
    #include <math.h>
    #include <pthread.h>
    #include <stdatomic.h>
    #include <stdint.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <time.h>
    #include <immintrin.h>

    // A pool of our own: the library brings no threads. Main is worker 0 and helps while it waits;
    // the others spin for some microseconds, then sleep.
    typedef struct {
      b2TaskCallback *call;
      void *context;
      int items, chunks, next;
      atomic_int open;
    } Task;
    enum { taskLimit = 512 };
    static Task tasks[taskLimit];
    static atomic_int taskCount, sleeping, stopping;
    static int workers;
    static atomic_flag gate = ATOMIC_FLAG_INIT;
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;

    static int take(int only, int *task, int *chunk) {
      int found = 0;
      while (atomic_flag_test_and_set_explicit(&gate, memory_order_acquire)) _mm_pause();
      int first = only < 0 ? 0 : only, end = only < 0 ? atomic_load(&taskCount) : only + 1;
      for (int i = first; i < end && !found; i++)
        if (tasks[i].next < tasks[i].chunks) {
          *task = i;
          *chunk = tasks[i].next++;
          found = 1;
        }
      atomic_flag_clear_explicit(&gate, memory_order_release);
      return found;
    }

    static void run(int i, int chunk, int worker) {
      Task *t = &tasks[i];
      int from = (int)((long)t->items * chunk / t->chunks);
      int to = (int)((long)t->items * (chunk + 1) / t->chunks);
      if (from < to) t->call(from, to, (uint32_t)worker, t->context);
      atomic_fetch_sub_explicit(&t->open, 1, memory_order_release);
    }

    static void *serve(void *word) {
      int worker = (int)(intptr_t)word, task, chunk, spins = 0;
      while (!atomic_load(&stopping)) {
        if (take(-1, &task, &chunk)) {
          run(task, chunk, worker);
          spins = 0;
        } else if (++spins > 2000) {
          pthread_mutex_lock(&mutex);
          atomic_fetch_add(&sleeping, 1);
          if (!take(-1, &task, &chunk)) {
            if (!atomic_load(&stopping)) pthread_cond_wait(&wake, &mutex);
            task = -1;
          }
          atomic_fetch_sub(&sleeping, 1);
          pthread_mutex_unlock(&mutex);
          if (task >= 0) run(task, chunk, worker);
          spins = 0;
        } else {
          _mm_pause();
        }
      }
      return 0;
    }

    static void *enqueue(b2TaskCallback *call, int items, int least, void *context, void *user) {
      (void)user;
      int index = atomic_load(&taskCount);
      if (index == taskLimit) {
        call(0, items, 0, context);
        return 0;
      }
      int chunks = items / (least > 0 ? least : 1);
      Task *t = &tasks[index];
      t->call = call;
      t->context = context;
      t->items = items;
      t->next = 0;
      t->chunks = chunks < 1 ? 1 : chunks > 4 * workers ? 4 * workers : chunks;
      atomic_store(&t->open, t->chunks);
      atomic_store(&taskCount, index + 1);
      if (atomic_load(&sleeping)) {
        pthread_mutex_lock(&mutex);
        pthread_cond_broadcast(&wake);
        pthread_mutex_unlock(&mutex);
      }
      return t;
    }

    static void finish(void *word, void *user) {
      (void)user;
      Task *t = word;
      int index = (int)(t - tasks), task, chunk;
      while (take(index, &task, &chunk)) run(task, chunk, 0);
      while (atomic_load_explicit(&t->open, memory_order_acquire)) _mm_pause();
    }

    // Philox-4x32-10, as the fleet workload draws its goals.
    static void philox(uint32_t c[4], uint32_t k0, uint32_t k1) {
      for (int i = 0; i < 10; i++) {
        uint64_t p0 = (uint64_t)c[0] * 0xD2511F53u, p1 = (uint64_t)c[2] * 0xCD9E8D57u;
        uint32_t a = (uint32_t)(p1 >> 32) ^ c[1] ^ k0, b = (uint32_t)(p0 >> 32) ^ c[3] ^ k1;
        c[0] = a;
        c[1] = (uint32_t)p1;
        c[2] = b;
        c[3] = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
      }
    }

    typedef struct {
      b2BodyId body;
      float goalX, goalY, mass, inertia;
      int timer;
      uint32_t draws;
    } Robot;
    static Robot *robots;
    static int count;
    static float side;

    static float reflected(float x, float limit) {
      float once = x > limit ? 2 * limit - x : x < -limit ? -2 * limit - x : x;
      return fmaxf(-limit, fminf(once, limit));
    }

    static void control(void) {
      float limit = side / 2 - 0.6f;
      for (int i = 0; i < count; i++) {
        Robot *r = &robots[i];
        b2Vec2 p = b2Body_GetPosition(r->body), v = b2Body_GetLinearVelocity(r->body);
        b2Rot q = b2Body_GetRotation(r->body);
        float w = b2Body_GetAngularVelocity(r->body);
        float x = r->goalX - p.x, y = r->goalY - p.y;
        r->timer++;
        if (x * x + y * y < 0.25f || r->timer > 600) {
          uint32_t c[4] = {3u << 24, r->draws++, (uint32_t)i, 0};
          philox(c, 2, 0);
          r->goalX = reflected(p.x + (20 * ((c[0] >> 8) * 0x1p-24f) - 10), limit);
          r->goalY = reflected(p.y + (20 * ((c[1] >> 8) * 0x1p-24f) - 10), limit);
          r->timer = 0;
          x = r->goalX - p.x;
          y = r->goalY - p.y;
        }
        float d = 1 / (sqrtf(x * x + y * y) + 1e-6f);
        x *= d;
        y *= d;
        float ax = (1.5f * x - v.x) * 6, ay = (1.5f * y - v.y) * 6, square = ax * ax + ay * ay;
        if (square > 16) {
          float k = 4 / sqrtf(square);
          ax *= k;
          ay *= k;
        }
        float sine = q.c * y - q.s * x, cosine = q.c * x + q.s * y;
        float error = cosine >= 0 ? sine : sine >= 0 ? 1 : -1;
        float spin = fmaxf(-3, fminf(3 * error, 3));
        float turn = fmaxf(-20, fminf(10 * (spin - w), 20));
        b2Body_ApplyForceToCenter(r->body, (b2Vec2){ax * r->mass, ay * r->mass}, true);
        b2Body_ApplyTorque(r->body, turn * r->inertia, true);
      }
    }

    static void get(void *to, size_t size) {
      if (fread(to, 1, size, stdin) != size) exit(3);
    }

    static double now(void) {
      struct timespec t;
      clock_gettime(CLOCK_MONOTONIC, &t);
      return t.tv_sec * 1e3 + t.tv_nsec * 1e-6;
    }

    int main(void) {
      int32_t head[2];
      float sizes[2];
      get(head, sizeof head);
      get(sizes, sizeof sizes);
      count = head[0];
      workers = head[1];
      side = sizes[0];
      b2WorldDef definition = b2DefaultWorldDef();
      definition.gravity = (b2Vec2){0, 0};
      definition.enableSleep = false;
      if (workers > 1) {
        definition.workerCount = workers;
        definition.enqueueTask = enqueue;
        definition.finishTask = finish;
        for (int i = 1; i < workers; i++) {
          pthread_t thread;
          if (pthread_create(&thread, 0, serve, (void *)(intptr_t)i)) return 4;
        }
      }
      b2WorldId world = b2CreateWorld(&definition);
      b2ShapeDef shape = b2DefaultShapeDef();
      shape.density = 100;
      shape.material.friction = 0.3f;
      shape.material.restitution = 0.1f;
      b2BodyDef still = b2DefaultBodyDef();
      b2BodyId walls = b2CreateBody(world, &still);
      float h = side / 2;
      for (int i = 0; i < 4; i++) {
        b2Vec2 center = {i == 0 ? h + 0.5f : i == 1 ? -h - 0.5f : 0,
                         i == 2 ? h + 0.5f : i == 3 ? -h - 0.5f : 0};
        b2Polygon box =
            b2MakeOffsetBox(i < 2 ? 0.5f : h + 1, i < 2 ? h + 1 : 0.5f, center, b2Rot_identity);
        b2CreatePolygonShape(walls, &shape, &box);
      }
      robots = calloc((size_t)count, sizeof *robots);
      b2Circle disc = {{0, 0}, 0.25f};
      b2Polygon box = b2MakeBox(0.25f, 0.2f);
      for (int i = 0; i < count; i++) {
        float at[4];
        get(at, sizeof at);
        b2BodyDef body = b2DefaultBodyDef();
        body.type = b2_dynamicBody;
        body.position = (b2Vec2){at[0], at[1]};
        body.rotation = (b2Rot){at[2], at[3]};
        body.linearDamping = 0.5f;
        body.angularDamping = 0.5f;
        robots[i].body = b2CreateBody(world, &body);
        if (i % 2) b2CreatePolygonShape(robots[i].body, &shape, &box);
        else b2CreateCircleShape(robots[i].body, &shape, &disc);
        robots[i].mass = b2Body_GetMass(robots[i].body);
        robots[i].inertia = b2Body_GetRotationalInertia(robots[i].body);
        robots[i].timer = 601;
      }
      for (;;) {
        int command = getchar();
        if (command == 'r') {
          int32_t steps;
          get(&steps, sizeof steps);
          for (int i = 0; i < steps; i++) {
            double a = now();
            control();
            double b = now();
            // Tasks of the step before are over: finish was called for each.
            while (atomic_flag_test_and_set(&gate)) _mm_pause();
            atomic_store(&taskCount, 0);
            atomic_flag_clear(&gate);
            b2World_Step(world, 1.0f / 60, 4);
            double times[2] = {b - a, now() - b};
            fwrite(times, sizeof times, 1, stdout);
          }
        } else if (command == 's') {
          for (int i = 0; i < count; i++) {
            b2Vec2 p = b2Body_GetPosition(robots[i].body);
            b2Rot q = b2Body_GetRotation(robots[i].body);
            b2Vec2 v = b2Body_GetLinearVelocity(robots[i].body);
            float row[7] = {p.x, p.y, q.c, q.s, v.x, v.y, b2Body_GetAngularVelocity(robots[i].body)};
            fwrite(row, sizeof row, 1, stdout);
          }
          b2Counters counters = b2World_GetCounters(world);
          int32_t tail[2] = {counters.contactCount, counters.byteCount};
          fwrite(tail, sizeof tail, 1, stdout);
        } else {
          atomic_store(&stopping, 1);
          return 0;
        }
        fflush(stdout);
      }
    }
    """#
}
