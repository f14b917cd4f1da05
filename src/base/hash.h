#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace outturn::base {

/// A SHA-256 digest.
struct Digest {
  std::array<unsigned char, 32> bytes{};
  std::string hex() const;
  static std::optional<Digest> from_hex(std::string_view hex);
  auto operator<=>(const Digest&) const = default;
};

Digest sha256(std::string_view content);

/// SHA-256 of content that arrives in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void add(std::string_view piece);
  Digest digest();  ///< ends the computation

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// `count` random bytes from the system, as lower-case hexadecimal (2 × count characters).
/// throws std::runtime_error when the system has none
std::string random_hex(std::size_t count);

}  // namespace outturn::base
