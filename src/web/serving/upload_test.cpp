#include "web/serving/upload.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "testing.h"

namespace web = outturn::web;
namespace files = std::filesystem;

namespace {

std::string content(const files::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace

TEST_CASE("uploads: files go to disk, fields to memory, and the files go with the upload") {
  files::path kept;
  {
    web::Upload upload{files::temp_directory_path(), 100};
    CHECK(upload.begin({.name = "title"}) == "");
    CHECK(upload.add("a") == "");
    CHECK(upload.add("b") == "");
    CHECK(upload.end() == "");
    CHECK(upload.begin({.name = "file", .is_file = true, .file_name = "x.csv"}) == "");
    CHECK(upload.add("1,2\n") == "");
    CHECK(upload.add("3,4\n") == "");
    CHECK(upload.end() == "");
    CHECK(upload.begin({.name = "none", .is_file = true}) == "");  // a file input left empty
    CHECK(upload.end() == "");

    CHECK(upload.fields == web::Values{{"title", "ab"}});
    REQUIRE(upload.files.size() == 1);
    kept = upload.files[0].path;
    CHECK(upload.files[0].size == 8);
    CHECK(content(kept) == "1,2\n3,4\n");
    CHECK((files::status(kept).permissions() & files::perms::others_read) == files::perms::none);
  }
  CHECK_FALSE(files::exists(kept));
}

TEST_CASE("uploads: one cut in the middle leaves nothing behind") {
  files::path kept;
  {
    web::Upload upload{files::temp_directory_path(), 100};
    upload.begin({.name = "file", .is_file = true, .file_name = "x.csv"});
    upload.add("1,2\n");
    kept = upload.files[0].path;
    CHECK(files::exists(kept));
  }
  CHECK_FALSE(files::exists(kept));
}

TEST_CASE("uploads: fields keep to their limit and to UTF-8") {
  web::Upload upload{files::temp_directory_path(), 10};
  CHECK(upload.begin({.name = "a"}) == "");
  CHECK(upload.add("123456789") == "");  // with its name, 10
  CHECK(upload.add("0") == "too_many_fields");
  web::Upload other{files::temp_directory_path(), 10};
  other.begin({.name = "a"});
  other.add("\xff");
  CHECK(other.end() == "not_utf8");
  web::Upload third{"/no/such/folder", 10};
  CHECK_THROWS_AS(third.begin({.name = "f", .is_file = true, .file_name = "x"}), std::system_error);
}
