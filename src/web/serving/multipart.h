#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace outturn::web {

/// What one part of a multipart form says of itself.
struct PartHead {
  std::string name;
  bool is_file{false};       ///< a file name was given, even an empty one
  std::string file_name;     ///< without folders and control characters, at most 255 bytes
  std::string content_type;
};

/// Receives the parts as they arrive.
class PartSink {
 public:
  virtual ~PartSink() = default;
  /// Each returns "" or the reason (web.reason.<code>) to stop.
  virtual std::string begin(const PartHead& head) = 0;
  virtual std::string add(std::string_view bytes) = 0;
  virtual std::string end() = 0;
};

/// Reads multipart/form-data (RFC 7578) that arrives in pieces of any size; keeps no more than one piece and one
/// part's head. `sink` outlives it.
class MultipartReader {
 public:
  MultipartReader(std::string_view boundary, PartSink& sink);

  /// returns "" or the reason why this is not a form we read; then nothing more may be fed
  std::string feed(std::string_view piece);
  /// returns "" where the closing boundary has been seen, else "multipart_cut"
  std::string finish() const;

 private:
  enum class State : std::uint8_t { preamble, delimiter, head, content, epilogue };

  std::string step(bool& progress);
  std::string content(bool& progress);

  PartSink& sink_;
  std::string delimiter_;  ///< CR LF -- boundary
  std::string held_;       ///< not yet understood
  std::size_t used_{};     ///< of held_
  std::size_t parts_{};
  State state_{State::preamble};
};

}  // namespace outturn::web
