#include "exchange/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace outturn::exchange {

std::size_t MemorySource::read(char* into, std::size_t room) {
  const auto count = std::min(room, left_.size());
  if (count > 0) std::memcpy(into, left_.data(), count);
  left_.remove_prefix(count);
  return count;
}

FileSource::FileSource(const std::string& path) : path_(path) {
  descriptor_ = path == "-" ? 0 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) throw ExchangeError(path + ": " + std::strerror(errno));
  struct stat status {};
  if (::fstat(descriptor_, &status) == 0) {
    if (S_ISDIR(status.st_mode)) {
      ::close(descriptor_);
      throw ExchangeError(path + ": " + std::strerror(EISDIR));
    }
    if (S_ISREG(status.st_mode)) size_ = status.st_size;
  }
}

FileSource::~FileSource() {
  if (descriptor_ > 0) ::close(descriptor_);
}

std::size_t FileSource::read(char* into, std::size_t room) {
  for (;;) {
    const auto count = ::read(descriptor_, into, room);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) throw ExchangeError(path_ + ": " + std::strerror(errno));
  }
}

std::string file_content(const std::string& path) {
  FileSource source(path);
  std::string content;
  char piece[65536];
  while (const auto count = source.read(piece, sizeof piece)) content.append(piece, count);
  return content;
}

}  // namespace outturn::exchange
