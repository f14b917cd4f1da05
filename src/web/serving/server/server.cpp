#include "web/serving/server.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <ctime>
#include <mutex>
#include <thread>
#include <unordered_map>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>

#include <fmt/core.h>

#include "base/hash.h"
#include "language/words.h"
#include "web/serving/head.h"
#include "web/serving/parse.h"
#include "web/serving/upload.h"
#include "web/serving/workers.h"

// Callbacks, not coroutines: g++ 12 miscompiles co_await on temporaries.
//
// A connection goes round: idle → head → (refused, or body) → handler on a worker → write → idle. All its steps but
// the handler run on its strand. It lives as long as one of its operations is pending.

namespace outturn::web {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Strand = asio::strand<asio::io_context::executor_type>;
using Socket = asio::basic_stream_socket<tcp, Strand>;
using Stream = beast::basic_stream<tcp, Strand>;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t head_piece = 4 * 1024;
constexpr std::size_t body_piece = 64 * 1024;
constexpr std::size_t write_piece = 256 * 1024;
constexpr int retry_seconds = 2;

std::string http_date() {
  thread_local std::time_t last{-1};
  thread_local std::array<char, 32> text{};
  const auto now = std::time(nullptr);
  if (now != last) {
    static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm utc{};
    gmtime_r(&now, &utc);
    const auto end = fmt::format_to_n(text.data(), text.size() - 1, "{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[static_cast<std::size_t>(utc.tm_wday)],
                                      utc.tm_mday, months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
    *end.out = '\0';
    last = now;
  }
  return text.data();
}

/// A file being sent.
class OpenFile {
 public:
  OpenFile() = default;
  ~OpenFile() { close(); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  void open(const std::filesystem::path& path) {
    file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file_ < 0) throw std::system_error(errno, std::generic_category(), "cannot open " + path.string());
  }
  void close() {
    if (file_ >= 0) ::close(file_);
    file_ = -1;
  }
  bool is_open() const { return file_ >= 0; }
  /// Bytes read; 0 at the end or on failure.
  std::size_t read(char* to, std::size_t most) {
    const auto got = ::read(file_, to, most);
    return got > 0 ? static_cast<std::size_t>(got) : 0;
  }

 private:
  int file_{-1};
};

class Connection;

/// What the connections of one server share; outlives them all.
struct Shared {
  Shared(ServerSettings settings_given, Application application_given)
      : settings(std::move(settings_given)), application(std::move(application_given)), workers(settings.workers, settings.queue) {}

  ServerSettings settings;
  Application application;
  std::atomic<bool> stopping{false};
  std::mutex mutex;
  std::condition_variable changed;
  std::unordered_map<Connection*, std::weak_ptr<Connection>> connections;  ///< guarded by mutex
  bool signalled{false};                                                  ///< guarded by mutex
  Workers workers;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Socket socket, Shared& shared)
      : shared_(shared), settings_(shared.settings), stream_(std::move(socket)), buffer_(settings_.head_limit + 2 * body_piece) {
    error_code ignored;
    const auto peer = stream_.socket().remote_endpoint(ignored);
    if (!ignored) remote_address_ = peer.address().to_string();
    stream_.socket().set_option(tcp::no_delay(true), ignored);
  }

  ~Connection() {
    const std::lock_guard lock{shared_.mutex};
    shared_.connections.erase(this);
    shared_.changed.notify_all();
  }

  void start() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] { self->next_request(); });
  }

  /// Asked by stop(): an idle connection ends now, one that is at work after its response.
  void end_if_idle() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] {
      if (self->idle_) self->close();
    });
  }
  void cut() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] { self->close(); });
  }

 private:
  // --- the head

  void next_request() {
    head_ = {};
    parser_.reset();
    body_.clear();
    multipart_.reset();
    upload_.reset();
    received_ = 0;
    response_ = {};
    must_close_ = false;
    seen_ = 0;
    if (buffer_.size() > 0) return begin_head();
    if (shared_.stopping) return close();
    idle_ = true;
    stream_.expires_after(settings_.idle_deadline);
    stream_.async_read_some(buffer_.prepare(head_piece), [self = shared_from_this()](error_code failed, std::size_t size) {
      self->idle_ = false;
      if (failed) return self->close();
      self->buffer_.commit(size);
      self->begin_head();
    });
  }

  void begin_head() {
    stream_.expires_after(settings_.head_deadline);
    read_head();
  }

  std::string_view buffered() const { return {static_cast<const char*>(buffer_.cdata().data()), buffer_.size()}; }

  void read_head() {
    std::size_t end = 0;
    switch (find_head_end(buffered(), seen_, end)) {
      case HeadEnd::malformed:
        return refuse_as_malformed({"line_end"});
      case HeadEnd::found:
        return end > settings_.head_limit ? refuse_long_head() : head_arrived(end);
      case HeadEnd::more:
        break;
    }
    if (buffer_.size() >= settings_.head_limit) return refuse_long_head();
    stream_.async_read_some(buffer_.prepare(head_piece), [self = shared_from_this()](error_code failed, std::size_t size) {
      if (failed) return self->close();
      self->buffer_.commit(size);
      self->read_head();
    });
  }

  void head_arrived(std::size_t end) {
    auto head = parse_head(buffered().substr(0, end), settings_.target_limit);
    if (!head) return refuse_as_malformed(head.error());
    head_ = std::move(*head);
    auto& request = head_.request;
    request.remote_address = remote_address_;
    if (settings_.behind_proxy) believe_proxy(request);
    if (decode_target(request)) return refuse({.status = 400, .code = "bad_address"});
    if (!head_.has_body()) {
      buffer_.consume(end);
      return dispatch();
    }
    // Beast reads the head again and then the body, chunks and all: two readers must agree before one byte counts.
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(settings_.head_limit + head_piece));
    parser_->body_limit(boost::none);
    error_code failed;
    const auto used = parser_->put(asio::buffer(buffer_.cdata().data(), end), failed);
    if (failed || used != end || !parser_->is_header_done() || parser_->chunked() != head_.chunked) return refuse_as_malformed({"framing"});
    buffer_.consume(end);
    begin_body();
  }

  static void believe_proxy(Request& request) {
    if (const auto all = request.headers.all("x-forwarded-for"); !all.empty()) {
      auto last = all.back();
      if (const auto comma = last.rfind(','); comma != std::string_view::npos) last.remove_prefix(comma + 1);
      while (last.starts_with(' ')) last.remove_prefix(1);
      error_code failed;
      const auto address = asio::ip::make_address(last, failed);
      if (!failed) request.remote_address = address.to_string();
    }
    request.secure = request.header("x-forwarded-proto") == "https";
  }

  // --- the body

  bool is_upload() const { return media_type(head_.request.header("content-type")).starts_with("multipart/"); }
  std::uint64_t body_limit() const { return upload_ ? settings_.upload_limit : settings_.body_limit; }

  void begin_body() {
    if (is_upload()) {
      const auto boundary = multipart_boundary(head_.request.header("content-type"));
      if (!boundary) return refuse_form("boundary");
      upload_.emplace(settings_.upload_folder, settings_.body_limit);
      multipart_.emplace(*boundary, *upload_);
    }
    if (head_.content_length.value_or(0) > body_limit()) return refuse_as_too_large();
    if (!upload_ || !shared_.application.before_upload) return accept_body();
    const bool accepted = shared_.workers.submit([self = shared_from_this()] {
      std::optional<Response> refused;
      try {
        refused = self->shared_.application.before_upload(self->head_.request);
      } catch (...) {
        refused = self->failure(std::current_exception());
      }
      asio::post(self->stream_.get_executor(), [self, refused = std::move(refused)]() mutable {
        if (!refused) return self->accept_body();
        self->respond_and_close(std::move(*refused));
      });
    });
    if (!accepted) refuse_as_busy();
  }

  void accept_body() {
    body_began_ = SteadyClock::now();
    if (!head_.expects_continue || buffer_.size() > 0) return read_body();
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    stream_.expires_after(settings_.write_stall);
    asio::async_write(stream_, asio::buffer(go_on), [self = shared_from_this()](error_code failed, std::size_t) {
      if (failed) return self->close();
      self->read_body();
    });
  }

  void read_body() {
    if (piece_.size() < body_piece) piece_.resize(body_piece);
    auto& body = parser_->get().body();
    body.data = piece_.data();
    body.size = piece_.size();
    // Progress counts, not the last byte: who drips is cut, who is slow but steady is not.
    const std::chrono::milliseconds earned{received_ * 1000 / std::max<std::uint64_t>(1, settings_.body_rate)};
    stream_.expires_at(body_began_ + settings_.body_grace + earned);
    http::async_read_some(stream_, buffer_, *parser_, [self = shared_from_this()](error_code failed, std::size_t) { self->body_arrived(failed); });
  }

  void body_arrived(error_code failed) {
    if (failed && failed != http::error::need_buffer) {
      const bool malformed = failed.category() == http::make_error_code(http::error::bad_chunk).category() && failed != http::error::end_of_stream &&
                             failed != http::error::partial_message;
      return malformed ? refuse_as_malformed({"framing"}) : close();
    }
    const std::string_view piece{piece_.data(), piece_.size() - parser_->get().body().size};
    received_ += piece.size();
    if (received_ > body_limit()) return refuse_as_too_large();
    if (multipart_) {
      std::string reason;
      try {
        reason = multipart_->feed(piece);
      } catch (...) {
        return respond_and_close(failure(std::current_exception()));
      }
      if (!reason.empty()) return refuse_form(reason);
    } else {
      body_.append(piece);
    }
    if (!parser_->is_done()) return read_body();
    body_done();
  }

  void body_done() {
    piece_ = {};
    auto& request = head_.request;
    if (multipart_) {
      if (const auto reason = multipart_->finish(); !reason.empty()) return refuse_form(reason);
      request.form = std::move(upload_->fields);
      request.files = upload_->files;
    } else if (media_type(request.header("content-type")) == "application/x-www-form-urlencoded") {
      auto form = form_values(body_);
      if (!form) return refuse_form("escape");
      request.form = std::move(*form);
    } else {
      request.body = std::move(body_);
    }
    dispatch();
  }

  // --- the handler

  void dispatch() {
    asked_at_ = SteadyClock::now();
    stream_.expires_never();
    const auto& request = head_.request;
    const bool at_once = is_reading(request.method) && !head_.has_body() && std::ranges::any_of(settings_.at_once, [&](const std::string& prefix) {
      return request.path.starts_with(prefix);
    });
    if (at_once) {
      answer();
      return write_response();
    }
    const bool accepted = shared_.workers.submit([self = shared_from_this()] {
      self->answer();
      asio::post(self->stream_.get_executor(), [self] { self->write_response(); });
    });
    if (!accepted) refuse_as_busy();
  }

  void answer() {
    try {
      response_ = shared_.application.answer(head_.request);
      finish_response();
    } catch (...) {
      response_ = failure(std::current_exception());
      finish_or_give_up();
    }
  }

  void finish_response() {
    length_ = finish(head_.request, response_, settings_.wire);
    if (!response_.file.empty() && head_.request.method != Method::head) file_.open(response_.file);
  }

  void finish_or_give_up() {
    try {
      finish_response();
    } catch (...) {
      response_ = plain("", 500);
      length_ = finish(head_.request, response_, settings_.wire);
    }
  }

  /// What to say when a handler threw. Never throws.
  Response failure(std::exception_ptr thrown) {
    try {
      if (shared_.application.on_error) return shared_.application.on_error(head_.request, thrown);
    } catch (...) {
      thrown = std::current_exception();
    }
    try {
      const auto number = base::random_hex(4);
      std::string what = "unknown";
      try {
        std::rethrow_exception(thrown);
      } catch (const std::exception& error) {
        what = error.what();
      } catch (...) {
      }
      if (shared_.application.log_error) shared_.application.log_error(fmt::format("error {} {} {}: {}", number, text(head_.request.method), head_.request.target, what));
      return shown({.status = 500, .code = "internal_error", .values = {{"number", number}}});
    } catch (...) {
      return plain("", 500);
    }
  }

  // --- refusals: answered without a handler, then the connection ends

  Response shown(const Problem& problem) {
    try {
      if (shared_.application.on_refusal) return shared_.application.on_refusal(head_.request, problem);
    } catch (...) {  // the layout failed: say it bare
    }
    return refusal(head_.request, problem);
  }

  void respond_and_close(Response response) {
    asked_at_ = SteadyClock::now();
    must_close_ = true;
    response_ = std::move(response);
    finish_or_give_up();
    write_response();
  }

  void refuse(const Problem& problem) { respond_and_close(shown(problem)); }

  language::Words words() const { return language::Words{head_.request.language}; }

  void refuse_as_malformed(const Refused& refused) {
    if (refused.status == 414) {
      return refuse({.status = 414, .code = "address_too_long", .values = {{"limit", static_cast<std::int64_t>(settings_.target_limit)}}});
    }
    refuse({.status = refused.status, .code = "bad_request", .values = {{"what", words().say("web.reason." + refused.reason)}}});
  }
  void refuse_long_head() {
    refuse({.status = 431, .code = "headers_too_large", .values = {{"limit", size_text(settings_.head_limit, words())}}});
  }
  void refuse_form(std::string_view reason) {
    refuse({.status = 400, .code = "bad_form", .values = {{"what", words().say("web.reason." + std::string{reason})}}});
  }
  void refuse_as_too_large() {
    refuse({.status = 413, .code = "too_large", .values = {{"limit", size_text(body_limit(), words())}}});
  }
  void refuse_as_busy() {
    const bool stopping = shared_.stopping;
    auto response = shown({.status = 503, .code = stopping ? "stopping" : "busy", .values = {{"seconds", std::int64_t{retry_seconds}}}});
    response.headers.set("Retry-After", std::to_string(retry_seconds));
    respond_and_close(std::move(response));
  }

  // --- the response

  void write_response() {
    keep_alive_ = head_.keep_alive && !must_close_ && !shared_.stopping;
    try {
      head_text_ = head_text(response_, length_, keep_alive_, http_date());
    } catch (...) {  // a cookie that is none
      response_ = failure(std::current_exception());
      file_.close();
      finish_or_give_up();
      keep_alive_ = false;
      head_text_ = head_text(response_, length_, keep_alive_, http_date());
    }
    log();
    sent_ = 0;
    const auto first = next_piece();
    const std::array<asio::const_buffer, 2> buffers{asio::buffer(head_text_), first};
    stream_.expires_after(settings_.write_stall);
    asio::async_write(stream_, buffers, [self = shared_from_this()](error_code failed, std::size_t) {
      if (failed) return self->close();
      self->write_rest();
    });
  }

  std::uint64_t to_send() const {
    if (file_.is_open()) return length_;
    return response_.memory.empty() ? response_.body.size() : response_.memory.size();
  }

  asio::const_buffer next_piece() {
    const auto left = to_send() - sent_;
    auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, write_piece));
    if (!file_.is_open()) {
      const auto* begin = response_.memory.empty() ? response_.body.data() : response_.memory.data();
      const asio::const_buffer piece{begin + sent_, size};
      sent_ += size;
      return piece;
    }
    piece_.resize(write_piece);
    size = file_.read(piece_.data(), size);
    sent_ += size;
    return {piece_.data(), size};
  }

  void write_rest() {
    if (sent_ >= to_send()) return response_done();
    const auto piece = next_piece();
    if (piece.size() == 0) return close();  // the file has become shorter; the announced length cannot be kept
    stream_.expires_after(settings_.write_stall);
    asio::async_write(stream_, piece, [self = shared_from_this()](error_code failed, std::size_t) {
      if (failed) return self->close();
      self->write_rest();
    });
  }

  void response_done() {
    file_.close();
    if (response_.delete_file && !response_.file.empty()) {
      std::error_code ignored;
      std::filesystem::remove(response_.file, ignored);
    }
    piece_ = {};
    if (keep_alive_) return next_request();
    upload_.reset();
    // Closing while the client still sends would throw our answer away: let it read first.
    error_code failed;
    stream_.socket().shutdown(tcp::socket::shutdown_send, failed);
    if (failed) return close();
    buffer_.consume(buffer_.size());
    stream_.expires_after(settings_.linger);
    piece_.resize(body_piece);
    linger();
  }

  void linger() {
    stream_.async_read_some(asio::buffer(piece_), [self = shared_from_this()](error_code failed, std::size_t) {
      if (failed) return self->close();
      self->linger();
    });
  }

  void log() const {
    if (!shared_.application.log_access) return;
    const auto& request = head_.request;
    shared_.application.log_access({.remote_address = request.remote_address.empty() ? remote_address_ : request.remote_address,
                                    .method = std::string{text(request.method)},
                                    .target = request.target,
                                    .route = request.route,
                                    .status = response_.status,
                                    .bytes = to_send(),
                                    .took = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - asked_at_)});
  }

  void close() {
    error_code ignored;
    stream_.socket().close(ignored);
  }

  Shared& shared_;
  const ServerSettings& settings_;
  Stream stream_;
  beast::flat_buffer buffer_;
  std::string remote_address_;
  bool idle_{false};

  Head head_;
  std::size_t seen_{0};
  std::optional<http::request_parser<http::buffer_body>> parser_;
  std::string body_;
  std::optional<Upload> upload_;
  std::optional<MultipartReader> multipart_;
  std::uint64_t received_{0};
  SteadyClock::time_point body_began_{};
  std::vector<char> piece_;

  SteadyClock::time_point asked_at_{};
  Response response_;
  std::uint64_t length_{0};
  OpenFile file_;
  std::string head_text_;
  std::uint64_t sent_{0};
  bool keep_alive_{false};
  bool must_close_{false};
};

}  // namespace

