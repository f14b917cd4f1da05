#include "web/serving/upload.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/text.h"

namespace outturn::web {

Upload::~Upload() {
  if (file_ >= 0) ::close(file_);
  for (const auto& path : written_) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
}

std::string Upload::begin(const PartHead& head) {
  nameless_ = head.is_file && head.file_name.empty();
  name_ = head.name;
  value_.clear();
  if (!head.is_file || nameless_) {
    field_bytes_ += head.name.size();
    return {};
  }
  std::string path = (folder_ / "outturn-upload-XXXXXX").string();
  file_ = ::mkostemp(path.data(), O_CLOEXEC);
  if (file_ < 0) throw std::system_error(errno, std::generic_category(), "upload: cannot write in " + folder_.string());
  written_.emplace_back(path);
  files.push_back({.field = head.name, .name = head.file_name, .content_type = head.content_type, .path = path});
  return {};
}

std::string Upload::add(std::string_view bytes) {
  if (nameless_) return "multipart";
  if (file_ < 0) {
    field_bytes_ += bytes.size();
    if (field_bytes_ > field_limit_) return "too_many_fields";
    value_.append(bytes);
    return {};
  }
  files.back().size += bytes.size();
  while (!bytes.empty()) {
    const auto written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw std::system_error(errno, std::generic_category(), "upload: cannot write " + files.back().path.string());
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

std::string Upload::end() {
  if (file_ >= 0) {
    const int closed = ::close(file_);
    file_ = -1;
    if (closed != 0) throw std::system_error(errno, std::generic_category(), "upload: cannot finish " + files.back().path.string());
    return {};
  }
  if (nameless_) return {};
  if (!base::is_utf8(value_) || value_.find('\0') != std::string::npos) return "not_utf8";
  fields.add(std::move(name_), std::move(value_));
  return {};
}

}  // namespace outturn::web
