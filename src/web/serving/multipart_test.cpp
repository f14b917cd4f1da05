#include "web/serving/multipart.h"

#include <vector>

#include "testing.h"

namespace web = outturn::web;

namespace {

/// Writes down what it receives: "name=value;" and "name[file type]=content;".
class Notes final : public web::PartSink {
 public:
  std::string begin(const web::PartHead& head) override {
    told += head.name;
    if (head.is_file) told += "[" + head.file_name + " " + head.content_type + "]";
    told += "=";
    return refuse_begin;
  }
  std::string add(std::string_view bytes) override {
    told += bytes;
    return refuse_add;
  }
  std::string end() override {
    told += ";";
    return {};
  }
  std::string told;
  std::string refuse_begin;
  std::string refuse_add;
};

constexpr std::string_view form =
    "ignored\r\n--XX\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nÎle\r\n"
    "--XX  \r\ncontent-disposition: form-data; name=\"file\"; filename=\"C:\\a\\b.csv\"\r\nContent-Type: text/csv\r\n\r\n"
    "a\r\n--X\r\n--XY\r\n\r\n-\r\n--XX\r\nContent-Disposition: form-data; name=empty\r\n\r\n\r\n--XX--\r\nafter";

std::string read(const std::vector<std::string>& pieces) {
  Notes notes;
  web::MultipartReader reader{"XX", notes};
  for (const auto& piece : pieces) {
    if (const auto reason = reader.feed(piece); !reason.empty()) return reason;
  }
  if (const auto reason = reader.finish(); !reason.empty()) return reason;
  return notes.told;
}

std::string part(std::string_view head) { return read({"--XX\r\n" + std::string{head} + "\r\n\r\nv\r\n--XX--"}); }

}  // namespace

TEST_CASE("multipart: a form reads alike wherever it is cut") {
  // "--XY" inside the file begins with the boundary's first letters but is none.
  const std::string whole = read({std::string{form}});
  CHECK(whole == "title=Île;file[b.csv text/csv]=a\r\n--X\r\n--XY\r\n\r\n-;empty=;");

  for (std::size_t cut = 0; cut <= form.size(); ++cut) REQUIRE(read({std::string{form.substr(0, cut)}, std::string{form.substr(cut)}}) == whole);
  std::vector<std::string> bytes;
  for (const char c : form) bytes.emplace_back(1, c);
  CHECK(read(bytes) == whole);
}

TEST_CASE("multipart: a form that stops anywhere before its end is not whole") {
  const auto end = form.find("--XX--") + 6;
  for (std::size_t size = 0; size < end; ++size) REQUIRE(read({std::string{form.substr(0, size)}}) == "multipart_cut");
  CHECK(read({std::string{form.substr(0, end)}}) != "multipart_cut");
}

TEST_CASE("multipart: parts that are not well formed are refused") {
  CHECK(part("Content-Disposition: form-data; name=a") == "a=v;");
  CHECK(part("Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: binary") == "a=v;");
  CHECK(part("Content-Disposition: form-data") == "multipart");
  CHECK(part("Content-Disposition: attachment; name=a") == "multipart");
  CHECK(part("Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b") == "multipart");
  CHECK(part("Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64") == "multipart");
  CHECK(part("Content-Disposition: form-data; name=a\nX: b") == "multipart");
  CHECK(part("Content-Disposition: form-data; name=\"\xff\"") == "multipart");
  CHECK(part("Content-Type: text/plain") == "multipart");
  CHECK(part("no colon") == "multipart");
  CHECK(read({"--XX\r\n\r\nv\r\n--XX--"}) == "multipart_cut");  // no head at all: all of it is taken for one
  CHECK(read({"--XXjunk\r\n"}) == "multipart");
  CHECK(read({"--XX\r\nX: ", std::string(9000, 'a')}) == "multipart");
  CHECK(read({"--XX", std::string(65, ' ')}) == "multipart");
  CHECK(read({"--XX" + std::string(65, ' ') + "\r\nContent-Disposition: form-data; name=a\r\n\r\nv\r\n--XX--"}) == "multipart");
  CHECK(read({"--XX" + std::string(64, ' ') + "\r\nContent-Disposition: form-data; name=a\r\n\r\nv\r\n--XX--"}) == "a=v;");
}

TEST_CASE("multipart: file names lose folders and control characters and stay readable") {
  const auto named = [](std::string_view name) {
    return part("Content-Disposition: form-data; name=f; filename=\"" + std::string{name} + "\"");
  };
  CHECK(named("../../etc/passwd") == "f[passwd ]=v;");
  CHECK(named("C:\\temp\\données.csv") == "f[données.csv ]=v;");
  CHECK(named("a\tb.csv") == "f[ab.csv ]=v;");
  CHECK(named("") == "f[ ]=v;");
  CHECK(named(std::string(300, 'a')) == "f[" + std::string(255, 'a') + " ]=v;");
}

TEST_CASE("multipart: a thousand parts are read, one more is refused; the sink may refuse too") {
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n";
  CHECK(read({many, "--XX--"}).size() == 3000);
  CHECK(read({many, "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--XX--"}) == "too_many_fields");

  Notes unwilling;
  unwilling.refuse_add = "not_utf8";
  web::MultipartReader reader{"XX", unwilling};
  CHECK(reader.feed("--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nvalue\r\n--XX--") == "not_utf8");
}