struct Server::State {
  State(ServerSettings settings, Application application)
      : shared(std::move(settings), std::move(application)), acceptor(io), pause(io), signals(io) {}

  void listen() {
    const auto& wanted = shared.settings;
    try {
      const tcp::endpoint endpoint{asio::ip::make_address(wanted.address), wanted.port};
      acceptor.open(endpoint.protocol());
      acceptor.set_option(tcp::acceptor::reuse_address(true));
      acceptor.bind(endpoint);
      acceptor.listen();
      port = acceptor.local_endpoint().port();
    } catch (const boost::system::system_error& error) {
      throw ServerError(fmt::format("cannot listen on {} port {}: {}", wanted.address, wanted.port, error.code().message()));
    }
  }

  void accept() {
    acceptor.async_accept(asio::make_strand(io), [this](error_code failed, Socket socket) {
      if (failed == asio::error::operation_aborted || shared.stopping) return;
      if (failed) {  // no file descriptors left, for example: breathe, then go on
        pause.expires_after(std::chrono::milliseconds{100});
        pause.async_wait([this](error_code stopped) {
          if (!stopped) accept();
        });
        return;
      }
      welcome(std::move(socket));
      accept();
    });
  }

  void welcome(Socket socket) {
    {
      const std::lock_guard lock{shared.mutex};
      if (shared.connections.size() >= shared.settings.connections) return;
    }
    const auto connection = std::make_shared<Connection>(std::move(socket), shared);
    {
      const std::lock_guard lock{shared.mutex};
      shared.connections.emplace(connection.get(), connection);
    }
    connection->start();
  }

