// The rule of the kernel in C: the limit that bench holds the kernel to. Columns, one tier with room for all, noise from
// Threefry4x32-13 for the rows of people in which somebody has access. Rows of 64 are lived in plain loops of fixed
// length, which gcc -O3 turns into vectors; sums are kept in 16 lanes for the same reason.
//
//   step FILE SECONDS    reads people and constants that bench wrote, lives months of 12, and prints the median and
//                        minimum nanoseconds of an agent-step, the mean share with access, and the first month's sums
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROW = 64, LANES = 16, MONTHS = 12, CHUNK = 4096 };

typedef struct {
  float price, at_stake, risk, delivered, necessity, subsistence, share, gain, noise, noise2, drift, hear, heard;
  float habit_up, habit_on, habit_off, missed, learning, growth, pass_through;
  uint32_t k0, k1, stratum, purpose;
} constants_t;

static constants_t constants;

static int n;  // people, a multiple of ROW
static float *y, *c, *a, *gam, *om, *h, *s, *th, *reserve, *aug;
static uint8_t *held, *filter;

typedef struct {
  double income[2], cognition[2], augmented[2], belief, gain;
  long people[2], filters[5], joined, left;
} sums_t;

typedef float lanes_t[LANES];

static inline float positive(float x) { return x > 0 ? x : 0; }

static inline uint32_t rotl(uint32_t x, int r) { return x << r | x >> (32 - r); }

#define MIX(a, b, r, cc, d, q) a += b; b = rotl(b, r) ^ a; cc += d; d = rotl(d, q) ^ cc

static void draw(constants_t k, uint32_t tick, uint32_t quad, const int32_t *restrict with, float *restrict luck) {
  uint32_t w[4][ROW / 4];
  uint32_t k4 = 0x1BD11BDA ^ k.k0 ^ k.k1;
  for (int i = 0; i < ROW / 4; i++) {
    uint32_t x0 = quad + i + k.k0, x1 = k.stratum + k.k1, x2 = tick, x3 = k.purpose << 24;
    MIX(x0, x1, 10, x2, x3, 26); MIX(x0, x3, 11, x2, x1, 21);
    MIX(x0, x1, 13, x2, x3, 27); MIX(x0, x3, 23, x2, x1, 5);
    x0 += k.k1; x3 += k4 + 1;
    MIX(x0, x1, 6, x2, x3, 20); MIX(x0, x3, 17, x2, x1, 11);
    MIX(x0, x1, 25, x2, x3, 10); MIX(x0, x3, 18, x2, x1, 20);
    x2 += k4; x3 += k.k0 + 2;
    MIX(x0, x1, 10, x2, x3, 26); MIX(x0, x3, 11, x2, x1, 21);
    MIX(x0, x1, 13, x2, x3, 27); MIX(x0, x3, 23, x2, x1, 5);
    x1 += k4; x2 += k.k0; x3 += k.k1 + 3;
    MIX(x0, x1, 6, x2, x3, 20);
    w[0][i] = x0; w[1][i] = x1; w[2][i] = x2; w[3][i] = x3;
  }
  uint32_t word[ROW];
  int32_t tail[ROW], tails = 0;
  for (int i = 0; i < ROW / 4; i++) {
    word[4 * i] = w[0][i];
    word[4 * i + 1] = w[1][i];
    word[4 * i + 2] = w[2][i];
    word[4 * i + 3] = w[3][i];
  }
  for (int i = 0; i < ROW; i++) {
    float x = (float)((int32_t)word[i] >> 8) * 0x1p-23f + 0x1p-24f, t = (1 - x) * (1 + x);
    float p = (((599.075989f * t + 4466.93443f) * t + 2837.8358f) * t + 277.336829f) * t + 3.31066626f;
    float q = (((1222.02322f * t + 3671.5825f) * t + 1524.77666f) * t + 110.889787f) * t + 1;
    luck[i] = x * p / q;
    tail[i] = with[i] & (t < 0.03f);
    tails |= tail[i];
  }
  if (!tails) return;
  for (int i = 0; i < ROW; i++) {
    if (!tail[i]) continue;
    float x = (float)((int32_t)word[i] >> 8) * 0x1p-23f + 0x1p-24f;
    float v = sqrtf(-logf((1 - x) * (1 + x))) - 3;
    luck[i] = x * (((((((0.000625766326f * v + 0.00106194072f) * v - 0.00599285177f) * v + 0.00879677559f) * v -
                      0.0103869186f) * v + 0.0131862799f) * v + 1.41653145f) * v + 4.00644005f);
  }
}

