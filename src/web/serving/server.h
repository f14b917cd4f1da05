#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "web/serving/http.h"
#include "web/serving/wire.h"

namespace outturn::web {

struct ServerSettings {
  std::string address{"127.0.0.1"};
  std::uint16_t port{8080};  ///< 0 = any free one; see Server::port

  unsigned io_threads{2};    ///< read, write and wait; handlers do not run there
  unsigned workers{4};       ///< run handlers
  std::size_t queue{256};    ///< requests that may wait for a worker; one more is answered 503
  std::size_t connections{4096};

  std::chrono::milliseconds head_deadline{5'000};   ///< from the first byte of a head to its last
  std::chrono::milliseconds idle_deadline{60'000};  ///< a connection on which nothing is asked
  std::chrono::milliseconds body_grace{15'000};     ///< a body may take this and its size at body_rate
  std::uint64_t body_rate{1024};                    ///< bytes a second
  std::chrono::milliseconds write_stall{30'000};    ///< for each piece of a response (256 kB)
  std::chrono::milliseconds linger{3'000};          ///< after a refusal: time for the client to read it
  std::chrono::milliseconds stop_deadline{10'000};  ///< for requests in flight when the server stops

  std::size_t head_limit{16 * 1024};
  std::size_t target_limit{8'000};
  std::uint64_t body_limit{1024 * 1024};
  std::uint64_t upload_limit{1'000'000'000};        ///< for multipart forms; their fields together keep to body_limit
  std::filesystem::path upload_folder{std::filesystem::temp_directory_path()};

  /// A reverse proxy stands before us, the only one who can reach us: believe its last X-Forwarded-For and its
  /// X-Forwarded-Proto.
  bool behind_proxy{false};
  std::vector<std::string> at_once{"/assets/"};     ///< paths answered on the I/O thread: from memory, in microseconds
  WireSettings wire{};
};

/// One line of the access log.
struct AccessEntry {
  std::string remote_address;
  std::string method;
  std::string target;
  std::string route;
  int status{};
  std::uint64_t bytes{};
  std::chrono::microseconds took{};  ///< from the whole request to the response's first byte
};

/// What the server serves. All are called from several threads at once.
struct Application {
  std::function<Response(Request&)> answer;
  /// Before a multipart body is read (only head, path and query are known): a response refuses it unread, so that
  /// strangers cannot fill the disk. Runs on a worker.
  std::function<std::optional<Response>(Request&)> before_upload{};
  /// Turns what a handler threw into a response; decides between 500 (we are wrong) and 503 (the world failed).
  /// Without it, all are 500 with a number that is logged.
  std::function<Response(const Request&, std::exception_ptr)> on_error{};
  /// Shows the server's own refusals (400, 413, 503 …) in the layout; without it they are bare pages.
  std::function<Response(const Request&, const Problem&)> on_refusal{};
  std::function<void(const AccessEntry&)> log_access{};
  std::function<void(std::string_view line)> log_error{};
};

/// The address cannot be had, or the system refuses threads or sockets. what() says which and why.
class ServerError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// An HTTP/1.1 server. Serves from construction to stop(). TLS and HTTP/2 are left to a reverse proxy.
class Server {
 public:
  /// throws ServerError
  Server(ServerSettings settings, Application application);
  ~Server();  ///< stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  /// Refuses new connections, answers what is in flight, ends idle connections, then returns; after stop_deadline
  /// what is left is cut. May be called more than once.
  void stop();
  /// Returns when the process is asked to end (SIGINT, SIGTERM) or stop() is called by another thread.
  void wait_for_signal();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace outturn::web
