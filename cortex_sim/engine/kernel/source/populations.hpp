// Groups of cells: what they do in a step, and which of them have fired.
#pragma once
#ifdef __AVX512F__
#include <immintrin.h>
#endif
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "equations.hpp"
#include "groups.hpp"
#include "plan.hpp"
#include "random.hpp"

template <class R, class Stream> class Population {
  public:
    Population(const Line& line, const Message& given)
        : name(line.words.at(1)), size(line.whole("size")), is_recorded_(line.whole("recorded")) {
        if (size < 1) throw Failure(name + " has no cells");
        counts.resize(size_t(size));
        traces.size = size;
        const auto names = line.list("traces");
        std::vector<std::string> decays;
        for (const std::string& trace : names) decays.push_back("tau_" + trace);
        allocate(traces, names);
        fill(traces, given, name, decays);
    }
    virtual ~Population() = default;

    const std::string name;
    const int32_t size;
    Traces<R> traces;
    std::vector<int32_t> counts, recorded_steps, recorded_cells;

    // Keep as many steps of spikes as the longest axon needs.
    void remember(int32_t delay) {
        if (size_t(delay) >= recent_.size()) recent_.resize(size_t(delay) + 1);
    }
    const std::vector<int32_t>& fired(int32_t step) const {
        return recent_[size_t(step) % recent_.size()];
    }

    virtual void prepare(const Session& session) {
        traces.prepare(session.dt);
        remember(0);
    }
    // What is drawn anew or follows the clock, at the start of a step.
    virtual void start(int32_t step, const Session& session, Stream& stream) = 0;
    virtual void advance(int32_t step, const Session& session) = 0;
    virtual void find_fired(int32_t step, const Session& session, Stream& stream,
                            std::vector<int32_t>& fired) = 0;
    virtual void reset_fired(const std::vector<int32_t>&) {}
    virtual void check() const {}
    virtual bool state(const std::string& name, std::vector<double>& out) = 0;

    void threshold(int32_t step, const Session& session, Stream& stream) {
        std::vector<int32_t>& cells = recent_[size_t(step) % recent_.size()];
        cells.clear();
        find_fired(step, session, stream, cells);
        for (const int32_t cell : cells) counts[size_t(cell)]++;
        total += int64_t(cells.size());
        if (!is_recorded_) return;
        recorded_steps.insert(recorded_steps.end(), cells.size(), step);
        recorded_cells.insert(recorded_cells.end(), cells.begin(), cells.end());
    }

    void reset(int32_t step, const Session& session) {
        const std::vector<int32_t>& cells = fired(step);
        reset_fired(cells);
        for (const int32_t cell : cells)
            session.nearest_spike ? traces.jump_nearest_spike(cell) : traces.jump_all_to_all(cell);
    }

    int64_t total = 0;

  private:
    const bool is_recorded_;
    std::vector<std::vector<int32_t>> recent_;
};

template <class Struct> bool find_state(Struct& group, const std::string& name,
                                        std::vector<double>& out) {
    bool is_known = false;
    group.each_array([&](const char* key, const auto& array) {
        if (key != name || array.empty()) return;
        out.assign(array.begin(), array.end());
        is_known = true;
    });
    return is_known;
}

