// Functions that the equations use, in both precisions, and in shapes that vectorise.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "vector_math.hpp"

// exp in single precision: 2^n times a polynomial, relative error below 3e-7 from -87 to 87.
inline float exp_(float x) {
    // this way round what is no number becomes one: no whole number is near it
    x = x > -87.0f ? x : -87.0f;
    x = x < 87.0f ? x : 87.0f;
    // the nearest whole number, without a branch
    const int32_t n = int32_t(x * 1.44269504f + 127.5f) - 127;
    const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    const int32_t bits = (n + 127) << 23;
    float scale;
    std::memcpy(&scale, &bits, 4);
    return p * scale;
}

inline double exp_(double x) { return exp(x); }

template <class T> inline T clip_(T x, double low, double high) {
    return std::min(std::max(x, T(low)), T(high));
}

template <class T> inline T square_(T x) { return x * x; }

inline double int_(double x) { return double(int64_t(x)); }

// Number of whole steps of dt in t, as Brian2 counts them.
inline int64_t steps_(double t, double dt) { return int64_t((t + 1e-3 * dt) / dt); }

// Rows are numbered; beyond the end the last one goes on.
struct Table {
    int rows = 0, columns = 1;
    const double* values = nullptr;
    double operator()(double row, double column = 0) const {
        const int64_t r = std::min<int64_t>(std::max<int64_t>(int64_t(row + 1e-3), 0), rows - 1);
        return values[r * columns + int64_t(column)];
    }
};
