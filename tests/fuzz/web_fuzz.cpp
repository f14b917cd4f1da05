// libFuzzer entry for all that the web room reads from strangers. The first byte chooses the reader, so that one
// corpus serves all. Build and run by hand: see tests/fuzz/README.md.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "web/serving/head.h"
#include "web/serving/multipart.h"
#include "web/serving/parse.h"

namespace web = outturn::web;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

class Taken final : public web::PartSink {
 public:
  std::string begin(const web::PartHead& head) override {
    told += "[" + head.name + "|" + head.file_name + "]";
    return {};
  }
  std::string add(std::string_view bytes) override {
    told += bytes;
    return {};
  }
  std::string end() override { return {}; }
  std::string told;
};

std::string multipart(std::string_view text, std::size_t piece) {
  Taken taken;
  web::MultipartReader reader{"XX", taken};
  for (std::size_t at = 0; at < text.size(); at += piece) {
    if (auto reason = reader.feed(text.substr(at, piece)); !reason.empty()) return "refused";
  }
  return reader.finish().empty() ? taken.told : "cut";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text{reinterpret_cast<const char*>(bytes) + 1, size - 1};
  switch (bytes[0] % 6) {
    case 0: {
      std::size_t seen = 0;
      std::size_t end = 0;
      if (web::find_head_end(text, seen, end) != web::HeadEnd::found) break;
      auto head = web::parse_head(text.substr(0, end));
      if (!head) break;
      must(!(head->chunked && head->content_length));
      must(head->request.headers.all("host").size() <= 1);
      web::decode_target(head->request);
      break;
    }
    case 1: must(multipart(text, 1) == multipart(text, text.size() + 1)); break;
    case 2:
      if (const auto values = web::form_values(text)) {
        std::string again;
        for (const auto& [name, value] : *values) again += web::percent_encoded(name) + "=" + web::percent_encoded(value) + "&";
        must(web::form_values(again) == values);
      }
      break;
    case 3:
      for (const auto& [name, value] : web::cookie_values(text)) must(!web::Cookie{.name = name, .value = value}.text().empty());
      break;
    case 4:
      if (const auto plain = web::percent_decoded(text)) must(web::percent_decoded(web::percent_encoded(*plain)) == plain);
      break;
    default:
      web::none_match_names(text, "v1");
      web::accepts(text, "gzip");
      web::multipart_boundary(text);
      web::header_parameter(text, "name");
      if (web::is_local_path(text)) must(text[0] == '/' && (text.size() == 1 || (text[1] != '/' && text[1] != '\\')));
  }
  return 0;
}