template <class R, class Stream> class CellPopulation : public Population<R, Stream> {
  public:
    Cells<R> cells;
    const bool obeys_coil;

    CellPopulation(const Line& line, const Message& given)
        : Population<R, Stream>(line, given), obeys_coil(line.whole("coil")) {
        cells.size = this->size;
        cells.ready_at.assign(size_t(this->size), 0);
        allocate(cells, line.list("state"));
        fill(cells, given, this->name, line.list("inputs"));
        require_arrays(cells, this->name);
        std::vector<Conductance<R>> common;
        for (const std::string& conductance : line.list("conductances")) {
            receiving(conductance);
            (is_common(conductance) ? common : others_)
                .push_back(conductance_named(cells, conductance));
        }
        if (common.size() == COMMON_CONDUCTANCES)
            move_ = others_.empty() ? move_with_common<R> : move_with_all<R>;
        else
            others_.insert(others_.begin(), common.begin(), common.end());
        fires_.resize(size_t((this->size + LINE - 1) / LINE * LINE));
    }

    // What a spike adds to by way of a conductance.
    R* receiving(const std::string& conductance) {
        std::vector<R>* found = conductance_named(cells, conductance).receiving;
        if (found->empty()) throw Failure(this->name + " has no conductance " + conductance);
        return found->data();
    }

    void prepare(const Session& session) override {
        Population<R, Stream>::prepare(session);
        cells.prepare(session.dt);
        refractory_ = ready_after(cells, 0, session.dt);
    }

    void start(int32_t step, const Session& session, Stream& stream) override {
        if (step % session.noise_every == 0) stream.normals(cells.held_noise.data(), this->size);
    }

    void advance(int32_t step, const Session& session) override {
        // the first loop over conductances sets them, the others add
        R constant[BLOCK], slope[BLOCK];
        for (int first = 0; first < this->size; first += BLOCK) {
            const int n = std::min(BLOCK, this->size - first);
            for (size_t k = 0; k < others_.size(); k++)
                (k == 0 ? others_[k].first_current : others_[k].current)(
                    cells, first, n, constant, slope, session.dt);
            if (others_.empty() && move_ != move_with_common<R>) {
                std::fill_n(constant, n, R(0));
                std::fill_n(slope, n, R(0));
            }
            move_(cells, first, n, constant, slope, session.dt, step, fires_.data() + first);
        }
        this->traces.decay();
    }

    void find_fired(int32_t step, const Session&, Stream&, std::vector<int32_t>& fired) override {
        for (int first = 0; first < this->size; first += LINE) {
            uint32_t bits = bits_of(fires_.data() + first);
            for (; bits != 0; bits &= bits - 1) fired.push_back(first + __builtin_ctz(bits));
        }
        for (const int32_t cell : fired) cells.ready_at[size_t(cell)] = step + refractory_;
    }

    void reset_fired(const std::vector<int32_t>& fired) override {
        for (const int32_t cell : fired) ::reset(cells, cell);
    }

    void check() const override {
        for (int32_t i = 0; i < this->size; i++)
            if (!std::isfinite(cells.v[size_t(i)]))
                throw Failure("the potential of " + this->name + " is not finite");
    }

    bool state(const std::string& name, std::vector<double>& out) override {
        return find_state(cells, name, out);
    }

  private:
    static constexpr int BLOCK = 1024;
    // so many cells are looked at together for a spike
    static constexpr int LINE = 32;

    // A bit for each cell of a line that fires.
#ifdef __AVX512F__
    static uint32_t bits_of(const int32_t* line) {
        const __m512i low = _mm512_loadu_si512(line), high = _mm512_loadu_si512(line + 16);
        return _mm512_test_epi32_mask(low, low) | uint32_t(_mm512_test_epi32_mask(high, high)) << 16;
    }
#else
    static uint32_t bits_of(const int32_t* line) {
        int32_t any = 0;
        for (int k = 0; k < LINE; k++) any |= line[k];
        if (any == 0) return 0;
        uint32_t bits = 0;
        for (int k = 0; k < LINE; k++) bits |= uint32_t(line[k]) << k;
        return bits;
    }
#endif

    // whose currents the loop over the membrane does not compute itself
    std::vector<Conductance<R>> others_;
    void (*move_)(Cells<R>&, int, int, const R*, const R*, double, int32_t,
                  int32_t*) = move_with_others<R>;
    std::vector<int32_t> fires_;
    int32_t refractory_ = 1;
};

// Poisson cells whose rate follows the clock.
template <class R, class Stream, class Group>
class InputPopulation : public Population<R, Stream> {
  public:
    InputPopulation(const Line& line, const Message& given, const Session& session)
        : Population<R, Stream>(line, given) {
        group_.size = this->size;
        allocate(group_, line.list("state"));
        fill(group_, given, this->name, line.list("inputs"));
        require_arrays(group_, this->name);
        probability_.resize(size_t(this->size));
        group_.each_array([&](const char* key, const auto& array) {
            const std::string of = key;
            if (of != "muscle" && of != "column") return;
            const int32_t limit =
                of == "muscle" ? session.muscles : session.tables.echo_rate.columns;
            for (const double index : array)
                if (!(index >= 0 && index < limit))
                    throw Failure(this->name + " has a cell of a " + of + " that is not there");
        });
    }

    Group& group() { return group_; }

    void prepare(const Session& session) override {
        Population<R, Stream>::prepare(session);
        group_.prepare(session.dt);
    }

    void start(int32_t step, const Session& session, Stream&) override {
        if (step % session.input_every != 0) return;
        group_.update(session.time(step), session.tables);
        for (size_t i = 0; i < probability_.size(); i++)
            probability_[i] = group_.rate[i] * session.dt;
    }

    void advance(int32_t, const Session&) override {
        group_.decay();
        this->traces.decay();
    }

    void find_fired(int32_t, const Session&, Stream& stream,
                    std::vector<int32_t>& fired) override {
        stream.fire(probability_.data(), this->size, fired);
    }

    bool state(const std::string& name, std::vector<double>& out) override {
        return find_state(group_, name, out);
    }

  private:
    Group group_;
    std::vector<double> probability_;
};

// Cells whose spikes are data: each goes through its own piece of a table.
template <class R, class Stream> class GivenPopulation : public Population<R, Stream> {
  public:
    GivenPopulation(const Line& line, const Message& given) : Population<R, Stream>(line, given) {
        group_.size = this->size;
        allocate(group_, line.list("state"));
        fill(group_, given, this->name, line.list("inputs"));
        require_arrays(group_, this->name);
    }

    void start(int32_t, const Session&, Stream&) override {}

    void advance(int32_t, const Session&) override { this->traces.decay(); }

    void find_fired(int32_t step, const Session& session, Stream&,
                    std::vector<int32_t>& fired) override {
        const double t = session.time(step);
        for (int32_t i = 0; i < this->size; i++)
            if (group_.fires(i, t, session.dt, session.tables)) fired.push_back(i);
    }

    void reset_fired(const std::vector<int32_t>& fired) override {
        for (const int32_t cell : fired) group_.reset(cell);
    }

    bool state(const std::string& name, std::vector<double>& out) override {
        return find_state(group_, name, out);
    }

    // Make the cells beside those that have fired do so in the next step.
    void force(int32_t step, Cells<R>& cells) const {
        for (const int32_t cell : this->fired(step)) group_.force(cells, cell, step);
    }

  private:
    GivenCells group_;
};
