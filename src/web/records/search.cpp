#include "web/records/search.h"

#include <algorithm>

#include "base/text.h"

namespace outturn::web {
namespace {

bool is_word_part(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/// Folded, with quotation marks, typographic apostrophes, dashes and no-break spaces as spaces: "l’eau" is two words.
std::string plain(std::string_view text) {
  auto out = base::folded(text);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto byte = static_cast<unsigned char>(out[i]);
    const auto next = i + 1 < out.size() ? static_cast<unsigned char>(out[i + 1]) : 0u;
    const std::size_t length = byte == 0xC2 ? 2 : byte == 0xE2 && (next == 0x80 || next == 0x81) ? 3 : 0;
    for (std::size_t j = 0; j < length && i + j < out.size(); ++j) out[i + j] = ' ';
  }
  return out;
}

/// 3 = as a whole word, 2 = at the beginning of one, 1 = within one, 0 = not there.
int found_in(std::string_view text, std::string_view word) {
  constexpr std::size_t fewest_letters_within = 4;
  int best = 0;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !is_word_part(text[at - 1]);
    const auto end = at + word.size();
    const bool ends = end == text.size() || !is_word_part(text[end]);
    if (begins && ends) return 3;
    if (begins) best = std::max(best, 2);
    else if (word.size() >= fewest_letters_within) best = std::max(best, 1);
  }
  return best;
}

void append_texts(std::string& out, const record::Field& field, const workspace::Record& record) {
  const auto value = field.read(record.body.get());
  if (const auto* text = std::get_if<std::string>(&value)) out += *text + '\n';
  if (const auto* localised = std::get_if<record::Localised>(&value)) {
    for (const auto& [language, text] : localised->texts) out += text + '\n';
  }
}

bool is_text(const record::Field& field) {
  using enum record::FieldType;
  return field.audience == record::Audience::everyone &&
         (field.type == text || field.type == long_text || field.type == localised || field.type == localised_long);
}

}  // namespace

Query::Query(std::string_view typed) {
  constexpr std::size_t most_words = 12;
  std::string word;
  const auto take = [&] {
    if (!word.empty() && words_.size() < most_words) words_.push_back(std::move(word));
    word.clear();
  };
  for (const char letter : plain(typed)) {
    if (is_word_part(letter)) word += letter;
    else take();
  }
  take();
}

int Query::match(std::string_view given) const {
  const auto text = plain(given);
  int total = 0;
  for (const auto& word : words_) {
    const int one = found_in(text, word);
    if (one == 0) return 0;
    total += one;
  }
  return total;
}

int match(const Query& query, const workspace::Record& record) {
  std::string title = record.id + '\n';
  std::string rest;
  for (const auto& field : record.kind->fields) {
    if (is_text(field) && field.name != "boundary") append_texts(field.name == record.kind->title_field ? title : rest, field, record);
  }
  constexpr int title_counts = 10;
  if (const int in_title = query.match(title)) return title_counts * in_title;
  return query.match(title + rest);
}

std::vector<Hit> hits(const Visit& visit, const record::Kind& kind, const Query& query) {
  std::vector<Hit> found;
  if (query.empty()) return found;
  visit.workspace().each(kind, [&](const workspace::Record& record) {
    const int score = match(query, record);
    if (score > 0 && visit.may(access::Act::read, kind, &record)) found.push_back({&record, score});
  });
  std::stable_sort(found.begin(), found.end(), [](const Hit& a, const Hit& b) { return a.score > b.score; });
  return found;
}

}  // namespace outturn::web