// add adds a row to 16 partial sums.
static inline void add(float *restrict sum, const float *restrict x) {
  for (int j = 0; j < ROW; j += LANES)
    for (int l = 0; l < LANES; l++) sum[l] += x[j + l];
}

// without_all lives the month of a row in which nobody has access.
static void without_all(constants_t k, float *restrict Y, const float *restrict C, float *restrict G, float *restrict O,
                        float *restrict H, float *restrict E) {
  for (int i = 0; i < ROW; i++) {
    G[i] += k.hear * (k.heard - G[i]);
    O[i] += k.drift;
    float habit = k.habit_off * H[i] + 0x1p-30f - 0x1p-30f;
    H[i] = habit;
    E[i] = C[i] - C[i] * (k.missed * habit);
    Y[i] *= k.growth;
  }
}

// mixed lives the month of a row in which somebody has, and splits what is to be summed.
static void mixed(constants_t k, const int32_t *restrict with, const float *restrict luck, float *restrict Y, float *restrict C,
                  float *restrict G, float *restrict O, float *restrict H, float *restrict E, float *restrict T,
                  const float *restrict A, float *restrict in_y, float *restrict in_c, float *restrict in_e,
                  float *restrict in_g, float *restrict out_y, float *restrict out_c, float *restrict out_e,
                  float *restrict gains) {
  for (int i = 0; i < ROW; i++) {
    int w = with[i];
    float z = k.gain + k.noise * luck[i];
    float variance = O[i], kalman = variance / (variance + k.noise2), left = variance - kalman * variance;
    float use = A[i] * k.gain * k.delivered, g = w ? use : 0, wait = T[i];
    float learnt = G[i] + kalman * (z - G[i]), told = G[i] + k.hear * (k.heard - G[i]);
    float on = k.habit_up + k.habit_on * H[i], off = k.habit_off * H[i] + 0x1p-30f - 0x1p-30f;
    float lost = -k.missed * off;
    float belief_ = w ? learnt : told;
    G[i] = belief_;
    O[i] = (w ? left : variance) + k.drift;
    H[i] = w ? on : off;
    T[i] = w ? 0 : wait;
    float skill = C[i] + C[i] * (k.learning * g), e = skill + skill * (w ? g : lost);
    float earned = Y[i] * (k.growth + k.pass_through * g);
    C[i] = skill; E[i] = e; Y[i] = earned;
    in_y[i] = w ? earned : 0; in_c[i] = w ? skill : 0; in_e[i] = w ? e : 0; in_g[i] = w ? belief_ : 0;
    out_y[i] = w ? 0 : earned; out_c[i] = w ? 0 : skill; out_e[i] = w ? 0 : e;
    gains[i] = g;
  }
}

