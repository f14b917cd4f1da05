#include "web/serving/multipart.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "web/serving/parse.h"

namespace outturn::web {
namespace {

constexpr std::size_t most_parts = 1000;
constexpr std::size_t longest_head = 8192;
constexpr std::size_t longest_name = 255;
constexpr std::size_t longest_padding = 64;

std::string plain_file_name(std::string_view given) {
  if (const auto folder = given.find_last_of("/\\"); folder != std::string_view::npos) given.remove_prefix(folder + 1);
  std::string name;
  for (const char c : given.substr(0, longest_name)) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) name.push_back(c);
  }
  while (!name.empty() && !base::is_utf8(name)) name.pop_back();
  return name;
}

std::optional<PartHead> part_head(std::string_view lines) {
  PartHead head;
  bool named = false;
  while (!lines.empty()) {
    const auto end = lines.find("\r\n");
    const auto line = lines.substr(0, end);
    lines = end == std::string_view::npos ? std::string_view{} : lines.substr(end + 2);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || line.find_first_of(std::string_view{"\r\n\0", 3}) != std::string_view::npos) return std::nullopt;
    const auto name = line.substr(0, colon);
    const auto value = base::trimmed(line.substr(colon + 1));
    if (equal_without_case(name, "content-disposition")) {
      const auto field = header_parameter(value, "name");
      if (named || media_type(value) != "form-data" || !field || !base::is_utf8(*field)) return std::nullopt;
      named = true;
      head.name = *field;
      if (const auto file = header_parameter(value, "filename")) {
        head.is_file = true;
        head.file_name = plain_file_name(*file);
      }
    } else if (equal_without_case(name, "content-type")) {
      head.content_type = value.substr(0, longest_name);
    } else if (equal_without_case(name, "content-transfer-encoding")) {
      const auto is = [&](std::string_view encoding) { return equal_without_case(value, encoding); };
      if (!is("binary") && !is("8bit") && !is("7bit")) return std::nullopt;
    }
  }
  return named ? std::optional{std::move(head)} : std::nullopt;
}

}  // namespace

// The first boundary may stand at the very start, so a line end is put before it.
MultipartReader::MultipartReader(std::string_view boundary, PartSink& sink)
    : sink_(sink), delimiter_("\r\n--" + std::string{boundary}), held_("\r\n") {}

std::string MultipartReader::feed(std::string_view piece) {
  if (state_ == State::epilogue) return {};
  held_.append(piece);
  bool progress = true;
  while (progress) {
    progress = false;
    if (auto reason = step(progress); !reason.empty()) return reason;
  }
  held_.erase(0, used_);
  used_ = 0;
  return {};
}

std::string MultipartReader::step(bool& progress) {
  const auto rest = std::string_view{held_}.substr(used_);
  switch (state_) {
    case State::preamble:
    case State::content:
      return content(progress);
    case State::delimiter: {
      if (rest.size() >= 2 && rest.starts_with("--")) {
        state_ = State::epilogue;
        used_ = held_.size();
        return {};
      }
      const auto text = rest.find_first_not_of(" \t");
      if (std::min(text, rest.size()) > longest_padding) return "multipart";
      if (text == std::string_view::npos) return {};
      if (rest.size() < text + 2) return rest[text] == '\r' || (text == 0 && rest[0] == '-') ? "" : "multipart";
      if (rest.substr(text, 2) != "\r\n") return "multipart";
      if (++parts_ > most_parts) return "too_many_fields";
      used_ += text + 2;
      state_ = State::head;
      progress = true;
      return {};
    }
    case State::head: {
      const auto end = rest.find("\r\n\r\n");
      if (end == std::string_view::npos) return rest.size() > longest_head + 3 ? "multipart" : "";
      if (end > longest_head) return "multipart";
      const auto head = part_head(rest.substr(0, end));
      if (!head) return "multipart";
      if (auto reason = sink_.begin(*head); !reason.empty()) return reason;
      used_ += end + 4;
      state_ = State::content;
      progress = true;
      return {};
    }
    case State::epilogue:
      return {};
  }
  return {};
}

std::string MultipartReader::content(bool& progress) {
  const auto rest = std::string_view{held_}.substr(used_);
  const bool is_content = state_ == State::content;
  const auto found = rest.find(delimiter_);
  if (found != std::string_view::npos) {
    if (is_content && found > 0) {
      if (auto reason = sink_.add(rest.substr(0, found)); !reason.empty()) return reason;
    }
    if (is_content) {
      if (auto reason = sink_.end(); !reason.empty()) return reason;
    }
    used_ += found + delimiter_.size();
    state_ = State::delimiter;
    progress = true;
    return {};
  }
  // What could still be the beginning of a delimiter stays.
  const auto sure = rest.size() < delimiter_.size() ? 0 : rest.size() - (delimiter_.size() - 1);
  if (is_content && sure > 0) {
    if (auto reason = sink_.add(rest.substr(0, sure)); !reason.empty()) return reason;
  }
  used_ += sure;
  return {};
}

std::string MultipartReader::finish() const { return state_ == State::epilogue ? "" : "multipart_cut"; }

}  // namespace outturn::web
