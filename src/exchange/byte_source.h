#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace outturn::exchange {

/// A file could not be read or written: the world's fault, not the file's.
class ExchangeError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Bytes that arrive in pieces.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills up to `room` bytes; 0 only at the end.
  virtual std::size_t read(char* into, std::size_t room) = 0;
  virtual std::int64_t size() const { return -1; }  ///< −1 = not known beforehand (a pipe)
};

/// Bytes in memory, which must outlive the source.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : left_(bytes), size_(static_cast<std::int64_t>(bytes.size())) {}
  std::size_t read(char* into, std::size_t room) override;
  std::int64_t size() const override { return size_; }

 private:
  std::string_view left_;
  std::int64_t size_;
};

/// A file, or standard input under the name "-".
class FileSource final : public ByteSource {
 public:
  /// throws ExchangeError when it cannot be opened, with the system's reason
  explicit FileSource(const std::string& path);
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  std::size_t read(char* into, std::size_t room) override;
  std::int64_t size() const override { return size_; }

 private:
  std::string path_;
  int descriptor_{-1};
  std::int64_t size_{-1};
};

/// The whole of a file.  throws ExchangeError
std::string file_content(const std::string& path);

}  // namespace outturn::exchange
