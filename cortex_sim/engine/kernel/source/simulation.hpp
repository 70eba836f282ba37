// One session of one network: built from a plan and its inputs, run, and asked for results.
//
// The order within a step is Brian2's: what is drawn or follows the clock, state, thresholds,
// the coil, spikes that arrive, postsynaptic spikes, resets. Within each, the plan's order.
#pragma once
#include <unistd.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "feedback.hpp"
#include "projection.hpp"

struct Parent {
    const pid_t pid = ::getppid();
    bool is_gone() const { return ::getppid() != pid; }
};

template <class R, class Stream> class Simulation {
    using Group = Population<R, Stream>;
    using Cells_ = CellPopulation<R, Stream>;
    using Given_ = GivenPopulation<R, Stream>;
    using Projection_ = Projection<R>;
    template <class Struct> using Inputs_ = InputPopulation<R, Stream, Struct>;

  public:
    Simulation(const Plan& plan, const Message& given)
        : stream_(uint32_t(std::stoul(plan.only("session").text("seed")))) {
        read_session(plan.only("session"), given);
        for (const Line& line : plan.all("population")) add_population(line, given);
        for (const Line& line : plan.all("projection")) add_projection(line, given);
        for (const Line& line : plan.all("feedback")) add_feedback(line);
        for (const Line& line : plan.all("forced")) add_forced(line);
        for (const std::string& name : plan.only("order").list("start"))
            start_order_.push_back(&population(name));
        for (const std::string& name : plan.only("order").list("threshold"))
            threshold_order_.push_back(&population(name));
        for (const std::string& name : plan.only("order").list("fire"))
            for (auto& projection : projections_)
                if (projection->name == name) learning_.push_back(projection.get());
        for (const Line& line : plan.all("coil")) {
            coil_ = std::make_unique<Coil>();
            coil_->each_constant([&](const char* key, double& constant) {
                constant = given.value(std::string("coil.") + key);
            });
            (void)line;
        }
        for (auto& group : populations_) group->prepare(session_);
    }

    // Run to the end; false if nobody waits for the result any more.
    bool run(const Parent& parent) {
        for (int32_t step = 0; step < session_.steps; step++) {
            if (step % 4096 == 0 && parent.is_gone()) return false;
            if (step % 256 == 255)
                for (Projection_* projection : learning_) projection->arrange();
            do_step(step);
        }
        for (const auto& group : populations_) group->check();
        for (const auto& projection : projections_) projection->check_weights();
        return true;
    }

    void answer(const std::string& wanted, Reply& reply) {
        const size_t point = wanted.find('.');
        const std::string owner = wanted.substr(0, point), what = wanted.substr(point + 1);
        const std::string suffix = "_spikes";
        std::vector<double> values;
        if (wanted == "defaultclock.t")
            reply.add(wanted, std::vector<double>{session_.time(session_.steps)});
        else if (owner.size() > suffix.size() &&
                 owner.compare(owner.size() - suffix.size(), suffix.size(), suffix) == 0)
            answer_spikes(wanted, population(owner.substr(0, owner.size() - suffix.size())), what,
                          reply);
        else if (by_name_.count(owner) && by_name_[owner]->state(what, values))
            reply.add(wanted, values);
        else
            answer_projection(wanted, owner, what, reply);
    }

  private:
    Session session_;
    Stream stream_;
    std::vector<std::unique_ptr<Group>> populations_;
    std::map<std::string, Group*> by_name_;
    std::vector<Cells_*> cells_;
    std::vector<std::unique_ptr<Projection_>> projections_;
    std::vector<Group*> start_order_, threshold_order_;
    std::vector<Projection_*> learning_;
    std::vector<Feedback<R, Stream>> feedback_;
    std::vector<std::pair<Given_*, Cells_*>> forced_;
    std::unique_ptr<Coil> coil_;

    void do_step(int32_t step) {
        for (Group* group : start_order_) group->start(step, session_, stream_);
        for (auto& group : populations_) group->advance(step, session_);
        for (Group* group : threshold_order_) group->threshold(step, session_, stream_);
        if (coil_) stimulate(step);
        for (auto& [source, target] : forced_) source->force(step, target->cells);
        for (auto& projection : projections_) projection->transmit(step, session_);
        for (auto& feedback : feedback_) feedback.transmit(step);
        for (Projection_* projection : learning_) projection->learn_from_targets(step);
        for (auto& group : populations_) group->reset(step, session_);
    }

    void stimulate(int32_t step) {
        if (!coil_->fires(session_.time(step), session_.dt, session_.tables)) return;
        for (Cells_* group : cells_)
            if (group->obeys_coil) coil_->act(group->cells, step, session_.tables);
        coil_->reset();
    }

    void read_session(const Line& line, const Message& given) {
        session_.dt = given.value("dt");
        session_.steps = line.whole("steps");
        session_.noise_every = line.whole("noise_every");
        session_.input_every = line.whole("input_every");
        session_.muscles = line.whole("muscles");
        session_.nearest_spike = line.text("pairing") == "nearest_spike";
        if (!(session_.dt > 0) || session_.noise_every < 1 || session_.input_every < 1)
            throw Failure("the steps of time must be above 0");
        session_.tables.each([&](const char* name, Table& table, const std::string& kind) {
            table.rows = line.whole(kind + "_rows");
            table.columns = line.whole(kind + "_columns");
            if (table.rows == 0) return;
            size_t count = 0;
            table.values = given.doubles(std::string(name) + ".values", count);
            if (count != size_t(table.rows) * size_t(table.columns))
                throw Failure(std::string(name) + " has the wrong number of values");
        });
    }

    void add_population(const Line& line, const Message& given) {
        const std::string kind = line.text("kind");
        std::unique_ptr<Group> made;
        if (kind == "cell")
            made = std::make_unique<Cells_>(line, given);
        else if (kind == "cue")
            made = std::make_unique<Inputs_<CueCells>>(line, given, session_);
        else if (kind == "echo")
            made = std::make_unique<Inputs_<EchoCells>>(line, given, session_);
        else if (kind == "afferent")
            made = std::make_unique<Inputs_<AfferentCells>>(line, given, session_);
        else if (kind == "following")
            made = std::make_unique<Inputs_<FollowingCells>>(line, given, session_);
        else if (kind == "given" || kind == "forcing")
            made = std::make_unique<Given_>(line, given);
        else
            throw Failure("the kernel knows no population of kind " + kind);
        by_name_[made->name] = made.get();
        if (kind == "cell") cells_.push_back(static_cast<Cells_*>(made.get()));
        populations_.push_back(std::move(made));
    }

    void add_projection(const Line& line, const Message& given) {
        for (Cells_* target : cells_)
            if (target->name == line.text("target")) {
                Group& source = population(line.text("source"));
                const bool are_few = std::max(source.size, target->size) <= 65536;
                projections_.push_back(are_few ? wired<uint16_t>(line, given, source, *target)
                                               : wired<int32_t>(line, given, source, *target));
                return;
            }
        throw Failure("no population of cells named " + line.text("target"));
    }

    template <class Index>
    static std::unique_ptr<Projection_> wired(const Line& line, const Message& given,
                                              Group& source, Cells_& target) {
        return std::make_unique<WiredProjection<R, Stream, Index>>(line, given, source, target);
    }

    void add_forced(const Line& line) {
        auto* source = dynamic_cast<Given_*>(&population(line.text("source")));
        auto* target = dynamic_cast<Cells_*>(&population(line.words.at(1)));
        if (!source || !target || source->size != target->size)
            throw Failure(line.words.at(1) + " has no given cell beside each of its own");
        forced_.emplace_back(source, target);
    }

    void add_feedback(const Line& line) {
        using Followers = Inputs_<FollowingCells>;
        auto* target = dynamic_cast<Followers*>(&population(line.words.at(1)));
        if (!target) throw Failure(line.words.at(1) + " does not follow motoneurons");
        feedback_.emplace_back(line, population(line.text("source")), *target, session_.muscles);
    }

    Group& population(const std::string& name) {
        const auto found = by_name_.find(name);
        if (found == by_name_.end()) throw Failure("no population named " + name);
        return *found->second;
    }

    void answer_spikes(const std::string& wanted, const Group& group, const std::string& what,
                       Reply& reply) {
        if (what == "t")  // in steps: half of the bytes
            reply.add(wanted, group.recorded_steps);
        else if (what == "i")
            reply.add(wanted, group.recorded_cells);
        else if (what == "count")
            reply.add(wanted, group.counts);
        else if (what == "N")
            reply.add(wanted, std::vector<int32_t>{int32_t(group.total)});
        else
            throw Failure("nothing is known of " + wanted);
    }

    void answer_projection(const std::string& wanted, const std::string& owner,
                           const std::string& what, Reply& reply) {
        for (const auto& projection : projections_) {
            if (projection->name != owner) continue;
            if (what == "w") return reply.add(wanted, projection->weights());
            if (what == "_synaptic_pre") return reply.add(wanted, projection->wiring(false));
            if (what == "_synaptic_post") return reply.add(wanted, projection->wiring(true));
        }
        throw Failure("nothing is known of " + wanted);
    }
};
