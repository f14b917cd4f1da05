#include "web/components.h"

#include <array>

namespace outturn::web {

Glyph glyph_of(Tone tone) {
  constexpr std::array glyphs{Glyph::on, Glyph::doubt, Glyph::off, Glyph::none, Glyph::half};
  return glyphs[static_cast<std::size_t>(tone)];
}

std::string_view text(Tone tone) {
  constexpr std::array<std::string_view, 5> names{"on", "doubt", "off", "none", "half"};
  return names[static_cast<std::size_t>(tone)];
}

std::string_view text(Glyph glyph) {
  constexpr std::array<std::string_view, 12> names{"on", "doubt", "off",     "none", "half",  "yes",
                                                   "no", "late",  "figures", "gap",  "joint", "single"};
  return names[static_cast<std::size_t>(glyph)];
}

}  // namespace outturn::web
