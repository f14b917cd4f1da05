#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "access/password.h"
#include "access/sessions.h"
#include "base/hash.h"
#include "record/kind.h"
#include "store/memory_store.h"
#include "web/application.h"
#include "web/visit.h"

/// A small register with a record of every kind, in which every text is a mark that can be found again, and a person
/// for every role in each of three organisations.
namespace outturn::matrix {

/// How a visitor's organisation stands to the records: it leads them, takes part in them, or neither.
enum class Stands { leads, takes_part, neither };
inline constexpr std::string_view organisations[] = {"org-leads", "org-takes-part", "org-neither"};

struct Visitor {
  std::string name;          ///< for messages: "manager of org-takes-part"
  std::string role{};        ///< empty = none
  Stands stands{Stands::neither};
  std::string person{};      ///< empty = not signed in
  bool counts_as_public{};   ///< not signed in, whatever the cookie says
};

/// Nobody, a forged session, a person who was disabled, one without a role, and the ten roles in three organisations.
const std::vector<Visitor>& visitors();
const Visitor& visitor(std::string_view person);

/// The text planted in a field of a kind: "zqpersonemail". Lower case letters only, so that it survives every format.
std::string mark(std::string_view kind, std::string_view field);

/// Which record of a kind a route is tried on.
enum class Use { read, retire, restore };
std::string id_of(const record::Kind& kind, Use use);

class Town {
 public:
  explicit Town(bool public_reading);
  ~Town();
  Town(const Town&) = delete;

  /// Asks the application as the visitor: with cookie and form token, or with a bearer token under /api/.
  web::Response ask(const Visitor& who, web::Request request);
  /// As sent: no cookie, header or form field is added.
  web::Response ask(web::Request request) { return application_.answer(request); }

  store::MemoryStore& store() { return store_; }
  const workspace::Record& record(const record::Kind& kind, std::string_view id) { return *store_.now()->find(kind, id); }
  std::int64_t position() { return store_.now()->position(); }
  /// Adds a draft of every kind that knows drafts, its texts marked "zqdraftqz"; ids "…-draft". Of the outcome they are
  /// org-leads's own and org-takes-part is a party to it.
  void put_drafts();
  web::UploadedFile uploaded() const;  ///< a small file of figures, as a form brings it
  const web::Site& site() const { return site_; }

  static std::string token(std::string_view person) { return base::sha256("token " + std::string(person)).hex(); }
  static std::string csrf(std::string_view person) { return base::sha256("csrf " + std::string(person)).hex(); }
  /// As a form of that person's session carries it.
  static std::string form_token(std::string_view person) { return access::masked(csrf(person)); }
  static constexpr std::string_view password = "a cheap phrase for a test";

 private:
  std::filesystem::path spool_;
  base::FixedClock clock_;
  store::MemoryStore store_;
  access::Passwords passwords_{{.passes = 1, .memory = 8u << 10}};
  access::Sessions sessions_{store_, clock_, passwords_};
  web::Site site_;
  web::Application application_;
};

/// A request as the server hands it over, its query read.
web::Request request(web::Method method, std::string target);
/// The body of a response wherever it lies; a file to be deleted is deleted.
std::string body_of(const web::Response& response);
/// A request of this route on a record (or kind) that would be accepted from somebody who may.
web::Request fitting(Town& town, const web::Route& route, const record::Kind* kind);
Use use_of(const web::Route& route);

}  // namespace outturn::matrix