static void chunk(int from, int to, uint32_t tick, sums_t *out) {
  const constants_t k = constants;  // so that gcc sees that no column overlaps it
  lanes_t income[2] = {0}, cognition[2] = {0}, augmented[2] = {0}, belief = {0}, gain = {0};
  for (int at = from; at < to; at += ROW) {
    float *restrict Y = y + at, *restrict C = c + at, *restrict G = gam + at, *restrict O = om + at, *restrict H = h + at;
    const float *restrict A = a + at, *restrict S = s + at;
    float *restrict T = th + at, *restrict R = reserve + at, *restrict E = aug + at;
    uint8_t *restrict held_ = held + at, *restrict filter_ = filter + at;
    int32_t with[ROW], code[ROW];
    float luck[ROW];
    int some = 0;
    for (int i = 0; i < ROW; i++) {
      float ability = S[i] * positive(Y[i] - k.subsistence);
      float stake = Y[i] * A[i] * (1 + k.necessity * H[i]);
      float worth = positive(k.at_stake * stake * (G[i] - k.risk * (A[i] * O[i])));
      R[i] = worth < ability ? worth : ability;
      int would = worth >= k.price, could = ability >= k.price, sure = k.share >= T[i];
      with[i] = would & could & sure;
      code[i] = (!could) | (!would) << 1 | (would & could & !sure) << 2;
      some |= with[i];
    }
    uint8_t count[5] = {0}, joined = 0, left = 0, in = 0;
    for (int i = 0; i < ROW; i++) {
      uint8_t f = code[i], w = with[i], had = held_[i];
      filter_[i] = f;
      held_[i] = w;
      count[1] += f == 1; count[2] += f == 2; count[3] += f == 3; count[4] += f == 4;
      joined += w & !had;
      left += had & ~w;
      in += w;
    }
    for (int f = 1; f < 5; f++) out->filters[f] += count[f];
    out->filters[0] += ROW - count[1] - count[2] - count[3] - count[4];
    out->joined += joined; out->left += left; out->people[1] += in; out->people[0] += ROW - in;
    if (!some) {
      without_all(k, Y, C, G, O, H, E);
      add(income[0], Y);
      add(cognition[0], C);
      add(augmented[0], E);
      continue;
    }
    draw(k, tick, at / 4, with, luck);
    float in_y[ROW], in_c[ROW], in_e[ROW], in_g[ROW], out_y[ROW], out_c[ROW], out_e[ROW], gains[ROW];
    mixed(k, with, luck, Y, C, G, O, H, E, T, A, in_y, in_c, in_e, in_g, out_y, out_c, out_e, gains);
    add(income[0], out_y); add(cognition[0], out_c); add(augmented[0], out_e);
    add(income[1], in_y); add(cognition[1], in_c); add(augmented[1], in_e);
    add(belief, in_g); add(gain, gains);
  }
  for (int l = 0; l < LANES; l++) {
    for (int w = 0; w < 2; w++)
      out->income[w] += income[w][l], out->cognition[w] += cognition[w][l], out->augmented[w] += augmented[w][l];
    out->belief += belief[l];
    out->gain += gain[l];
  }
}

static int ascending(const void *p, const void *q) { return (*(double *)p > *(double *)q) - (*(double *)p < *(double *)q); }

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  FILE *f = fopen(argv[1], "rb");
  int32_t count;
  if (!f || fread(&count, 4, 1, f) != 1 || fread(&constants, sizeof constants, 1, f) != 1) return 3;
  n = count;
  float **columns[] = {&y, &c, &a, &gam, &om, &h, &s, &th, &reserve, &aug};
  float *born[8];
  for (int i = 0; i < 10; i++) *columns[i] = aligned_alloc(64, 4 * (size_t)n);
  for (int i = 0; i < 8; i++) {
    born[i] = aligned_alloc(64, 4 * (size_t)n);
    if (fread(born[i], 4, n, f) != (size_t)n) return 4;
  }
  held = aligned_alloc(64, n);
  filter = aligned_alloc(64, n);
  memset(reserve, 0, 4 * (size_t)n);
  memset(aug, 0, 4 * (size_t)n);
  memset(filter, 0, n);

  double end = now() + atof(argv[2]), share = 0;
  sums_t first = {0};
  static double times[1 << 20];
  int months = 0;
  while ((now() < end || months < MONTHS) && months + MONTHS <= 1 << 20) {
    for (int i = 0; i < 8; i++) memcpy(*columns[i], born[i], 4 * (size_t)n);
    memset(held, 0, n);
    for (int m = 0; m < MONTHS; m++, months++) {
      sums_t sums = {0};
      double start = now();
      for (int at = 0; at < n; at += CHUNK) chunk(at, at + CHUNK < n ? at + CHUNK : n, m, &sums);
      times[months] = (now() - start) * 1e9 / n;
      share += (double)sums.people[1] / n;
      if (months == 0) first = sums;
    }
  }
  qsort(times, months, sizeof times[0], ascending);
  printf("%.4f %.4f %.5f\n", times[months / 2], times[0], share / months);
  printf("%ld %ld %.9g %.9g %.9g %.9g %.9g %.9g %.9g %.9g\n", first.people[0], first.people[1], first.income[0], first.income[1],
         first.cognition[0], first.cognition[1], first.augmented[0], first.augmented[1], first.belief, first.gain);
  return 0;
}
