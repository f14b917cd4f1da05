#pragma once

#include <string>
#include <vector>

#include "decide/agreement.h"
#include "web/components.h"
#include "web/parts.h"
#include "web/visit.h"
#include "web/records/words_difference.h"

/// A joint delivery agreement: who signed, what changed, the clauses with the records they speak of.
namespace outturn::web {

/// A record that a clause speaks of: what was signed, how it stands now.
struct BoundView {
  Link record;
  Status status{};            ///< live, of a target; empty text = none
  std::string sentence{};
  std::string note{};         ///< what is to be known of the formula behind its figures
  Flag departure{};           ///< empty text = still as signed
};

struct ClauseView {
  std::string anchor;         ///< permanent
  std::string number;
  std::string title;
  std::string topic;
  Tag change{};               ///< empty text = as before
  std::vector<Stretch> text{};  ///< with what was taken out and put in
  std::string touches{};
  std::string withheld{};     ///< then nothing else of the clause is shown
  std::vector<BoundView> bound{};
  std::string condition{};    ///< of a consequence: whether it applies on the figures
  std::vector<std::string> dissents{};
  Link edit{};
};

struct AgreementView {
  Verdict verdict;
  std::string version_title{};
  std::string version_note{};   ///< made when and why, fingerprint
  Table signatures{};
  std::string changes{};        ///< "2 clauses differ from version 1"
  Bullets departures{};
  std::vector<ClauseView> clauses{};
  Table versions{};
  Bullets others{};             ///< further agreements on the outcome
  SummaryList closing{};
  Acts next{};
};

void write(html::Output& out, const ClauseView& clause);
void write(html::Output& out, const AgreementView& view);

/// The agreement that this reader may know, as far as they may; its versions that they may not read are left out.
struct ReadableAgreement {
  const workspace::Record* outcome{};
  const workspace::Record* agreement{};  ///< nullptr = none
  decide::AgreementState state{};
  bool sees_draft{};
  std::vector<const workspace::Record*> others{};  ///< agreements on the outcome beside it, the newest first
  bool unknown{};                        ///< ?agreement= names none that this reader may know
  std::vector<const workspace::Record*> left{};  ///< of which they may read only what their organisation signed before it left, the newest first
  bool has_left{};                       ///< `agreement` is one of these
};
/// The agreement that ?agreement= names, else the newest on the outcome.
ReadableAgreement readable_agreement(const Visit& visit);
/// "/outcomes/O1/agreement" and the rest, a query and an anchor among it; names the agreement where there are several.
std::string agreement_address(const Visit& visit, const ReadableAgreement& readable, std::string_view rest);

/// Every agreement on an outcome that this reader may know, the newest first, each with how far it has come.
Bullets agreements_of(const Visit& visit, const workspace::Record& outcome);

/// The parties for which this reader may sign the version and has not yet.
std::vector<const workspace::Record*> may_sign_for(const Visit& visit, const decide::VersionState& version);

/// Clauses of `after`, compared with `before` where it is given.
std::vector<ClauseView> clause_views(const Visit& visit, const ReadableAgreement& readable, const decide::AgreementText* before,
                                     const decide::AgreementText& after, const workspace::Record* version);

/// GET /outcomes/{id}/agreement: the newest version; GET /outcomes/{id}/agreement/{version}: "v2". With ?printable the
/// document alone: parties, signatures and clauses, nothing compared, nothing to press.
Response show_agreement(const Visit& visit);
/// GET and POST /outcomes/{id}/agreement/fix: the draft, to be made a version
Response show_draft(const Visit& visit);
Response fix_typed_version(const Visit& visit);
/// GET and POST /outcomes/{id}/agreement/sign
Response show_signing(const Visit& visit);
Response sign_typed(const Visit& visit);
/// GET and POST /outcomes/{id}/agreement/withdraw?signature=…: a party takes its signature back
Response show_withdrawal(const Visit& visit);
Response withdraw_typed_signature(const Visit& visit);
/// GET and POST /outcomes/{id}/agreement/publish?publishes=…: a version, whole or without clauses for a stated reason
Response show_publication(const Visit& visit);
Response publish_typed_version(const Visit& visit);
/// GET and POST /outcomes/{id}/agreement/close: what was achieved, where duties and data go
Response show_closure(const Visit& visit);
Response close_typed_agreement(const Visit& visit);
/// GET and POST /outcomes/{id}/agreement/import
Response show_agreement_import(const Visit& visit);
Response import_typed_agreement(const Visit& visit);

}  // namespace outturn::web
