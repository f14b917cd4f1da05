#include "web/route.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/core.h>

#include "base/text.h"
#include "language/words.h"
#include "web/serving/parse.h"

namespace outturn::web {

/// One segment of the paths: literal children, then a parameter, then a parameter for all the rest.
struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> parameter;
  std::vector<std::size_t> here;  ///< routes whose pattern ends here
  std::vector<std::size_t> rest;  ///< routes whose pattern ends here with {name...}
};

namespace {

enum class Part { literal, parameter, rest };

struct Segment {
  Part part{};
  std::string text;  ///< the literal or the name of the parameter
};

std::vector<Segment> segments_of(std::string_view pattern) {
  base::ensure(pattern.starts_with('/'), "a route's pattern begins with a slash");
  base::ensure(pattern == "/" || !pattern.ends_with('/'), "a route's pattern does not end in a slash");
  std::vector<Segment> segments;
  if (pattern == "/") return segments;
  for (const auto written : base::split(pattern.substr(1), '/')) {
    base::ensure(segments.empty() || segments.back().part != Part::rest, "{name...} is the last segment of a pattern");
    base::ensure(!written.empty(), "a route's pattern has no empty segment");
    if (!written.starts_with('{')) {
      base::ensure(written.find_first_of("{}%?# ") == std::string_view::npos, "a literal segment is plain text");
      segments.push_back({Part::literal, std::string{written}});
      continue;
    }
    base::ensure(written.ends_with('}') && written.size() > 2, "a parameter is written {name}");
    auto name = written.substr(1, written.size() - 2);
    const bool rest = name.ends_with("...");
    if (rest) name.remove_suffix(3);
    base::ensure(!name.empty() && name.find_first_of("{}.") == std::string_view::npos, "a parameter has a name");
    segments.push_back({rest ? Part::rest : Part::parameter, std::string{name}});
  }
  return segments;
}

bool answers(const Route& route, Method method) {
  return route.method == method || (method == Method::head && route.method == Method::get);
}


}  // namespace

std::string path_of(std::string_view pattern, const Values& parameters) {
  std::string path;
  for (const auto& segment : segments_of(pattern)) {
    path += '/';
    if (segment.part == Part::literal) {
      path += segment.text;
      continue;
    }
    const auto* value = parameters.find(segment.text);
    base::ensure(value != nullptr, "every parameter of the pattern is given");
    if (segment.part == Part::parameter) {
      path += percent_encoded(*value);
      continue;
    }
    const char* separator = "";
    for (const auto piece : base::split(*value, '/')) {
      path += separator + percent_encoded(piece);
      separator = "/";
    }
  }
  return path.empty() ? "/" : path;
}

Router::Router(std::span<const Route> routes) : routes_(routes.begin(), routes.end()), root_(std::make_unique<Node>()) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    const auto& route = routes_[i];
    base::ensure(!route.name.empty() && names.insert(route.name).second, "each route has its own name: " + route.name);
    base::ensure(static_cast<bool>(route.handler), "a route has a handler: " + route.name);
    base::ensure(!route.needs.act.empty(), "a route says what it needs: " + route.name);
    base::ensure(!(route.changes_state && is_reading(route.method)), "a GET changes nothing: " + route.name);
    base::ensure(route.method != Method::head && route.method != Method::options && route.method != Method::other,
                 "HEAD and OPTIONS follow the other methods: " + route.name);
    Node* node = root_.get();
    bool whole_rest = false;
    for (const auto& segment : segments_of(route.pattern)) {
      if (segment.part == Part::rest) {
        whole_rest = true;
        break;
      }
      auto& child = segment.part == Part::literal ? node->literals[segment.text] : node->parameter;
      if (!child) child = std::make_unique<Node>();
      node = child.get();
    }
    auto& ends = whole_rest ? node->rest : node->here;
    for (const auto other : ends) {
      base::ensure(routes_[other].method != route.method, "no two routes answer alike: " + route.name);
    }
    ends.push_back(i);
  }
}

Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

const Route* Router::find(std::string_view name) const {
  const auto found = std::ranges::find(routes_, name, &Route::name);
  return found == routes_.end() ? nullptr : &*found;
}

