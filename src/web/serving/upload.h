#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "web/serving/http.h"
#include "web/serving/multipart.h"

namespace outturn::web {

/// Takes a multipart form into a request: fields into memory, files to disk. Owns the files until they are handed to
/// nobody: its destructor deletes what is still where it was put, whether or not the form ever came whole.
class Upload final : public PartSink {
 public:
  /// folder       where files are written; not a memory file system where large uploads are expected
  /// field_limit  bytes of all fields that are not files together
  Upload(std::filesystem::path folder, std::uint64_t field_limit) : folder_(std::move(folder)), field_limit_(field_limit) {}
  ~Upload() override;
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;

  /// throws std::system_error when the disk does not take the file
  std::string begin(const PartHead& head) override;
  std::string add(std::string_view bytes) override;
  std::string end() override;

  Values fields{};
  std::vector<UploadedFile> files{};

 private:
  std::filesystem::path folder_;
  std::uint64_t field_limit_;
  std::uint64_t field_bytes_{};
  int file_{-1};
  bool nameless_{false};  ///< a file input left empty
  std::string name_;
  std::string value_;
  std::vector<std::filesystem::path> written_;
};

}  // namespace outturn::web
