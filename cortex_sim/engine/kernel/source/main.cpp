// A worker: reads sessions from standard input, writes their results to standard output.
//
// It stays until its input ends. What cannot be done is answered with the entry "error";
// all else that goes wrong ends the process, and Python says how.
#include <cstdio>
#include <new>

#include "simulation.hpp"

template <class R, class Stream>
bool simulate(const Plan& plan, const Message& given, const Parent& parent, Reply& reply) {
    Simulation<R, Stream> simulation(plan, given);
    if (!simulation.run(parent)) return false;
    for (const Line& line : plan.all("output")) simulation.answer(line.words.at(1), reply);
    return true;
}

// False if nobody waits for the answer any more.
bool answer(const std::vector<char>& frame, const Parent& parent, Reply& reply) {
    try {
        const Message given(frame);
        const Plan plan(given.text("plan"));
        const std::string precision = plan.only("session").text("precision");
        if (precision == "fast") return simulate<float, VectorStream>(plan, given, parent, reply);
        if (precision == "exact") return simulate<double, BrianStream>(plan, given, parent, reply);
        throw Failure("the kernel knows no precision " + precision);
    } catch (const std::bad_alloc&) {
        reply = Reply();
        reply.add("error", std::string("out of memory; use fewer execution.workers"));
    } catch (const std::exception& failure) {
        reply = Reply();
        reply.add("error", std::string(failure.what()));
    }
    return true;
}

int main() {
    const Parent parent;
    std::vector<char> frame;
    for (;;) {
        uint64_t length = 0;
        if (!read_all(0, reinterpret_cast<char*>(&length), sizeof length)) return 0;
        if (length > (uint64_t(1) << 34)) {
            std::fprintf(stderr, "a frame of %llu bytes\n", (unsigned long long)length);
            return 98;
        }
        frame.resize(length);
        if (!read_all(0, frame.data(), length)) return 0;
        Reply reply;
        if (!answer(frame, parent, reply)) return 0;
        const std::vector<char>& bytes = reply.frame();
        if (!write_all(1, bytes.data(), bytes.size())) return 0;
    }
}
