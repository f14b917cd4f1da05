#pragma once

#include <memory>

#include "web/components.h"
#include "web/forms.h"
#include "web/data/import_check.h"
#include "web/data/import_desk.h"
#include "web/visit.h"

/// Figures coming in: sent, checked, put right, saved; and every import there ever was.
namespace outturn::web {

Response show_data(const Visit& visit, const ImportDesk& desk);          ///< GET /data
Response show_upload(const Visit& visit, const ImportDesk& desk);        ///< GET /data/imports/new
Response take_upload(const Visit& visit, ImportDesk& desk);              ///< POST
Response show_import(const Visit& visit, ImportDesk& desk);              ///< GET /data/imports/{number}
Response change_import(const Visit& visit, ImportDesk& desk);            ///< POST: check again, save, or save the sound rows
Response drop_import(const Visit& visit, ImportDesk& desk);              ///< POST /data/imports/{number}/drop
Response show_import_problems(const Visit& visit, ImportDesk& desk);     ///< GET /data/imports/{number}/problems.csv
Response show_batches(const Visit& visit);                               ///< GET /data/batches
Response show_batch(const Visit& visit);                                 ///< GET /data/batches/{id}
Response withdraw_typed_batch(const Visit& visit);                       ///< POST /data/batches/{id}/withdraw

/// The form of the check page.
struct ImportForm {
  std::string action;
  std::string csrf_token;
  std::vector<CellFix> fixes;
  html::Safe others{};                 ///< what can only be put right in the file
  std::vector<CellFix> mended;         ///< corrections made so far, which can be changed or emptied
  std::vector<Field> signs;            ///< what each unknown sign means
  html::Safe unusual;                  ///< what to look at before saying yes
  Field confirmation{};                ///< asked where anything is unusual
  std::vector<Field> columns;
  std::vector<Field> about;            ///< publication day, source, make what is missing, reason
  bool columns_open{};
  std::vector<Button> save;            ///< empty = it cannot be saved yet
};

/// What was checked, with a sign each.
struct Checklist {
  std::vector<ImportCheck::Checked> checks;
};

void write(html::Output& out, const ImportForm& form);
void write(html::Output& out, const Checklist& list);

}  // namespace outturn::web
