// Messages between Python and a worker: named arrays in one frame.
//
// Frame: 8 bytes of length, then as many bytes: the number of entries, and of each entry
// kind ('d' double, 'i' int32, 't' text), length of the name, number of elements, the name and
// the elements, each of the two padded to a multiple of 8 bytes. All of it little-endian.
#pragma once
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

// What was asked for cannot be done; the text goes to Python.
struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline size_t padded(size_t bytes) { return (bytes + 7) / 8 * 8; }

struct Entry {
    char kind;
    size_t count;
    const char* data;
};

// The named arrays of a frame; points into the frame's bytes.
class Message {
  public:
    explicit Message(const std::vector<char>& bytes) {
        size_t at = 0;
        const uint64_t entries = number(bytes, at);
        for (uint64_t e = 0; e < entries; e++) {
            const uint64_t kind = number(bytes, at), length = number(bytes, at);
            const uint64_t count = number(bytes, at);
            const char* name = take(bytes, at, length);
            const size_t width = kind == 'd' ? 8 : kind == 'i' ? 4 : kind == 't' ? 1 : 0;
            if (width == 0) throw Failure("a frame holds an array of unknown kind");
            if (count > bytes.size()) throw Failure("a frame is shorter than it says");
            const char* data = take(bytes, at, count * width);
            entries_[std::string(name, length)] = Entry{char(kind), size_t(count), data};
        }
    }

    const double* doubles(const std::string& name, size_t& count) const {
        const Entry& entry = find(name, 'd');
        count = entry.count;
        return reinterpret_cast<const double*>(entry.data);
    }

    const int32_t* integers(const std::string& name, size_t count) const {
        const Entry& entry = find(name, 'i');
        if (entry.count != count) throw Failure(name + " has the wrong number of values");
        return reinterpret_cast<const int32_t*>(entry.data);
    }

    std::string text(const std::string& name) const {
        const Entry& entry = find(name, 't');
        return std::string(entry.data, entry.count);
    }

    // Fill `out` with an input: one value for all, or one for each.
    template <class T> void fill(const std::string& name, T* out, size_t n) const {
        size_t count = 0;
        const double* values = doubles(name, count);
        if (count != 1 && count != n) throw Failure(name + " has the wrong number of values");
        for (size_t i = 0; i < n; i++) out[i] = T(values[count == 1 ? 0 : i]);
    }

    double value(const std::string& name) const {
        double found = 0;
        fill(name, &found, 1);
        return found;
    }

  private:
    std::unordered_map<std::string, Entry> entries_;

    const Entry& find(const std::string& name, char kind) const {
        const auto found = entries_.find(name);
        if (found == entries_.end()) throw Failure(name + " was not given");
        if (found->second.kind != kind) throw Failure(name + " is of the wrong kind");
        return found->second;
    }

    static const char* take(const std::vector<char>& bytes, size_t& at, size_t length) {
        if (length > bytes.size() || padded(length) > bytes.size() - at)
            throw Failure("a frame is shorter than it says");
        const char* found = bytes.data() + at;
        at += padded(length);
        return found;
    }

    static uint64_t number(const std::vector<char>& bytes, size_t& at) {
        uint64_t found;
        std::memcpy(&found, take(bytes, at, 8), 8);
        return found;
    }
};

// Collects named arrays and writes them as a frame.
class Reply {
  public:
    void add(const std::string& name, const std::vector<double>& values) {
        append('d', name, values.data(), values.size(), 8);
    }
    void add(const std::string& name, const std::vector<int32_t>& values) {
        append('i', name, values.data(), values.size(), 4);
    }
    void add(const std::string& name, const std::string& text) {
        append('t', name, text.data(), text.size(), 1);
    }
    // The frame with what was added so far.
    const std::vector<char>& frame() {
        const uint64_t head[2] = {bytes_.size() - 8, entries_};
        std::memcpy(bytes_.data(), head, sizeof head);
        return bytes_;
    }

  private:
    uint64_t entries_ = 0;
    // room for the length and the number of entries
    std::vector<char> bytes_ = std::vector<char>(16);

    void append(char kind, const std::string& name, const void* data, size_t count, size_t width) {
        const uint64_t head[3] = {uint64_t(kind), name.size(), count};
        put(head, sizeof head);
        put(name.data(), name.size());
        put(data, count * width);
        entries_++;
    }
    void put(const void* data, size_t length) {
        const size_t start = bytes_.size();
        bytes_.resize(start + padded(length));
        if (length) std::memcpy(bytes_.data() + start, data, length);
    }
};

// Read exactly `length` bytes; false at the end of the stream.
inline bool read_all(int file, char* data, size_t length) {
    while (length > 0) {
        const ssize_t got = ::read(file, data, length);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        data += got;
        length -= size_t(got);
    }
    return true;
}

inline bool write_all(int file, const char* data, size_t length) {
    while (length > 0) {
        const ssize_t put = ::write(file, data, length);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        data += put;
        length -= size_t(put);
    }
    return true;
}