Router::Match Router::match(Method method, std::string_view raw_path) const {
  Match match;
  if (!raw_path.starts_with('/')) {
    match.malformed = true;
    return match;
  }
  std::vector<std::string> segments;
  if (raw_path != "/") {
    for (const auto raw : base::split(raw_path.substr(1), '/')) {
      auto plain = percent_decoded(raw);
      if (!plain || *plain == "." || *plain == "..") {
        match.malformed = true;
        return match;
      }
      segments.push_back(std::move(*plain));
    }
  }
  const bool trailing_slash = !segments.empty() && segments.back().empty();

  // Literal before parameter before rest, going back where a branch ends nowhere. `fits` decides at the leaf.
  std::vector<std::string> captured;
  const auto search = [&](const auto& self, const Node& node, std::size_t depth, const auto& fits) -> bool {
    if (depth == segments.size()) return fits(node.here);
    const auto& segment = segments[depth];
    if (!segment.empty()) {
      if (const auto literal = node.literals.find(segment); literal != node.literals.end()) {
        if (self(self, *literal->second, depth + 1, fits)) return true;
      }
      if (node.parameter) {
        captured.push_back(segment);
        if (self(self, *node.parameter, depth + 1, fits)) return true;
        captured.pop_back();
      }
    }
    if (!node.rest.empty()) {
      std::string all = segments[depth];
      for (std::size_t i = depth + 1; i < segments.size(); ++i) all += '/' + segments[i];
      captured.push_back(std::move(all));
      if (fits(node.rest)) return true;
      captured.pop_back();
    }
    return false;
  };

  std::string format;
  const auto fits = [&](const std::vector<std::size_t>& ends) {
    for (const auto i : ends) {
      const auto& route = routes_[i];
      if (!format.empty() && std::ranges::find(route.formats, format) == route.formats.end()) continue;
      if (answers(route, method)) {
        match.route = &route;
        return true;
      }
      if (std::ranges::find(match.allowed, route.method) == match.allowed.end()) match.allowed.push_back(route.method);
    }
    return false;
  };
  const auto look = [&] {
    captured.clear();
    if (!search(search, *root_, 0, fits)) return false;
    match.format = format;
    for (const auto& segment : segments_of(match.route->pattern)) {
      if (segment.part != Part::literal) match.parameters.add(segment.text, captured[match.parameters.size()]);
    }
    return true;
  };

  if (trailing_slash) {
    if (look()) return match;  // only a {rest...} takes it
    segments.pop_back();
    match.allowed.clear();
    if (look()) {
      match = {};
      match.redirect_to = std::string{raw_path.substr(0, raw_path.size() - 1)};
      if (!is_local_path(match.redirect_to)) match = {};
    }
    return match;
  }
  // A suffix is a format only where the route offers it: an id may hold dots.
  if (!segments.empty()) {
    const auto whole = segments.back();
    const auto dot = whole.rfind('.');
    if (dot != std::string::npos && dot > 0 && dot + 1 < whole.size()) {
      format = whole.substr(dot + 1);
      segments.back() = whole.substr(0, dot);
      if (look()) return match;
      segments.back() = whole;
      format.clear();
    }
  }
  look();
  if (match.route) match.allowed.clear();
  return match;
}

Response Router::answer(Request& request, const Guard& guard) const {
  const std::string_view raw_path = std::string_view{request.target}.substr(0, request.target.find('?'));
  const auto asked = request.method == Method::options ? Method::get : request.method;
  auto found = match(asked, raw_path);
  if (found.malformed) return refusal(request, {.status = 400, .code = "bad_address"});
  if (!found.redirect_to.empty()) {
    const auto query = request.target.find('?');
    if (query != std::string::npos) found.redirect_to += request.target.substr(query);
    return is_local_path(found.redirect_to) ? moved(found.redirect_to) : not_found(request);
  }
  if (request.method == Method::options || (!found.route && !found.allowed.empty())) {
    std::vector<Method> methods = found.allowed;
    for (const auto method : {Method::get, Method::post, Method::put, Method::patch, Method::remove}) {
      const auto other = match(method, raw_path);
      if (other.route && std::ranges::find(methods, method) == methods.end()) methods.push_back(method);
    }
    if (methods.empty()) return not_found(request);
    std::ranges::sort(methods);
    std::string allow;
    for (const auto method : methods) {
      if (!allow.empty()) allow += ", ";
      allow += text(method);
      if (method == Method::get) allow += ", HEAD";
    }
    allow += ", OPTIONS";
    if (request.method == Method::options) return Response{.status = 204}.header("Allow", allow);
    return refusal(request, {.status = 405, .code = "method_not_allowed", .values = {{"method", std::string{text(request.method)}}, {"allowed", allow}}})
        .header("Allow", allow);
  }
  if (!found.route) return not_found(request);
  request.parameters = std::move(found.parameters);
  request.format = std::move(found.format);
  request.route = found.route->name;
  if (guard) {
    if (auto stopped = guard(*found.route, request)) return std::move(*stopped);
  }
  return found.route->handler(request);
}

}  // namespace outturn::web
