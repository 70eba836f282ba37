// What all parts of a simulation share, and groups: structs of arrays that a message fills.
#pragma once
#include <string>
#include <vector>

#include "equations.hpp"
#include "plan.hpp"

// What all parts of a simulation share.
struct Session {
    double dt = 0;
    int32_t steps = 0, noise_every = 0, input_every = 0, muscles = 0;
    bool nearest_spike = false;
    Tables tables;
    double time(int32_t step) const { return step * dt; }
};

// Arrays that a message fills, or that start at 0.
template <class Struct> void fill(Struct& group, const Message& given, const std::string& owner,
                                  const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        bool is_known = false;
        group.each_array([&](const char* key, auto& array) {
            if (key != name) return;
            array.resize(size_t(group.size));
            given.fill(owner + "." + name, array.data(), array.size());
            is_known = true;
        });
        group.each_constant([&](const char* key, double& constant) {
            if (key != name) return;
            constant = given.value(owner + "." + name);
            is_known = true;
        });
        if (!is_known) throw Failure("the kernel knows no input " + owner + "." + name);
    }
}

template <class Struct> void allocate(Struct& group, const std::vector<std::string>& names) {
    for (const std::string& name : names)
        group.each_array([&](const char* key, auto& array) {
            if (key == name) array.resize(size_t(group.size));
        });
}

// Refuse a group that lacks what its loops read; conductances are there by cell type.
template <class Struct> void require_arrays(Struct& group, const std::string& owner) {
    group.each_array([&](const char* key, const auto& array) {
        if (array.empty() && !may_lack(key))
            throw Failure(owner + "." + key + " was not given");
    });
}
