// Synapses of one projection: a row for each source, and where they learn, one for each target.
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
    virtual void check_weights() const = 0;
    // In the order in which synapses were given.
    virtual std::vector<double> weights() const = 0;
    virtual std::vector<int32_t> wiring(bool of_targets) const = 0;
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
            w_.resize(n);
            for (size_t k = 0; k < n; k++) w_[k] = weights[size_t(order_[k])];
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
            const int32_t first = begin_[size_t(cell)], n = begin_[size_t(cell) + 1] - first;
            const R share = depression_ ? R(depression_->release(cell, session.time(step))) : R(1);
            for (const Way& way : ways_) {
                const R gain = way.gain * share;
                if (w_.empty())
                    add(way.receiving, gain, target_index_.data() + first, n);
                else
                    add_weighted(way.receiving, gain, target_index_.data() + first,
                                 w_.data() + first, n);
            }
            if (rule_)
                rule_->arrive(w_.data() + first, target_index_.data() + first, n, cell,
                              source_.traces, target_.traces);
        }
    }

    void learn_from_targets(int32_t step) override {
        for (const int32_t cell : target_.fired(step)) {
            const int32_t first = target_begin_[size_t(cell)];
            const int32_t n = target_begin_[size_t(cell) + 1] - first;
            rule_->fire(w_.data(), position_.data() + first, source_index_.data() + first, n, cell,
                        source_.traces, target_.traces);
        }
    }

    void check_weights() const override {
        for (const R w : w_)
            if (!std::isfinite(w)) throw Failure("weights of " + this->name + " are not finite");
    }

    std::vector<double> weights() const override {
        std::vector<double> found(w_.size());
        for (size_t k = 0; k < w_.size(); k++) found[size_t(order_[k])] = double(w_[k]);
        return found;
    }

    std::vector<int32_t> wiring(bool of_targets) const override {
        std::vector<int32_t> found(order_.size());
        for (size_t cell = 0; cell + 1 < begin_.size(); cell++)
            for (size_t k = size_t(begin_[cell]); k < size_t(begin_[cell + 1]); k++)
                found[size_t(order_[k])] = of_targets ? int32_t(target_index_[k]) : int32_t(cell);
        return found;
    }

  private:
    struct Way {
        R gain;
        R* receiving;
    };
    Population<R, Stream>& source_;
    Cells_& target_;
    const int32_t delay_;
    std::vector<Way> ways_;
    std::unique_ptr<Rule<R, Index>> rule_;
    std::unique_ptr<Depression> depression_;
    // by source: first synapse of each row, the synapses' given numbers, targets and weights
    std::vector<int32_t> begin_, order_;
    std::vector<Index> target_index_;
    std::vector<R> w_;
    // by target, of projections that learn: first of each row, position in the above, source
    std::vector<int32_t> target_begin_, position_;
    std::vector<Index> source_index_;

    static void add(R* __restrict receiving, R gain, const Index* __restrict target, int n) {
        for (int k = 0; k < n; k++) receiving[target[k]] += gain;
    }

    static void add_weighted(R* __restrict receiving, R gain, const Index* __restrict target,
                             const R* __restrict w, int n) {
        for (int k = 0; k < n; k++) receiving[target[k]] += gain * w[k];
    }

    void check(const int32_t* cells, size_t n, int32_t size) const {
        for (size_t k = 0; k < n; k++)
            if (cells[k] < 0 || cells[k] >= size)
                throw Failure("wiring of " + this->name + " names cell " + std::to_string(cells[k]) +
                              "; cells go from 0 to " + std::to_string(size - 1));
    }

    // First place of each cell's row, for synapses counted by `cells`.
    template <class Number>
    static std::vector<int32_t> rows(const Number* cells, size_t n, int32_t size) {
        std::vector<int32_t> begin(size_t(size) + 1);
        for (size_t k = 0; k < n; k++) begin[size_t(cells[k]) + 1]++;
        for (size_t cell = 0; cell < size_t(size); cell++) begin[cell + 1] += begin[cell];
        return begin;
    }

    void sort_by_source(const int32_t* sources, const int32_t* targets, size_t n) {
        begin_ = rows(sources, n, source_.size);
        std::vector<int32_t> next(begin_);
        order_.resize(n);
        target_index_.resize(n);
        for (size_t k = 0; k < n; k++) {
            const size_t place = size_t(next[size_t(sources[k])]++);
            order_[place] = int32_t(k);
            target_index_[place] = Index(targets[k]);
        }
    }

    void sort_by_target(size_t n) {
        target_begin_ = rows(target_index_.data(), n, target_.size);
        std::vector<int32_t> next(target_begin_);
        position_.resize(n);
        source_index_.resize(n);
        for (size_t cell = 0; cell + 1 < begin_.size(); cell++)
            for (size_t k = size_t(begin_[cell]); k < size_t(begin_[cell + 1]); k++) {
                const size_t place = size_t(next[size_t(target_index_[k])]++);
                position_[place] = int32_t(k);
                source_index_[place] = Index(cell);
            }
    }
};
