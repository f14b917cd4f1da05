#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/checked.h"
#include "record/organisation.h"

namespace outturn::access {

/// What one hash costs. The default takes about 0.2 s and 64 MiB; tests give less.
struct HashingCost {
  unsigned long long passes{3};
  std::size_t memory{64u << 20};  ///< bytes
};

/// Passwords as argon2id hashes. Safe to use from any thread; at most four hashes are computed at once, so that a
/// crowd at the door cannot take all memory.
class Passwords {
 public:
  static constexpr std::size_t shortest = 12;
  static constexpr std::size_t longest = 256;

  explicit Passwords(HashingCost cost = {});
  ~Passwords();

  /// What keeps a text from being this person's password: access.password_short, access.password_long,
  /// access.password_not_text, access.password_common, access.password_own_name. No rule asks for digits or signs.
  static base::Issues faults(std::string_view password, const record::Person& person);

  /// The hash to keep, with its own salt and cost in it.  throws std::bad_alloc when memory is short
  std::string hash(std::string_view password) const;
  /// Whether the password is the one that was hashed.  cost  that of the hash
  bool matches(std::string_view hash, std::string_view password) const;
  /// Whether the hash was made at another cost than today's.
  bool is_outdated(const std::string& hash) const;

 private:
  struct Slots;
  HashingCost cost_;
  std::unique_ptr<Slots> slots_;
};

/// Whether two secrets are equal, in a time that depends only on their length.
bool equal_secrets(std::string_view left, std::string_view right);

/// A secret as it may stand in a compressed page: another text at each call, so that the length of the answer says
/// nothing about it (the BREACH attack).
/// secret, returns  hexadecimal digits; the mask, then secret xor mask
std::string masked(std::string_view secret);
/// The secret again; empty when the text cannot be one that `masked` gave.
std::string unmasked(std::string_view text);

}  // namespace outturn::access
