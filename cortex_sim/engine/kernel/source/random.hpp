// Random numbers: Brian2's stream, or a vector generator that is many times faster.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "vector_math.hpp"

// The Mersenne Twister (Matsumoto & Nishimura 1998, 10.1145/272991.272995), drawn and used in
// the order of Brian2's C++ programs: 53-bit uniforms, and normals by the polar method.
class BrianStream {
  public:
    explicit BrianStream(uint32_t seed) {
        state_[0] = seed;
        for (uint32_t i = 1; i < LENGTH; i++)
            state_[i] = 1812433253u * (state_[i - 1] ^ (state_[i - 1] >> 30)) + i;
    }

    void normals(double* out, int n) {
        int filled = 0;
        if (has_stored_ && n > 0) {
            out[filled++] = stored_;
            has_stored_ = false;
        }
        while (filled < n) {
            const int pairs = std::min(PAIRS, (n - filled + 1) / 2);
            draw_pairs(pairs);
            for (int k = 0; k < pairs; k++) {
                out[filled++] = factor_[k] * second_[k];
                stored_ = factor_[k] * first_[k];
                has_stored_ = filled == n;
                if (!has_stored_) out[filled++] = stored_;
            }
        }
    }

    // Append the cells that fire in a step, each with its own probability.
    void fire(const double* probability, int n, std::vector<int32_t>& fired) {
        for (int i = 0; i < n; i++)
            if (uniform() < probability[i]) fired.push_back(i);
    }

  private:
    static constexpr uint32_t LENGTH = 624, SHIFT = 397;
    uint32_t state_[LENGTH], words_[LENGTH];
    uint32_t next_ = LENGTH;
    static constexpr int PAIRS = 256;
    // one slot more, for a point outside the disc
    double first_[PAIRS + 1], second_[PAIRS + 1], square_of_radius_[PAIRS + 1], factor_[PAIRS];
    double stored_ = 0;
    bool has_stored_ = false;

    uint32_t word() {
        if (next_ == LENGTH) renew();
        return words_[next_++];
    }

    double uniform() {
        const double a = word() >> 5, b = word() >> 6;
        return (a * 67108864.0 + b) / 9007199254740992.0;
    }

    // Points of the unit disc, and the factor that makes two normals of each.
    void draw_pairs(int pairs) {
        for (int k = 0; k < pairs;) {
            first_[k] = 2.0 * uniform() - 1.0;
            second_[k] = 2.0 * uniform() - 1.0;
            square_of_radius_[k] = first_[k] * first_[k] + second_[k] * second_[k];
            k += (square_of_radius_[k] < 1.0) & (square_of_radius_[k] != 0.0);
        }
        for (int k = 0; k < pairs; k++)
            factor_[k] = sqrt(-2.0 * log(square_of_radius_[k]) / square_of_radius_[k]);
    }

    static uint32_t twist(uint32_t high, uint32_t low) {
        const uint32_t y = (high & 0x80000000u) | (low & 0x7fffffffu);
        return (y >> 1) ^ (0x9908b0dfu & (0u - (y & 1u)));
    }

    void renew() {
        uint32_t* s = state_;
        for (uint32_t i = 0; i < LENGTH - SHIFT; i++) s[i] = s[i + SHIFT] ^ twist(s[i], s[i + 1]);
        // what is read was written at least 227 numbers before
#pragma GCC ivdep
        for (uint32_t i = LENGTH - SHIFT; i < LENGTH - 1; i++)
            s[i] = s[i + SHIFT - LENGTH] ^ twist(s[i], s[i + 1]);
        s[LENGTH - 1] = s[SHIFT - 1] ^ twist(s[LENGTH - 1], s[0]);
        for (uint32_t i = 0; i < LENGTH; i++) {
            uint32_t y = s[i];
            y ^= y >> 11;
            y ^= (y << 7) & 0x9d2c5680u;
            y ^= (y << 15) & 0xefc60000u;
            words_[i] = y ^ (y >> 18);
        }
        next_ = 0;
    }
};

// Sixteen xoshiro128** generators side by side (Blackman & Vigna 2021, 10.1145/3460772);
// normals by Box & Muller (1958, 10.1214/aoms/1177706645).
class VectorStream {
  public:
    explicit VectorStream(uint32_t seed) {
        uint64_t x = seed;
        for (auto& word : state_)
            for (int lane = 0; lane < LANES; lane++) word[lane] = uint32_t(splitmix(x) >> 32);
    }

