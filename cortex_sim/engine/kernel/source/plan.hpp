// What to simulate: the structure of a network as words, a line for each part.
#pragma once
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "message.hpp"

// One line: its words, and words that are pairs "key=value".
class Line {
  public:
    explicit Line(const std::string& text) {
        std::istringstream stream(text);
        for (std::string word; stream >> word;) {
            const size_t sign = word.find('=');
            if (sign == std::string::npos)
                words.push_back(word);
            else
                pairs_[word.substr(0, sign)] = word.substr(sign + 1);
        }
    }

    std::vector<std::string> words;

    const std::string& text(const std::string& key) const {
        const auto found = pairs_.find(key);
        if (found == pairs_.end()) throw Failure("a line of the plan lacks " + key);
        return found->second;
    }

    int32_t whole(const std::string& key) const {
        try {
            const long long value = std::stoll(text(key));
            if (value >= 0 && value <= 2147483647) return int32_t(value);
        } catch (const std::logic_error&) {
        }
        throw Failure("the plan has an impossible number for " + key);
    }

    std::vector<std::string> list(const std::string& key) const {
        std::vector<std::string> found;
        std::istringstream stream(text(key));
        for (std::string part; std::getline(stream, part, ',');) found.push_back(part);
        return found;
    }

  private:
    std::map<std::string, std::string> pairs_;
};

struct Plan {
    explicit Plan(const std::string& text) {
        std::istringstream stream(text);
        for (std::string row; std::getline(stream, row);) {
            Line line(row);
            if (!line.words.empty()) lines[line.words[0]].push_back(std::move(line));
        }
    }

    std::map<std::string, std::vector<Line>> lines;

    const Line& only(const std::string& kind) const {
        const auto found = lines.find(kind);
        if (found == lines.end() || found->second.size() != 1)
            throw Failure("the plan must have one line for " + kind);
        return found->second[0];
    }

    std::vector<Line> all(const std::string& kind) const {
        const auto found = lines.find(kind);
        return found == lines.end() ? std::vector<Line>() : found->second;
    }
};
