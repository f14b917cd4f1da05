// The server over real sockets of this machine. Deadlines are set short; nothing here sleeps.
#include "web/serving/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <mutex>
#include <string>
#include <thread>

#include <fmt/core.h>

#include "testing.h"

namespace web = outturn::web;
using namespace std::chrono_literals;
using web::Request;
using web::Response;

namespace {

/// A client that says exactly what it is told.
class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { leave(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connected() const { return connected_; }
  void leave() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  /// Everything, or as much as the server takes.
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void say_no_more() const { ::shutdown(socket_, SHUT_WR); }
  /// One response with its body, by its Content-Length.
  std::string response() {
    while (held_.find("\r\n\r\n") == std::string::npos) {
      if (!receive()) return std::exchange(held_, {});
    }
    const auto end = held_.find("\r\n\r\n") + 4;
    std::size_t length = 0;
    if (const auto at = held_.find("Content-Length: "); at < end) length = std::stoul(held_.substr(at + 16));
    while (held_.size() < end + length && receive()) {
    }
    auto one = held_.substr(0, end + length);
    held_.erase(0, one.size());
    return one;
  }
  /// All that comes until the server closes.
  std::string rest() {
    while (receive()) {
    }
    return std::exchange(held_, {});
  }
  bool was_reset() const { return reset_; }

 private:
  bool receive() {
    char piece[65536];
    const auto got = ::recv(socket_, piece, sizeof piece, 0);
    if (got < 0) reset_ = true;
    if (got <= 0) return false;
    held_.append(piece, static_cast<std::size_t>(got));
    return true;
  }
  int socket_;
  bool connected_{false};
  bool reset_{false};
  std::string held_;
};

std::string content(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// What the handler of these tests answers: mostly what it was given.
Response echo(Request& request) {
  if (request.path == "/throw") throw std::logic_error("a thing that must hold does not");
  if (request.path == "/long") return web::plain(std::string(3'000'000, 'x'));
  if (request.path == "/tag") return Response{.body = "tagged", .etag = "v1"};
  if (request.path == "/language") return web::plain(request.language + " " + request.remote_address);
  std::string said = fmt::format("{} {}", web::text(request.method), request.path);
  for (const auto& [name, value] : request.query) said += fmt::format(" ?{}={}", name, value);
  for (const auto& [name, value] : request.form) said += fmt::format(" {}={}", name, value);
  for (const auto& file : request.files) said += fmt::format(" {}[{}]={}", file.field, file.name, file.size);
  if (!request.body.empty()) said += fmt::format(" body={}", request.body.size());
  return web::plain(said);
}

web::ServerSettings quick() {
  web::ServerSettings settings;
  settings.port = 0;
  settings.workers = 2;
  settings.body_limit = 1000;
  settings.linger = 500ms;
  return settings;
}

/// The answer to one message on one connection, after the client has said all.
std::string answer(const web::Server& server, std::string_view message) {
  Client client{server.port()};
  client.send(message);
  client.say_no_more();
  return client.rest();
}

std::string status(const std::string& response) { return response.size() > 12 ? response.substr(9, 3) : "none"; }

std::string body(const std::string& response) {
  const auto end = response.find("\r\n\r\n");
  return end == std::string::npos ? "" : response.substr(end + 4);
}

std::string get(std::string_view path, std::string_view fields = {}) { return fmt::format("GET {} HTTP/1.1\r\nHost: a\r\n{}\r\n", path, fields); }

std::string post(std::string_view path, std::string_view type, std::string_view content, std::string_view fields = {}) {
  return fmt::format("POST {} HTTP/1.1\r\nHost: a\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}\r\n{}", path, type, content.size(), fields, content);
}

std::string form_with_file(std::size_t size) {
  return "--XX\r\nContent-Disposition: form-data; name=title\r\n\r\nv\r\n--XX\r\nContent-Disposition: form-data; name=file; filename=a.csv\r\n\r\n" +
         std::string(size, 'r') + "\r\n--XX--\r\n";
}

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "outturn-test-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator{path}, std::filesystem::directory_iterator{}));
  }
  std::filesystem::path path;
};

}  // namespace

TEST_CASE("server: answers, with the security headers and without saying what it is") {
  web::Server server{quick(), {.answer = echo}};

  const auto said = answer(server, get("/outcomes/%C3%8Ele?as-of=2024-03-31"));

  CHECK(said.starts_with("HTTP/1.1 200 OK\r\nDate: "));
  CHECK(body(said) == "GET /outcomes/Île ?as-of=2024-03-31");
  CHECK(count(said, "\r\nContent-Security-Policy: default-src 'none';") == 1);
  CHECK(count(said, "\r\nServer:") == 0);
  CHECK(body(answer(server, get("/language", "Accept-Language: fr\r\n"))) == "fr 127.0.0.1");
}