    void normals(float* out, int n) {
        for (; n >= 2 * LANES; n -= 2 * LANES, out += 2 * LANES) normal_pair(out);
        if (n <= 0) return;
        float pair[2 * LANES];
        normal_pair(pair);
        std::memcpy(out, pair, size_t(n) * sizeof(float));
    }

    void fire(const double* probability, int n, std::vector<int32_t>& fired) {
        for (int first = 0; first < n; first += LANES) {
            uint32_t bits[LANES];
            draw(bits);
            const int end = std::min(LANES, n - first);
            int any = 0;
            for (int lane = 0; lane < end; lane++)
                any |= fires(bits[lane], probability[first + lane]);
            if (!any) continue;
            for (int lane = 0; lane < end; lane++)
                if (fires(bits[lane], probability[first + lane])) fired.push_back(first + lane);
        }
    }

  private:
    static constexpr int LANES = 16;
    static bool fires(uint32_t bits, double probability) {
        return double(bits) * 0x1p-32 < probability;
    }

    typedef uint32_t Lanes __attribute__((vector_size(4 * LANES)));
    Lanes state_[4];

    static uint64_t splitmix(uint64_t& x) {
        uint64_t z = (x += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }

    void draw(uint32_t* out) {
        Lanes* s = state_;
        const Lanes five = s[1] * 5;
        const Lanes result = ((five << 7) | (five >> 25)) * 9;
        const Lanes shifted = s[1] << 9;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= shifted;
        s[3] = (s[3] << 11) | (s[3] >> 21);
        std::memcpy(out, &result, sizeof result);
    }

    void normal_pair(float* out) {
        uint32_t one[LANES], other[LANES];
        draw(one);
        draw(other);
        for (int i = 0; i < LANES; i++) {
            const float radius = std::sqrt(-2.0f * log_of_uniform(one[i]));
            float sine, cosine;
            turn(other[i], sine, cosine);
            out[i] = radius * cosine;
            out[LANES + i] = radius * sine;
        }
    }

    // log of (bits + 1/2) / 2^32, by a polynomial on [sqrt(1/2), sqrt(2)); error below 1e-7.
    static float log_of_uniform(uint32_t bits) {
        const float u = (float(int32_t(bits >> 8)) + 0.5f) * 0x1p-24f;
        int32_t raw;
        std::memcpy(&raw, &u, 4);
        int32_t exponent = (raw >> 23) - 126;
        const int32_t half = (raw & 0x007fffff) | 0x3f000000;
        float m;
        std::memcpy(&m, &half, 4);
        const bool small = m < 0.707106781f;
        exponent -= small;
        m = (small ? m + m : m) - 1.0f;
        const float z = m * m;
        float p = 7.0376836292e-2f;
        p = p * m - 1.1514610310e-1f;
        p = p * m + 1.1676998740e-1f;
        p = p * m - 1.2420140846e-1f;
        p = p * m + 1.4249322787e-1f;
        p = p * m - 1.6668057665e-1f;
        p = p * m + 2.0000714765e-1f;
        p = p * m - 2.4999993993e-1f;
        p = p * m + 3.3333331174e-1f;
        return m + (p * m * z - 0.5f * z) + float(exponent) * 0.693147181f;
    }

    // Sine and cosine of a uniform angle: polynomials on an eighth turn, then which eighth.
    static void turn(uint32_t bits, float& sine, float& cosine) {
        const float x = (float(int32_t(bits & 0x00ffffff)) + 0.5f) * (0.785398163f * 0x1p-24f);
        const float z = x * x;
        const float s = x + x * z * ((-1.9515295891e-4f * z + 8.3321608736e-3f) * z - 1.6666654611e-1f);
        const float c = 1.0f - 0.5f * z +
                        z * z * ((2.443315711809948e-5f * z - 1.388731625493765e-3f) * z +
                                 4.166664568298827e-2f);
        const bool swapped = bits & 0x01000000, down = bits & 0x02000000, left = bits & 0x04000000;
        const float a = swapped ? c : s, b = swapped ? s : c;
        sine = down ? -a : a;
        cosine = left ? -b : b;
    }
};
