// Afferents that follow the motoneurons of their own muscle, a delay later.
#pragma once
#include <vector>

#include "populations.hpp"

template <class R, class Stream> class Feedback {
    using Followers = InputPopulation<R, Stream, FollowingCells>;

  public:
    Feedback(const Line& line, Population<R, Stream>& source, Followers& target, int32_t muscles)
        : source_(source), target_(target), delay_(line.whole("delay")),
          per_muscle_(source.size / muscles), of_muscle_(size_t(muscles)) {
        if (source.size % muscles != 0)
            throw Failure(source.name + " has not the same number of cells for each muscle");
        source.remember(delay_);
        const auto& muscle = target.group().muscle;
        for (size_t i = 0; i < muscle.size(); i++)
            of_muscle_[size_t(muscle[i])].push_back(int32_t(i));
    }

    void transmit(int32_t step) {
        if (step < delay_) return;
        for (const int32_t cell : source_.fired(step - delay_))
            for (const int32_t i : of_muscle_[size_t(cell / per_muscle_)])
                follow(target_.group(), i);
    }

  private:
    Population<R, Stream>& source_;
    Followers& target_;
    const int32_t delay_, per_muscle_;
    std::vector<std::vector<int32_t>> of_muscle_;
};
