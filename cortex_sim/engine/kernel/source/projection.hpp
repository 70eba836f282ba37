// Synapses of one projection: a row for each source, and where they learn, one for each target.
// Weights stand in the order of the rows that have more events; the others know their places.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "populations.hpp"

// What a step and an answer ask of a projection.
template <class R> class Projection {
  public:
    explicit Projection(const std::string& name) : name(name) {}
    virtual ~Projection() = default;

    const std::string name;

    // Spikes arrive that are as old as the axon is long.
    virtual void transmit(int32_t step, const Session& session) = 0;
    virtual void learn_from_targets(int32_t step) = 0;
    // Put the weights in the order of the rows that have more events; changes no number.
    virtual void arrange() = 0;
    virtual void check_weights() const = 0;
    // In the order in which synapses were given.
    virtual std::vector<double> weights() const = 0;
    virtual std::vector<int32_t> wiring(bool of_targets) const = 0;
};

// Synapses in a row for each cell of one side: the cell on the other side of each, and the place
// of its weight; without places, weights stand as the rows do.
template <class Index> struct Rows {
    std::vector<int32_t> begin, place;
    std::vector<Index> other;
};

// `Index` numbers the cells: with 16 bits where they are few, more synapses are in the cache.
template <class R, class Stream, class Index> class WiredProjection : public Projection<R> {
    using Cells_ = CellPopulation<R, Stream>;

  public:
    WiredProjection(const Line& line, const Message& given, Population<R, Stream>& source,
                    Cells_& target)
        : Projection<R>(line.words.at(1)), source_(source), target_(target),
          delay_(line.whole("delay")) {
        const std::string& name = this->name;
        const size_t n = size_t(line.whole("synapses"));
        const int32_t* sources = given.integers(name + ".sources", n);
        const int32_t* targets = given.integers(name + ".targets", n);
        check(sources, n, source.size);
        check(targets, n, target.size);
        sort_by_source(sources, targets, n);
        source.remember(delay_);
        for (const std::string& receptor : line.list("receptors"))
            ways_.push_back({R(given.value(name + ".gain_" + receptor)),
                             target.receiving(receptor)});
        if (line.whole("weighted")) {
            std::vector<R> weights(n);
            given.fill(name + ".w", weights.data(), n);
            w_ = picked(weights, given_);
        }
        if (line.whole("depresses")) {
            depression_ = std::make_unique<Depression>();
            depression_->read(given, name, source.size);
        }
        if (line.text("rule") == "-") return;
        if (w_.empty() && n > 0) throw Failure(name + " learns but has no weights");
        rule_ = rule_named<R, Index>(line.text("rule"));
        rule_->read(given, name, source.traces, target.traces);
        sort_by_target(n);
    }

    void transmit(int32_t step, const Session& session) override {
        if (step < delay_) return;
        for (const int32_t cell : source_.fired(step - delay_)) {
            const Row row = row_of(by_source_, cell);
            const R share = depression_ ? R(depression_->release(cell, session.time(step))) : R(1);
            for (const Way& way : ways_) {
                const R gain = way.gain * share;
                if (w_.empty())
                    add(way.receiving, gain, row);
                else if (row.place == nullptr)
                    add_weighted(way.receiving, gain, row);
                else
                    add_weighted_apart(way.receiving, gain, row);
            }
            if (!rule_) continue;
            rule_->arrive(row.w, row.place, row.other, row.n, cell, source_.traces,
                          target_.traces);
            arrived_ += row.n;
        }
    }

    void learn_from_targets(int32_t step) override {
        for (const int32_t cell : target_.fired(step)) {
            const Row row = row_of(by_target_, cell);
            rule_->fire(row.w, row.place, row.other, row.n, cell, source_.traces,
                        target_.traces);
            fired_ += row.n;
        }
    }

    void arrange() override {
        if (!rule_) return;
        const bool is_by_source = by_source_.place.empty();
        if (is_by_source && fired_ > MUCH_MORE * arrived_) stand_by(by_target_, by_source_);
        if (!is_by_source && arrived_ > MUCH_MORE * fired_) stand_by(by_source_, by_target_);
    }

    void check_weights() const override {
        for (const R w : w_)
            if (!std::isfinite(w)) throw Failure("weights of " + this->name + " are not finite");
    }

    std::vector<double> weights() const override {
        std::vector<double> found(w_.size());
        for (size_t k = 0; k < w_.size(); k++) found[size_t(given_[k])] = double(w_[k]);
        return found;
    }

    std::vector<int32_t> wiring(bool of_targets) const override {
        const auto& [begin, place, other] = by_source_;
        std::vector<int32_t> found(other.size());
        for (size_t cell = 0; cell + 1 < begin.size(); cell++)
            for (size_t k = size_t(begin[cell]); k < size_t(begin[cell + 1]); k++) {
                const size_t at = place.empty() ? k : size_t(place[k]);
                found[size_t(given_[at])] = of_targets ? int32_t(other[k]) : int32_t(cell);
            }
        return found;
    }

  private:
    struct Way {
        R gain;
        R* receiving;
    };
    // One row: with places, `w` is the first weight of all, without, the first of the row.
    struct Row {
        R* w;
        const int32_t* place;
        const Index* other;
        int n;
    };
    // Weights are put elsewhere if they have so many times more events there.
    static constexpr int64_t MUCH_MORE = 2;

    Population<R, Stream>& source_;
    Cells_& target_;
    const int32_t delay_;
    std::vector<Way> ways_;
    std::unique_ptr<Rule<R, Index>> rule_;
    std::unique_ptr<Depression> depression_;
    // by target only where the projection learns
    Rows<Index> by_source_, by_target_;
    std::vector<R> w_;
    // number under which each weight's synapse was given
    std::vector<int32_t> given_;
    // synapses that have learned, by the kind of event
    int64_t arrived_ = 0, fired_ = 0;

    Row row_of(const Rows<Index>& rows, int32_t cell) {
        const int32_t first = rows.begin[size_t(cell)], n = rows.begin[size_t(cell) + 1] - first;
        const Index* other = rows.other.data() + first;
        if (w_.empty()) return {nullptr, nullptr, other, n};
        if (rows.place.empty()) return {w_.data() + first, nullptr, other, n};
        return {w_.data(), rows.place.data() + first, other, n};
    }

    static void add(R* __restrict receiving, R gain, const Row& row) {
        const Index* __restrict target = row.other;
        for (int k = 0; k < row.n; k++) receiving[target[k]] += gain;
    }

    static void add_weighted(R* __restrict receiving, R gain, const Row& row) {
        const Index* __restrict target = row.other;
        const R* __restrict w = row.w;
        for (int k = 0; k < row.n; k++) receiving[target[k]] += gain * w[k];
    }

    static void add_weighted_apart(R* __restrict receiving, R gain, const Row& row) {
        const Index* __restrict target = row.other;
        const R* __restrict w = row.w;
        for (int k = 0; k < row.n; k++) receiving[target[k]] += gain * w[row.place[k]];
    }

    template <class T>
    static std::vector<T> picked(const std::vector<T>& from, const std::vector<int32_t>& places) {
        std::vector<T> found(places.size());
        for (size_t k = 0; k < places.size(); k++) found[k] = from[size_t(places[k])];
        return found;
    }

    // Move the weights into the order of `home`, whose places are known, and tell `other`.
    void stand_by(Rows<Index>& home, Rows<Index>& other) {
        w_ = picked(w_, home.place);
        given_ = picked(given_, home.place);
        other.place.resize(home.place.size());
        for (size_t k = 0; k < home.place.size(); k++)
            other.place[size_t(home.place[k])] = int32_t(k);
        home.place.clear();
    }

    void check(const int32_t* cells, size_t n, int32_t size) const {
        for (size_t k = 0; k < n; k++)
            if (cells[k] < 0 || cells[k] >= size)
                throw Failure("wiring of " + this->name + " names cell " + std::to_string(cells[k]) +
                              "; cells go from 0 to " + std::to_string(size - 1));
    }

    // First place of each cell's row, for synapses counted by `cells`.
    template <class Number>
    static std::vector<int32_t> row_starts(const Number* cells, size_t n, int32_t size) {
        std::vector<int32_t> begin(size_t(size) + 1);
        for (size_t k = 0; k < n; k++) begin[size_t(cells[k]) + 1]++;
        for (size_t cell = 0; cell < size_t(size); cell++) begin[cell + 1] += begin[cell];
        return begin;
    }

    void sort_by_source(const int32_t* sources, const int32_t* targets, size_t n) {
        by_source_.begin = row_starts(sources, n, source_.size);
        std::vector<int32_t> next(by_source_.begin);
        given_.resize(n);
        by_source_.other.resize(n);
        for (size_t k = 0; k < n; k++) {
            const size_t at = size_t(next[size_t(sources[k])]++);
            given_[at] = int32_t(k);
            by_source_.other[at] = Index(targets[k]);
        }
    }

    void sort_by_target(size_t n) {
        const auto& begin = by_source_.begin;
        by_target_.begin = row_starts(by_source_.other.data(), n, target_.size);
        std::vector<int32_t> next(by_target_.begin);
        by_target_.place.resize(n);
        by_target_.other.resize(n);
        for (size_t cell = 0; cell + 1 < begin.size(); cell++)
            for (size_t k = size_t(begin[cell]); k < size_t(begin[cell + 1]); k++) {
                const size_t at = size_t(next[size_t(by_source_.other[k])]++);
                by_target_.place[at] = int32_t(k);
                by_target_.other[at] = Index(cell);
            }
    }
};
