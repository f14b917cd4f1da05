#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "web/serving/http.h"

namespace outturn::web {

using Handler = std::function<Response(const Request&)>;

/// What a reader must be allowed to do before a handler runs; `access` decides. Deny by default: a route without an
/// act is refused when the router is built.
struct Permission {
  std::string act;   ///< "see", "change", "import" …; "open" = nobody is asked who they are (sign-in page, assets)
  std::string kind;  ///< kind of record ("indicator"), or "{kind}" = the path parameter of that name; "" = none
  bool operator==(const Permission&) const = default;
};

inline Permission open_to_all() { return {"open", ""}; }

/// One thing that can be asked of the server. All routes stand in one table, which navigation, the permission
/// matrix, the link check and the documentation read.
struct Route {
  Method method{Method::get};  ///< HEAD follows GET
  std::string pattern;         ///< "/outcomes/{id}", "/assets/{file...}" (the rest, slashes and all)
  std::string name;            ///< stable and unique: "outcome.show"; navigation words are message "nav." + name
  Handler handler;
  Permission needs;
  std::vector<std::string> formats{};  ///< suffixes it also answers: {"json", "csv"}
  bool in_navigation{false};
  bool changes_state{false};   ///< then the method is not GET and the form carries a token against forgery
};

/// The path of a route with its parameters filled in and percent-encoded: path_of("/outcomes/{id}", {{"id", "O 1"}})
/// is "/outcomes/O%201".
/// throws   std::logic_error for a parameter that is missing
std::string path_of(std::string_view pattern, const Values& parameters);

/// Finds the route of a request. Literal segments go before parameters. Patterns do not end in a slash; a request
/// that does is sent to the one without.
class Router {
 public:
  /// throws std::logic_error for two routes alike, a name twice, a pattern badly written, a route without handler or
  ///        act, or a GET that changes state
  explicit Router(std::span<const Route> routes);
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  std::span<const Route> routes() const { return routes_; }
  const Route* find(std::string_view name) const;

  struct Match {
    const Route* route{};             ///< nullptr when nothing answers; then see the others
    Values parameters{};
    std::string format{};
    std::vector<Method> allowed{};    ///< the path exists, for other methods: 405
    std::string redirect_to{};        ///< the path exists without its trailing slash
    bool malformed{false};            ///< bad escape, NUL, dot segment, not UTF-8: 400
  };
  /// raw_path  as sent, before decoding, without query
  Match match(Method method, std::string_view raw_path) const;

  /// Runs before each handler, knowing its route; a response stops the request there (sign in first, 403, 404).
  using Guard = std::function<std::optional<Response>(const Route&, Request&)>;

  /// Matches, completes the request (parameters, format, route), asks the guard and runs the handler; 400, 404, 405
  /// (with Allow), OPTIONS and the redirect are answered here.
  Response answer(Request& request, const Guard& guard) const;

 private:
  struct Node;
  std::vector<Route> routes_;
  std::unique_ptr<Node> root_;
};

}  // namespace outturn::web