  std::vector<std::shared_ptr<Connection>> open_connections() {
    const std::lock_guard lock{shared.mutex};
    std::vector<std::shared_ptr<Connection>> open;
    for (const auto& [connection, weak] : shared.connections) {
      if (auto alive = weak.lock()) open.push_back(std::move(alive));
    }
    return open;
  }

  void stop() {
    if (shared.stopping.exchange(true)) return;
    asio::post(io, [this] {
      error_code ignored;
      acceptor.close(ignored);
      pause.cancel();
      signals.cancel(ignored);
    });
    for (const auto& connection : open_connections()) connection->end_if_idle();
    {
      std::unique_lock lock{shared.mutex};
      shared.signalled = true;
      shared.changed.notify_all();
      shared.changed.wait_for(lock, shared.settings.stop_deadline, [this] { return shared.connections.empty(); });
    }
    for (const auto& connection : open_connections()) connection->cut();
    shared.workers.stop();
    work.reset();
    io.stop();
    for (auto& thread : threads) thread.join();
  }

  Shared shared;  // before io, so that connections left in io find it when io goes
  asio::io_context io;
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  asio::signal_set signals;
  std::uint16_t port{0};
  std::vector<std::thread> threads;
};

Server::Server(ServerSettings settings, Application application) {
  base::ensure(static_cast<bool>(application.answer), "a server has something to answer with");
  std::signal(SIGPIPE, SIG_IGN);  // a client that leaves early must not end the process
  state_ = std::make_unique<State>(std::move(settings), std::move(application));
  state_->listen();
  state_->accept();
  for (unsigned i = 0; i < std::max(1u, state_->shared.settings.io_threads); ++i) {
    state_->threads.emplace_back([state = state_.get()] { state->io.run(); });
  }
}

Server::~Server() { stop(); }

std::uint16_t Server::port() const { return state_->port; }

void Server::stop() { state_->stop(); }

void Server::wait_for_signal() {
  auto& state = *state_;
  error_code ignored;
  state.signals.add(SIGINT, ignored);
  state.signals.add(SIGTERM, ignored);
  state.signals.async_wait([&state](error_code failed, int) {
    if (failed) return;
    const std::lock_guard lock{state.shared.mutex};
    state.shared.signalled = true;
    state.shared.changed.notify_all();
  });
  std::unique_lock lock{state.shared.mutex};
  state.shared.changed.wait(lock, [&state] { return state.shared.signalled; });
}

}  // namespace outturn::web