TEST_CASE("server: requests that could be read in two ways are refused, and what follows them is never answered") {
  web::Server server{quick(), {.answer = echo}};
  const std::string line = "POST / HTTP/1.1\r\nHost: a\r\n";
  const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  struct Case {
    std::string message;
    std::string expected;
  };
  const std::vector<Case> cases{
      {line + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
      {line + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", "400"},
      {line + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "400"},
      {line + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", "400"},
      {line + "Content-Length: 5, 5\r\n\r\nhello", "400"},
      {line + "Content-Length: +5\r\n\r\nhello", "400"},
      {line + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "501"},
      {line + "Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\nhello", "400"},
      {line + "Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello", "400"},
      {line + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "400"},
      {line + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400"},
      {"GET / HTTP/1.1\nHost: a\n\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: b\n\r\n", "400"},
      {std::string{"GET / HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n", 35}, "400"},
      {"GET / HTTP/1.1\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n", "400"},
      {"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET / HTTP/3.0\r\nHost: a\r\n\r\n", "505"},
      {"\x16\x03\x01\x02\x00\x01\r\n", "400"},
      {line + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", "400"},
      {line + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n", "400"},
      {line + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", "400"},
      {"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /?a=%zz HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {line + "Expect: something\r\nContent-Length: 5\r\n\r\nhello", "417"},
  };

  for (const auto& one : cases) {
    CAPTURE(one.message);
    const auto said = answer(server, one.message + smuggled);
    CHECK(status(said) == one.expected);
    CHECK(count(said, "\r\nDate: ") == 1);  // one answer
    CHECK(count(said, "/smuggled") == 0);
    CHECK(count(said, "\r\nConnection: close\r\n") == 1);
  }
}

TEST_CASE("server: bodies of every kind arrive") {
  web::Server server{quick(), {.answer = echo}};
  const std::string chunked = "POST /c HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n";

  CHECK(body(answer(server, post("/f", "application/x-www-form-urlencoded", "a=1&b=x+y"))) == "POST /f a=1 b=x y");
  CHECK(body(answer(server, chunked + "3\r\na=1\r\n4;ext=1\r\n&b=2\r\n0\r\nTrailer: x\r\n\r\n")) == "POST /c a=1 b=2");
  CHECK(body(answer(server, post("/j", "application/json", "{\"a\":1}"))) == "POST /j body=7");
  CHECK(body(answer(server, post("/m", "multipart/form-data; boundary=XX", form_with_file(10)))) == "POST /m title=v file[a.csv]=10");
  CHECK(status(answer(server, post("/f", "application/x-www-form-urlencoded", "a=%zz"))) == "400");
  CHECK(status(answer(server, post("/m", "multipart/form-data", form_with_file(10)))) == "400");
  CHECK(status(answer(server, post("/m", "multipart/form-data; boundary=YY", form_with_file(10)))) == "400");
  CHECK(body(answer(server, "POST /n HTTP/1.1\r\nHost: a\r\n\r\n")) == "POST /n");
}

TEST_CASE("server: three requests sent at once get three answers in order") {
  web::Server server{quick(), {.answer = echo}};
  const auto said = answer(server, get("/1") + post("/2", "application/json", "{}") + get("/3"));
  CHECK(count(said, "HTTP/1.1 200 OK") == 3);
  CHECK(said.find("GET /1") < said.find("POST /2"));
  CHECK(said.find("POST /2") < said.find("GET /3"));
}

TEST_CASE("server: HEAD, 304, old clients and the wish to close") {
  web::Server server{quick(), {.answer = echo}};
  const auto head = answer(server, "HEAD /tag HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(count(head, "Content-Length: 6\r\n") == 1);
  CHECK(body(head).empty());
  const auto held = answer(server, get("/tag", "If-None-Match: \"v1\"\r\n"));
  CHECK(status(held) == "304");
  CHECK(body(held).empty());
  CHECK(body(answer(server, "GET /old HTTP/1.0\r\n\r\n")) == "GET /old");
  const auto closed = answer(server, get("/1", "Connection: close\r\n") + get("/2"));
  CHECK(count(closed, "HTTP/1.1 200 OK") == 1);
}

TEST_CASE("server: too much is refused in time for the client to read it") {
  auto settings = quick();
  settings.upload_limit = 100'000;
  settings.linger = 3s;
  std::atomic<int> handled{0};
  web::Server server{settings, {.answer = [&](Request& request) {
    ++handled;
    return echo(request);
  }}};

  SUBCASE("a form over its limit, by its announced length, unread") {
    Client client{server.port()};
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1001\r\n\r\n");
    const auto said = client.response();  // not one byte of it was sent
    CHECK(status(said) == "413");
    CHECK(count(said, "at most 1 kB") == 1);
  }
  SUBCASE("at the limit it is taken") { CHECK(body(answer(server, post("/", "application/json", std::string(1000, 'x')))) == "POST / body=1000"); }
  SUBCASE("a client that sends all before it reads still reads the answer") {
    Client client{server.port()};
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=XX\r\nContent-Length: 20000000\r\n\r\n");
    const std::string piece(1'000'000, 'x');
    for (int i = 0; i < 20; ++i) client.send(piece);
    const auto said = client.rest();
    CHECK(status(said) == "413");
    CHECK_FALSE(client.was_reset());
  }
  SUBCASE("chunks are counted") {
    const std::string chunk = "1f4\r\n" + std::string(500, 'x') + "\r\n";
    const auto begin = "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    CHECK(body(answer(server, begin + chunk + chunk + "0\r\n\r\n")) == "POST /c body=1000");
    CHECK(status(answer(server, begin + chunk + chunk + "1\r\nx\r\n0\r\n\r\n")) == "413");
  }
  SUBCASE("headers") {
    const std::string filler(16 * 1024 - get("/", "X: \r\n").size(), 'x');
    CHECK(status(answer(server, get("/", "X: " + filler + "\r\n"))) == "200");
    CHECK(status(answer(server, get("/", "X: " + filler + "x\r\n"))) == "431");
    CHECK(status(answer(server, get("/", "X: " + std::string(200'000, 'x') + "\r\n"))) == "431");
    CHECK(status(answer(server, get("/" + std::string(8000, 'x')))) == "414");
  }
  SUBCASE("a client that asks first is told not to send") {
    Client client{server.port()};
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n");
    CHECK(status(client.response()) == "413");
  }
}

TEST_CASE("server: a client that asks first is told to go on") {
  web::Server server{quick(), {.answer = echo}};
  Client client{server.port()};
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.response() == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("hello");
  CHECK(body(client.response()) == "POST / body=5");
}

TEST_CASE("server: who drips is cut, who is idle is let go, who is steady is served") {
  auto settings = quick();
  settings.head_deadline = 150ms;
  settings.idle_deadline = 150ms;
  settings.body_grace = 150ms;
  settings.body_rate = 100;
  web::Server server{settings, {.answer = echo}};

  Client dripping{server.port()};
  dripping.send("GET / HTTP/1.1\r\nHo");
  CHECK(dripping.rest().empty());  // returns only because the server cut it

  Client idle{server.port()};
  CHECK(idle.rest().empty());

  Client stalling{server.port()};
  stalling.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\nhello");
  CHECK(stalling.rest().empty());

  Client used{server.port()};
  used.send(get("/1"));
  CHECK(body(used.response()) == "GET /1");
  CHECK(used.rest().empty());
}

TEST_CASE("server: progress earns a body more time than the grace") {
  auto settings = quick();
  settings.body_grace = 200ms;
  settings.body_rate = 100;
  web::Server server{settings, {.answer = echo}};
  Client client{server.port()};
  const auto begun = std::chrono::steady_clock::now();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n" + std::string(100, 'x'));  // 100 bytes earn one second

  CHECK(client.rest().empty());

  const auto waited = std::chrono::steady_clock::now() - begun;
  CHECK(waited >= 1100ms);
}

TEST_CASE("server: uploads are on disk while they are handled and gone afterwards, also when cut") {
  Folder folder;
  auto settings = quick();
  settings.upload_folder = folder.path;
  std::promise<void> begun;
  std::atomic<std::size_t> seen{0};
  web::Server server{settings, {.answer = [&](Request& request) {
    if (!request.files.empty()) {
      seen = folder.files();
      CHECK(content(request.files[0].path) == std::string(200'000, 'r'));
    }
    return echo(request);
  }}};

  {
    Client client{server.port()};
    client.send(post("/", "multipart/form-data; boundary=XX", form_with_file(200'000)) + get("/next"));
    CHECK(body(client.response()) == "POST / title=v file[a.csv]=200000");
    CHECK(body(client.response()) == "GET /next");  // by then the first is over and done
    CHECK(seen == 1);
    CHECK(folder.files() == 0);
  }
  {
    Client client{server.port()};
    const auto whole = post("/", "multipart/form-data; boundary=XX", form_with_file(200'000));
    client.send(whole.substr(0, whole.size() - 50'000));
    client.say_no_more();
    CHECK(client.rest().empty());
  }
  server.stop();  // all connections have ended
  CHECK(folder.files() == 0);
}

TEST_CASE("server: a large upload does not grow the memory") {
  Folder folder;
  auto settings = quick();
  settings.upload_folder = folder.path;
  web::Server server{settings, {.answer = echo}};
  const auto anonymous_kilobytes = [] {
    std::ifstream in{"/proc/self/status"};
    std::string line;
    while (std::getline(in, line)) {
      if (line.starts_with("RssAnon:")) return std::stol(line.substr(8));
    }
    return 0L;
  };
  constexpr std::size_t megabytes = 64;
  const std::string piece(1'000'000, 'r');
  const std::string begin = "--XX\r\nContent-Disposition: form-data; name=file; filename=a.csv\r\n\r\n";
  const std::string end = "\r\n--XX--\r\n";
  const auto before = anonymous_kilobytes();

  Client client{server.port()};
  client.send(fmt::format("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=XX\r\nContent-Length: {}\r\n\r\n{}",
                          begin.size() + megabytes * piece.size() + end.size(), begin));
  for (std::size_t i = 0; i < megabytes; ++i) client.send(piece);
  client.send(end);

  CHECK(body(client.response()) == "POST / file[a.csv]=64000000");
  CHECK(anonymous_kilobytes() - before < 32'000);  // half of it; in practice a few hundred, more under valgrind
}

TEST_CASE("server: a stranger's upload is refused before it is read") {
  auto settings = quick();
  web::Server server{settings, {.answer = echo, .before_upload = [](Request& request) -> std::optional<Response> {
    if (request.path == "/open") return std::nullopt;
    return web::plain("sign in first", 401);
  }}};
  Client client{server.port()};
  client.send("POST /import HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=XX\r\nContent-Length: 900000000\r\n\r\n");
  CHECK(status(client.response()) == "401");
  CHECK(status(answer(server, post("/open", "multipart/form-data; boundary=XX", form_with_file(10)))) == "200");
}

TEST_CASE("server: what a handler throws is a 500 with a number that the log knows") {
  std::mutex mutex;
  std::string logged;
  std::vector<web::AccessEntry> entries;
  web::Server server{quick(), {.answer = echo,
                               .log_access = [&](const web::AccessEntry& entry) {
                                 const std::lock_guard lock{mutex};
                                 entries.push_back(entry);
                               },
                               .log_error = [&](std::string_view line) {
                                 const std::lock_guard lock{mutex};
                                 logged = line;
                               }}};
  const auto said = answer(server, get("/throw") + get("/after"));
  server.stop();

  CHECK(status(said) == "500");
  CHECK(count(said, "must hold") == 0);  // the reason is for the log
  REQUIRE(logged.starts_with("error "));
  CHECK(logged.find("GET /throw: a thing that must hold does not") != std::string::npos);
  CHECK(count(said, logged.substr(6, 8)) == 1);
  CHECK(body(said).find("GET /after") != std::string::npos);  // the connection goes on
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].status == 500);
  CHECK(entries[1].target == "/after");
  CHECK(entries[1].remote_address == "127.0.0.1");
}

TEST_CASE("server: the application decides what a failure of the world looks like") {
  struct WorldError : std::runtime_error {
    using std::runtime_error::runtime_error;
  };
  web::Server server{quick(), {.answer = [](Request&) -> Response { throw WorldError("disk full"); },
                               .on_error = [](const Request& request, std::exception_ptr thrown) {
                                 try {
                                   std::rethrow_exception(thrown);
                                 } catch (const WorldError&) {
                                   return web::refusal(request, {.status = 503, .code = "unavailable", .values = {{"number", std::string{"7"}}}});
                                 }
                               }}};
  CHECK(status(answer(server, get("/"))) == "503");
}

TEST_CASE("server: when the queue is full the next request is told to come again") {
  auto settings = quick();
  settings.workers = 1;
  settings.queue = 1;
  std::promise<void> begun;
  std::promise<void> go;
  const auto may_go = go.get_future().share();
  std::atomic<bool> first{true};
  web::Server server{settings, {.answer = [&](Request& request) {
    if (first.exchange(false)) begun.set_value();
    if (!request.path.starts_with("/assets/")) may_go.wait();
    return echo(request);
  }}};
  Client working{server.port()};
  working.send(get("/working"));
  begun.get_future().wait();
  // Two more: the one that comes second finds the queue full, whichever it is.
  Client second{server.port()};
  Client third{server.port()};
  auto said_second = std::async(std::launch::async, [&] {
    second.send(get("/second"));
    auto said = second.response();
    if (status(said) == "503") go.set_value();
    return said;
  });
  auto said_third = std::async(std::launch::async, [&] {
    third.send(get("/third"));
    auto said = third.response();
    if (status(said) == "503") go.set_value();
    return said;
  });
  CHECK(body(answer(server, get("/assets/x"))) == "GET /assets/x");  // needs no worker

  const std::string both = said_second.get() + said_third.get();
  CHECK(count(both, "503 Service Unavailable") == 1);
  CHECK(count(both, "Retry-After: 2\r\n") == 1);
  CHECK(count(both, "200 OK") == 1);
  CHECK(status(working.response()) == "200");
}

TEST_CASE("server: stopping answers what is in flight, ends the idle and refuses the new") {
  std::promise<void> begun;
  std::promise<void> go;
  web::Server server{quick(), {.answer = [&](Request& request) {
    begun.set_value();
    go.get_future().wait();
    return echo(request);
  }}};
  Client idle{server.port()};
  Client working{server.port()};
  working.send(get("/slow"));
  begun.get_future().wait();

  auto stopped = std::async(std::launch::async, [&] { server.stop(); });
  CHECK(idle.rest().empty());  // ended: the server is stopping by now
  while (Client{server.port()}.connected()) std::this_thread::yield();
  go.set_value();
  const auto said = working.rest();
  stopped.get();

  CHECK(body(said) == "GET /slow");
  CHECK(count(said, "Connection: close\r\n") == 1);
  server.stop();  // again does nothing
}

TEST_CASE("server: SIGTERM lets it stop") {
  const auto handler = [] {
    struct sigaction now {};
    ::sigaction(SIGTERM, nullptr, &now);
    return now.sa_handler;
  };
  web::Server server{quick(), {.answer = echo}};
  const auto before = handler();  // the test runner's own, which takes the signal for a crash
  auto waiting = std::async(std::launch::async, [&] { server.wait_for_signal(); });
  while (waiting.wait_for(1ms) != std::future_status::ready) {
    if (handler() != before) ::kill(::getpid(), SIGTERM);
  }
  waiting.get();
  CHECK(status(answer(server, get("/still"))) == "200");  // stop() is the caller's to say
}

TEST_CASE("server: long responses arrive whole, and clients that leave in the middle do no harm") {
  web::Server server{quick(), {.answer = echo}};
  CHECK(body(answer(server, get("/long"))) == std::string(3'000'000, 'x'));
  for (int i = 0; i < 20; ++i) {
    Client rude{server.port()};
    rude.send(get("/long"));
    rude.leave();
  }
  CHECK(status(answer(server, get("/"))) == "200");
}

TEST_CASE("server: a file is sent from disk and deleted if so wished") {
  Folder folder;
  const auto path = folder.path / "export.csv";
  std::ofstream{path} << std::string(700'000, 'e');
  web::Server server{quick(), {.answer = [&](Request& request) {
    Response response{.content_type = "text/csv", .file = path};
    if (request.method == web::Method::get && request.path == "/last") response.delete_file = true;
    return response;
  }}};
  CHECK(body(answer(server, get("/export"))) == std::string(700'000, 'e'));
  CHECK(count(answer(server, "HEAD /last HTTP/1.1\r\nHost: a\r\n\r\n"), "Content-Length: 700000\r\n") == 1);
  CHECK(body(answer(server, get("/last"))).size() == 700'000);
  CHECK(status(answer(server, get("/export"))) == "500");  // it is gone
}

TEST_CASE("server: believes a proxy only when told that there is one") {
  const std::string asked = get("/language", "X-Forwarded-For: 6.6.6.6, 192.0.2.7\r\n");
  auto settings = quick();
  web::Server alone{settings, {.answer = echo}};
  CHECK(body(answer(alone, asked)) == "en 127.0.0.1");
  settings.behind_proxy = true;
  web::Server behind{settings, {.answer = echo}};
  CHECK(body(answer(behind, asked)) == "en 192.0.2.7");
}

TEST_CASE("server: says which address it cannot have") {
  web::Server first{quick(), {.answer = echo}};
  auto settings = quick();
  settings.port = first.port();
  try {
    web::Server second{settings, {.answer = echo}};
    FAIL("two servers on one port");
  } catch (const web::ServerError& error) {
    CHECK(std::string{error.what()} == fmt::format("cannot listen on 127.0.0.1 port {}: Address already in use", first.port()));
  }
}
